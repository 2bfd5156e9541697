//! What stands in a field where nobody knew anything: "no fixed abode", "Baby", ZZ99. Two people who have it in common have nothing in common.

use std::{collections::HashSet, sync::LazyLock};

use crate::known_names::lines;

static KNOWN: LazyLock<Placeholders> = LazyLock::new(|| Placeholders::read(include_str!("../data/placeholders.txt")));

#[derive(Default)]
struct Placeholders {
    /// In an address, wherever they stand; the longest first, so that no part of one is left.
    anywhere: Vec<Vec<&'static str>>,
    /// Words of an address that say nothing by themselves.
    alone: HashSet<&'static str>,
    names: HashSet<&'static str>,
    postcodes: Vec<&'static str>,
}

impl Placeholders {
    fn read(text: &'static str) -> Self {
        let mut known = Self::default();
        for (field, said) in lines(text).filter_map(|line| line.split_once(' ')) {
            match field {
                "anywhere" => known.anywhere.push(said.split(' ').collect()),
                "address" => drop(known.alone.insert(said)),
                "name" => drop(known.names.insert(said)),
                "postcode" => known.postcodes.push(said),
                _ => {}
            }
        }
        known.anywhere.sort_by_key(|words| std::cmp::Reverse(words.len()));
        known
    }
}

/// Takes out of an address what says nothing wherever it stands.
pub(crate) fn take_from_address(words: &mut Vec<String>) {
    for placeholder in &KNOWN.anywhere {
        while let Some(at) = words.windows(placeholder.len()).position(|part| part.iter().eq(placeholder)) {
            words.drain(at..at + placeholder.len());
        }
    }
}

/// Whether a word of an address says nothing by itself.
pub(crate) fn is_of_no_address(word: &str) -> bool {
    KNOWN.alone.contains(word)
}

/// Whether these words are nobody's name.
pub(crate) fn is_no_name(words: &[String]) -> bool {
    KNOWN.names.contains(words.join(" ").as_str())
}

/// Whether a postcode, in capitals and without spaces, is of no place.
pub(crate) fn is_no_postcode(postcode: &str) -> bool {
    KNOWN.postcodes.iter().any(|start| postcode.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_file_is_read() {
        let read = KNOWN.anywhere.len() + KNOWN.alone.len() + KNOWN.names.len() + KNOWN.postcodes.len();
        assert_eq!(lines(include_str!("../data/placeholders.txt")).count(), read);
    }

    #[test]
    fn a_name_that_begins_like_a_placeholder_is_a_name() {
        let is_no_name = |text: &str| is_no_name(&crate::text::words(text));
        assert!(is_no_name("Baby") && is_no_name("BABY GIRL") && is_no_name("n/a") && is_no_name("Unknown"));
        assert!(!is_no_name("Na") && !is_no_name("Baby Rose") && !is_no_name("Unna"));
    }
}
