//! What `verify` found, of a place, a bundle or a proof, for people and for programs.

use serde_json::{Value, json};
use throughline_log::{Finding, Report};
use throughline_views::Difference;

use crate::{
    output::{Output, Tone, count},
    records::hex,
};

/// Everything that is not as it was written, as lines.
pub fn say_findings(report: &Report, output: &Output) -> anyhow::Result<()> {
    for finding in &report.findings {
        output.line(output.paint(Tone::Bad, finding.to_string()))?;
    }
    if report.unlisted > 0 {
        output.line(format!("… and {} more", count(report.unlisted)))?;
    }
    Ok(())
}

/// How much of a log was read.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// Sealed parts, too.
    pub parts: bool,
    /// Signed checkpoints, too.
    pub checkpoints: bool,
}

impl Read {
    /// What can be said of a log in which nothing was found.
    fn verdict(self) -> &'static str {
        match self {
            Self { parts: true, checkpoints: true } => "The log is as it was written.",
            Self { parts: false, checkpoints: true } => "Headers and tree are as they were written; what is sealed was not read.",
            Self { checkpoints: false, .. } => {
                "Nothing in it contradicts itself; no signed checkpoint was looked at, so that all of it may be another."
            }
        }
    }
}

/// Says what a log came to, and its views, if they were looked at.
pub fn say(report: &Report, read: Read, differences: Option<&Vec<Difference>>, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        return say_json(report, differences, output);
    }
    say_findings(report, output)?;
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
    let verdict = if report.is_sound() { (Tone::Good, read.verdict()) } else { (Tone::Bad, "The log is NOT as it was written.") };
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
    let differences = differences.map(|found| {
        found.iter().map(|Difference { table, row, what }| json!({ "table": table, "row": row, "what": what })).collect::<Vec<_>>()
    });
    let mut told = to_json(report);
    told["views"] = json!(differences);
    Ok(output.json(&told)?)
}

/// A report for programs.
pub fn to_json(report: &Report) -> Value {
    json!({
        "log": report.origin,
        "records": report.records,
        "parts": report.parts,
        "checkpoints": report.checkpoints,
        "root": report.root.map(|root| hex(&root)),
        "sound": report.is_sound(),
        "findings": report.findings.iter().map(finding_json).collect::<Vec<_>>(),
        "unlisted": report.unlisted,
    })
}

/// A finding for programs.
pub fn finding_json(finding: &Finding) -> Value {
    json!({
        "position": finding.position,
        "trouble": format!("{:?}", finding.trouble),
        "means": finding.trouble.meaning(),
        "expected": finding.expected,
        "found": finding.found,
    })
}
