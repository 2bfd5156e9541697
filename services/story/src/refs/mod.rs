//! Everything in an event that refers to somebody or something else. The list stands here once, and is walked to read and to resolve.
//!
//! What the server gives (an event's id, the person first heard of, the supporter who joined) is no reference. No rule belongs here.

mod walk;

use std::fmt;

use throughline_proto::v1::{Event, event::Kind};
use walk::{reading, resolving};

/// To what a reference points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefKind {
    /// A resident's profile.
    Person,
    /// An event.
    Event,
    /// A supporter.
    Supporter,
    /// An agency, by its word.
    Agency,
    /// A role at an agency, as "agency/role".
    Role,
    /// A group or a space.
    Group,
    /// A published offer or a space.
    PublishedOffer,
}

/// All that an event refers to, as it is written there; each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    /// Residents' profiles, in any part at all.
    pub people: Vec<String>,
    /// Events.
    pub events: Vec<String>,
    /// Supporters.
    pub supporters: Vec<String>,
    /// Agencies, also those of roles.
    pub agencies: Vec<String>,
    /// Groups and spaces.
    pub groups: Vec<String>,
    /// Published offers (or spaces) that an offer stands on.
    pub published_offers: Vec<String>,
}

/// Where in an event a reference stands: "met.with[1]".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// In `corrected.instead`.
    inside: bool,
    /// The field; of a list, the list.
    head: &'static str,
    /// Which of a list.
    index: Option<usize>,
    /// The field of the list's element, or of a `Party`.
    tail: &'static str,
    /// It was chosen among several, so that an empty one is no way of leaving it out.
    chosen: bool,
}

impl Field {
    const fn of(head: &'static str) -> Self {
        Self { inside: false, head, index: None, tail: "", chosen: false }
    }

    const fn at(self, index: usize) -> Self {
        Self { index: Some(index), ..self }
    }

    const fn then(self, tail: &'static str) -> Self {
        Self { tail, ..self }
    }

    const fn inside(self) -> Self {
        Self { inside: true, ..self }
    }

    const fn chosen(self) -> Self {
        Self { chosen: true, ..self }
    }

    /// It was chosen or listed, so that it must not be empty. Parts and words have rules of their own.
    pub(crate) fn is_chosen(&self) -> bool {
        self.chosen || (!matches!(self.head, "people" | "words") && (self.index.is_some() || !self.tail.is_empty()))
    }

    /// In `corrected.instead`.
    pub(crate) fn is_inside(&self) -> bool {
        self.inside
    }

    /// Who recorded the event.
    pub(crate) fn is_recorder(&self) -> bool {
        self.head == "recorded_by"
    }

    /// Whose words they are.
    pub(crate) fn is_words(&self) -> bool {
        self.head == "words"
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = if self.inside { "corrected.instead." } else { "" };
        let joint = if self.tail.is_empty() { "" } else { "." };
        match self.index {
            None => write!(formatter, "{inside}{}{joint}{}", self.head, self.tail),
            Some(index) => write!(formatter, "{inside}{}[{index}]{joint}{}", self.head, self.tail),
        }
    }
}

/// All that an event refers to. Empty fields refer to nothing.
pub fn references(event: &Event) -> References {
    let mut found = References::default();
    reading::event(event, &mut |kind, _, name: &String| {
        let (list, name) = match kind {
            RefKind::Person => (&mut found.people, name.as_str()),
            RefKind::Event => (&mut found.events, name.as_str()),
            RefKind::Supporter => (&mut found.supporters, name.as_str()),
            RefKind::Agency => (&mut found.agencies, name.as_str()),
            RefKind::Role => (&mut found.agencies, role_agency(name)),
            RefKind::Group => (&mut found.groups, name.as_str()),
            RefKind::PublishedOffer => (&mut found.published_offers, name.as_str()),
        };
        if !name.is_empty() && !list.iter().any(|known| known == name) {
            list.push(name.to_owned());
        }
    });
    found
}

/// Passes every reference, also the empty ones, so that it may be resolved ("#0") or filled.
pub fn references_mut(event: &mut Event, mut each: impl FnMut(RefKind, &mut String)) {
    resolving::event(event, &mut |kind, _, name: &mut String| each(kind, name));
}

/// Passes every reference with its place in the event.
pub(crate) fn each_reference(event: &Event, mut each: impl FnMut(RefKind, Field, &str)) {
    reading::event(event, &mut |kind, field, name: &String| each(kind, field, name));
}

/// The agency of a role: "council-adults" of "council-adults/safeguarding-lead".
pub fn role_agency(role: &str) -> &str {
    role.split_once('/').map_or(role, |(agency, _)| agency)
}

/// Whether the kind names no resident, so that those with a part in it are supporters.
pub(crate) fn is_of_supporters(kind: Option<&Kind>) -> bool {
    matches!(
        kind,
        Some(Kind::SupporterJoined(_) | Kind::SupporterLeft(_) | Kind::SupporterAway(_) | Kind::SupporterReflected(_) | Kind::RoleHeld(_))
    )
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Corrected, Met, OfferedHelp, Part, Party, Role, SafetyConcernShared, party};

    use super::*;

    fn event(kind: Kind) -> Event {
        Event { kind: Some(kind), ..Default::default() }
    }

    #[test]
    fn what_is_read_is_what_can_be_resolved() {
        let mut offer = event(Kind::OfferedHelp(OfferedHelp {
            by: Some(Party { party: Some(party::Party::Supporter("#1".into())) }),
            ask: "#2".into(),
            published_offer: "p".into(),
            ..Default::default()
        }));
        offer.people.push(Part { person: "#0".into(), role: Role::About.into() });
        references_mut(&mut offer, |_, name| {
            if name.starts_with('#') {
                *name = format!("resolved {name}");
            }
        });
        let found = references(&offer);
        assert_eq!(found.people, ["resolved #0"]);
        assert_eq!(found.supporters, ["resolved #1"]);
        assert_eq!(found.events, ["resolved #2"]);
        assert_eq!(found.published_offers, ["p"]);
    }

    #[test]
    fn what_stands_in_a_correction_is_found_too() {
        let instead = Some(Box::new(event(Kind::Met(Met { with: vec!["s".into()], one_way: false }))));
        let corrected = event(Kind::Corrected(Box::new(Corrected { event: "e".into(), instead, ..Default::default() })));
        let mut places = Vec::new();
        each_reference(&corrected, |_, field, name| {
            if !name.is_empty() {
                places.push(format!("{field} = {name}"));
            }
        });
        assert_eq!(places, ["corrected.event = e", "corrected.instead.met.with[0] = s"]);
    }

    #[test]
    fn a_role_refers_to_its_agency() {
        let concern = SafetyConcernShared { to_roles: vec!["adults/lead".into()], ..Default::default() };
        assert_eq!(references(&event(Kind::SafetyConcernShared(concern))).agencies, ["adults"]);
    }
}
