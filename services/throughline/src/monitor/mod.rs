//! `throughline monitor`: follows a log from its tiles over HTTP, and remembers where it was.

mod follow;
mod held;
mod remembered;
mod served;

use std::{fs, time::Duration};

use anyhow::Context as _;
use serde_json::json;
use throughline_log::{Finding, FolderLock};
use throughline_proof::Cosigned;

use crate::{
    bundle::{self, Trust},
    cli::MonitorArgs,
    exit::{Exit, WrongUse},
    output::{Output, Tone, count, counted},
    progress::{Progress, Unit},
    stopping::until_told_to_stop,
    verified,
};
pub use follow::{Follower, Looked, Patience};
pub use served::Served;

/// Follows until it is told to stop, or something is not as it was.
pub async fn run(args: &MonitorArgs, output: &Output) -> anyhow::Result<Exit> {
    let mut trust = Trust::new(&args.public_key, &args.witness, args.witnesses_needed)?;
    for file in &args.checkpoint {
        let note = fs::read_to_string(file).with_context(|| WrongUse::new(format!("the checkpoint {} cannot be read", file.display())))?;
        trust.kept.push(note);
    }
    let told_to_stop = until_told_to_stop();
    tokio::pin!(told_to_stop);
    let _lock = FolderLock::take(&args.data)?;
    let served = args.urls.iter().map(|url| Served::new(url)).collect::<Result<Vec<_>, _>>()?;
    let mut follower = Follower::new(&args.data, trust)?.patient(Patience::USUAL);
    loop {
        let looked = tokio::select! {
            looked = look(&mut follower, &served, output) => looked,
            told = &mut told_to_stop => return told.map(|()| Exit::Done),
        };
        for (url, error) in looked.iter().flat_map(|looked| &looked.unasked) {
            output.remark(format!("{url} could not be asked: {error:#}"));
        }
        match looked {
            Ok(looked) if looked.findings.is_empty() => say(&looked, output)?,
            Ok(looked) => {
                say_findings(&looked, output)?;
                return Ok(Exit::Failed);
            }
            // Where nothing can be fetched nothing is known to be wrong.
            Err(error) if args.once => return Err(error),
            Err(error) => output.remark(format!("Nothing could be looked at: {error:#}. It is tried again.")),
        }
        if args.once {
            return Ok(Exit::Done);
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(args.every)) => {}
            told = &mut told_to_stop => return told.map(|()| Exit::Done),
        }
    }
}

async fn look(follower: &mut Follower, served: &[Served], output: &Output) -> anyhow::Result<Looked> {
    let mut progress = Progress::start(output, "Reading the tiles", Unit::Things("records"), None);
    let looked = follower
        .look(served, |done, total| {
            progress.set_total(total);
            progress.set(done);
        })
        .await;
    progress.finish();
    looked
}

fn cosigned_json(cosigned: &[Cosigned]) -> serde_json::Value {
    cosigned.iter().map(|cosigned| json!({ "witness": cosigned.by, "at": bundle::moment(cosigned) })).collect()
}

fn say(looked: &Looked, output: &Output) -> anyhow::Result<()> {
    let Looked { size, before, cosigned, .. } = looked;
    if output.is_json() {
        return Ok(output.json(&json!({ "tree_size": size, "before": before, "cosigned": cosigned_json(cosigned), "sound": true }))?);
    }
    let now = jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default();
    let goes_on = match before {
        None => "looked at for the first time, from its beginning".to_owned(),
        Some(before) if before == size => "nothing new".to_owned(),
        Some(before) => format!("{} new, and it goes on from all before", count(size - before)),
    };
    let by = counted(cosigned.len() as u64, "witness", "witnesses");
    Ok(output.line(output.paint(Tone::Good, format!("{now}  {}: {goes_on}; cosigned by {by}.", counted(*size, "record", "records"))))?)
}

fn say_findings(looked: &Looked, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        let findings: Vec<_> = looked.findings.iter().map(verified::finding_json).collect();
        return Ok(output.json(&json!({ "tree_size": looked.size, "before": looked.before, "findings": findings, "sound": false }))?);
    }
    for finding in &looked.findings {
        output.line(output.paint(Tone::Bad, finding.to_string()))?;
    }
    output
        .line(output.paint(Tone::Bad, "The log is NOT as it was. Keep this folder: it has both checkpoints. Tell the other agencies."))?;
    Ok(())
}

/// Everything that a look may find.
type Findings = Vec<Finding>;
