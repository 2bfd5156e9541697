//! What of a person's details tells who they are, made ready to be compared. What cannot be read is left out, as if nobody had said it.

use std::fmt;

use throughline_proto::v1::Details;

use crate::{address::Address, born::Born, name::Name, number, text::words};

/// More is not looked at: whoever has more says nothing new with it.
const MOST_OTHER_NAMES: usize = 8;
const MOST_REACHES: usize = 8;

/// A person as they are compared. It holds what must only be stored sealed: keep it in memory, and not for long.
#[derive(Clone)]
pub struct Traits {
    /// The given name and what they like to be called.
    pub(crate) given: Vec<Name>,
    pub(crate) family: Vec<Name>,
    /// The given names with the family name still in them, where it was only taken for one; otherwise nothing.
    pub(crate) undivided: Vec<Name>,
    /// Other names, which stand for either.
    pub(crate) others: Vec<Name>,
    pub(crate) born: Option<Born>,
    pub(crate) address: Address,
    pub(crate) nhs_number: Option<String>,
    /// Telephone numbers and e-mail addresses.
    pub(crate) reaches: Vec<String>,
}

impl Traits {
    /// The traits in somebody's details.
    pub fn of(details: &Details) -> Self {
        let called = [words(&details.given_name), words(&details.known_as)];
        let mut given = names_of(&called);
        let mut family: Vec<Name> = Name::of(&details.family_name).into_iter().collect();
        let mut undivided = Vec::new();
        if family.is_empty()
            && let Some(last) = called.iter().find(|words| words.len() > 1).and_then(|words| words.last())
        {
            family.extend(Name::of(last));
            undivided = std::mem::replace(&mut given, names_of(&called.clone().map(|words| without_last(words, last))));
        }
        let mut others: Vec<Name> = details.other_names.iter().take(MOST_OTHER_NAMES).filter_map(|name| Name::of(name)).collect();
        if given.is_empty() {
            given = std::mem::take(&mut others);
        }
        let mut reaches: Vec<String> = details.reach.iter().take(MOST_REACHES).filter_map(|reach| number::reach(&reach.at)).collect();
        reaches.sort_unstable();
        reaches.dedup();
        Self {
            given,
            family,
            undivided,
            others,
            born: Born::of(&details.born),
            address: Address::of(&details.address, &details.postcode),
            nhs_number: number::nhs_number(&details.nhs_number),
            reaches,
        }
    }

    /// The given names, with a family name that was only taken for one.
    pub(crate) fn all_given(&self) -> &[Name] {
        if self.undivided.is_empty() { &self.given } else { &self.undivided }
    }
}

fn names_of(names: &[Vec<String>]) -> Vec<Name> {
    names.iter().filter_map(|words| Name::of_words(words.clone())).collect()
}

/// A name without the word at its end that is taken for the family's.
fn without_last(mut words: Vec<String>, last: &String) -> Vec<String> {
    if words.len() > 1 && words.last() == Some(last) {
        words.pop();
    }
    words
}

/// Says nothing of the person: what is printed ends up in logs.
impl fmt::Debug for Traits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Traits").finish_non_exhaustive()
    }
}
