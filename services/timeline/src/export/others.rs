//! Which entries of a story tell of others, and what is left of one whose words are held back: the kind of thing that happened, on which day,
//! with whom of the agencies; and "someone". Pure: an event and words go in.
//!
//! Whatever is not known to be harmless is held back. That ids of other people leave in an export must never be.

use prost::Message as _;
use prost_reflect::{DynamicMessage, Kind, ReflectMessage as _, Value};
use throughline_proto::{
    strict::descriptors,
    v1::{Event, Party, Voice, Words, party},
};
use throughline_story::{RefKind, references, references_mut};
use uuid::Uuid;

/// Who stands for anybody else.
pub(crate) const SOMEONE: &str = "someone";
/// Fields whose text says nothing of anybody: codes, dates, names of agencies and of sets.
const PLAIN: [&str; 15] = [
    "date",
    "time",
    "agency",
    "agencies",
    "kind",
    "written_by",
    "until",
    "due",
    "by_when",
    "set",
    "indicator",
    "asked",
    "to_roles",
    "told_on",
    "purpose",
];

/// Why an entry is looked through before its words are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TellsOf {
    /// Other people have a part in it, or are named.
    OtherPeople,
    /// Another resident told it.
    ToldByAnother,
    /// Its words were brought from elsewhere, as they came.
    BroughtFromElsewhere,
}

impl TellsOf {
    /// The word that stands for it where programs read.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OtherPeople => "other_people",
            Self::ToldByAnother => "told_by_another",
            Self::BroughtFromElsewhere => "brought_from_elsewhere",
        }
    }
}

/// Of whom an event tells besides the person, who is these profiles.
pub(crate) fn tells_of(event: &Event, profiles: &[String]) -> Vec<TellsOf> {
    let is_other = |person: &String| !profiles.contains(person);
    let mut told = Vec::new();
    if references(event).people.iter().any(is_other) {
        told.push(TellsOf::OtherPeople);
    }
    if matches!(&event.told_by, Some(Party { party: Some(party::Party::Resident(person)) }) if is_other(person)) {
        told.push(TellsOf::ToldByAnother);
    }
    if event.words.iter().any(|words| words.voice() == Voice::Source) {
        told.push(TellsOf::BroughtFromElsewhere);
    }
    told
}

/// Puts "someone" in the place of every other person's id.
pub(crate) fn without_others(event: &mut Event, profiles: &[String]) {
    references_mut(event, |kind, name| {
        if kind == RefKind::Person && !name.is_empty() && !profiles.contains(name) {
            SOMEONE.clone_into(name);
        }
    });
}

/// Takes out what was written in words, and keeps what the person said themselves. Says whether anything was taken out.
pub(crate) fn hold_back(event: &mut Event, told: &[TellsOf]) -> bool {
    let is_own = |words: &Words| words.voice() == Voice::Resident && !told.contains(&TellsOf::ToldByAnother);
    let words = std::mem::take(&mut event.words);
    let (kept, held): (Vec<Words>, Vec<Words>) = words.into_iter().partition(is_own);
    // Only the person's own account of themselves was voiced by them; what stands in the facts may be anybody's.
    let taken_out = without_texts(event);
    event.words = kept;
    taken_out || held.iter().any(|words| *words != Words { person: words.person.clone(), voice: words.voice, ..Words::default() })
}

/// Empties every text of the facts that is no id, date or code.
fn without_texts(event: &mut Event) -> bool {
    let Some(descriptor) = descriptors().get_message_by_name("throughline.v1.Event") else { return clear(event) };
    let Ok(mut message) = DynamicMessage::decode(descriptor, event.encode_to_vec().as_slice()) else { return clear(event) };
    let taken_out = empty(&mut message);
    match Event::decode(message.encode_to_vec().as_slice()) {
        Ok(emptied) => *event = emptied,
        Err(_) => return clear(event),
    }
    taken_out
}

/// What cannot be looked into is not given.
fn clear(event: &mut Event) -> bool {
    event.kind = None;
    event.place = None;
    true
}

