//! What people are called whom a story tells of, so that an entry that calls one by name is looked through before it is given, though it says nowhere
//! that it is about them. Only whoever is in the story somewhere is known here; whom else words may name, their writers know.

use std::collections::BTreeSet;

use throughline_proto::v1::{Details, Entry, Voice};
use throughline_views::{Snapshot, ViewError};
use uuid::Uuid;

/// Shorter parts of a name are words of their own too often.
const SHORTEST: usize = 3;

/// What they are called.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// In small letters.
    names: BTreeSet<String>,
    /// What one of them is called cannot be read just now: any words may name them.
    one_is_unknown: bool,
}

impl Names {
    /// What these people are called, and the person is not.
    pub(crate) fn of(snapshot: &Snapshot<'_>, others: &BTreeSet<String>, own: Option<&Details>) -> Result<Self, ViewError> {
        let (mut names, mut one_is_unknown) = (BTreeSet::new(), false);
        for other in others.iter().filter_map(|other| Uuid::parse_str(other).ok()) {
            match snapshot.story(other) {
                Ok(Some(read)) => names.extend(read.details()?.iter().flat_map(|(.., details)| named(details))),
                Ok(None) => {}
                Err(ViewError::SetAside { .. }) => one_is_unknown = true,
                Err(error) => return Err(error),
            }
        }
        let own: BTreeSet<String> = own.map(named).into_iter().flatten().collect();
        Ok(Self { names: names.difference(&own).cloned().collect(), one_is_unknown })
    }

    /// Whether an entry calls one of them by name, other than in the person's own words.
    pub(crate) fn are_in(&self, entry: &Entry) -> bool {
        let written = entry.event.iter().flat_map(|event| &event.words).filter(|words| words.voice() != Voice::Resident);
        let texts: Vec<&str> = written.map(|words| words.text.as_str()).chain([entry.sentence.as_str()]).collect();
        if self.one_is_unknown {
            return texts.iter().any(|text| !text.is_empty());
        }
        // Not every script parts its words.
        let parted = texts.iter().copied().flat_map(words_of).any(|word| self.names.contains(&word));
        parted || self.names.iter().filter(|name| !name.is_ascii()).any(|name| texts.iter().any(|text| text.to_lowercase().contains(name)))
    }
}

/// Whole names, however short, and their parts.
fn named(details: &Details) -> Vec<String> {
    let names = [&details.known_as, &details.given_name, &details.family_name];
    let parts = |name: &String| {
        let parts: Vec<String> = words_of(name).collect();
        let is_whole = parts.len() == 1;
        parts.into_iter().filter(move |part| is_whole || part.chars().count() >= SHORTEST)
    };
    names.into_iter().chain(&details.other_names).flat_map(parts).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Event, Words};

    use super::*;

    fn entry(text: &str, voice: Voice) -> Entry {
        let words = vec![Words { text: text.into(), voice: voice.into(), ..Words::default() }];
        Entry { event: Some(Event { words, ..Event::default() }), ..Entry::default() }
    }

    #[test]
    fn somebody_is_found_by_any_of_their_names_as_a_whole_word() {
        let tom = Details { known_as: "Tom".into(), given_name: "Thomas Li".into(), family_name: "O'Neill".into(), ..Details::default() };
        let names = Names { names: named(&tom).into_iter().collect(), one_is_unknown: false };
        for text in ["Her son tom drinks.", "Thomas came.", "Mr O’Neill called."] {
            assert!(names.are_in(&entry(text, Voice::Supporter)), "{text}");
            assert!(!names.are_in(&entry(text, Voice::Resident)), "their own words: {text}");
        }
        for text in ["Tomorrow.", "Li", ""] {
            assert!(!names.are_in(&entry(text, Voice::Supporter)), "{text}");
        }
        let jo = Details { known_as: "Jo".into(), given_name: "美玲".into(), ..Details::default() };
        let names = Names { names: named(&jo).into_iter().collect(), one_is_unknown: false };
        assert!(names.are_in(&entry("With Jo.", Voice::Supporter)) && names.are_in(&entry("她和美玲去了。", Voice::Supporter)));
        assert!(!names.are_in(&entry("Joined.", Voice::Supporter)));
        let unknown = Names { one_is_unknown: true, ..Names::default() };
        assert!(unknown.are_in(&entry("Anybody.", Voice::Supporter)) && !unknown.are_in(&entry("Anybody.", Voice::Resident)));
    }
}
