//! `throughline proof`, which makes proofs of a receipt's records, and `throughline verify --proof`, which checks one with public keys alone.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use throughline_proof::{Hash, ProofError, TlogProof};
use throughline_proto::v1::{GetCheckpointRequest, GetInclusionProofRequest, audit_service_client::AuditServiceClient};
use tokio::time::Instant;

use crate::{
    bundle::{self, Trust},
    cli::{ProofArgs, VerifyArgs},
    connect::{self, Connection, Node, Speaker},
    exit::{Exit, WrongUse},
    output::{Output, Tone, count, counted},
    records::hex,
    status::failed,
};

/// What is looked for in a receipt.
#[derive(Debug, Deserialize)]
struct Receipt {
    log_origin: String,
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    /// As protobuf's JSON writes large numbers.
    position: Number,
    /// In base64, as protobuf's JSON writes bytes; or in hexadecimal.
    leaf_hash: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Number(u64),
}

/// A record of a receipt.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    position: u64,
    leaf: Hash,
}

/// Writes a proof for each record of a receipt.
pub async fn run(args: &ProofArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let (_, recorded) = read_receipt(&args.receipt)?;
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let newest = recorded.iter().map(|recorded| recorded.position).max().unwrap_or_default();
    wait_for(&connection, newest, Duration::from_secs(args.wait)).await?;
    fs::create_dir_all(&args.out).with_context(|| format!("{} cannot be made", args.out.display()))?;
    let mut written = Vec::new();
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    for Recorded { position, leaf } in recorded {
        let request = GetInclusionProofRequest { position, tree_size: 0 };
        let proof = audit.get_inclusion_proof(request).await.map_err(|status| failed(&status))?.into_inner();
        if proof.leaf_hash != leaf {
            bail!(
                "record {position} is not the one that the receipt is for: its leaf is {}, and the receipt has {}",
                hex(&proof.leaf_hash),
                hex(&leaf)
            );
        }
        let path = args.out.join(format!("{position}.tlog-proof"));
        fs::write(&path, proof.tlog_proof).with_context(|| format!("{} cannot be written", path.display()))?;
        written.push(path.display().to_string());
    }
    if output.is_json() {
        output.json(&json!({ "proofs": written }))?;
    } else {
        output.line(format!("{} in {}.", counted(written.len() as u64, "proof", "proofs"), args.out.display()))?;
    }
    Ok(Exit::Done)
}

/// Waits until a published checkpoint covers a record.
async fn wait_for(connection: &Connection, position: u64, patience: Duration) -> anyhow::Result<()> {
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let until = Instant::now() + patience;
    loop {
        let published = audit.get_checkpoint(GetCheckpointRequest {}).await.map_err(|status| failed(&status))?.into_inner();
        if published.tree_size >= position {
            return Ok(());
        }
        if Instant::now() >= until {
            bail!(
                "the newest published checkpoint covers {} records, and the receipt is for record {}: is the place served, and are its witnesses there? Try again later",
                count(published.tree_size),
                count(position)
            );
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

fn read_receipt(path: &Path) -> anyhow::Result<(String, Vec<Recorded>)> {
    let wrong = |why: &str| WrongUse::new(format!("{} is no receipt: {why}; give what `throughline call Record` printed", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let receipt = value.get("receipt").cloned().unwrap_or(value);
    let receipt: Receipt = serde_json::from_value(receipt).map_err(|error| wrong(&error.to_string()))?;
    let recorded = |entry: Entry| {
        let position = match entry.position {
            Number::Number(number) => Some(number),
            Number::Text(text) => text.parse().ok(),
        };
        Some(Recorded { position: position?, leaf: read_hash(&entry.leaf_hash)? })
    };
    let recorded: Option<Vec<Recorded>> = receipt.entries.into_iter().map(recorded).collect();
    let recorded = recorded.filter(|recorded| !recorded.is_empty()).ok_or_else(|| wrong("its entries have no position and leaf_hash"))?;
    Ok((receipt.log_origin, recorded))
}

/// A hash in base64, as protobuf's JSON has it, or in hexadecimal.
fn read_hash(text: &str) -> Option<Hash> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let of_hex = || {
        let digits = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        (0..text.len()).step_by(2).map(digits).collect::<Option<Vec<u8>>>()
    };
    let bytes = if text.len() == 64 { of_hex()? } else { STANDARD.decode(text).ok()? };
    bytes.try_into().ok()
}

/// Checks a proof with the public key, the witnesses' and the receipt.
pub fn check(args: &VerifyArgs, proof: &Path, output: &Output) -> anyhow::Result<Exit> {
    let trust = Trust::new(&args.public_key, &args.witness, args.witnesses_needed)?;
    if args.checkpoint.is_some() {
        return Err(WrongUse::new("--checkpoint goes with a place or a --bundle: a proof is of one record and one checkpoint").into());
    }
    let receipt = args
        .receipt
        .as_deref()
        .ok_or_else(|| WrongUse::new("--proof is checked against the receipt that it is of: name it with --receipt"))?;
    let (origin, recorded) = read_receipt(receipt)?;
    let text = fs::read_to_string(proof).with_context(|| WrongUse::new(format!("the proof {} cannot be read", proof.display())))?;
    let checked = TlogProof::parse(&text).map_err(ProofError::from).and_then(|proof| {
        let position = proof.index.saturating_add(1);
        let Some(recorded) = recorded.iter().find(|recorded| recorded.position == position) else {
            return Ok((position, None));
        };
        let (signed, _) = proof.check(&recorded.leaf, &trust.origin, &trust.public_keys, &trust.quorum)?;
        let cosigned = trust.cosigned(&signed.note);
        match trust.quorum.needs {
            wanted if cosigned.len() < wanted => Err(ProofError::TooFewWitnesses { found: cosigned.len(), wanted }),
            _ => Ok((position, Some((signed, cosigned)))),
        }
    });
    let (position, told) = match checked {
        Ok((position, _)) if origin != trust.origin => (position, Err(format!("the receipt is of another log, {origin}"))),
        Ok((position, None)) => (position, Err(format!("the receipt has no record {position}, which this proof is of"))),
        Ok((position, Some(checked))) => (position, Ok(checked)),
        Err(error) => (0, Err(error.to_string())),
    };
    match told {
        Ok((signed, cosigned)) => {
            let at = cosigned.iter().map(|cosigned| format!("{} at {}", cosigned.by, bundle::moment(cosigned))).collect::<Vec<_>>();
            if output.is_json() {
                output.json(&json!({ "position": position, "tree_size": signed.checkpoint.size, "cosigned": at, "sound": true }))?;
            } else {
                let by = if at.is_empty() { "no witness was asked for".to_owned() } else { format!("cosigned by {}", at.join(", ")) };
                let told =
                    format!("Record {position} is in {}, among {} records; {by}.", signed.checkpoint.origin, count(signed.checkpoint.size));
                output.line(output.paint(Tone::Good, told))?;
            }
            Ok(Exit::Done)
        }
        Err(why) => {
            if output.is_json() {
                output.json(&json!({ "position": position, "found": why, "sound": false }))?;
            } else {
                output.line(output.paint(Tone::Bad, format!("This is NOT proved: {why}.")))?;
            }
            Ok(Exit::Failed)
        }
    }
}
