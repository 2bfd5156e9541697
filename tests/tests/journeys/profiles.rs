//! Two profiles that turn out to be one person, months of one story, and then: not the same person after all.

use throughline_proto::v1::{Event, HelpKind, ListMyPeopleRequest, ListOpenPromisesRequest, Part, Role, event::Kind};
use throughline_tests::{
    Caller, Place,
    events::{alongside, day, met, noted, offered, on, with_words},
    refused,
};

/// What somebody's story must hold: each event, with the words for that profile.
type Expected = Vec<(String, Vec<String>)>;

/// Two agencies, each with a supporter and a profile; what each profile's story must hold.
struct Two {
    place: Place,
    callers: [Caller; 2],
    supporters: [String; 2],
    profiles: [String; 2],
    expected: [Expected; 2],
}

impl Two {
    async fn new() -> Self {
        let place = Place::new().await;
        let callers = [place.agency("harmony-house").await, place.agency("care-city").await];
        let supporters = [callers[0].is_joined_by("Amira").await, callers[1].is_joined_by("Ben").await];
        let profiles = [callers[0].hears_of("Rosa").await, callers[1].hears_of("Rosie").await];
        let mut two = Self { place, callers, supporters, profiles, expected: Default::default() };
        for whose in [0, 1] {
            two.write(whose, whose, alongside(&two.profiles[whose], &two.supporters[whose])).await;
        }
        two
    }

    /// One agency writes about one of the profiles.
    async fn write(&mut self, who: usize, whose: usize, event: Event) {
        let text = format!("Words {} of {who} about {whose}: ünïcode, \n and \t.", self.expected[whose].len());
        let event = with_words(event, &self.profiles[whose], &text);
        let written = self.callers[who].write(event).await;
        self.expected[whose].push((written.event, vec![text]));
    }

    /// A month of everybody writing about the profiles that they know.
    async fn a_month(&mut self, month: &str, they_know: impl Fn(usize, usize) -> bool) {
        for number in 1..=6 {
            for (who, whose) in [(0, 0), (1, 1), (0, 1), (1, 0)] {
                if they_know(who, whose) {
                    let moment = day(&format!("2025-{month}-{:02}", number * 3));
                    let event = match number % 3 {
                        0 => met(&self.profiles[whose], &self.supporters[who]),
                        1 => offered(&self.profiles[whose], "A cup of tea", HelpKind::Company),
                        _ => noted(&self.profiles[whose], "A walk."),
                    };
                    self.write(who, whose, on(moment, event)).await;
                }
            }
        }
    }

    /// Somebody's whole story, as they read it themselves: every event but the joinings, with all words.
    async fn told(&self, whose: usize) -> Expected {
        let resident = self.callers[whose].for_resident(&self.profiles[whose]);
        let story = resident.story(&self.profiles[whose], self.place.head()).await;
        assert!(story.next_page_token.is_empty());
        let own = |event: &Event| !matches!(event.kind, Some(Kind::FirstHeardOf(_) | Kind::ProfilesJoined(_) | Kind::ProfilesSeparated(_)));
        let events = story.entries.into_iter().filter_map(|entry| entry.event).filter(own);
        let mut told: Expected = events.map(|event| (event.id, event.words.into_iter().map(|words| words.text).collect())).collect();
        told.sort();
        told
    }

    fn expects(&self, whose: &[usize]) -> Expected {
        let mut expected: Expected = whose.iter().flat_map(|whose| self.expected[*whose].clone()).collect();
        expected.sort();
        expected
    }

    /// The people a supporter is alongside, and whose promises are open: profiles, and events.
    async fn lists(&self, who: usize) -> (Vec<String>, Vec<String>) {
        let mut stories = self.callers[who].stories();
        let at_least_position = self.place.head();
        let supporter = self.supporters[who].clone();
        let people = ListMyPeopleRequest { supporter, page_size: 500, at_least_position, ..Default::default() };
        let people = stories.list_my_people(people).await.expect("a list").into_inner().people;
        let promises = ListOpenPromisesRequest { page_size: 500, at_least_position, ..Default::default() };
        let promises = stories.list_open_promises(promises).await.expect("a list").into_inner().promises;
        let mut events: Vec<String> = promises.into_iter().filter_map(|open| open.promise).map(|promise| promise.event).collect();
        events.sort();
        (people.into_iter().map(|person| person.person).collect(), events)
    }

