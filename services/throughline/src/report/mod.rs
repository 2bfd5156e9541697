//! `throughline audit report`: what changed in a place, as a page, as plots and as JSON. All of it is made from what DescribeChange tells, which
//! names nobody, and of the same answer it is the same to the byte: no clock is asked in here.

mod charts;
mod json;
mod page;
mod plots;
mod said;

use std::{fs, path::Path};

use anyhow::Context as _;
use jiff::{Timestamp, civil::Date};
use throughline_proto::v1::{DescribeChangeRequest, DescribeChangeResponse, audit_service_client::AuditServiceClient};

use crate::{
    cli::{AuditAction, AuditArgs, ReportArgs},
    connect::{self, Node, Speaker},
    exit::{Exit, WrongUse},
    output::{Output, Tone, count, counted},
    status::failed,
};
use said::{Sum, of_kind, period, said};

/// Looks back.
pub async fn run(args: &AuditArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    match &args.action {
        AuditAction::Report(args) => report(args, node, output).await,
    }
}

async fn report(args: &ReportArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let request = DescribeChangeRequest { from: moment("--from", &args.from)?, to: moment("--to", &args.to)? };
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let told = audit.describe_change(request).await.map_err(|status| failed(&status))?.into_inner();
    let written = write(&told, &args.out)?;
    if output.is_json() {
        output.json(&json::json(&told))?;
    } else {
        say(&told, output)?;
        output.line(format!("{} in {}: {}.", counted(written.len() as u64, "file", "files"), args.out.display(), written.join(", ")))?;
    }
    Ok(Exit::Done)
}

/// Writes everything, and gives the files' names.
fn write(told: &DescribeChangeResponse, out: &Path) -> anyhow::Result<Vec<String>> {
    fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let plots = plots::plots(told);
    let page = page::page(told, &plots).context("the page cannot be made")?;
    let json = serde_json::to_string_pretty(&json::json(told))? + "\n";
    let plots = plots.into_iter().map(|plot| (format!("{}.svg", plot.name), plot.svg));
    let mut written = Vec::new();
    for (name, text) in [("report.html".to_owned(), page), ("report.json".to_owned(), json)].into_iter().chain(plots) {
        let path = out.join(&name);
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
        written.push(name);
    }
    Ok(written)
}

fn say(told: &DescribeChangeResponse, output: &Output) -> anyhow::Result<()> {
    let agencies = told.agencies.iter().filter(|agency| !agency.name.is_empty()).count() as u64;
    output.line(output.paint(Tone::Heading, format!("{}, {}", told.place, period(told))))?;
    output.line(format!(
        "{} taken in; {} wrote.",
        counted(told.records, "record was", "records were"),
        counted(agencies, "agency", "agencies")
    ))?;
    let kinds = ["corrected", "withdrawn", "disagreement_added"].map(|kind| of_kind(told, kind).said());
    output.line(format!("Put right: {}. Taken back: {}. Seen differently: {}.", kinds[0], kinds[1], kinds[2]))?;
    let emergencies = told.emergencies.unwrap_or_default();
    let [opened, reviewed, awaiting] = [&emergencies.opened, &emergencies.reviewed, &emergencies.awaiting].map(said);
    output.line(format!("Opened in emergencies: {opened}. Looked at afterwards: {reviewed}. Still to be looked at: {awaiting}."))?;
    let erased: Sum = told.erasures.iter().map(|one| one.erasures.unwrap_or_default()).collect();
    output.line(format!("Erasures: {}.", erased.said()))?;
    let beside = told.counted.clone().unwrap_or_default();
    let turned_away: u64 = beside.refusals.iter().map(|one| one.count).sum();
    let since =
        if beside.refusals_since.is_empty() { "not counted yet".to_owned() } else { format!("counted since {}", beside.refusals_since) };
    output.line(format!("Turned away: {} ({since}).", count(turned_away)))?;
    output.line(format!("Checkpoints published: {}.", count(beside.published)))?;
    Ok(())
}

/// A moment, or the beginning of a day.
fn moment(option: &str, text: &str) -> Result<String, WrongUse> {
    if text.parse::<Timestamp>().is_ok() {
        return Ok(text.to_owned());
    }
    let day = (text.len() == "2026-03-14".len()).then(|| text.parse::<Date>().ok()).flatten();
    day.map(|day| format!("{day}T00:00:00Z")).ok_or_else(|| {
        WrongUse::new(format!("{option} \"{text}\" is neither a day (2026-03-14) nor a moment with its offset (2026-03-14T15:30:00+00:00)"))
    })
}
