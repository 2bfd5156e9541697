//! `throughline invite`: a link, as text and as a QR code. It is shown this once, and kept nowhere.

use std::{fs::OpenOptions, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

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
    connect::{self, Connection, Node, Speaker, Transport},
    exit::Exit,
    output::Output,
    status::Failure,
};

/// A link that was made.
#[derive(Debug)]
pub struct Link {
    /// As browsers take it.
    pub url: String,
    /// Until when it counts.
    pub until: String,
}

/// Invites somebody.
pub async fn run(args: &InviteArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let Connection { transport, .. } = &connect::connect(node, &args.server, Speaker::Keeper).await?;
    let request = InviteRequest {
        supporter: args.supporter.clone().unwrap_or_default(),
        resident: args.resident.clone().unwrap_or_default(),
        disconnect_accounts: args.disconnect_accounts,
    };
    let link = link(transport, request, &args.portal_address).await?;
    let code = QrCode::new(&link.url).context("the link is too long for a QR code")?;
    if let Some(file) = &args.qr {
        keep(file, &code.render::<svg::Color<'_>>().min_dimensions(320, 320).build())?;
    }
    if output.is_json() {
        output.json(&json!({ "link": link.url, "until": link.until, "qr": args.qr }))?;
        return Ok(Exit::Done);
    }
    output.line(&link.url)?;
    output.remark(code.render::<Dense1x2>().build());
    output.remark(format!("It lets one person in, once, until {}. Whoever has it can use it.", link.until));
    Ok(Exit::Done)
}

/// Asks for a link.
pub async fn link(transport: &Transport, request: InviteRequest, portal: &str) -> anyhow::Result<Link> {
    let answer = SignInServiceClient::new(transport.clone()).invite(request).await.map_err(|status| Failure::from(&status))?.into_inner();
    Ok(Link { url: format!("{}{INVITATION}{}", portal.trim_end_matches('/'), answer.token), until: answer.until })
}

/// For its owner alone: whoever reads the picture can use the link.
fn keep(file: &Path, picture: &str) -> anyhow::Result<()> {
    let write = || OpenOptions::new().create_new(true).write(true).mode(0o600).open(file)?.write_all(picture.as_bytes());
    write().with_context(|| format!("{} cannot be written; is there a file of that name already?", file.display()))
}