    async fn join(&self) {
        self.callers[0].joins(&[&self.profiles[0], &self.profiles[1]], &self.supporters[0]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn separating_two_people_after_months_of_later_writing_gives_each_exactly_their_own() {
    let mut two = Two::new().await;
    let only_their_own = |who, whose| who == whose;
    two.a_month("02", only_their_own).await;
    assert_eq!(two.told(0).await, two.expects(&[0]));
    assert_eq!(two.told(1).await, two.expects(&[1]));

    two.join().await;
    for month in ["03", "04", "05"] {
        two.a_month(month, |_, _| true).await;
    }
    for whose in [0, 1] {
        assert_eq!(two.told(whose).await, two.expects(&[0, 1]), "one story, whichever profile is asked for");
    }

    two.callers[1].separates(&[&two.profiles[1]]).await;
    assert_eq!(two.told(0).await, two.expects(&[0]));
    assert_eq!(two.told(1).await, two.expects(&[1]));

    two.a_month("10", only_their_own).await;
    two.join().await;
    for whose in [0, 1] {
        assert_eq!(two.told(whose).await, two.expects(&[0, 1]), "joined again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_follow_joining_and_separating() {
    let mut two = Two::new().await;
    let only_their_own = |who, whose| who == whose;
    two.a_month("02", only_their_own).await;
    let apart = [two.lists(0).await, two.lists(1).await];
    assert_eq!(apart.each_ref().map(|(people, _)| people.clone()), two.profiles.clone().map(|person| vec![person]));

    two.join().await;
    let both = [two.lists(0).await, two.lists(1).await];
    let mut promises = [apart[0].1.clone(), apart[1].1.clone()].concat();
    promises.sort();
    for (people, open) in both {
        assert_eq!((people, open), (vec![two.profiles[0].clone()], promises.clone()));
    }

    two.callers[0].separates(&[&two.profiles[0]]).await;
    assert_eq!([two.lists(0).await, two.lists(1).await], apart);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_about_both_stays_with_each() {
    let two = Two::new().await;
    two.join().await;
    let part = |person: &String| Part { person: person.clone(), role: Role::About.into() };
    let event = Event { people: two.profiles.iter().map(part).collect(), ..noted(&two.profiles[0], "The street painting.") };
    let event = with_words(with_words(event, &two.profiles[0], "Rosa painted."), &two.profiles[1], "Rosie painted.");
    let written = two.callers[0].write(event).await;
    let both = vec!["Rosa painted.".to_owned(), "Rosie painted.".to_owned()];
    assert!(two.told(0).await.contains(&(written.event.clone(), both)));
    two.callers[0].separates(&[&two.profiles[1]]).await;
    assert!(two.told(0).await.contains(&(written.event.clone(), vec!["Rosa painted.".to_owned()])));
    assert!(two.told(1).await.contains(&(written.event, vec!["Rosie painted.".to_owned()])));
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_the_joined_or_separating_the_separate_is_told() {
    let two = Two::new().await;
    two.join().await;
    let profiles = two.profiles.to_vec();
    let request = || throughline_proto::v1::JoinProfilesRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        happened: Some(day("2025-03-02")),
        profiles: profiles.clone(),
        yes: Some(throughline_tests::events::yes(&profiles[0], &two.supporters[0])),
        ..Default::default()
    };
    assert_eq!(refused(two.callers[0].writes_people().join_profiles(request()).await).reason, "PROFILES_NOT_AS_SAID");
    two.callers[0].separates(&[&two.profiles[1]]).await;
    let request = throughline_proto::v1::SeparateProfilesRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        happened: Some(day("2025-03-02")),
        profiles: vec![profiles[0].clone()],
        why: String::new(),
    };
    assert_eq!(refused(two.callers[0].writes_people().separate_profiles(request).await).reason, "PROFILES_NOT_AS_SAID");
}

/// What closes a circle of three says nothing that is not known, and is not written; so whoever stands between the others takes what joined them
/// along on leaving, and they are joined anew if they are one person.
#[tokio::test(flavor = "multi_thread")]
async fn the_join_that_closes_a_circle_is_refused_and_can_be_said_once_the_one_between_has_left() {
    let two = Two::new().await;
    let third = two.place.agency("barking-library").await;
    let (carol, rosita) = (third.is_joined_by("Carol").await, third.hears_of("Rosita").await);
    let [rosa, rosie] = &two.profiles;
    two.join().await;
    two.callers[1].joins(&[rosie, &rosita], &two.supporters[1]).await;
    let closing = |heard_by: &str| throughline_proto::v1::JoinProfilesRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        happened: Some(day("2025-03-02")),
        profiles: vec![rosita.clone(), rosa.clone()],
        yes: Some(throughline_tests::events::yes(&rosita, heard_by)),
        ..Default::default()
    };
    let head = two.place.head();
    for (caller, heard_by) in [(&third, &carol), (&two.callers[0], &two.supporters[0])] {
        assert_eq!(refused(caller.writes_people().join_profiles(closing(heard_by)).await).reason, "PROFILES_NOT_AS_SAID");
    }
    assert_eq!(two.place.head(), head);
    let told = async |caller: &Caller, profile: &str| caller.for_resident(profile).story(profile, two.place.head()).await.entries.len();
    let whole = told(&third, &rosita).await;
    assert_eq!([told(&two.callers[0], rosa).await, told(&two.callers[1], rosie).await], [whole; 2], "the three are one person");

    two.callers[1].separates(&[rosie]).await;
    assert!(told(&third, &rosita).await < whole && told(&two.callers[0], rosa).await < whole);
    third.joins(&[&rosita, rosa], &carol).await;
    assert_eq!(told(&third, &rosita).await, told(&two.callers[0], rosa).await, "and now it can be said");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agencys_profile_is_joined_only_with_a_yes() {
    let two = Two::new().await;
    let request = throughline_proto::v1::JoinProfilesRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        happened: Some(day("2025-03-02")),
        profiles: two.profiles.to_vec(),
        ..Default::default()
    };
    let head = two.place.head();
    // Without a yes, their profile is nobody to us.
    assert_eq!(refused(two.callers[0].writes_people().join_profiles(request).await).reason, "PERSON_UNKNOWN");
    assert_eq!(two.place.head(), head);
}
