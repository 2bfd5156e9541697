//! `throughline replay`: history as it was known, for people as lines to read, for programs as lines of JSON.

use std::io::{self, BufWriter, Write};

use jiff::{Timestamp, civil::Date};
use serde_json::json;
use throughline_proto::v1::{Entry, ReplayEnd, ReplayRequest, ReplayedRecord};

use crate::{
    cli::ReplayArgs,
    connect::{self, Node, Speaker},
    exit::{Exit, WrongUse},
    moment,
    output::{Output, Tone, count, counted},
    records,
};

/// Reads history back.
pub async fn run(args: &ReplayArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let request = request(args)?;
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let mut sink = BufWriter::new(io::stdout());
    let bars = output.without_bars_on_a_terminal();
    let end = if output.is_json() {
        let end = records::read(&connection, request, &bars, |record| write_json(&record, args.structure_only, &mut sink)).await;
        if let Ok(end) = &end {
            let end = json!({ "end": { "position": end.position, "records": end.records, "changes_of_hands": end.changes_of_hands } });
            writeln!(sink, "{end}")?;
        }
        end
    } else if let Some(resident) = &args.resident {
        let mut story = Vec::new();
        let end = records::read(&connection, request, &bars, |record| {
            story.push(record);
            Ok(())
        })
        .await;
        if let Ok(end) = &end {
            write_story(resident, story, output, &mut sink)?;
            write_end(end, output, &mut sink)?;
        }
        end
    } else {
        let teller = Teller { output };
        let end = records::read(&connection, request, &bars, |record| Ok(teller.tell(&record, &mut sink)?)).await;
        if let Ok(end) = &end {
            write_end(end, output, &mut sink)?;
        }
        end
    };
    sink.flush()?;
    end.map(|_| Exit::Done)
}

fn request(args: &ReplayArgs) -> Result<ReplayRequest, WrongUse> {
    Ok(ReplayRequest {
        after_position: args.after,
        until_position: args.at.unwrap_or_default(),
        known_at: args.known_at.as_deref().map(known_at).transpose()?.unwrap_or_default(),
        person: args.resident.clone().unwrap_or_default(),
        agency: args.agency.clone().unwrap_or_default(),
        structure_only: args.structure_only,
    })
}

/// A moment, or the end of a day.
fn known_at(text: &str) -> Result<String, WrongUse> {
    if text.parse::<Timestamp>().is_ok() {
        return Ok(text.to_owned());
    }
    // A time without its offset would be read as a day, and the time passed over.
    if text.len() == "2026-03-14".len() && text.parse::<Date>().is_ok() {
        return Ok(format!("{text}T23:59:59.999999Z"));
    }
    Err(WrongUse::new(format!(
        "--known-at \"{text}\" is neither a day (2026-03-14) nor a moment with its offset (2026-03-14T15:30:00+00:00)"
    )))
}

fn write_json(record: &ReplayedRecord, structure_only: bool, sink: &mut impl Write) -> anyhow::Result<()> {
    let mut line = records::header_json(record, &records::header(record)?, structure_only);
    if let Some(entry) = &record.entry {
        if let Some(event) = &entry.event {
            line["event"] = records::event_json(event)?;
        }
        if !entry.sentence.is_empty() {
            line["sentence"] = json!(entry.sentence);
        }
    }
    if !record.unreadable.is_empty() {
        line["unreadable"] = json!(record.unreadable);
    }
    serde_json::to_writer(&mut *sink, &line)?;
    sink.write_all(b"\n")?;
    Ok(())
}

fn write_story(resident: &str, mut story: Vec<ReplayedRecord>, output: &Output, sink: &mut impl Write) -> anyhow::Result<()> {
    // The log's order is when it was written; a story is told in the order in which it happened.
    story.sort_by_key(|record| {
        let happened = record.entry.as_ref().and_then(|entry| entry.event.as_ref()).and_then(|event| event.happened.as_ref());
        (happened.and_then(moment::order), record.position)
    });
    writeln!(sink, "{}\n", output.paint(Tone::Heading, format!("The story of {resident}")))?;
    let teller = Teller { output };
    Ok(story.iter().try_for_each(|record| teller.tell(record, sink))?)
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

/// Tells records one after the other.
struct Teller<'a> {
    output: &'a Output,
}

