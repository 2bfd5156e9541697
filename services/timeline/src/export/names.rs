//! What people are called whom a story tells of, so that an entry that calls one by name is looked through before it is given, though it says nowhere
//! that it is about them. Only whoever is in the story somewhere is known here; whom else words may name, their writers know.

use std::collections::BTreeSet;

use throughline_proto::v1::{Details, Entry, Voice};
use throughline_views::{Snapshot, ViewError};
use uuid::Uuid;

/// Shorter ones are in too many other words.
const SHORTEST: usize = 3;

/// Names, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// What these people are called, and the person is not.
    pub(crate) fn of(snapshot: &Snapshot<'_>, others: &BTreeSet<String>, own: Option<&Details>) -> Result<Self, ViewError> {
        let mut names = BTreeSet::new();
        for other in others.iter().filter_map(|other| Uuid::parse_str(other).ok()) {
            match snapshot.story(other) {
                Ok(Some(read)) => names.extend(read.details()?.iter().flat_map(|(.., details)| named(details))),
                Ok(None) | Err(ViewError::SetAside { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let own: BTreeSet<String> = own.map(named).into_iter().flatten().collect();
        Ok(Self(names.difference(&own).cloned().collect()))
    }

    /// Whether an entry calls one of them by name, other than in the person's own words.
    pub(crate) fn are_in(&self, entry: &Entry) -> bool {
        let written = entry.event.iter().flat_map(|event| &event.words).filter(|words| words.voice() != Voice::Resident);
        let texts = written.map(|words| words.text.as_str()).chain([entry.sentence.as_str()]);
        texts.flat_map(words_of).any(|word| self.0.contains(&word))
    }
}

fn named(details: &Details) -> Vec<String> {
    let names = [&details.known_as, &details.given_name, &details.family_name];
    names.into_iter().chain(&details.other_names).flat_map(|name| words_of(name)).filter(|word| word.chars().count() >= SHORTEST).collect()
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
        let names = Names(named(&tom).into_iter().collect());
        for text in ["Her son tom drinks.", "Thomas came.", "Mr O’Neill called."] {
            assert!(names.are_in(&entry(text, Voice::Supporter)), "{text}");
            assert!(!names.are_in(&entry(text, Voice::Resident)), "their own words: {text}");
        }
        for text in ["Tomorrow.", "Li", ""] {
            assert!(!names.are_in(&entry(text, Voice::Supporter)), "{text}");
        }
    }
}
