//! The one oracle: what was acknowledged is in the log, what is in the log was meant, nothing is there twice, and the log keeps its own
//! promises. It reads the ledger and the log, and knows nothing of which faults there were.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Context as _;
use prost::Message as _;
use throughline_proto::v1::{Header, Lane, ReplayRequest, ReplayedRecord, replay_response::Item};
use throughline_story::kind_name;
use throughline_tests::Caller;
use uuid::Uuid;

use crate::{
    finding::{Finding, Wrong},
    ledger::{Intent, Line},
    work::mark_of,
};

/// What the server writes by itself: that somebody looked, and that two may be one person.
const OF_THE_SERVER: [&str; 2] = ["looked", "profiles_may_match"];

/// The log as it was read so far.
#[derive(Debug, Default)]
pub struct Oracle {
    records: Vec<Seen>,
    findings: Vec<Finding>,
    /// What was found is told once, however often it is looked at.
    told: HashSet<String>,
}

/// One record.
#[derive(Debug)]
struct Seen {
    id: Uuid,
    request: Uuid,
    index: usize,
    count: usize,
    people: Vec<Uuid>,
    agency: String,
    /// What happened, in one word of the contract; nothing if it cannot be read.
    kind: &'static str,
    recorded_at_us: i64,
    is_news: bool,
    source_key: Vec<u8>,
    /// Nothing if it cannot be read.
    mark: Option<String>,
}

impl Oracle {
    /// Reads what has come since, and judges everything.
    pub async fn look(&mut self, keeper: &Caller, lines: &[Line]) -> anyhow::Result<()> {
        let reason = "everything is held against what was acknowledged".to_owned();
        let after = ReplayRequest { after_position: self.position(), reason, ..ReplayRequest::default() };
        let mut stream = keeper.audit().replay(after).await.context("the log cannot be replayed")?.into_inner();
        while let Some(answer) = stream.message().await.context("the replay ended early")? {
            if let Some(Item::Record(record)) = answer.item {
                self.take(&record)?;
            }
        }
        self.judge(lines);
        Ok(())
    }

    /// Forgets what was read, because the disk under it is another: the log is read from its beginning the next time.
    pub fn begin_again(&mut self) {
        self.records.clear();
    }

    /// How many records were read.
    pub fn position(&self) -> u64 {
        u64::try_from(self.records.len()).unwrap_or(u64::MAX)
    }

    /// The positions at which an agency wrote about somebody.
    pub fn written_by(&self, agency: &str) -> BTreeSet<u64> {
        let is_theirs = |(_, seen): &(u64, &Seen)| seen.agency == agency && !seen.people.is_empty();
        (1..).zip(&self.records).filter(is_theirs).map(|(position, _)| position).collect()
    }

    /// When a position was recorded, by the clock of its node; nothing for one that there is not.
    pub fn recorded_at_us(&self, position: u64) -> Option<i64> {
        self.at(position).map(|seen| seen.recorded_at_us)
    }

    /// What lies at a position, for whoever looks for what went wrong there.
    pub fn describe(&self, position: u64) -> String {
        self.at(position).map_or_else(
            || "nothing".to_owned(),
            |seen| {
                format!("{} by {} about {} people, record {} of {}", seen.kind, seen.agency, seen.people.len(), seen.index + 1, seen.count)
            },
        )
    }

    /// What was found since this was asked last.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// The record at a position, if there is one.
    fn at(&self, position: u64) -> Option<&Seen> {
        self.records.get(usize::try_from(position).ok()?.checked_sub(1)?)
    }

    fn find(&mut self, wrong: Wrong, what: String) {
        if self.told.insert(format!("{wrong:?} {what}")) {
            self.findings.push(Finding::new(wrong, what));
        }
    }

    fn take(&mut self, record: &ReplayedRecord) -> anyhow::Result<()> {
        let expected = self.position() + 1;
        if record.position != expected {
            self.find(Wrong::Broken, format!("position {} comes where {expected} should", record.position));
        }
        let header = Header::decode(record.header.as_slice()).context("a header cannot be decoded")?;
        if !record.unreadable.is_empty() {
            self.find(Wrong::Unreadable, format!("position {} cannot be read: {}", record.position, record.unreadable));
        }
        let event = record.entry.as_ref().and_then(|entry| entry.event.as_ref());
        self.records.push(Seen {
            id: Uuid::from_slice(&header.id).unwrap_or_default(),
            request: Uuid::from_slice(&header.request_id).unwrap_or_default(),
            index: usize::try_from(header.index)?,
            count: usize::try_from(header.count)?,
            people: header.people.iter().filter_map(|person| Uuid::from_slice(person).ok()).collect(),
            agency: header.agency,
            recorded_at_us: header.recorded_at_us,
            is_news: header.lane != i32::from(Lane::Look),
            source_key: header.source_key_mac,
            kind: event.and_then(|event| event.kind.as_ref()).map(kind_name).unwrap_or_default(),
            mark: event.map(mark_of),
        });
        Ok(())
    }

