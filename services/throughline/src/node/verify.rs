//! `verify`: is the log as it was written, signed and published? With `--views`, are the views what a replay makes of it?

use std::fs;

use anyhow::Context as _;
use throughline_log::{LogError, Report, read_verifier_key, verify, verify_structure};
use throughline_views::Difference;

use super::{
    Folder, Place,
    opened::{existing, keys_at, open_keys, open_log, open_store},
};
use crate::{
    cli::VerifyArgs,
    config::Stores,
    exit::{Exit, WrongUse},
    output::{Output, Tone, count},
    progress::{Progress, Unit},
    records::hex,
};

pub(super) async fn run(args: &VerifyArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.place.data);
    let place = existing(&folder)?;
    let _lock = folder.lock()?;
    let published = match &args.checkpoint {
        None => Vec::new(),
        Some(file) => {
            vec![fs::read_to_string(file).with_context(|| WrongUse::new(format!("the checkpoint {} cannot be read", file.display())))?]
        }
    };
    let stores = args.place.stores()?;
    let report = check(&folder, &place, &stores, args, published, output).await?;
    let differences = if args.views { compare_views(&folder, &place, &stores, output).await? } else { Vec::new() };
    say(&report, args.views.then_some(&differences), output)?;
    Ok(if report.is_sound() && differences.is_empty() { Exit::Done } else { Exit::Failed })
}

/// Only reads. A log that is opened to be written would have its checkpoint signed, which is not for a restored one that nobody has looked at.
async fn check(
    folder: &Folder,
    place: &Place,
    stores: &Stores,
    args: &VerifyArgs,
    published: Vec<String>,
    output: &Output,
) -> anyhow::Result<Report> {
    place.lies_in(stores, folder.path())?;
    let store = open_store(&stores.log, true).await?;
    let expected = place.origin();
    match store.look().await? {
        Some(claimed) if claimed.origin == expected => {}
        Some(claimed) => return Err(LogError::OtherLog { found: claimed.origin, expected }.into()),
        None => return Err(WrongUse::new(format!("no log was begun in {}; name the place's own with --log", stores.log)).into()),
    }
    let mut progress = Progress::start(output, "Checking the log", Unit::Things("records"), None);
    let tell = |done: throughline_log::Progress| {
        progress.set_total(done.total);
        progress.set(done.checked);
    };
    let report = if args.structure {
        let read = |text: &String| {
            read_verifier_key(text, &expected)
                .ok_or_else(|| WrongUse::new("this --public-key is not this log's; `throughline keys` prints it"))
        };
        let public_key = args.public_key.as_ref().map(read).transpose()?;
        verify_structure(store, public_key, published, tell).await?
    } else {
        verify(store, open_keys(&keys_at(folder.path(), stores)).await?, published, tell).await?
    };
    progress.finish();
    Ok(report)
}

async fn compare_views(folder: &Folder, place: &Place, stores: &Stores, output: &Output) -> anyhow::Result<Vec<Difference>> {
    let (log, keys) = open_log(folder.path(), place, stores).await?;
    let scratch =
        tempfile::Builder::new().prefix(".verify-").tempdir_in(folder.path()).context("the views cannot be made again beside the old")?;
    let mut progress = Progress::start(output, "Making the views again", Unit::Things("records"), Some(*log.head().borrow()));
    let differences =
        throughline_views::compare(folder.path(), scratch.path(), log.clone(), keys, |position| progress.set(position)).await?;
    progress.finish();
    log.close().await;
    Ok(differences)
}

fn say(report: &Report, differences: Option<&Vec<Difference>>, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        return say_json(report, differences, output);
    }
    for finding in &report.findings {
        output.line(output.paint(Tone::Bad, finding.to_string()))?;
    }
    if report.unlisted > 0 {
        output.line(format!("… and {} more", count(report.unlisted)))?;
    }
    for difference in differences.into_iter().flatten() {
        let Difference { table, row, what } = difference;
        output.line(output.paint(Tone::Bad, format!("views, table {table}, row {row}: {what}")))?;
    }
    let checked = format!(
        "{}: {} records, {} sealed parts and {} checkpoints were read and compared with the tree.",
        report.origin,
        count(report.records),
        count(report.parts),
        count(report.checkpoints)
    );
    output.line(checked)?;
    let verdict =
        if report.is_sound() { (Tone::Good, "The log is as it was written.") } else { (Tone::Bad, "The log is NOT as it was written.") };
    output.line(output.paint(verdict.0, verdict.1))?;
    match differences {
        None => {}
        Some(none) if none.is_empty() => {
            output.line(output.paint(Tone::Good, "The views equal a fresh replay, row for row."))?;
        }
        Some(_) => {
            output.line(output.paint(Tone::Bad, "The views are not what a replay makes; `throughline rebuild` makes them again."))?;
        }
    }
    Ok(())
}

fn say_json(report: &Report, differences: Option<&Vec<Difference>>, output: &Output) -> anyhow::Result<()> {
    let findings = report.findings.iter().map(|finding| {
        serde_json::json!({
            "position": finding.position,
            "trouble": format!("{:?}", finding.trouble),
            "means": finding.trouble.meaning(),
            "expected": finding.expected,
            "found": finding.found,
        })
    });
    let differences = differences.map(|found| {
        found
            .iter()
            .map(|Difference { table, row, what }| serde_json::json!({ "table": table, "row": row, "what": what }))
            .collect::<Vec<_>>()
    });
    output.json(&serde_json::json!({
        "log": report.origin,
        "records": report.records,
        "parts": report.parts,
        "checkpoints": report.checkpoints,
        "root": report.root.map(|root| hex(&root)),
        "sound": report.is_sound(),
        "findings": findings.collect::<Vec<_>>(),
        "unlisted": report.unlisted,
        "views": differences,
    }))?;
    Ok(())
}
