//! The keys that what is published is signed with: which they are, one more, and the end of one.

use anyhow::Context as _;
use serde_json::json;
use throughline_log::{fingerprint, read_verifier_key, verifier_key};
use throughline_proof::PublicKey;
use throughline_proto::v1::{GetCheckpointRequest, KeyChanged, audit_service_client::AuditServiceClient};
use throughline_story::SIGNS_CHECKPOINTS;

use super::open;
use crate::{
    cli::{DataArgs, EndKey},
    connect::Node,
    exit::WrongUse,
    node::{
        Folder,
        agency::{as_keeper, say},
        opened::existing,
    },
    output::Output,
    status::failed,
};

/// Prints the newest of a place's keys, and names the others beside it, those too that have ended: what they signed is checked with them.
pub(super) async fn verifier(node: &impl Node, at: &DataArgs, output: &Output) -> anyhow::Result<()> {
    let folder = Folder::new(&at.data);
    let place = existing(&folder)?;
    let keys = open(&folder, &place, &at.stores()?).await?;
    let signers = tokio::task::spawn_blocking(move || keys.signers()).await??;
    let told: Vec<Told> = signers.iter().map(|signer| Told::of(&place.origin(), &signer.public_key())).collect();
    let (signing, ended) = if told.len() > 1 { signing_and_ended(node, at, told, output).await } else { (told, Vec::new()) };
    let (newest, earlier) = signing.split_last().context("there is no key")?;
    if output.is_json() {
        let [earlier, ended] = [earlier, &ended].map(|keys| keys.iter().map(Told::json).collect::<Vec<_>>());
        let Told { key, fingerprint } = newest;
        output.json(&json!({ "verifier_key": key, "fingerprint": fingerprint, "earlier": earlier, "ended": ended }))?;
        return Ok(());
    }
    for Told { key, fingerprint } in &ended {
        output.remark(format!("Ended: {key} ({fingerprint}). What it signed is still checked with it."));
    }
    for Told { key, fingerprint } in earlier {
        output.remark(format!("Before it: {key} ({fingerprint}). It signs as well, until `throughline keys end`."));
    }
    output.remark(format!("Fingerprint: {}", newest.fingerprint));
    Ok(output.line(&newest.key)?)
}

/// A key as it is told to people and programs.
struct Told {
    key: String,
    fingerprint: String,
}

impl Told {
    fn of(origin: &str, key: &PublicKey) -> Self {
        Self { key: verifier_key(origin, key), fingerprint: fingerprint(key) }
    }

    fn json(&self) -> serde_json::Value {
        json!({ "verifier_key": self.key, "fingerprint": self.fingerprint })
    }
}

/// Those that the log says sign now, which only a node can tell, and those that do no more.
async fn signing_and_ended(node: &impl Node, at: &DataArgs, all: Vec<Told>, output: &Output) -> (Vec<Told>, Vec<Told>) {
    let asked = async {
        let connection = as_keeper(node, at).await?;
        let mut audit = AuditServiceClient::new(connection.transport.clone());
        Ok::<_, anyhow::Error>(
            audit.get_checkpoint(GetCheckpointRequest {}).await.map_err(|status| failed(&status))?.into_inner().verifier_keys,
        )
    };
    match asked.await {
        Ok(now) if all.iter().any(|told| now.contains(&told.key)) => all.into_iter().partition(|told| now.contains(&told.key)),
        Ok(_) => (all, Vec::new()),
        Err(error) => {
            output.remark(format!("Which of its keys have ended cannot be told just now: {error:#}"));
            (all, Vec::new())
        }
    }
}

/// One more key signs from now on. It is kept before the log says so, and a server that is running finds it there.
pub(super) async fn renew(node: &impl Node, at: &DataArgs, output: &Output) -> anyhow::Result<()> {
    let folder = Folder::new(&at.data);
    let place = existing(&folder)?;
    let connection = as_keeper(node, at).await?;
    let keys = open(&folder, &place, &at.stores()?).await?;
    let public_key = tokio::task::spawn_blocking(move || keys.add_signer()).await??.public_key();
    let began = KeyChanged { purpose: SIGNS_CHECKPOINTS.to_owned(), public_key: public_key.to_vec(), ..KeyChanged::default() };
    say(connection.transport.clone(), began).await?;
    let (key, fingerprint) = (verifier_key(&place.origin(), &public_key), fingerprint(&public_key));
    if output.is_json() {
        output.json(&json!({ "verifier_key": key, "fingerprint": fingerprint }))?;
    } else {
        output.remark(format!("Fingerprint: {fingerprint}. Read it to whoever is to believe the new key, in person."));
        output.line(key)?;
    }
    Ok(())
}

/// A key signs no more; one must go on.
pub(super) async fn end(node: &impl Node, at: &DataArgs, args: &EndKey, output: &Output) -> anyhow::Result<()> {
    let place = existing(&Folder::new(&at.data))?;
    let wrong = || WrongUse::new(format!("\"{}\" is no key of this log; `throughline keys` prints them", args.key));
    let ending = read_verifier_key(&args.key, &place.origin()).ok_or_else(wrong)?;
    let connection = as_keeper(node, at).await?;
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let published = audit.get_checkpoint(GetCheckpointRequest {}).await.map_err(|status| failed(&status))?.into_inner();
    let key = verifier_key(&place.origin(), &ending);
    if !published.verifier_keys.contains(&key) {
        return Err(WrongUse::new("this key signs nothing now; `throughline keys` prints those that do").into());
    }
    if published.verifier_keys.len() == 1 {
        return Err(WrongUse::new("this is the only key that signs: make another first, with `throughline keys renew`").into());
    }
    let ended = KeyChanged { purpose: SIGNS_CHECKPOINTS.to_owned(), public_key: ending.to_vec(), ended: true, ..KeyChanged::default() };
    say(connection.transport.clone(), ended).await?;
    if output.is_json() {
        output.json(&json!({ "ended": key }))?;
    } else {
        output.line("Checkpoints are signed without it from now on. What it signed stays good: keep it for that.")?;
    }
    Ok(())
}