    fn judge(&mut self, lines: &[Line]) {
        let intents: HashMap<Uuid, &Intent> =
            lines.iter().filter_map(|line| if let Line::Intent(intent) = line { Some((intent.request, intent)) } else { None }).collect();
        let applied: HashSet<Uuid> = self.records.iter().map(|seen| seen.request).collect();
        let mut found = Vec::new();
        self.log_was_meant(&intents, &mut found);
        self.nothing_is_there_twice(&mut found);
        self.requests_are_whole(&mut found);
        for line in lines {
            match line {
                Line::Intent(_) => {}
                Line::Acknowledged { request, entries } => {
                    if let Some(intent) = intents.get(request) {
                        self.acknowledged_is_there(intent, entries, &mut found);
                        self.condition_held(intent, entries, &mut found);
                    }
                }
                Line::TurnedAway { request, .. } => {
                    if applied.contains(request) {
                        found.push((Wrong::Invented, format!("request {request} was turned away and is in the log")));
                    }
                }
            }
        }
        found.into_iter().for_each(|(wrong, what)| self.find(wrong, what));
    }

    fn acknowledged_is_there(&self, intent: &Intent, entries: &[(u64, String)], found: &mut Vec<(Wrong, String)>) {
        for (index, (position, event)) in entries.iter().enumerate() {
            // A source key that two requests share is written by one of them.
            let is_theirs = |seen: &Seen| intent.source_key.is_some() || (seen.request == intent.request && seen.index == index);
            if !self.at(*position).is_some_and(|seen| seen.id.to_string() == *event && is_theirs(seen)) {
                found.push((Wrong::Lost, format!("event {index} of request {} is not at position {position}", intent.request)));
            }
        }
        if entries.len() != intent.marks.len() {
            found.push((Wrong::Lost, format!("request {} was acknowledged in part", intent.request)));
        }
    }

    /// Nothing about the person lies between what the caller knew and what they wrote.
    fn condition_held(&self, intent: &Intent, entries: &[(u64, String)], found: &mut Vec<(Wrong, String)>) {
        let (Some(person), Some((first, _))) = (intent.person.as_ref().and_then(|person| person.parse().ok()), entries.first()) else {
            return;
        };
        if intent.nothing_new_since == 0 {
            return;
        }
        let between = (intent.nothing_new_since + 1)..*first;
        let is_between = |(position, seen): &(u64, &Seen)| between.contains(position) && seen.is_news && seen.people.contains(&person);
        if let Some((position, _)) = (1..).zip(&self.records).find(is_between) {
            found.push((Wrong::Broken, format!("the condition of request {} did not hold: position {position} is newer", intent.request)));
        }
    }

    fn log_was_meant(&self, intents: &HashMap<Uuid, &Intent>, found: &mut Vec<(Wrong, String)>) {
        let is_meant = |(_, seen): &(u64, &Seen)| !OF_THE_SERVER.contains(&seen.kind);
        for (position, seen) in (1_u64..).zip(&self.records).filter(is_meant) {
            let mark = intents.get(&seen.request).and_then(|intent| intent.marks.get(seen.index));
            if mark.is_none() || seen.mark.as_ref().is_some_and(|said| Some(said) != mark) {
                found.push((Wrong::Invented, format!("nobody meant what position {position} says")));
            }
        }
    }

    fn nothing_is_there_twice(&self, found: &mut Vec<(Wrong, String)>) {
        let (mut ids, mut applied, mut keys) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (position, seen) in (1_u64..).zip(&self.records) {
            if !ids.insert(seen.id) {
                found.push((Wrong::Broken, format!("position {position} has an id that was there before")));
            }
            if !applied.insert((seen.request, seen.index)) {
                found.push((Wrong::Doubled, format!("request {} is applied again at position {position}", seen.request)));
            }
            if !seen.source_key.is_empty() && !keys.insert(&seen.source_key) {
                found.push((Wrong::Doubled, format!("position {position} has a source key that was there before")));
            }
        }
    }

    fn requests_are_whole(&self, found: &mut Vec<(Wrong, String)>) {
        for (at, seen) in self.records.iter().enumerate() {
            let next = self.records.get(at + 1).map(|next| (next.request, next.index));
            let is_last = seen.index + 1 == seen.count;
            if !is_last && next != Some((seen.request, seen.index + 1)) {
                found.push((Wrong::Broken, format!("request {} is not whole: it ends at position {}", seen.request, at + 1)));
            }
        }
    }
}
