//! `keys`: the public key that checkpoints are signed with, and certificates for the place's servers; and another master key for all keys,
//! beside whoever serves them.

mod signing;

use std::sync::Arc;

use anyhow::Context as _;
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use throughline_access::certificates::{Parsed, serial_text};
use throughline_log::{Keys, Rotation, rotate};

use super::{
    Folder, Place,
    agency::{as_keeper, say_of_own_key},
    opened::{existing, keys_at, keys_of_log, open_store},
    papers::{HandedOver, LAST_SECONDS, Papers, seconds},
};
use crate::{
    cli::{DataArgs, KeysAction, KeysArgs, RotateArgs, ServerCertificate},
    config::{LogAddress, Stores},
    connect::Node,
    exit::{Exit, WrongUse},
    moment::plain_day,
    output::{Output, Tone, counted},
    progress::{Progress, Unit},
};

/// What a `KeyChanged` of the authority of the place's servers is for, and of a certificate of it.
const SERVER_AUTHORITY: &str = "server authority";
const SERVER_CERTIFICATE: &str = "server certificate";
/// And one of another master key.
const MASTER_KEY: &str = "master key";

pub(super) async fn run(node: &impl Node, args: &KeysArgs, output: &Output) -> anyhow::Result<Exit> {
    match &args.action {
        None => signing::verifier(node, &args.place, output).await?,
        Some(KeysAction::Certificate(certificate)) => for_server(node, &args.place, certificate, output).await?,
        Some(KeysAction::Rotate(rotate)) => run_rotate(node, args, rotate, output).await?,
        Some(KeysAction::Renew) => signing::renew(node, &args.place, output).await?,
        Some(KeysAction::End(end)) => signing::end(node, &args.place, end, output).await?,
    }
    Ok(Exit::Done)
}

/// The keys, held against the log where that is at hand: whoever only asks for a key need not say where the log of their place lies.
async fn open(folder: &Folder, place: &Place, stores: &Stores) -> anyhow::Result<Arc<Keys>> {
    let store = match &stores.log {
        LogAddress::Sqlite(path) if !path.exists() => None,
        log => Some(open_store(log, true).await?),
    };
    keys_of_log(folder.path(), place, stores, store.as_deref()).await
}

/// Whose key it is that a server shows is in the log before the key is handed over, as with an agency's certificate.
async fn for_server(node: &impl Node, at: &DataArgs, args: &ServerCertificate, output: &Output) -> anyhow::Result<()> {
    let folder = &Folder::new(&at.data);
    let place = existing(folder)?;
    let files = HandedOver::into(&args.out, "server", args.replace)?;
    let connection = as_keeper(node, at).await?;
    let papers = Papers::of(folder.path());
    let servers = match papers.of_servers(&place.place)? {
        Some(servers) => servers,
        None => papers.make_for_servers(&place.place)?,
    };
    if servers.authority.not_after() < seconds() + LAST_SECONDS {
        return Err(ends_soon(folder, servers.authority.not_after()).into());
    }
    let say = async |purpose, says: Parsed| say_of_own_key(connection.transport.clone(), purpose, &says.public_key).await;
    if servers.given_out()?.is_empty() {
        say(SERVER_AUTHORITY, Parsed::read(servers.authority.certificate())?).await?;
    }
    let issued = servers.authority.give_out(&args.names, seconds())?;
    say(SERVER_CERTIFICATE, Parsed::read(&CertificateDer::from_pem_slice(issued.certificate.as_bytes())?)?).await?;
    papers.remember(&servers, &issued)?;
    files.write(&issued, Some(&servers))?;
    let (serial, until) = (serial_text(&issued.serial), plain_day(issued.not_after));
    if output.is_json() {
        let told = serde_json::json!({ "certificate": files.certificate, "key": files.key, "serial": serial, "not_after": until });
        output.json(&told)?;
    } else {
        let (certificate, key) = (files.certificate.display(), files.key.display());
        output.line(format!("Serve with --tls-certificate {certificate} --tls-key {key}, until {until}."))?;
    }
    Ok(())
}

/// Whoever calls knows the servers by their authority, so that it is not followed by another behind their backs.
fn ends_soon(folder: &Folder, not_after: u64) -> WrongUse {
    WrongUse::new(format!(
        "the authority of this place's servers counts until {} only. Move {} away and run this again, into a new folder; give the new \
         server-authority.pem to every agency, beside the old one, before a server shows a certificate of it",
        plain_day(not_after),
        folder.path().join("server-authority").display()
    ))
}

/// The folder is not locked: a server goes on, and finds the next master key when it needs it.
async fn run_rotate(node: &impl Node, args: &KeysArgs, wanted: &RotateArgs, output: &Output) -> anyhow::Result<()> {
    let folder = Folder::new(&args.place.data);
    let (place, stores) = (existing(&folder)?, args.place.stores()?);
    // A database that is away is waited for here, and not in the middle.
    let signs_with = open(&folder, &place, &stores).await?.signer().public_key();
    let at = keys_at(folder.path(), &stores);
    let everywhere = wanted.everywhere;
    let mut progress = Progress::start(output, "Wrapping keys anew", Unit::Things("keys"), None);
    let rotated = tokio::task::spawn_blocking(move || {
        let rotated = rotate(&at, everywhere, |done| progress.set(done as u64));
        progress.finish();
        rotated
    });
    match rotated.await.context("the keys could not all be wrapped anew; run it again")?? {
        Rotation::Prepared { next } => {
            let next = next.display().to_string();
            if output.is_json() {
                output.json(&serde_json::json!({ "state": "prepared", "next": next }))?;
            } else {
                output.line(format!("The next master key lies in {next}. No key lies under it yet."))?;
                output
                    .line("Copy it beside the master key of every node that shares these keys, and run this on each with --everywhere.")?;
            }
        }
        Rotation::Done { rewrapped, before } => {
            say_of_master_key(node, &args.place, &signs_with, output).await;
            let before = before.display().to_string();
            if output.is_json() {
                output.json(&serde_json::json!({ "state": "done", "rewrapped": rewrapped, "before": before }))?;
            } else {
                let keys = counted(rewrapped as u64, "key was", "keys were");
                output.line(output.paint(Tone::Good, format!("{keys} wrapped anew; all lie under the new master key.")))?;
                output.line(format!(
                    "Keep a copy of the new one where the old one was kept safe. The old one lies in {before}: take it away"
                ))?;
                output.line("once every node has done this, and no copy of the keys from before is kept any more.")?;
            }
        }
    }
    Ok(())
}

/// A master key shows nothing of itself: in the log it is known by the key that signs checkpoints, which lies under it. The keys are wrapped anew
/// already; that this cannot be said just now makes it no less so.
async fn say_of_master_key(node: &impl Node, at: &DataArgs, signs_with: &[u8], output: &Output) {
    let said = match as_keeper(node, at).await {
        Ok(connection) => say_of_own_key(connection.transport.clone(), MASTER_KEY, signs_with).await,
        Err(away) => Err(away),
    };
    if let Err(why) = said {
        output.remark(format!("That there is another master key does not stand in the log, which could not be written to: {why:#}"));
    }
}
