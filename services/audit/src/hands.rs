//! Changes of hands: how often consecutive entries of one story, told in order, were recorded by different supporters. Entries without
//! a recorder are passed over. Nothing here judges: a change of hands may be just what somebody wished for.

use std::collections::HashMap;

/// Entries as they come, in any order.
#[derive(Debug, Default)]
pub(crate) struct Hands {
    supporters: HashMap<String, u32>,
    entries: Vec<(u32, i64, u64, u32)>,
    stories: HashMap<String, u32>,
}

impl Hands {
    /// One entry of a story.
    pub(crate) fn entry(&mut self, story: &str, happened: i64, position: u64, recorded_by: &str) {
        if !recorded_by.is_empty() {
            let story = number(&mut self.stories, story);
            let supporter = number(&mut self.supporters, recorded_by);
            self.entries.push((story, happened, position, supporter));
        }
    }

    /// How often hands changed.
    pub(crate) fn changes(mut self) -> u64 {
        self.entries.sort_unstable();
        self.entries.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].3 != pair[1].3).count() as u64
    }
}

fn number(numbers: &mut HashMap<String, u32>, name: &str) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    match numbers.get(name) {
        Some(number) => *number,
        None => *numbers.entry(name.to_owned()).or_insert(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_change_where_the_next_entry_of_the_same_story_has_another_recorder() {
        let mut hands = Hands::default();
        // Told out of order, on purpose: 1 amira, 2 amira, 3 ben, and a lone entry of another story.
        hands.entry("story", 3, 7, "ben");
        hands.entry("story", 1, 9, "amira");
        hands.entry("other", 2, 8, "ben");
        hands.entry("story", 2, 6, "amira");
        assert_eq!(hands.changes(), 1);
    }

    #[test]
    fn an_entry_without_a_recorder_changes_no_hands() {
        let mut hands = Hands::default();
        hands.entry("story", 1, 1, "amira");
        hands.entry("story", 2, 2, "");
        hands.entry("story", 3, 3, "amira");
        assert_eq!(hands.changes(), 0);
    }
}
