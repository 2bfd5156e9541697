//! Whose story is it? Random histories of people who turn out to be one, turn out to be two after later writing, become one again, dispute it
//! and are erased: after every request each story holds exactly what it should, by an oracle that knows nothing but what was said and in which
//! order; and so do the stories as they were at every earlier moment.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use throughline_proto::v1::{
    DisagreementAdded, EraseProfilesRequest, Event, Lane, Part, Party, ProfilesJoined, ProfilesSeparated, Role, event::Kind, party,
};
use throughline_story::lane;
use throughline_tests::{
    Caller, Place,
    caller::newest,
    chance::Chance,
    events::{day, met, noted, of_nobody, on, with_words, yes},
};
use uuid::Uuid;

/// How many profiles there are; the even ones are of one agency, the odd ones of the other.
const PROFILES: usize = 6;
const REQUESTS: usize = 120;

/// What a story holds of one event: which, and the words about the person, sorted.
type Held = Vec<(String, Vec<String>)>;

/// What was written down of some people, and is in the story of each.
#[derive(Debug, Clone)]
struct Written {
    event: String,
    position: u64,
    day: String,
    about: BTreeSet<usize>,
    words: BTreeMap<usize, String>,
}

/// What was said of who is who, and where.
#[derive(Debug, Clone)]
enum Said {
    OnePerson(BTreeSet<usize>),
    NotWithTheOthers(usize),
}

/// What ought to be so.
#[derive(Debug, Default)]
struct Oracle {
    written: Vec<Written>,
    said: Vec<(u64, Said)>,
    erased: BTreeSet<usize>,
}

impl Oracle {
    /// Two were said to be one, and since then neither to be another than the other.
    fn are_linked(&self, one: usize, other: usize, position: u64) -> bool {
        let mut linked = false;
        for (_, said) in self.said.iter().filter(|(at, _)| *at <= position) {
            match said {
                Said::OnePerson(profiles) if profiles.contains(&one) && profiles.contains(&other) => linked = true,
                Said::NotWithTheOthers(leaving) if (*leaving == one) != (*leaving == other) => linked = false,
                _ => {}
            }
        }
        linked
    }

    /// All profiles of the one who has this one, as of a position.
    fn person(&self, profile: usize, position: u64) -> BTreeSet<usize> {
        let mut person = BTreeSet::from([profile]);
        loop {
            let more = (0..PROFILES).filter(|other| person.iter().any(|one| self.are_linked(*one, *other, position)));
            let grown: BTreeSet<usize> = person.iter().copied().chain(more).collect();
            if grown == person {
                return person;
            }
            person = grown;
        }
    }

    /// What their story holds, the newest first.
    fn story(&self, profile: usize) -> Held {
        let person = self.person(profile, u64::MAX);
        let mut theirs: Vec<&Written> = self.written.iter().filter(|written| !written.about.is_disjoint(&person)).collect();
        theirs.sort_by_key(|written| (&written.day, written.position));
        let held = theirs.into_iter().rev().map(|written| {
            let mut words: Vec<String> =
                written.words.iter().filter(|(of, _)| person.contains(of)).map(|(_, words)| words.clone()).collect();
            words.sort_unstable();
            (written.event.clone(), words)
        });
        held.collect()
    }

    /// An agency knows somebody of whom it has a profile, under whichever of theirs.
    fn knows(&self, agency: usize, profile: usize) -> bool {
        !self.erased.contains(&profile) && self.person(profile, u64::MAX).iter().any(|of| of % 2 == agency)
    }

    /// An agency is not to join these two.
    fn must_not_join(&self, agency: usize, [one, other]: [usize; 2]) -> bool {
        let is_erased = [one, other].iter().any(|profile| self.erased.contains(profile));
        let is_known = self.knows(agency, one) || self.knows(agency, other);
        is_erased || !is_known || self.person(one, u64::MAX).contains(&other)
    }
}

struct Scene {
    place: Place,
    agencies: [Caller; 2],
    supporters: [String; 2],
    profiles: Vec<String>,
    oracle: Oracle,
}

impl Scene {
    async fn new() -> Self {
        let place = Place::new().await;
        let agencies = [place.agency("harmony-house").await, place.agency("care-city").await];
        let supporters = [agencies[0].is_joined_by("Amira").await, agencies[1].is_joined_by("Ben").await];
        let mut scene = Self { place, agencies, supporters, profiles: Vec::new(), oracle: Oracle::default() };
        for number in 0..PROFILES {
            let heard = scene.agencies[number % 2].hears_of(&format!("Somebody{number}")).await;
            scene.profiles.push(heard);
            let position = scene.place.seen().await;
            let story = scene.agencies[number % 2].for_resident(&scene.profiles[number]).story(&scene.profiles[number], position).await;
            let event = story.entries[0].event.as_ref().expect("an event").id.clone();
            let (about, day) = (BTreeSet::from([number]), "2025-01-06".to_owned());
            scene.oracle.written.push(Written { event, position, day, about, words: BTreeMap::new() });
        }
        scene
    }

