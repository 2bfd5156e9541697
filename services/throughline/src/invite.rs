//! `throughline invite`: a link, as text and as a QR code. It is shown this once, and kept nowhere.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use qrcode::{
    QrCode,
    render::{svg, unicode::Dense1x2},
};
use serde_json::json;
use throughline_portal::INVITATION;
use throughline_proto::v1::{InviteRequest, sign_in_service_client::SignInServiceClient};

use crate::{
    cli::InviteArgs,
    config::check_portal_address,
    connect::{self, Connection, Node, Speaker, Transport},
    exit::{Exit, WrongUse},
    moment::plain_utc,
    output::Output,
    status::Failure,
};

/// As long as a link's token is, or longer.
const A_TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef";

/// A link that was made.
#[derive(Debug)]
pub struct Link {
    /// As browsers take it.
    pub url: String,
    /// Until when it counts.
    pub until: String,
}

/// Invites somebody. A link replaces one from before, so that whatever would keep it from being handed over is noticed before it is made.
pub async fn run(args: &InviteArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    check_portal_address(&args.portal_address)?;
    code(&url(&args.portal_address, A_TOKEN))?;
    let picture = args.qr.as_deref().map(Picture::begin).transpose()?;
    let Connection { transport, .. } = &connect::connect(node, &args.server, Speaker::Keeper).await?;
    let request = InviteRequest {
        supporter: args.supporter.clone().unwrap_or_default(),
        resident: args.resident.clone().unwrap_or_default(),
        auditor: args.auditor.clone().unwrap_or_default(),
        disconnect_accounts: args.disconnect_accounts,
    };
    let link = link(transport, request, &args.portal_address).await?;
    let code = code(&link.url)?;
    let written = picture.map(|picture| picture.write(&code)).transpose();
    if output.is_json() {
        let qr = args.qr.as_ref().filter(|_| written.is_ok());
        output.json(&json!({ "link": link.url, "until": link.until, "qr": qr }))?;
    } else {
        output.line(&link.url)?;
        output.remark(code.render::<Dense1x2>().build());
        output.remark(format!("It lets one person in, once, until {}. Whoever has it can use it.", plain_utc(&link.until)));
    }
    // Also where it could not be written: the link counts, and is shown this once.
    written?;
    Ok(Exit::Done)
}

/// Asks for a link.
pub async fn link(transport: &Transport, request: InviteRequest, portal: &str) -> anyhow::Result<Link> {
    let answer = SignInServiceClient::new(transport.clone()).invite(request).await.map_err(|status| Failure::from(&status))?.into_inner();
    Ok(Link { url: url(portal, &answer.token), until: answer.until })
}

fn url(portal: &str, token: &str) -> String {
    format!("{}{INVITATION}{token}", portal.trim_end_matches('/'))
}

fn code(url: &str) -> anyhow::Result<QrCode> {
    QrCode::new(url).context(WrongUse::new("--portal-address is too long for a QR code; give the portal's address alone"))
}

/// The file that a QR code is written into, for its owner alone: whoever reads the picture can use the link. It is taken away again where it is not
/// written, which is empty until then.
struct Picture {
    path: PathBuf,
    file: File,
    is_written: bool,
}

impl Picture {
    fn begin(path: &Path) -> anyhow::Result<Self> {
        let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
        let file = made.map_err(|error| {
            let shown = path.display();
            let told = match error.kind() {
                io::ErrorKind::AlreadyExists => format!("--qr {shown}: there is a file of that name already; give another name"),
                io::ErrorKind::NotFound => format!("--qr {shown}: there is no such folder; make it, or give another name"),
                _ => format!("--qr {shown} cannot be written; see who may write in that folder"),
            };
            anyhow::Error::new(error).context(WrongUse::new(told))
        })?;
        Ok(Self { path: path.to_owned(), file, is_written: false })
    }

    fn write(mut self, code: &QrCode) -> anyhow::Result<()> {
        let picture = code.render::<svg::Color<'_>>().min_dimensions(320, 320).build();
        self.file.write_all(picture.as_bytes()).with_context(|| {
            format!("the picture {} could not be written; the link counts all the same, and is not shown again", self.path.display())
        })?;
        self.is_written = true;
        Ok(())
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        if !self.is_written {
            // Nothing is in it; and whoever is told why looks there.
            _ = fs::remove_file(&self.path);
        }
    }
}
