//! Stories as they were before a record: for whoever has to say what a record changed. Folded from what the view has, up to a position,
//! with the profiles grouped as they were said to be one person then. Nothing here is remembered.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use throughline_proto::v1::{Event, Story, event::Kind};
use throughline_story::Told;
use uuid::Uuid;

use crate::{Snapshot, ViewError, stories::refuse_set_aside};

/// Everybody who was ever said to be one person with somebody, and all that was told of them.
#[derive(Debug, Default)]
pub struct Circle {
    /// Profiles, by their numbers.
    profiles: BTreeMap<i64, String>,
    /// What was told, by position, and whose entry it is.
    told: BTreeMap<u64, (Arc<Told>, BTreeSet<i64>)>,
}

/// One person's story as it stood.
#[derive(Debug, Clone)]
pub struct Stood {
    /// What it added up to; its profiles are those that were this person then.
    pub story: Story,
    /// Its entries, in the order of the log.
    pub entries: Vec<Arc<Told>>,
}

impl Snapshot<'_> {
    /// The circle of some people. A circle with a record that cannot be read is not told half (I8).
    pub fn circle(&self, people: &[String]) -> Result<Circle, ViewError> {
        let mut circle = Circle::default();
        let mut sought = people.to_vec();
        while let Some(id) = sought.pop() {
            let Ok(person) = Uuid::parse_str(&id) else { continue };
            let Some(person) = self.views.people.find(self.rows, person)?.filter(|person| !person.is_supporter) else { continue };
            if circle.profiles.insert(person.number, id).is_some() {
                continue;
            }
            refuse_set_aside(self.rows, &[person.number])?;
            for told in self.told_of(person.number)? {
                match &told.event.kind {
                    Some(Kind::ProfilesJoined(joined)) => sought.extend(joined.profiles.iter().cloned()),
                    Some(Kind::ProfilesSeparated(separated)) => sought.extend(separated.profiles.iter().cloned()),
                    _ => {}
                }
                circle.told.entry(told.position).or_insert_with(|| (told, BTreeSet::new())).1.insert(person.number);
            }
        }
        Ok(circle)
    }

    fn told_of(&self, person: i64) -> Result<Vec<Arc<Told>>, ViewError> {
        let positions = self.places()?.since(&[person], 0)?;
        let opened = positions.into_iter().filter_map(|position| self.record(position).transpose());
        opened.map(|entry| entry.map(|entry| Arc::new(Told { position: entry.position, event: entry.event }))).collect()
    }
}

impl Circle {
    /// What was told before a position, in the order of the log.
    pub fn told_before(&self, position: u64) -> Vec<Arc<Told>> {
        self.told.range(..position).map(|(_, (told, _))| Arc::clone(told)).collect()
    }

    /// The position of the newest that was told.
    pub fn newest(&self) -> u64 {
        self.told.last_key_value().map_or(0, |(position, _)| *position)
    }

    /// An event, by its id.
    pub fn find(&self, id: &str) -> Option<Arc<Told>> {
        self.told.values().find(|(told, _)| told.event.id == id).map(|(told, _)| Arc::clone(told))
    }

    /// The stories of everybody here, as of a position.
    pub fn stories_at(&self, position: u64) -> Vec<Story> {
        let told = self.told.range(..=position).map(|(_, told)| told);
        let story = |group: BTreeSet<i64>| {
            let profiles: Vec<String> = group.iter().filter_map(|person| self.profiles.get(person).cloned()).collect();
            let own = told.clone().filter(|(_, whose)| !whose.is_disjoint(&group)).map(|(told, _)| Told::clone(told));
            throughline_story::fold(&profiles, own.collect())
        };
        self.groups_at(position).into_iter().map(story).collect()
    }

    /// One person's story, as of a position; none for nobody.
    pub fn story_at(&self, person: &str, position: u64) -> Option<Stood> {
        let number = self.numbers(&[person.to_owned()]).pop_first()?;
        let group = self.groups_at(position).into_iter().find(|group| group.contains(&number))?;
        let profiles: Vec<String> = group.iter().filter_map(|person| self.profiles.get(person).cloned()).collect();
        let told = self.told.range(..=position).map(|(_, told)| told);
        let entries: Vec<_> = told.filter(|(_, whose)| !whose.is_disjoint(&group)).map(|(told, _)| Arc::clone(told)).collect();
        let story = throughline_story::fold(&profiles, entries.iter().map(|told| Told::clone(told)).collect());
        Some(Stood { story, entries })
    }