fn empty(message: &mut DynamicMessage) -> bool {
    let fields: Vec<_> = message.descriptor().fields().filter(|field| message.has_field(field)).collect();
    let mut taken_out = false;
    for field in fields {
        let is_plain = PLAIN.contains(&field.name());
        if matches!(field.kind(), Kind::String) && !is_plain {
            match message.get_field_mut(&field) {
                Value::String(text) => taken_out |= empty_text(text),
                Value::List(list) => {
                    for one in list {
                        if let Value::String(text) = one {
                            taken_out |= empty_text(text);
                        }
                    }
                }
                _ => {}
            }
        } else if matches!(field.kind(), Kind::Message(_)) {
            match message.get_field_mut(&field) {
                Value::Message(inner) => taken_out |= empty(inner),
                Value::List(list) => {
                    for one in list {
                        if let Value::Message(inner) = one {
                            taken_out |= empty(inner);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    taken_out
}

fn empty_text(text: &mut String) -> bool {
    let is_harmless = text.is_empty() || text == SOMEONE || Uuid::parse_str(text).is_ok();
    if !is_harmless {
        text.clear();
    }
    !is_harmless
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Helped, Met, Noted, Part, Role, event};

    use super::*;

    const ROSA: &str = "00000000-0000-4000-8000-0000000000a1";
    const TOM: &str = "00000000-0000-4000-8000-0000000000a2";

    fn about(people: &[&str], kind: event::Kind) -> Event {
        let part = |person: &&str| Part { person: (*person).to_owned(), role: Role::About.into() };
        Event { people: people.iter().map(part).collect(), agency: "harmony-house".into(), kind: Some(kind), ..Event::default() }
    }

    fn said(text: &str, voice: Voice) -> Words {
        Words { person: ROSA.into(), text: text.into(), voice: voice.into(), details: None }
    }

    fn rosas() -> Vec<String> {
        vec![ROSA.to_owned()]
    }

    #[test]
    fn what_is_about_the_person_alone_is_given_as_it_is() {
        let event = Event { words: vec![said("Tea.", Voice::Supporter)], ..about(&[ROSA], event::Kind::Met(Met::default())) };
        assert!(tells_of(&event, &rosas()).is_empty());
    }

    #[test]
    fn others_with_a_part_others_who_told_it_and_words_from_elsewhere_are_looked_through_first() {
        let together = about(&[ROSA, TOM], event::Kind::Met(Met::default()));
        assert_eq!(tells_of(&together, &rosas()), [TellsOf::OtherPeople]);
        let tom = Some(Party { party: Some(party::Party::Resident(TOM.into())) });
        let helped = about(&[ROSA], event::Kind::Helped(Helped { from: tom.clone(), ..Helped::default() }));
        assert_eq!(tells_of(&helped, &rosas()), [TellsOf::OtherPeople]);
        let told = Event { told_by: tom, ..about(&[ROSA], event::Kind::Noted(Noted::default())) };
        assert_eq!(tells_of(&told, &rosas()), [TellsOf::OtherPeople, TellsOf::ToldByAnother]);
        let imported = Event { words: vec![said("x", Voice::Source)], ..about(&[ROSA], event::Kind::Noted(Noted::default())) };
        assert_eq!(tells_of(&imported, &rosas()), [TellsOf::BroughtFromElsewhere]);
    }

    #[test]
    fn what_is_held_back_keeps_the_persons_own_words_and_loses_all_others() {
        let mut event = about(&[ROSA, TOM], event::Kind::Noted(Noted { what: "Tom drinks".into(), ..Noted::default() }));
        event.words = vec![said("I like Tom.", Voice::Resident), said("Tom shouted.", Voice::Supporter)];
        assert!(hold_back(&mut event, &[TellsOf::OtherPeople]));
        let left: Vec<&str> = event.words.iter().map(|words| words.text.as_str()).collect();
        assert_eq!(left, ["I like Tom."]);
        assert_eq!(event.kind, Some(event::Kind::Noted(Noted::default())));
        assert_eq!(event.agency, "harmony-house");
    }

    #[test]
    fn where_nothing_is_written_in_words_nothing_is_held_back() {
        let mut event = about(&[ROSA, TOM], event::Kind::Met(Met::default()));
        assert!(!hold_back(&mut event, &[TellsOf::OtherPeople]));
    }

    #[test]
    fn another_persons_id_never_leaves() {
        let mut event = about(&[ROSA, TOM], event::Kind::Met(Met::default()));
        event.told_by = Some(Party { party: Some(party::Party::Resident(TOM.into())) });
        without_others(&mut event, &rosas());
        assert!(!format!("{event:?}").contains(TOM));
        assert!(format!("{event:?}").contains(ROSA));
    }
}