impl Teller<'_> {
    fn tell(&self, record: &ReplayedRecord, sink: &mut impl Write) -> io::Result<()> {
        match &record.entry {
            Some(entry) if entry.event.is_some() => self.tell_entry(record.position, entry, sink),
            _ => self.tell_structure(record, sink),
        }
    }

    fn tell_entry(&self, position: u64, entry: &Entry, sink: &mut impl Write) -> io::Result<()> {
        let Some(event) = &entry.event else { return Ok(()) };
        let when = event.happened.as_ref().map(moment::plain).unwrap_or_default();
        let agency = &entry.agency_name;
        let beside = format!("— {agency}, position {position}, recorded {}", moment::plain_utc(&entry.recorded_at));
        let beside = self.output.paint(Tone::Quiet, beside);
        writeln!(sink, "{}  {}  {beside}", self.output.paint(Tone::Heading, when), entry.sentence)?;
        for words in event.words.iter().filter(|words| !words.text.is_empty()) {
            for line in words.text.lines() {
                writeln!(sink, "    {line}")?;
            }
        }
        Ok(())
    }

    fn tell_structure(&self, record: &ReplayedRecord, sink: &mut impl Write) -> io::Result<()> {
        let Ok(header) = records::header(record) else {
            return writeln!(sink, "{}", self.output.paint(Tone::Bad, format!("position {}: the header cannot be read", record.position)));
        };
        let why = if record.unreadable.is_empty() { String::new() } else { format!(" ({})", record.unreadable) };
        let people = counted(header.people.len() as u64, "person", "people");
        let leaf = self.output.paint(Tone::Quiet, records::hex(&record.leaf_hash));
        let recorded = moment::plain_utc(&records::recorded_at(&header));
        let lane = records::lane(&header);
        writeln!(sink, "position {}  {recorded}  {}, {lane}, {people}{why}  {leaf}", record.position, header.agency)
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Event, Happened, Words, happened::Moment};

    use super::*;
    use crate::output::Format;

    fn record(position: u64, time: &str, sentence: &str, words: &str) -> ReplayedRecord {
        let event = Event {
            agency: "harmony-house".into(),
            happened: Some(Happened { moment: Some(Moment::Time(time.into())) }),
            words: vec![Words { text: words.into(), ..Words::default() }],
            ..Event::default()
        };
        let recorded_at = "2026-03-15T09:00:00Z".into();
        let agency_name = "Harmony House".into();
        let entry = Entry { event: Some(event), sentence: sentence.into(), recorded_at, agency_name, ..Entry::default() };
        ReplayedRecord { position, entry: Some(entry), ..ReplayedRecord::default() }
    }

    fn plain() -> Output {
        Output::new(Format::Text, true)
    }

    #[test]
    fn an_entry_reads_as_one_line_with_its_words_beneath() {
        let mut sink = Vec::new();
        let record = record(123, "2026-03-14T15:30:00+00:00", "Rosa met Amira.", "On the sofa.\nTea.");
        Teller { output: &plain() }.tell(&record, &mut sink).expect("written");
        let expected = "14 March 2026 15:30  Rosa met Amira.  — Harmony House, position 123, recorded 15 March 2026 09:00 UTC\n    On the sofa.\n    Tea.\n";
        assert_eq!(String::from_utf8(sink).expect("text"), expected);
    }

    #[test]
    fn a_story_is_told_in_the_order_in_which_it_happened() {
        let mut sink = Vec::new();
        let story = vec![record(1, "2026-03-14T15:30:00+00:00", "later", ""), record(2, "2026-03-01T15:30:00+00:00", "earlier", "")];
        write_story("r", story, &plain(), &mut sink).expect("written");
        let text = String::from_utf8(sink).expect("text");
        assert!(text.find("earlier") < text.find("later"), "{text}");
    }

    #[test]
    fn a_day_means_all_that_was_known_by_its_end() {
        assert_eq!(known_at("2026-03-14").expect("a day"), "2026-03-14T23:59:59.999999Z");
        assert_eq!(known_at("2026-03-14T10:00:00+01:00").expect("a moment"), "2026-03-14T10:00:00+01:00");
        assert!(known_at("2026-03-14T10:00").is_err());
    }
}
