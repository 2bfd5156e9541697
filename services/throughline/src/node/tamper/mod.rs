//! `demo --tamper`: a small borough, everything that somebody might do to its log, and what each check says to it. Nothing here is staged: the
//! bundles are written and checked, the tiles served and followed, the witness asked and the views compared by the very code that does so for
//! everybody.

mod forging;
mod places;
mod tries;

use std::path::Path;

use anyhow::Context as _;
use serde_json::json;
use throughline_log::{Finding, Report};
use throughline_views::Difference;

use crate::{
    cli::DemoArgs,
    exit::{Exit, WrongUse},
    output::{Output, Tone, counted},
};

/// More would only take longer.
const MOST_RESIDENTS: u32 = 20;

/// Something that was done, and what a check said.
#[derive(Debug)]
struct Outcome {
    /// In a sentence.
    done: String,
    /// Nothing was touched: then nothing may be found.
    is_untouched: bool,
    found: Vec<Found>,
}

/// What a check said.
#[derive(Debug)]
struct Found {
    position: u64,
    expected: String,
    found: String,
    means: String,
}

impl From<Finding> for Found {
    fn from(finding: Finding) -> Self {
        let Finding { position, trouble, expected, found } = finding;
        Self { position, expected, found, means: trouble.meaning().to_owned() }
    }
}

impl From<Difference> for Found {
    fn from(Difference { table, row, what }: Difference) -> Self {
        let means = "the views were changed: `throughline rebuild` makes them again from the log".to_owned();
        Self { position: row, expected: format!("table {table} as a replay makes it"), found: what.to_owned(), means }
    }
}

impl Outcome {
    fn new<F: Into<Found>>(done: impl Into<String>, found: impl IntoIterator<Item = F>) -> Self {
        Self { done: done.into(), is_untouched: false, found: found.into_iter().map(Into::into).collect() }
    }

    fn untouched<F: Into<Found>>(done: impl Into<String>, found: impl IntoIterator<Item = F>) -> Self {
        Self { is_untouched: true, ..Self::new(done, found) }
    }

    /// The record that was touched is named before what follows from it.
    fn of_report(done: impl Into<String>, mut report: Report) -> Self {
        report.findings.sort_by_key(|finding| (finding.position == 0, finding.position));
        Self::new(done, report.findings)
    }

    /// What was touched was found, and what was not is believed.
    fn is_right(&self) -> bool {
        self.found.is_empty() == self.is_untouched
    }
}

/// Plays all of it, in a folder of its own that is thrown away, or in one that was named and is kept.
pub(super) async fn run(args: &DemoArgs, output: &Output) -> anyhow::Result<Exit> {
    let temporary;
    let root = match &args.data {
        Some(folder) => {
            if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                return Err(
                    WrongUse::new(format!("{} has something in it already; name a new folder with --data", folder.display())).into()
                );
            }
            std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            folder.as_path()
        }
        None => {
            temporary = tempfile::tempdir().context("there is no room for a borough")?;
            temporary.path()
        }
    };
    let args = DemoArgs { residents: args.residents.min(MOST_RESIDENTS), ..args.clone() };
    play(root, &args, output).await
}

async fn play(root: &Path, args: &DemoArgs, output: &Output) -> anyhow::Result<Exit> {
    let scene = places::begin(root, args, output).await?;
    let (mut number, mut wrong) = (0, 0);
    let mut told = Vec::new();
    let mut hear = |outcome: Outcome| {
        number += 1;
        wrong += u64::from(!outcome.is_right());
        if output.is_json() {
            told.push(to_json(&outcome));
        } else {
            say(number, &outcome, output)?;
        }
        anyhow::Ok(())
    };
    tries::bundles(&scene, &mut hear).await?;
    tries::followed(&scene, &mut hear).await?;
    tries::witnessed(&scene, &mut hear)?;
    tries::views(&scene, &mut hear).await?;
    if output.is_json() {
        output.json(&json!({ "tries": told, "all_found": wrong == 0 }))?;
    } else if wrong == 0 {
        output.line(output.paint(Tone::Good, "Everything that was done was found out, and what nobody touched was not accused."))?;
    } else {
        output.line(output.paint(Tone::Bad, format!("{} did NOT come out as it must.", counted(wrong, "try", "tries"))))?;
    }
    Ok(if wrong == 0 { Exit::Done } else { Exit::Failed })
}

fn say(number: u64, outcome: &Outcome, output: &Output) -> anyhow::Result<()> {
    output.line(format!("{number:>2}. {}", outcome.done))?;
    let (tone, told) = match outcome.found.split_first() {
        None if outcome.is_untouched => (Tone::Good, "Believed: nothing is wrong with it.".to_owned()),
        None => (Tone::Bad, "NOT found.".to_owned()),
        Some((Found { position, expected, found, means }, others)) => {
            let more = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
            let (expected, found) = (shortened(expected), shortened(found));
            let told = format!("Found at {position}: {means}. Expected: {expected}; found: {found}{more}");
            (if outcome.is_untouched { Tone::Bad } else { Tone::Good }, told)
        }
    };
    Ok(output.line(format!("    {}", output.paint(tone, told)))?)
}

/// Hashes are told by their beginning: that two differ is seen from it.
fn shortened(text: &str) -> String {
    let short = |word: &str| {
        let is_hash = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { format!("{}…", &word[..12]) } else { word.to_owned() }
    };
    if text.is_empty() {
        return "nothing".to_owned();
    }
    text.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

fn to_json(outcome: &Outcome) -> serde_json::Value {
    let found =
        |found: &Found| json!({ "position": found.position, "expected": found.expected, "found": found.found, "means": found.means });
    json!({
        "done": outcome.done,
        "untouched": outcome.is_untouched,
        "right": outcome.is_right(),
        "findings": outcome.found.iter().map(found).collect::<Vec<_>>(),
    })
}
