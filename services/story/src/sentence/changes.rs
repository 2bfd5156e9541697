//! What changed in one story between two points of the log, in plain sentences. Pure: two stories with their entries go in, as the reader is told
//! them at each of the two.

use std::collections::{BTreeMap, HashSet};

use throughline_proto::v1::{Event, Story, StoryChange, StoryChangeKind, Telling, WithdrawnBecause, event::Kind};

use super::{Names, Nobody, sentence, standing::standings, taken_back, teller::Teller, value::Value::Text};
use crate::{Told, fold::replacement};

/// A story at one of the two points, as its reader is told it.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it adds up to.
    pub story: &'a Story,
    /// Its entries, in the order of the log.
    pub entries: &'a [Told],
}

/// What changed: first what was written, in the order of the log, and what is seen of it that was not, or is seen no longer; then what the story adds
/// up to otherwise. `until` is the earlier point.
pub fn changes(before: Side<'_>, after: Side<'_>, until: u64, telling: &Telling, names: &dyn Names) -> Vec<StoryChange> {
    let profiles: Vec<String> = after.story.profiles.iter().map(|profile| profile.person.clone()).collect();
    let known = before.entries.iter().chain(after.entries).map(|told| (told.position, &told.event)).collect();
    let says = Says { telling, names, profiles, known };
    let positions = |side: Side<'_>| side.entries.iter().map(|told| told.position).collect::<HashSet<_>>();
    let (in_before, in_after) = (positions(before), positions(after));
    let mut changes: Vec<StoryChange> =
        after.entries.iter().filter(|told| !in_before.contains(&told.position)).map(|told| says.came(told, until)).collect();
    changes.extend(before.entries.iter().filter(|told| !in_after.contains(&told.position)).map(|told| says.went(told)));
    changes.sort_by_key(|change| change.position);
    let (stood, stands) = (standings(before.story, telling, names), standings(after.story, telling, names));
    let no_longer = stood.iter().filter(|standing| !stands.contains(standing));
    changes.extend(no_longer.map(|it| says.adds_up(StoryChangeKind::NoLonger, "stands-no-longer", &it.event, &it.sentence)));
    let now = stands.iter().filter(|standing| !stood.contains(standing));
    changes.extend(now.map(|it| says.adds_up(StoryChangeKind::Now, "stands-now", &it.event, &it.sentence)));
    changes
}

/// When something was erased, and on what basis: "Erased on 3 May 2026, on this basis: UK GDPR article 17(1)(b)."
pub fn erased_since(event: &Event, telling: &Telling) -> String {
    let teller = Teller::new(event, telling, &[], &Nobody);
    let basis = match &event.kind {
        Some(Kind::Erased(erased)) => teller.text(&erased.basis),
        _ => "".into(),
    };
    teller.say("erased-since", &[("day", Text(&teller.day(event.happened.as_ref()))), ("basis", Text(&basis))])
}

struct Says<'a> {
    telling: &'a Telling,
    names: &'a dyn Names,
    profiles: Vec<String>,
    /// The entries of both points, in the order of the log.
    known: BTreeMap<u64, &'a Event>,
}

impl Says<'_> {
    /// An entry that was not there before.
    fn came(&self, told: &Told, until: u64) -> StoryChange {
        if told.position <= until {
            return self.entry(StoryChangeKind::Came, told, self.with("change-came", &self.sentence(&told.event)));
        }
        let event = &told.event;
        let (kind, said) = match &event.kind {
            Some(Kind::Corrected(it)) => {
                let (was, reads) = (self.read_before(&it.event, told.position), self.read_before(&it.event, told.position + 1));
                (StoryChangeKind::PutRight, self.change_of(event, was.as_ref(), reads.as_ref()))
            }
            Some(Kind::Withdrawn(it)) => {
                // Where it must not be shown, or is about somebody else, what it was is not said again.
                let was = self.read_before(&it.event, told.position).filter(|_| it.because() == WithdrawnBecause::Mistake);
                (StoryChangeKind::TakenBack, self.change_of(event, was.as_ref(), None))
            }
            Some(Kind::DisagreementAdded(it)) => {
                (StoryChangeKind::Disputed, self.change_of(event, self.read_before(&it.event, told.position).as_ref(), None))
            }
            Some(Kind::Erased(_)) => (StoryChangeKind::Erased, erased_since(event, self.telling)),
            Some(Kind::ProfilesJoined(_)) => (StoryChangeKind::Joined, self.sentence(event)),
            Some(Kind::ProfilesSeparated(_)) => (StoryChangeKind::Separated, self.sentence(event)),
            _ => (StoryChangeKind::Added, self.with("change-added", &self.sentence(event))),
        };
        self.entry(kind, told, said)
    }

    /// An entry that is there no longer.
    fn went(&self, told: &Told) -> StoryChange {
        self.entry(StoryChangeKind::Went, told, self.with("change-went", &self.sentence(&told.event)))
    }

    fn entry(&self, kind: StoryChangeKind, told: &Told, sentence: String) -> StoryChange {
        StoryChange { kind: kind.into(), sentence, position: told.position, event: told.event.id.clone(), ..StoryChange::default() }
    }

    fn adds_up(&self, kind: StoryChangeKind, message: &str, event: &str, sentence: &str) -> StoryChange {
        StoryChange { kind: kind.into(), sentence: self.with(message, sentence), event: event.to_owned(), ..StoryChange::default() }
    }

    /// What was said of an entry, with how it had read and how it reads now, as far as the reader may know.
    fn change_of(&self, event: &Event, was: Option<&Event>, reads: Option<&Event>) -> String {
        let said = self.sentence(event);
        let Some(what) = was.map(|was| self.sentence(was)) else { return said };
        let instead = reads.map(|reads| self.sentence(reads)).unwrap_or_default();
        let message = if instead.is_empty() { "change-of" } else { "change-put-right" };
        let teller = Teller::new(event, self.telling, &self.profiles, self.names);
        teller.say(message, &[("said", Text(&said)), ("what", Text(&what)), ("instead", Text(&instead))])
    }

    /// An entry as it read before a position: as it was put right by then, unless that was taken back.
    fn read_before(&self, id: &str, position: u64) -> Option<Event> {
        let said_by_then = || self.known.range(..position).map(|(_, event)| *event);
        let is_taken_back = |id: &str| said_by_then().any(|event| matches!(&event.kind, Some(Kind::Withdrawn(it)) if it.event == id));
        let mut read = said_by_then().find(|event| event.id == id)?.clone();
        for event in said_by_then() {
            if let Some(Kind::Corrected(corrected)) = &event.kind
                && corrected.event == id
                && !is_taken_back(&event.id)
                && let Some(right) = replacement(&read, corrected)
            {
                read = right;
            }
        }
        Some(read)
    }

    fn sentence(&self, event: &Event) -> String {
        match event.kind {
            None => taken_back(event, self.telling, &self.profiles, self.names),
            Some(_) => sentence(event, self.telling, &self.profiles, self.names),
        }
    }

    fn with(&self, message: &str, what: &str) -> String {
        Teller::new(&Event::default(), self.telling, &self.profiles, self.names).say(message, &[("what", Text(what))])
    }
}
