//! `throughline verify --bundle`: checks a bundle, and says what came of it.

use std::{fs, path::Path};

use anyhow::Context as _;
use serde_json::json;
use throughline_proof::Cosigned;

use super::{
    manifest::{Of, Words},
    trust::Trust,
    verify::{Bundled, verify},
};
use crate::{
    cli::VerifyArgs,
    exit::{Exit, WrongUse},
    output::{Output, Tone, counted},
    progress::{Progress, Unit},
    verified,
};

/// Checks a bundle.
pub async fn check(args: &VerifyArgs, folder: &Path, output: &Output) -> anyhow::Result<Exit> {
    let mut trust = Trust::new(&args.public_key, &args.witness, args.witnesses_needed)?;
    if let Some(file) = &args.checkpoint {
        let note = fs::read_to_string(file).with_context(|| WrongUse::new(format!("the checkpoint {} cannot be read", file.display())))?;
        trust.kept.push(note);
    }
    let mut progress = Progress::start(output, "Checking the bundle", Unit::Things("records"), None);
    let bundled = verify(folder, &trust, |done, total| {
        progress.set_total(total);
        progress.set(done);
    })
    .await?;
    progress.finish();
    say(&bundled, output)?;
    Ok(if bundled.report.is_sound() { Exit::Done } else { Exit::Failed })
}

fn say(bundled: &Bundled, output: &Output) -> anyhow::Result<()> {
    let Bundled { manifest, report, cosigned, opened, absent } = bundled;
    if output.is_json() {
        let mut told = verified::to_json(report);
        told["bundle"] = serde_json::to_value(manifest)?;
        told["opened"] = json!(opened);
        told["absent"] = json!(absent);
        told["cosigned"] = cosigned.iter().map(|cosigned| json!({ "witness": cosigned.by, "at": moment(cosigned) })).collect();
        return Ok(output.json(&told)?);
    }
    verified::say_findings(report, output)?;
    output.line(format!(
        "{}: {} and {} were checked against the tree of its checkpoint, over {}.",
        report.origin,
        counted(report.records, "record", "records"),
        counted(report.parts, "sealed part", "sealed parts"),
        counted(manifest.tree_size, "record", "records"),
    ))?;
    let holds = match &manifest.of {
        Of::Everything => "It holds everything that was written up to there.".to_owned(),
        Of::Story(person) => {
            format!("It holds the story of {person}. That nothing of it was left out cannot be seen from a bundle of some records.")
        }
        Of::Agency(agency) => {
            format!("It holds what {agency} wrote. That nothing was left out cannot be seen from a bundle of some records.")
        }
    };
    // What is not as it was written may be anybody's, and lack anything.
    if report.is_sound() {
        output.line(holds)?;
    }
    output.line(match &manifest.words {
        Words::Sealed => "Facts and words are sealed.".to_owned(),
        Words::Opened { reason } => format!("{} opened, because of this: {reason}.", counted(*opened, "part was", "parts were")),
    })?;
    if *absent > 0 {
        let parts = counted(*absent, "part", "parts");
        output
            .line(format!("{parts} are not in it: of people who were erased, or left out, which a bundle of some records cannot show."))?;
    }
    for cosigned in cosigned {
        output.line(format!("Cosigned by {} at {}.", cosigned.by, moment(cosigned)))?;
    }
    if cosigned.is_empty() {
        output.line("No witness was asked for: that you were shown the same history as everybody else, nobody vouches.")?;
    }
    let verdict = if report.is_sound() {
        (Tone::Good, "What is in it is as it was written.")
    } else {
        (Tone::Bad, "What is in it is NOT as it was written.")
    };
    Ok(output.line(output.paint(verdict.0, verdict.1))?)
}

/// When it was, for people and programs.
pub fn moment(cosigned: &Cosigned) -> String {
    let at = i64::try_from(cosigned.at).ok().and_then(|at| jiff::Timestamp::from_second(at).ok());
    at.map_or_else(|| "no time that there is".to_owned(), |at| at.to_string())
}
