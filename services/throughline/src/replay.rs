//! `throughline replay`: history as it was known, for people as lines to read, for programs as lines of JSON.

mod changes;
mod point;
mod story;
mod tell;

use std::io::{self, BufWriter, Write};

use serde_json::json;
use throughline_proto::v1::{ReplayEnd, ReplayRequest, ReplayedRecord};

use self::tell::Teller;
use crate::{
    cli::ReplayArgs,
    connect::{self, Connection, Node, Speaker},
    exit::{Exit, WrongUse},
    output::{Output, Tone, count, counted},
    records,
};

/// How much is written in one go.
const WRITTEN_AT_ONCE_BYTES: usize = 64 << 10;

/// Reads history back.
pub async fn run(args: &ReplayArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let mut sink = BufWriter::with_capacity(WRITTEN_AT_ONCE_BYTES, io::stdout());
    if let (Some(resident), Some([from, to])) = (&args.resident, args.diff.as_deref()) {
        let request = changes::request(args, resident, from, to)?;
        let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
        changes::write(&connection, request, output, &mut sink).await?;
    } else if let (Some(resident), true) = (&args.resident, args.is_story()) {
        let request = story::request(args, resident)?;
        let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
        story::write(&connection, request, output, &mut sink).await?;
    } else {
        let request = request(args)?;
        let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
        log(&connection, args, request, output, &mut sink).await?;
    }
    sink.flush()?;
    if args.is_structure() && !args.structure_only {
        output.remark(STRUCTURE_ONLY);
    }
    Ok(Exit::Done)
}

/// Said once, where no reason was given.
const STRUCTURE_ONLY: &str = "Only the structure is told: when something was written, and by which agency. To read what was written, say why: \
                              --reason \"…\". It is kept, and whoever is read about is told it.";

/// Records in the order of the log.
async fn log(
    connection: &Connection,
    args: &ReplayArgs,
    request: ReplayRequest,
    output: &Output,
    sink: &mut impl Write,
) -> anyhow::Result<()> {
    let (bars, structure, until) = (output.without_bars_on_a_terminal(), args.is_structure(), request.until_position);
    let teller = Teller { output };
    let read = records::read(connection, request, &bars, |record| {
        if output.is_json() { write_json(&record, structure, sink) } else { Ok(teller.tell(&record, sink)?) }
    })
    .await;
    // What came before it was cut off is not lost.
    sink.flush()?;
    let end = read?.end;
    if output.is_json() {
        let end = json!({ "end": { "position": end.position, "records": end.records, "changes_of_hands": end.changes_of_hands } });
        writeln!(sink, "{end}")?;
    } else {
        write_end(&end, output, sink)?;
    }
    if until > end.position {
        output.remark(format!("The log ends with record {}: that is how far it was read.", count(end.position)));
    }
    Ok(())
}

fn request(args: &ReplayArgs) -> Result<ReplayRequest, WrongUse> {
    Ok(ReplayRequest {
        after_position: args.after,
        until_position: args.at.unwrap_or_default(),
        known_at: args.known_at.as_deref().map(|text| point::by_end_of("--known-at", text)).transpose()?.unwrap_or_default(),
        person: args.resident.clone().unwrap_or_default(),
        agency: args.agency.clone().unwrap_or_default(),
        structure_only: args.structure_only,
        known_after: args.from.as_deref().map(|text| point::before("--from", text)).transpose()?.unwrap_or_default(),
        reader: args.supporter.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        ..ReplayRequest::default()
    })
}

fn write_json(record: &ReplayedRecord, structure: bool, sink: &mut impl Write) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(&records::header_said(record, &records::header(record)?, structure))?;
    // What follows belongs to the same object.
    line.pop();
    if let Some(entry) = &record.entry {
        if let Some(event) = &entry.event {
            line.extend_from_slice(b",\"event\":");
            records::write_event_json(event, &mut line)?;
        }
        if !entry.sentence.is_empty() {
            line.extend_from_slice(b",\"sentence\":");
            serde_json::to_writer(&mut line, &entry.sentence)?;
        }
    }
    if !record.unreadable.is_empty() {
        line.extend_from_slice(b",\"unreadable\":");
        serde_json::to_writer(&mut line, &record.unreadable)?;
    }
    if let Some(erased) = &record.erased {
        line.extend_from_slice(b",\"erased\":");
        serde_json::to_writer(&mut line, &story::erased_json(erased))?;
    }
    line.extend_from_slice(b"}\n");
    sink.write_all(&line)?;
    Ok(())
}

fn write_end(end: &ReplayEnd, output: &Output, sink: &mut impl Write) -> io::Result<()> {
    let text = format!(
        "{}, up to position {}; {} of hands.",
        counted(end.records, "record", "records"),
        count(end.position),
        counted(end.changes_of_hands, "change", "changes")
    );
    writeln!(sink, "\n{}", output.paint(Tone::Heading, text))
}