    /// What was said after a position to have erased some of these profiles.
    pub fn erased_after<'a>(&'a self, profiles: &'a [String], position: u64) -> impl Iterator<Item = &'a Arc<Told>> {
        let erases = |told: &Told| match &told.event.kind {
            Some(Kind::Erased(erased)) => erased.profiles.iter().any(|profile| profiles.contains(profile)),
            _ => false,
        };
        self.told.range(position.saturating_add(1)..).map(|(_, (told, _))| told).filter(move |told| erases(told))
    }

    /// Who was one person, as of a position.
    fn groups_at(&self, position: u64) -> Vec<BTreeSet<i64>> {
        groups(self.profiles.keys().copied(), &self.joined(self.told.range(..=position).map(|(_, (told, _))| &**told)))
    }

    /// Whether it was said that these two are not one person, under these or other profiles of theirs: they left the story that they shared, or
    /// whoever was asked said no.
    pub fn are_two(&self, one: &str, other: &str) -> bool {
        let now = self.groups_at(self.newest());
        let group_of =
            |id: &str| self.numbers(&[id.to_owned()]).pop_first().and_then(|number| now.iter().find(|group| group.contains(&number)));
        let (Some(ones), Some(others)) = (group_of(one), group_of(other)) else { return false };
        ones != others && (self.came_apart(ones, others) || self.was_denied(ones, others))
    }

    /// Somebody of each was one person once.
    fn came_apart(&self, ones: &BTreeSet<i64>, others: &BTreeSet<i64>) -> bool {
        let shares = |group: &BTreeSet<i64>| !group.is_disjoint(ones) && !group.is_disjoint(others);
        let moments = self.told.iter().filter(|(_, (told, _))| regroups(&told.event));
        moments.into_iter().any(|(position, _)| self.groups_at(*position).iter().any(shares))
    }

    /// The question whether they are one was answered with a no that stands.
    fn was_denied(&self, ones: &BTreeSet<i64>, others: &BTreeSet<i64>) -> bool {
        let events = || self.told.values().map(|(told, _)| &told.event);
        let is_withdrawn = |id: &str| events().any(|event| matches!(&event.kind, Some(Kind::Withdrawn(it)) if it.event == id));
        let asks = |event: &&Event| {
            let Some(Kind::ProfilesMayMatch(it)) = &event.kind else { return false };
            let asked = self.numbers(&it.profiles);
            !asked.is_disjoint(ones) && !asked.is_disjoint(others)
        };
        let questions: Vec<&str> = events().filter(asks).map(|event| event.id.as_str()).collect();
        events().any(|event| {
            matches!(&event.kind, Some(Kind::DisagreementAdded(it)) if questions.contains(&it.event.as_str())) && !is_withdrawn(&event.id)
        })
    }

    /// Who was said to be one person, after all of this was told: the same as the follower makes of it in `joins`.
    fn joined<'a>(&self, told: impl Iterator<Item = &'a Told>) -> BTreeSet<(i64, i64)> {
        let mut edges = BTreeSet::new();
        for told in told {
            match &told.event.kind {
                Some(Kind::ProfilesJoined(joined)) => {
                    let people = self.numbers(&joined.profiles);
                    let pairs = people.iter().flat_map(|a| people.range(a + 1..).map(|b| (*a, *b)));
                    edges.extend(pairs);
                }
                Some(Kind::ProfilesSeparated(separated)) => {
                    let leaving = self.numbers(&separated.profiles);
                    edges.retain(|(a, b)| leaving.contains(a) == leaving.contains(b));
                }
                _ => {}
            }
        }
        edges
    }

    fn numbers(&self, ids: &[String]) -> BTreeSet<i64> {
        self.profiles.iter().filter(|(_, id)| ids.contains(id)).map(|(number, _)| *number).collect()
    }
}

/// It says who is one person with whom.
fn regroups(event: &Event) -> bool {
    matches!(event.kind, Some(Kind::ProfilesJoined(_) | Kind::ProfilesSeparated(_)))
}

