//! Records and entries as lines to read.

use std::io::{self, Write};

use throughline_proto::v1::{Entry, ReplayedRecord};

use crate::{
    moment,
    output::{Output, Tone, counted},
    records,
};

/// Tells records one after the other.
pub struct Teller<'a> {
    /// Where colours are shown.
    pub output: &'a Output,
}

impl Teller<'_> {
    /// One record.
    pub fn tell(&self, record: &ReplayedRecord, sink: &mut impl Write) -> io::Result<()> {
        match &record.entry {
            Some(entry) if entry.event.is_some() => self.tell_entry(record.position, entry, sink),
            _ => self.tell_structure(record, sink),
        }
    }

    /// One entry: when it happened, what, and beneath it what was said.
    pub fn tell_entry(&self, position: u64, entry: &Entry, sink: &mut impl Write) -> io::Result<()> {
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
        let why = match &record.erased {
            Some(erased) => format!(" ({})", erased.sentence.trim_end_matches('.')),
            None if record.unreadable.is_empty() => String::new(),
            None => format!(" ({})", record.unreadable),
        };
        let people = counted(header.people.len() as u64, "person", "people");
        let leaf = self.output.paint(Tone::Quiet, records::hex(&record.leaf_hash));
        let recorded = moment::plain_utc(&records::recorded_at(&header));
        let lane = records::lane(&header);
        writeln!(sink, "position {}  {recorded}  {}, {lane}, {people}{why}  {leaf}", record.position, header.agency)
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{ErasedSince, Event, Happened, Header, Words, happened::Moment};

    use super::*;
    use crate::output::Format;

    fn tells(record: &ReplayedRecord) -> String {
        let mut sink = Vec::new();
        Teller { output: &Output::new(Format::Text, true) }.tell(record, &mut sink).expect("written");
        String::from_utf8(sink).expect("text")
    }

    #[test]
    fn an_entry_reads_as_one_line_with_its_words_beneath() {
        let event = Event {
            agency: "harmony-house".into(),
            happened: Some(Happened { moment: Some(Moment::Time("2026-03-14T15:30:00+00:00".into())) }),
            words: vec![Words { text: "On the sofa.\nTea.".into(), ..Words::default() }],
            ..Event::default()
        };
        let (recorded_at, agency_name) = ("2026-03-15T09:00:00Z".into(), "Harmony House".into());
        let entry = Entry { event: Some(event), sentence: "Rosa met Amira.".into(), recorded_at, agency_name, ..Entry::default() };
        let record = ReplayedRecord { position: 123, entry: Some(entry), ..ReplayedRecord::default() };
        let expected = "14 March 2026 15:30  Rosa met Amira.  — Harmony House, position 123, recorded 15 March 2026 09:00 UTC\n    On the sofa.\n    Tea.\n";
        assert_eq!(tells(&record), expected);
    }

    #[test]
    fn what_was_erased_says_when_and_on_what_basis() {
        use prost::Message as _;
        let header = Header { agency: "harmony-house".into(), ..Header::default() }.encode_to_vec();
        let erased = ErasedSince { sentence: "Erased on 3 May 2026, on this basis: her wish.".into(), ..ErasedSince::default() };
        let record = ReplayedRecord { position: 7, header, unreadable: "erased".into(), erased: Some(erased), ..ReplayedRecord::default() };
        let told = tells(&record);
        assert!(told.contains("(Erased on 3 May 2026, on this basis: her wish)"), "{told}");
    }
}
