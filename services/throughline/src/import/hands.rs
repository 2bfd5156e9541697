//! Changes of hands: how often, in one person's story, an event was recorded by another supporter than the one before.

use std::collections::HashMap;

/// Counts over (person, supporter) in the order of time. An event that nobody is said to have recorded is passed over.
pub fn changes<'a>(events: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> u64 {
    let mut last: HashMap<&str, &str> = HashMap::new();
    let mut changes = 0;
    for (person, supporter) in events {
        let Some(supporter) = supporter else { continue };
        if last.insert(person, supporter).is_some_and(|before| before != supporter) {
            changes += 1;
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_supporter_in_the_same_story_is_a_change_of_hands() {
        let events =
            [("a", Some("1")), ("b", Some("2")), ("a", Some("1")), ("a", Some("2")), ("a", None), ("a", Some("2")), ("a", Some("1"))];
        assert_eq!(changes(events), 2);
    }
}