/// The connected components.
fn groups(people: impl Iterator<Item = i64>, edges: &BTreeSet<(i64, i64)>) -> Vec<BTreeSet<i64>> {
    let mut groups: Vec<BTreeSet<i64>> = people.map(|person| BTreeSet::from([person])).collect();
    for (a, b) in edges {
        let (with, without): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.contains(a) || group.contains(b));
        groups = without;
        groups.push(with.into_iter().flatten().collect());
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use throughline_proto::v1::{DisagreementAdded, Part, ProfilesJoined, ProfilesMayMatch, ProfilesSeparated, Role, Withdrawn};

    use super::*;

    fn circle(told: &[(u64, Kind)]) -> Circle {
        let profiles = BTreeMap::from([(1, "a".to_owned()), (2, "b".to_owned()), (3, "c".to_owned())]);
        let people: Vec<Part> = profiles.values().map(|person| Part { person: person.clone(), role: Role::About.into() }).collect();
        let told = told.iter().map(|(position, kind)| {
            let event = Event { kind: Some(kind.clone()), people: people.clone(), ..Event::default() };
            (*position, (Arc::new(Told { position: *position, event }), BTreeSet::from([1, 2, 3])))
        });
        Circle { told: told.collect(), profiles }
    }

    fn joined(profiles: &[&str]) -> Kind {
        Kind::ProfilesJoined(ProfilesJoined {
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            ..Default::default()
        })
    }

    fn separated(profile: &str) -> Kind {
        Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![profile.to_owned()], ..Default::default() })
    }

    fn sizes(circle: &Circle, position: u64) -> Vec<usize> {
        let mut sizes: Vec<usize> = circle.stories_at(position).iter().map(|story| story.profiles.len()).collect();
        sizes.sort_unstable();
        sizes
    }

    #[test]
    fn profiles_are_grouped_as_they_were_at_each_position() {
        let circle = circle(&[(4, joined(&["a", "b"])), (6, joined(&["b", "c"])), (9, separated("b"))]);
        assert_eq!(sizes(&circle, 3), [1, 1, 1]);
        assert_eq!(sizes(&circle, 5), [1, 2]);
        assert_eq!(sizes(&circle, 6), [3]);
        assert_eq!(sizes(&circle, 9), [1, 1, 1]);
    }

    #[test]
    fn a_story_stands_under_the_profiles_that_were_its_person_then() {
        let circle = circle(&[(4, joined(&["a", "b"])), (9, separated("b"))]);
        let profiles = |position| {
            let stood = circle.story_at("a", position).unwrap();
            stood.story.profiles.into_iter().map(|profile| profile.person).collect::<Vec<_>>()
        };
        assert_eq!(
            (profiles(3), profiles(4), profiles(9)),
            (vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()], vec!["a".to_owned()])
        );
        assert!(circle.story_at("nobody", 9).is_none());
    }

    #[test]
    fn what_was_told_later_is_not_part_of_an_earlier_story() {
        let circle = circle(&[(4, joined(&["a", "b"])), (6, joined(&["b", "c"]))]);
        assert_eq!(circle.told_before(6).len(), 1);
        assert_eq!(circle.newest(), 6);
    }

    fn event(id: &str, kind: Kind) -> Event {
        Event { id: id.to_owned(), kind: Some(kind), ..Event::default() }
    }

    #[test]
    fn two_are_two_who_left_the_story_that_they_shared() {
        let left = circle(&[(4, joined(&["a", "b"])), (5, joined(&["b", "c"])), (9, separated("b"))]);
        assert!(left.are_two("a", "b") && left.are_two("b", "c"));
        assert!(left.are_two("a", "c"), "they were one by way of b alone");
        let never = circle(&[(4, joined(&["a", "b"])), (9, separated("c"))]);
        assert!(!never.are_two("a", "b") && !never.are_two("a", "c"));
    }

    #[test]
    fn two_are_two_also_under_other_profiles_of_theirs() {
        let told = [(4, joined(&["a", "b"])), (5, separated("b")), (6, joined(&["a", "c"]))];
        assert!(circle(&told).are_two("c", "b"), "c is whom b was told apart from");
        assert!(!circle(&told).are_two("a", "c"), "they are one");
        let since = [told.as_slice(), &[(7, separated("c"))]].concat();
        assert!(!circle(&since).are_two("c", "b"), "c is somebody else after all");
    }

    #[test]
    fn two_are_two_where_the_question_was_answered_with_a_no_that_stands() {
        let asked = Kind::ProfilesMayMatch(ProfilesMayMatch { profiles: vec!["a".into(), "b".into()], ..Default::default() });
        let no = Kind::DisagreementAdded(DisagreementAdded { event: "question".into(), ..Default::default() });
        let back = Kind::Withdrawn(Withdrawn { event: "no".into(), ..Default::default() });
        let of = |events: &[Event]| {
            let told = events
                .iter()
                .zip(1_u64..)
                .map(|(event, position)| (position, (Arc::new(Told { position, event: event.clone() }), BTreeSet::from([1, 2]))));
            Circle { told: told.collect(), ..circle(&[]) }
        };
        let [asked, no, back] = [event("question", asked), event("no", no), event("back", back)];
        assert!(!of(from_ref(&asked)).are_two("a", "b"));
        assert!(of(&[asked.clone(), no.clone()]).are_two("a", "b"));
        assert!(!of(&[asked.clone(), no.clone()]).are_two("a", "c"));
        assert!(!of(&[asked, no, back]).are_two("a", "b"));
    }
}
