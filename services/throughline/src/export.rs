//! `throughline export`: everything readable, as lines of JSON; or one person's story, to take away.

mod taking_away;

use std::{
    fs::OpenOptions,
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::Context as _;
use serde_json::json;
use throughline_proto::v1::{ReplayRequest, ReplayedRecord};

use crate::{
    cli::ExportArgs,
    connect::{self, Node, Speaker},
    exit::Exit,
    output::{Output, counted},
    records,
};

/// Writes the export.
pub async fn run(args: &ExportArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    if let Some(resident) = &args.resident {
        return taking_away::run(args, resident, &connection, output).await;
    }
    let request = ReplayRequest {
        after_position: args.after,
        agency: args.agency.clone().unwrap_or_default(),
        reason: args.reason.clone(),
        ..ReplayRequest::default()
    };
    let mut sink: Box<dyn Write + Send> = match &args.output {
        Some(path) => Box::new(BufWriter::new(private_file(path)?)),
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let bars = if args.output.is_some() { *output } else { output.without_bars_on_a_terminal() };
    let (mut written, mut left_out) = (0, 0);
    let end = records::read(&connection, request, &bars, |record| {
        if write_record(&record, &mut sink)? {
            written += 1;
        } else {
            left_out += 1;
        }
        Ok(())
    })
    .await;
    sink.flush()?;
    let end = end?.end;
    output.remark(format!(
        "{} written, up to position {}; {} could not be read and {} left out.",
        counted(written, "record", "records"),
        end.position,
        left_out,
        if left_out == 1 { "is" } else { "are" },
    ));
    Ok(Exit::Done)
}

/// Whether the record could be read, and so was written.
fn write_record(record: &ReplayedRecord, sink: &mut impl Write) -> anyhow::Result<bool> {
    let header = records::header(record)?;
    let Some(event) = record.entry.as_ref().and_then(|entry| entry.event.as_ref()) else {
        return Ok(false);
    };
    let line = json!({
        "position": record.position,
        "recorded_at": records::recorded_at(&header),
        "agency": header.agency,
        "event": records::event_json(event)?,
    });
    serde_json::to_writer(&mut *sink, &line)?;
    sink.write_all(b"\n")?;
    Ok(true)
}

/// What people said is nobody else's to read.
fn private_file(path: &Path) -> anyhow::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use throughline_proto::v1::{Entry, Event, Header};

    use super::*;

    fn record(event: Option<Event>) -> ReplayedRecord {
        let header = Header { agency: "harmony-house".into(), ..Header::default() }.encode_to_vec();
        ReplayedRecord { position: 3, header, entry: Some(Entry { event, ..Entry::default() }), ..ReplayedRecord::default() }
    }

    #[test]
    fn a_readable_record_is_one_line_of_json() {
        let mut sink = Vec::new();
        assert!(write_record(&record(Some(Event { id: "e".into(), ..Event::default() })), &mut sink).expect("written"));
        let line: serde_json::Value = serde_json::from_slice(&sink).expect("JSON");
        assert_eq!(
            (line["position"].as_u64(), line["agency"].as_str(), line["event"]["id"].as_str()),
            (Some(3), Some("harmony-house"), Some("e"))
        );
    }

    #[test]
    fn a_record_that_cannot_be_read_is_left_out() {
        let mut sink = Vec::new();
        assert!(!write_record(&record(None), &mut sink).expect("passed over"));
        assert!(sink.is_empty());
    }
}
