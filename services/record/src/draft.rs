//! From an admitted event to what the log seals: the facts encoded once, each person's words apart.

use std::{collections::BTreeSet, mem::take};

use prost::Message as _;
use throughline_log::Draft;
use throughline_proto::v1::{Event, ProfilesJoined, Voice, Words, event::Kind, party::Party};
use uuid::Uuid;

/// Makes the draft of an event. Its references are resolved and its ids are checked, so a malformed id cannot come this far.
pub(crate) fn draft(mut event: Event) -> Draft {
    say_as_words(&mut event);
    let words = take(&mut event.words);
    let people: Vec<Uuid> = throughline_story::concerned(&event).filter_map(|person| Uuid::parse_str(person).ok()).collect();
    let words = words
        .iter()
        .filter_map(|words| {
            let person = Uuid::parse_str(&words.person).ok()?;
            let index = people.iter().position(|other| *other == person)?;
            Some((u32::try_from(index).ok()?, words.encode_to_vec()))
        })
        .collect();
    let lane = throughline_story::lane(&event);
    let source_key = Some(event.source_key.clone()).filter(|key| !key.is_empty());
    if throughline_log::has_clear_facts(lane) {
        // An agency's key of a supporter may well be their name. The log knows it by its MAC.
        event.source_key.clear();
    }
    Draft { id: Uuid::parse_str(&event.id).unwrap_or_default(), lane, people, facts: event.encode_to_vec(), words, source_key }
}

/// Who is one person with whom is readable by every node and for ever. What somebody said of it is not: it is sealed as words to the person of whom it
/// was said, under the profile that said yes or else is named first, so that an erasure of that takes it too.
fn say_as_words(event: &mut Event) {
    let (people, text) = match &mut event.kind {
        Some(Kind::ProfilesSeparated(it)) => (it.profiles.iter().cloned().collect::<BTreeSet<_>>(), take(&mut it.why)),
        Some(Kind::ProfilesJoined(ProfilesJoined { profiles, yes: Some(yes), .. })) => {
            let given_by = yes.given_by.as_ref().and_then(|party| party.party.as_ref());
            let own = profiles.iter().find(|profile| matches!(given_by, Some(Party::Resident(person)) if person == *profile));
            (own.or(profiles.first()).cloned().into_iter().collect(), take(&mut yes.view))
        }
        _ => return,
    };
    for person in people.into_iter().filter(|_| !text.is_empty()) {
        match event.words.iter_mut().find(|words| words.person == person) {
            Some(words) if words.text.is_empty() => words.text = text.clone(),
            Some(words) => words.text = format!("{}\n\n{text}", words.text),
            None => event.words.push(Words { person, text: text.clone(), voice: Voice::Supporter.into(), details: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Part, ProfilesSeparated, Role, Yes};

    use super::*;

    const ROSA: &str = "0190e1d2-0000-7000-8000-000000000001";
    const ROSIE: &str = "0190e1d2-0000-7000-8000-000000000002";

    fn about_both(kind: Kind) -> Event {
        let people = [ROSA, ROSIE].map(|person| Part { person: person.into(), role: Role::About.into() }).to_vec();
        Event { people, kind: Some(kind), ..Event::default() }
    }

    /// Whose words say it, in the order of the people.
    fn said_to(draft: &Draft, text: &str) -> Vec<u32> {
        assert!(!draft.facts.windows(text.len()).any(|bytes| bytes == text.as_bytes()), "the facts are readable by everybody");
        let says = |bytes: &[u8]| Words::decode(bytes).expect("words").text.contains(text);
        draft.words.iter().filter(|(_, bytes)| says(bytes)).map(|(person, _)| *person).collect()
    }

    #[test]
    fn why_somebody_is_another_is_sealed_to_them_beside_their_other_words() {
        let separated = ProfilesSeparated { profiles: vec![ROSIE.into()], why: "They are sisters.".into() };
        let mut event = about_both(Kind::ProfilesSeparated(separated));
        assert_eq!(said_to(&draft(event.clone()), "They are sisters."), [1]);
        event.words.push(Words { person: ROSIE.into(), text: "She laughed.".into(), ..Words::default() });
        let drafted = draft(event);
        assert_eq!((said_to(&drafted, "They are sisters."), said_to(&drafted, "She laughed.")), (vec![1], vec![1]));
    }

    #[test]
    fn why_is_said_once_to_whoever_is_named_twice_and_stands_alone_where_there_are_no_other_words() {
        let why = "They are sisters.".to_owned();
        let mut event =
            about_both(Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![ROSIE.into(), ROSIE.into()], why: why.clone() }));
        event.words.push(Words { person: ROSIE.into(), ..Words::default() });
        let texts = draft(event).words.into_iter().map(|(_, bytes)| Words::decode(bytes.as_slice()).expect("words").text);
        assert_eq!(texts.collect::<Vec<_>>(), [why]);
    }

    #[test]
    fn what_somebody_thinks_of_being_one_person_is_sealed_to_them() {
        let given_by = Some(throughline_proto::v1::Party { party: Some(Party::Resident(ROSIE.into())) });
        let yes = Some(Yes { given_by, view: "Glad of it.".into(), ..Yes::default() });
        let joined = ProfilesJoined { profiles: vec![ROSA.into(), ROSIE.into()], yes, ..ProfilesJoined::default() };
        assert_eq!(said_to(&draft(about_both(Kind::ProfilesJoined(joined.clone()))), "Glad of it."), [1]);
        let yes = joined.yes.map(|yes| Yes { given_by: None, ..yes });
        assert_eq!(said_to(&draft(about_both(Kind::ProfilesJoined(ProfilesJoined { yes, ..joined }))), "Glad of it."), [0]);
    }
}