    fn number(&self, profile: &str) -> usize {
        self.profiles.iter().position(|known| known == profile).expect("one of ours")
    }

    /// Something happens, or is refused as it ought to be.
    async fn happens(&mut self, chance: &mut Chance) {
        let (agency, pair) = (chance.below(2), [chance.below(PROFILES), chance.below(PROFILES)]);
        let on_day = format!("2025-{:02}-{:02}", 2 + chance.below(8), 1 + chance.below(28));
        match chance.below(14) {
            0..=3 => self.join(agency, pair, &on_day).await,
            4 | 5 => self.separate(agency, pair[0], &on_day).await,
            6 => self.dispute(chance, &on_day).await,
            7 if chance.below(6) == 0 => self.erase(pair[0]).await,
            _ => self.write(agency, pair, &on_day).await,
        }
    }

    async fn join(&mut self, agency: usize, pair: [usize; 2], on_day: &str) {
        let yes = Some(yes(&self.profiles[pair[0]], &self.supporters[agency]));
        let profiles = pair.map(|profile| self.profiles[profile].clone()).to_vec();
        let event = on(day(on_day), of_nobody(Kind::ProfilesJoined(ProfilesJoined { profiles, yes, ..Default::default() })));
        let is_refused = self.oracle.must_not_join(agency, pair);
        if let Some(position) = self.send(agency, event, is_refused, &pair, on_day).await {
            self.oracle.said.push((position, Said::OnePerson(pair.into())));
        }
    }

    async fn separate(&mut self, agency: usize, leaving: usize, on_day: &str) {
        let separated = ProfilesSeparated { profiles: vec![self.profiles[leaving].clone()], why: String::new() };
        let is_refused = !self.oracle.knows(agency, leaving) || self.oracle.person(leaving, u64::MAX).len() == 1;
        let event = on(day(on_day), of_nobody(Kind::ProfilesSeparated(separated)));
        // Whom they leave hear of it.
        let linked = (0..PROFILES).filter(|other| *other != leaving && self.oracle.are_linked(leaving, *other, u64::MAX));
        let about: Vec<usize> = linked.filter(|other| !self.oracle.erased.contains(other)).chain([leaving]).collect();
        if let Some(position) = self.send(agency, event, is_refused, &about, on_day).await {
            self.oracle.said.push((position, Said::NotWithTheOthers(leaving)));
        }
    }

    /// Somebody says that what was written is not so; that they are one person, for instance.
    async fn dispute(&mut self, chance: &mut Chance, on_day: &str) {
        let disputed = chance.of(&self.oracle.written).clone();
        if !disputed.about.is_disjoint(&self.oracle.erased) {
            return;
        }
        let by = *disputed.about.first().expect("it is about somebody");
        let party = Some(Party { party: Some(party::Party::Resident(self.profiles[by].clone())) });
        let kind = Kind::DisagreementAdded(DisagreementAdded { event: disputed.event, by: party, view: "It is not so.".into() });
        let about: Vec<usize> = disputed.about.into_iter().collect();
        self.send(by % 2, on(day(on_day), of_nobody(kind)), false, &about, on_day).await;
    }

    async fn write(&mut self, agency: usize, pair: [usize; 2], on_day: &str) {
        let [one, other] = pair.map(|profile| self.profiles[profile].clone());
        let both = pair[0] != pair[1] && on_day.ends_with('3');
        let number = self.oracle.written.len();
        let mut event = if both { met(&one, &self.supporters[agency]) } else { noted(&one, "A walk.") };
        event = with_words(event, &one, &format!("{number} of {}", pair[0]));
        if both {
            event.people.push(Part { person: other.clone(), role: Role::About.into() });
            event = with_words(event, &other, &format!("{number} of {}", pair[1]));
        }
        let about: Vec<usize> = pair.into_iter().take(1 + usize::from(both)).collect();
        let is_refused = !about.iter().all(|profile| self.oracle.knows(agency, *profile));
        self.send(agency, on(day(on_day), event), is_refused, &about, on_day).await;
    }

