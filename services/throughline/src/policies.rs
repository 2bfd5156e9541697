//! `throughline policies`: who may see what. Those that count now are shown, and others adopted, through the running server; whether they may be
//! is its to say.

use std::{fs, path::Path};

use anyhow::Context as _;
use serde_json::json;
use throughline_access::policies::{EMBEDDED, digest};
use throughline_proto::v1::{
    DescribeProcessingRequest, PolicyAdopted, ReplayRequest, ReplayedRecord, audit_service_client::AuditServiceClient, event::Kind,
};

use crate::{
    cli::{PoliciesAction, PoliciesAdopt, PoliciesArgs},
    connect::{self, Connection, Node, Speaker},
    exit::{Exit, WrongUse},
    moment,
    output::Output,
    recording::record,
    records::{self, hex},
    status::{Failure, failed},
};

/// Adopts policies, or shows those that count.
pub async fn run(args: &PoliciesArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    match &args.action {
        PoliciesAction::Adopt(of) => {
            // Before anything is asked of a place.
            let adopted = from_file(of)?;
            adopt(&connect::connect(node, &args.server, Speaker::Keeper).await?, adopted, &of.file, output).await
        }
        PoliciesAction::Show => show(&connect::connect(node, &args.server, Speaker::Keeper).await?, output).await,
    }
}

fn from_file(of: &PoliciesAdopt) -> anyhow::Result<PolicyAdopted> {
    let file = of.file.display();
    let text = fs::read_to_string(&of.file).with_context(|| WrongUse::new(format!("{file} cannot be read; give a file of policies")))?;
    // Without a text it would be rules that are kept on paper, and nothing would change.
    if text.trim().is_empty() {
        return Err(WrongUse::new(format!("{file} is empty; `throughline policies show` prints what counts now, to begin with")).into());
    }
    let policy = of.name.clone().unwrap_or_else(|| name_of(&of.file));
    Ok(PolicyAdopted { policy, digest: digest(&text).to_vec(), text })
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

async fn adopt(connection: &Connection, adopted: PolicyAdopted, file: &Path, output: &Output) -> anyhow::Result<Exit> {
    let (name, sha256) = (adopted.policy.clone(), hex(&adopted.digest));
    let position = match record(connection.transport.clone(), Kind::PolicyAdopted(adopted)).await {
        Ok(position) => position,
        Err(status) => {
            output.remark("Nothing was adopted; the policies that counted before go on counting.");
            let file = file.display().to_string();
            let names = [("events[0].policy_adopted.text", file.as_str()), ("events[0].policy_adopted.policy", "--name")];
            return Err(Failure::from(&status).as_given(&names).into());
        }
    };
    if output.is_json() {
        output.json(&json!({ "position": position, "name": name, "sha256": sha256 }))?;
    } else {
        output.line(format!("By record {position}, the policies \"{name}\" count, SHA-256 {sha256}."))?;
    }
    Ok(Exit::Done)
}

/// Policies that count, and since when. A place that never adopted any has those that come with the program.
struct InForce {
    adopted: Option<Adopted>,
    text: String,
}

/// The record that adopted them.
struct Adopted {
    position: u64,
    name: String,
    recorded_at: String,
}

async fn show(connection: &Connection, output: &Output) -> anyhow::Result<Exit> {
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let told = audit.describe_processing(DescribeProcessingRequest::default()).await.map_err(|status| failed(&status))?.into_inner();
    let in_force = match told.policies_adopted_at {
        0 => InForce { adopted: None, text: EMBEDDED.to_owned() },
        position => read_back(connection, position, output).await?,
    };
    // A server of another version brings others.
    let is_other = "the server's policies are not those that this program knows; use a program of the server's version";
    anyhow::ensure!(digest(&in_force.text) == told.policies_digest.as_slice(), is_other);
    if output.is_json() {
        output.json(&as_json(&in_force))?;
        return Ok(Exit::Done);
    }
    // Beside the text, so that what is printed can be changed and adopted.
    output.remark(in_words(&in_force));
    output.line(in_force.text.trim_end())?;
    Ok(Exit::Done)
}

/// What was adopted, from the record that did it.
async fn read_back(connection: &Connection, position: u64, output: &Output) -> anyhow::Result<InForce> {
    let reason = "to show the policies in force".to_owned();
    let request = ReplayRequest { after_position: position - 1, until_position: position, reason, ..ReplayRequest::default() };
    let mut read = None;
    records::read(connection, request, output, |record| {
        read = adopted_by(record);
        Ok(())
    })
    .await?;
    read.with_context(|| format!("record {position} adopted the policies that count, and cannot be read"))
}

fn adopted_by(record: ReplayedRecord) -> Option<InForce> {
    let entry = record.entry?;
    let Kind::PolicyAdopted(adopted) = entry.event?.kind? else { return None };
    let by = Adopted { position: record.position, name: adopted.policy, recorded_at: entry.recorded_at };
    Some(InForce { adopted: Some(by), text: adopted.text })
}

fn as_json(in_force: &InForce) -> serde_json::Value {
    let adopted = in_force.adopted.as_ref();
    json!({
        "adopted_at": adopted.map(|adopted| adopted.position),
        "name": adopted.map(|adopted| &adopted.name),
        "since": adopted.map(|adopted| &adopted.recorded_at),
        "sha256": hex(&digest(&in_force.text)),
        "text": in_force.text,
    })
}

fn in_words(in_force: &InForce) -> String {
    let which = match &in_force.adopted {
        None => "Those that come with the program count".to_owned(),
        Some(Adopted { position, name, recorded_at }) => {
            format!("\"{name}\" counts since {}, by record {position}", moment::plain_utc(recorded_at))
        }
    };
    format!("{which}, SHA-256 {}.", hex(&digest(&in_force.text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_which_policies_count_and_since_when() {
        let text = "permit (principal, action, resource);".to_owned();
        let sha256 = hex(&digest(&text));
        let told = in_words(&InForce { adopted: None, text: text.clone() });
        assert_eq!(told, format!("Those that come with the program count, SHA-256 {sha256}."));
        let adopted = Adopted { position: 12, name: "ours".into(), recorded_at: "2026-05-04T09:00:00Z".into() };
        let told = in_words(&InForce { adopted: Some(adopted), text });
        assert_eq!(told, format!("\"ours\" counts since 4 May 2026 09:00 UTC, by record 12, SHA-256 {sha256}."));
    }
}
