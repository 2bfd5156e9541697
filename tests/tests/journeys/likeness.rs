//! Is this the same person? The agency that knows them is asked, privately; whoever heard of them learns nothing; and no words cross until
//! they said yes.

use std::time::Duration;

use throughline_people::Matcher;
use throughline_proto::v1::{
    Details, DisagreementAdded, Entry, Event, GetStoryResponse, Manner, MatchPeopleRequest, MatchedPerson, Party, Reach, Reason,
    RestrictionEnded, RestrictionPlaced, event::Kind, party,
};
use throughline_tests::{
    Caller, Place,
    events::{about, details_changed, noted, of_nobody, with_words},
    refused,
};
use tokio::{sync::watch, task::JoinHandle};

/// A place in which people who may be the same are looked for.
struct Matching {
    place: Place,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Matching {
    async fn new() -> Self {
        let place = Place::new().await;
        let (stop, stopping) = watch::channel(false);
        let running = tokio::spawn(Matcher::new(place.log(), place.keys(), place.views()).run(stopping));
        Self { place, stop, running }
    }

    /// Waits until everything that is written by now was looked at.
    async fn settled(&self) -> u64 {
        loop {
            let head = self.place.seen().await;
            let come = self.place.log().followed("matching").await.expect("it can be asked").map_or(0, |followed| followed.position);
            if come >= head {
                return head;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn ended(self) -> Place {
        self.stop.send_replace(true);
        self.running.await.expect("it ends");
        self.place
    }
}

fn rosa() -> Details {
    Details {
        known_as: "Rosa".into(),
        given_name: "Rosamund".into(),
        family_name: "Ahmed-Whitlock".into(),
        born: "1951-06-02".into(),
        address: "22 Axe Street".into(),
        postcode: "IG11 7LZ".into(),
        reach: vec![Reach { manner: Manner::Phone.into(), at: "020 7946 0958".into(), ..Reach::default() }],
        ..Details::default()
    }
}

/// The same person, as somebody else wrote her down: day and month changed places, and the name was spelt by ear.
fn rosa_by_ear() -> Details {
    Details {
        given_name: "Rosamond".into(),
        family_name: "Ahmed Witlock".into(),
        born: "1951-02-06".into(),
        postcode: String::new(),
        ..rosa()
    }
}

fn asks(story: &GetStoryResponse) -> Vec<&Entry> {
    let is_one = |entry: &&Entry| matches!(entry.event.as_ref().and_then(|event| event.kind.as_ref()), Some(Kind::ProfilesMayMatch(_)));
    story.entries.iter().filter(is_one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agency_that_knows_somebody_is_asked_and_whoever_heard_of_them_learns_nothing() {
    let at = Matching::new().await;
    let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
    let known = house.hears_of_all(rosa()).await;
    at.settled().await;
    let heard = city.hears_of_all(rosa_by_ear()).await;
    let head = at.settled().await;

    let told = house.story(&known, head).await;
    let [asked] = asks(&told)[..] else { panic!("{told:?}") };
    let Some(Kind::ProfilesMayMatch(may_match)) = asked.event.as_ref().and_then(|event| event.kind.as_ref()) else { panic!() };
    assert_eq!(may_match.profiles, [heard.clone(), known.clone()]);
    assert!(!may_match.evidence.is_empty() && asked.event.as_ref().is_some_and(|event| event.words.is_empty()));

    // Nothing to whoever heard of them: no entry, no news, no search, no story.
    assert!(asks(&city.story(&heard, head).await).is_empty());
    refused(city.try_story(&known, head).await).is(Reason::PersonUnknown);
    assert!(city.finds("Rosamund", head).await.is_empty());
    let changes = city.stories().list_changes(throughline_proto::v1::ListChangesRequest::default()).await.expect("told").into_inner();
    assert!(changes.entries.iter().all(|entry| entry.person != known && !entry.sentence.contains("same person")), "{changes:?}");
    // Nor to the person themselves, before they are asked.
    assert!(asks(&house.for_resident(&known).story(&known, head).await).is_empty());
    at.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_they_said_yes_it_is_one_story_and_words_stay_with_their_writers() {
    let at = Matching::new().await;
    let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
    let known = house.hears_of_all(rosa()).await;
    let heard = city.hears_of_all(rosa_by_ear()).await;
    city.write(with_words(noted(&heard, "A first visit."), &heard, "Only for Care City.")).await;
    let head = at.settled().await;
    let amira = house.is_joined_by("Amira").await;
    // Without a yes, an agency joins nobody whom it may not read.
    let request = throughline_proto::v1::JoinProfilesRequest {
        request_id: uuid::Uuid::new_v4().to_string(),
        happened: Some(throughline_tests::events::day("2025-03-01")),
        profiles: vec![known.clone(), heard.clone()],
        ..Default::default()
    };
    refused(house.writes_people().join_profiles(request).await);
    house.joins(&[&known, &heard], &amira).await;
    let head = at.settled().await.max(head);
    let story = house.story(&known, head).await;
    assert_eq!(story.story.as_ref().map(|story| story.profiles.len()), Some(1), "each agency sees its own profile");
    assert!(!format!("{story:?}").contains("Only for Care City."));
    let own = house.for_resident(&known).story(&known, head).await;
    assert!(format!("{own:?}").contains("Only for Care City."), "her story is one");
    at.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_is_asked_about_once_whatever_is_written_and_however_often_it_is_looked_at() {
    let at = Matching::new().await;
    let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
    let known = house.hears_of_all(rosa()).await;
    at.settled().await;
    city.hears_of_all(rosa_by_ear()).await;
    at.settled().await;
    // Looked at from the beginning, as if nothing were remembered.
    let place = at.ended().await;
    place.log().save_followed("matching", throughline_log::Followed { position: 0, note: String::new() }).await.expect("saved");
    let (stop, stopping) = watch::channel(false);
    let running = tokio::spawn(Matcher::new(place.log(), place.keys(), place.views()).run(stopping));
    let at = Matching { place, stop, running };
    let head = at.settled().await;
    let told = house.story(&known, head).await;
    assert_eq!(asks(&told).len(), 1);
    at.ended().await;
}

/// What the person says to the question.
fn no(person: &str, question: &str) -> Event {
    let by = Some(Party { party: Some(party::Party::Resident(person.to_owned())) });
    let view = "She says that it is not her.".into();
    about(person, Kind::DisagreementAdded(DisagreementAdded { event: question.into(), by, view }))
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_no_nobody_is_asked_about_the_two_again_on_either_side() {
    for says_no in [false, true] {
        let at = Matching::new().await;
        let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
        let known = house.hears_of_all(rosa()).await;
        at.settled().await;
        let heard = city.hears_of_all(rosa_by_ear()).await;
        let head = at.settled().await;
        let told = house.story(&known, head).await;
        let question = asks(&told)[0].event.as_ref().expect("an event").id.clone();
        if says_no {
            house.write(no(&known, &question)).await;
        }
        house.write(details_changed(&known, Details { known_as: "Rosie".into(), ..Details::default() })).await;
        let head = at.settled().await;
        assert_eq!(asks(&city.story(&heard, head).await).len(), usize::from(!says_no));
        at.ended().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_about_two_who_were_separated() {
    let at = Matching::new().await;
    let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
    let amira = house.is_joined_by("Amira").await;
    let known = house.hears_of_all(rosa()).await;
    at.settled().await;
    let heard = city.hears_of_all(rosa_by_ear()).await;
    at.settled().await;
    house.joins(&[&known, &heard], &amira).await;
    house.separates(&[&known]).await;
    house.write(details_changed(&known, Details { known_as: "Rosie".into(), ..Details::default() })).await;
    let head = at.settled().await;
    assert!(asks(&city.story(&heard, head).await).is_empty());
    assert_eq!(asks(&house.story(&known, head).await).len(), 1, "as before they were joined");
    at.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_story_is_not_used_to_look_for_others_until_it_is_said_that_it_may_be() {
    let at = Matching::new().await;
    let (house, city) = (at.place.agency("harmony-house").await, at.place.agency("care-city").await);
    let known = house.hears_of_all(rosa()).await;
    let restricted = RestrictionPlaced { profiles: vec![known.clone()], basis: "accuracy is contested".into(), ..Default::default() };
    at.place.keeper().write(of_nobody(Kind::RestrictionPlaced(restricted.clone()))).await;
    at.settled().await;
    let heard = city.hears_of_all(rosa_by_ear()).await;
    house.write(details_changed(&known, Details { known_as: "Rosie".into(), ..Details::default() })).await;
    let head = at.settled().await;
    assert!(asks(&city.story(&heard, head).await).is_empty());
    assert!(asks(&house.reading_for("rights").story(&known, head).await).is_empty());
    let ended = Some(RestrictionEnded { told_on: "2024-01-01".to_owned() });
    at.place.keeper().write(of_nobody(Kind::RestrictionPlaced(RestrictionPlaced { ended, ..restricted }))).await;
    let head = at.settled().await;
    assert_eq!(asks(&city.story(&heard, head).await).len(), 1);
    at.ended().await;
}

async fn matches(caller: &Caller, details: Details, position: u64) -> Vec<MatchedPerson> {
    let request = MatchPeopleRequest { details: Some(details), at_least_position: position, ..MatchPeopleRequest::default() };
    caller.people().match_people(request).await.expect("it is answered").into_inner().people
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_is_told_of_people_whom_they_may_know_of_and_of_nobody_else() {
    let place = Place::new().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let known = house.hears_of_all(rosa()).await;
    house.hears_of_all(Details { born: "1988-01-30".into(), ..throughline_tests::events::named("Rosa") }).await;
    let head = place.seen().await;
    let found = matches(&house, rosa_by_ear(), head).await;
    assert_eq!(found.iter().filter_map(|found| Some(found.person.as_ref()?.person.as_str())).collect::<Vec<_>>(), [known.as_str()]);
    assert!((25..100).contains(&found[0].likely_percent) && !found[0].evidence.is_empty(), "{found:?}");
    assert!(matches(&city, rosa(), head).await.is_empty());
    for wrong in [Details::default(), Details { born: "02/06/1951".into(), ..rosa() }] {
        let request = MatchPeopleRequest { details: Some(wrong), ..MatchPeopleRequest::default() };
        refused(house.people().match_people(request).await).is(Reason::FieldInvalid);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_known_bit_by_bit_is_found_as_well() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let person = house.hears_of_all(Details { born: String::new(), address: String::new(), reach: Vec::new(), ..rosa() }).await;
    let event = details_changed(&person, Details { born: "1951-06-02".into(), ..Details::default() });
    let head = house.write(event).await.position;
    let asked = Details { address: String::new(), postcode: String::new(), reach: Vec::new(), ..rosa_by_ear() };
    assert_eq!(matches(&house, asked, head).await.len(), 1);
}