    /// Sends it, and remembers what was taken in; where it lies.
    async fn send(&mut self, agency: usize, event: Event, is_refused: bool, about: &[usize], on_day: &str) -> Option<u64> {
        let told = format!("{:?} by {agency} about {about:?}", event.kind);
        let words = event.words.iter().map(|words| (self.number(&words.person), words.text.clone())).collect();
        match self.agencies[agency].record(vec![event]).await {
            Err(status) => {
                assert!(is_refused, "{told}: {status:?}\n{:#?}", self.oracle);
                None
            }
            Ok(receipt) => {
                assert!(!is_refused, "{told}\n{:#?}", self.oracle);
                let (event, position) = (receipt.entries[0].event.clone(), newest(&receipt));
                let about = about.iter().copied().collect();
                self.oracle.written.push(Written { event, position, day: on_day.to_owned(), about, words });
                Some(position)
            }
        }
    }

    /// Erases somebody whole, by all their profiles.
    async fn erase(&mut self, profile: usize) {
        let person = self.oracle.person(profile, u64::MAX);
        if !person.is_disjoint(&self.oracle.erased) || self.oracle.erased.len() > 2 {
            return;
        }
        let request = EraseProfilesRequest {
            request_id: Uuid::new_v4().to_string(),
            happened: Some(day("2025-10-01")),
            profiles: person.iter().map(|profile| self.profiles[*profile].clone()).collect(),
            basis: "UK GDPR article 17(1)(b)".to_owned(),
            ..EraseProfilesRequest::default()
        };
        self.place.keeper().people().erase_profiles(request).await.expect("it is taken in");
        self.oracle.erased.extend(person);
    }

    /// Everybody reads their own story, through the agency that knows them.
    async fn assert_each_story_is_right(&self, step: &str) {
        let head = self.place.seen().await;
        for (number, profile) in self.profiles.iter().enumerate() {
            let read = self.agencies[number % 2].for_resident(profile).try_story(profile, head).await;
            let told = read.expect("their own").entries.into_iter().filter_map(|entry| entry.event);
            if self.oracle.erased.contains(&number) {
                // That, and who was one person with whom: no words, and no name.
                let bare = |event: &Event| event.words.is_empty() && lane(event) == Lane::Control;
                let left: Vec<Event> = told.collect();
                let is_told = left.iter().any(|event| matches!(event.kind, Some(Kind::Erased(_))));
                assert!(is_told && left.iter().all(bare), "{step}: of profile {number} there is left {left:?}");
                continue;
            }
            let told: Held = told
                .map(|event| {
                    let mut words: Vec<String> = event.words.into_iter().map(|words| words.text).filter(|text| !text.is_empty()).collect();
                    words.sort_unstable();
                    (event.id, words)
                })
                .collect();
            assert_eq!(told, self.oracle.story(number), "{step}: profile {number}\n{:#?}", self.oracle.said);
        }
    }

    /// Who was one person with whom, at each moment since the beginning.
    async fn assert_each_moment_is_right(&self) {
        let (profiles, head) = (self.profiles.clone(), self.place.head());
        let circle = self.place.views().read(move |snapshot| snapshot.circle(&profiles)).await.expect("it can be read");
        for position in 0..=head {
            let stories = circle.stories_at(position);
            let mut told: Vec<BTreeSet<usize>> =
                stories.iter().map(|story| story.profiles.iter().map(|profile| self.number(&profile.person)).collect()).collect();
            let mut expected: Vec<BTreeSet<usize>> = (0..PROFILES).map(|profile| self.oracle.person(profile, position)).collect();
            expected.sort();
            expected.dedup();
            told.sort();
            assert_eq!(told, expected, "at {position}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_story_is_exactly_right_at_every_point_of_histories_that_nobody_planned() {
    let (mut joins, mut separations, mut erasures) = (0, 0, 0);
    for seed in 1..=8 {
        let (mut scene, mut chance) = (Scene::new().await, Chance::new(seed));
        for step in 0..REQUESTS {
            scene.happens(&mut chance).await;
            scene.assert_each_story_is_right(&format!("seed {seed}, step {step}")).await;
        }
        scene.assert_each_moment_is_right().await;
        assert_eq!(scene.place.differences().await, [], "seed {seed}: the views equal a fresh replay");
        let (one, other): (Vec<_>, Vec<_>) = scene.oracle.said.iter().partition(|(_, said)| matches!(said, Said::OnePerson(_)));
        joins += one.len();
        separations += other.len();
        erasures += scene.oracle.erased.len();
    }
    assert!(joins > 50 && separations > 20 && erasures > 3, "too little of it: {joins}, {separations}, {erasures}");
}
