//! Somebody leaves a story. That is told in the stories of those with whom they were said to be one person, too: or the last that stands there would
//! be that they are. Nobody else in the story learns of it, who may not have known that they were in it.

use std::collections::{BTreeMap, BTreeSet};

use throughline_proto::v1::{Event, Part, Role, event::Kind};
use throughline_story::Surroundings;
use throughline_views::{Snapshot, ViewError};

/// Who was said to be one person with whom, both ways.
#[derive(Default)]
struct Joined(BTreeMap<String, BTreeSet<String>>);

/// Names whom they leave beside those who leave, and nobody else.
pub(crate) fn name_those_they_leave(events: &mut [Event], snapshot: &Snapshot<'_>, around: &Surroundings) -> Result<(), ViewError> {
    let mut joined = Joined::default();
    for profile in events.iter().flat_map(leaving) {
        for other in snapshot.joined_with(profile)? {
            joined.together(profile, &other);
        }
    }
    let profiles = || around.stories.iter().flat_map(|story| &story.profiles);
    let is_erased = |person: &str| profiles().any(|profile| profile.person == person && !profile.erased_event.is_empty());
    for event in events {
        if let Some(Kind::ProfilesJoined(it)) = &event.kind {
            for (one, other) in it.profiles.iter().flat_map(|one| it.profiles.iter().map(move |other| (one, other))) {
                joined.together(one, other);
            }
        }
        let leaving = leaving(event).to_vec();
        if leaving.is_empty() {
            continue;
        }
        let left = joined.leave(&leaving);
        event.people.retain(|part| leaving.contains(&part.person) || left.contains(&part.person));
        for person in left.into_iter().filter(|person| !is_erased(person)) {
            match event.people.iter_mut().find(|part| part.person == person) {
                Some(part) if part.role() == Role::Mentioned => part.set_role(Role::About),
                Some(_) => {}
                None => event.people.push(Part { person, role: Role::About.into() }),
            }
        }
    }
    Ok(())
}

fn leaving(event: &Event) -> &[String] {
    match &event.kind {
        Some(Kind::ProfilesSeparated(it)) => &it.profiles,
        _ => &[],
    }
}

impl Joined {
    fn together(&mut self, one: &str, other: &str) {
        if one != other {
            self.0.entry(one.to_owned()).or_default().insert(other.to_owned());
            self.0.entry(other.to_owned()).or_default().insert(one.to_owned());
        }
    }

    /// They are nobody else's from now on; gives whose they were.
    fn leave(&mut self, leaving: &[String]) -> BTreeSet<String> {
        let mut left = BTreeSet::new();
        for profile in leaving {
            if let Some(others) = self.0.get_mut(profile) {
                left.extend(others.extract_if(.., |other| !leaving.contains(other)));
            }
        }
        for profile in &left {
            self.0.entry(profile.clone()).or_default().retain(|other| !leaving.contains(other));
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn whom_they_leave_are_those_whom_they_were_joined_with_and_nobody_by_way_of_others() {
        let mut joined = Joined::default();
        for (one, other) in [("a", "b"), ("b", "c"), ("c", "d"), ("a", "a")] {
            joined.together(one, other);
        }
        assert_eq!(joined.leave(&names(&["b"])), BTreeSet::from(["a".to_owned(), "c".to_owned()]));
        assert_eq!(joined.leave(&names(&["b"])), BTreeSet::new(), "they have left");
        assert_eq!(joined.leave(&names(&["c", "d"])), BTreeSet::new(), "they leave together, and nobody stays");
        joined.together("d", "a");
        assert_eq!(joined.leave(&names(&["c", "d"])), BTreeSet::from(["a".to_owned()]));
    }
}
