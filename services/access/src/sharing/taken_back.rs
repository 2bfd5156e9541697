//! An event as somebody may be told it who sees that it is there: without its facts where it was taken back as about somebody else or as unsafe
//! to show, and without the names of events that are hidden from them.
//!
//! Everything that tells an event to somebody goes through here. Nobody is excepted but the writing agency's information lead.

use std::slice;

use throughline_proto::v1::{ChangeKind, Event, Story, Withdrawn, WithdrawnBecause, Yes, event::Kind, sharing_scope::Scope};

use super::{Reader, Sight, changes};

/// Why an event's facts are told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hidden {
    /// It is about somebody else.
    WrongPerson,
    /// To show it would be unsafe, and so would be to say who wrote it.
    Unsafe,
}

impl Reader<'_> {
    /// What is left of an event of which only may be told that something stood there; nothing for any other. A withdrawal is told as one.
    pub fn hollow(&self, event: &Event) -> Option<Event> {
        let why = self.why_hidden(event).filter(|_| !self.is_information_lead(&event.agency))?;
        let people = event.people.iter().filter(|part| self.story.profiles.iter().any(|profile| profile.person == part.person));
        let kind = match &event.kind {
            Some(Kind::Withdrawn(it)) => {
                let because = match why {
                    Hidden::WrongPerson => WithdrawnBecause::WrongPerson,
                    Hidden::Unsafe => WithdrawnBecause::Unspecified,
                };
                Some(Kind::Withdrawn(Withdrawn { event: it.event.clone(), because: because.into(), why: String::new() }))
            }
            _ => None,
        };
        Some(Event {
            id: event.id.clone(),
            happened: event.happened.clone(),
            people: people.cloned().collect(),
            agency: if why == Hidden::Unsafe { String::new() } else { event.agency.clone() },
            kind,
            ..Event::default()
        })
    }

    /// The event as this reader is told it who sees so much of it. `sight_of` says how much they see of another.
    pub fn told(&self, event: Event, sight: Sight, sight_of: impl Fn(&str) -> Sight) -> Event {
        if let Some(hollow) = self.hollow(&event) {
            return hollow;
        }
        let wrote = self.wrote(&event);
        let mut event = event;
        if !wrote {
            // The writer's own name for it says nothing to others.
            event.source_key.clear();
        }
        if sight < Sight::Words
            && let Some(yes) = event.kind.as_mut().and_then(yes_in)
        {
            yes.view.clear();
        }
        let mut keep_from = |name: &mut String| {
            if !name.is_empty() && sight_of(name) == Sight::Nothing {
                name.clear();
            }
        };
        keep_from(&mut event.by_proxy);
        if let Some(Kind::ProfilesSeparated(it)) = &event.kind {
            let profiles = self
                .story
                .profiles
                .iter()
                .filter(|profile| sight_of(&profile.event) > Sight::Nothing || self.knows(slice::from_ref(&profile.person)));
            let shown: Vec<&String> = profiles.map(|profile| &profile.person).chain(&it.profiles).collect();
            event.people.retain(|part| shown.contains(&&part.person));
        }
        if !wrote && let Some(kind) = &mut event.kind {
            links(kind, &mut keep_from);
        }
        event
    }

    /// The event, or the one that it changes, was taken back so that its facts are told to nobody.
    pub(super) fn why_hidden(&self, event: &Event) -> Option<Hidden> {
        let why = |id: &str| self.hidden.iter().filter(|(hidden, _)| *hidden == id).map(|(_, why)| *why).max();
        why(&event.id).max(changes(event).and_then(why))
    }
}

/// Events that were taken back so, and why.
pub(super) fn hidden(story: &Story) -> Vec<(&str, Hidden)> {
    let withdrawn = story.changes.iter().filter(|change| change.kind() == ChangeKind::Withdrawn);
    let hidden = withdrawn.filter_map(|change| match change.because() {
        WithdrawnBecause::WrongPerson => Some((change.event.as_str(), Hidden::WrongPerson)),
        WithdrawnBecause::UnsafeToShow => Some((change.event.as_str(), Hidden::Unsafe)),
        WithdrawnBecause::Unspecified | WithdrawnBecause::Mistake => None,
    });
    hidden.collect()
}

/// The yes that an event tells of. What somebody thinks of it is theirs, as words are.
fn yes_in(kind: &mut Kind) -> Option<&mut Yes> {
    match kind {
        Kind::Introduced(it) => it.yes.as_mut(),
        Kind::AlongsideStarted(it) => it.yes.as_mut(),
        Kind::ProxyNamed(it) => it.yes.as_mut(),
        Kind::Corrected(it) => it.instead.as_mut().and_then(|instead| instead.kind.as_mut()).and_then(yes_in),
        _ => None,
    }
}

/// Passes the names of other events that an event can do without. What it changes or answers is decided with the event itself.
fn links(kind: &mut Kind, mut each: impl FnMut(&mut String)) {
    match kind {
        Kind::OfferedHelp(it) => each(&mut it.ask),
        Kind::Helped(it) => each(&mut it.promise),
        Kind::StepTaken(it) => each(&mut it.choice),
        Kind::Looked(it) => {
            each(&mut it.under_concern);
            each(&mut it.in_emergency);
        }
        Kind::ProxyNamed(it) => each(&mut it.after_contest),
        Kind::SharingChosen(it) => {
            if let Some(Scope::Event(id)) = it.scope.as_mut().and_then(|scope| scope.scope.as_mut()) {
                each(id);
            }
        }
        Kind::Corrected(it) => {
            if let Some(kind) = it.instead.as_mut().and_then(|instead| instead.kind.as_mut()) {
                links(kind, each);
            }
        }
        _ => {}
    }
}
