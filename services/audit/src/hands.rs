//! Changes of hands: how often consecutive entries of one story, told in order, were recorded by different supporters. Entries without
//! a recorder are passed over. Nothing here judges: a change of hands may be just what somebody wished for.

use std::collections::{HashMap, hash_map};

/// Small numbers for long names.
#[derive(Debug, Default)]
pub(crate) struct Numbers(HashMap<String, u32>);

impl Numbers {
    /// The number of a name; the next one if it is new.
    pub(crate) fn of(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        match self.0.get(name) {
            Some(number) => *number,
            None => *self.0.entry(name.to_owned()).or_insert(next),
        }
    }

    /// All names with their numbers.
    pub(crate) fn into_iter(self) -> hash_map::IntoIter<String, u32> {
        self.0.into_iter()
    }
}

/// Entries as they come, in any order.
#[derive(Debug, Default)]
pub(crate) struct Hands {
    entries: Vec<(i64, i64, u64, u32)>,
}

impl Hands {
    /// One entry of a story, recorded by a supporter.
    pub(crate) fn entry(&mut self, story: i64, happened: i64, position: u64, recorded_by: u32) {
        self.entries.push((story, happened, position, recorded_by));
    }

    /// How often hands changed.
    pub(crate) fn changes(mut self) -> u64 {
        self.entries.sort_unstable();
        self.entries.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].3 != pair[1].3).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMIRA: u32 = 0;
    const BEN: u32 = 1;

    #[test]
    fn hands_change_where_the_next_entry_of_the_same_story_has_another_recorder() {
        let mut hands = Hands::default();
        // Told out of order, on purpose: 1 Amira, 2 Amira, 3 Ben, and a lone entry of another story.
        hands.entry(1, 3, 7, BEN);
        hands.entry(1, 1, 9, AMIRA);
        hands.entry(2, 2, 8, BEN);
        hands.entry(1, 2, 6, AMIRA);
        assert_eq!(hands.changes(), 1);
    }

    #[test]
    fn a_name_keeps_its_number() {
        let mut numbers = Numbers::default();
        assert_eq!((numbers.of("a"), numbers.of("b"), numbers.of("a")), (0, 1, 0));
    }
}
