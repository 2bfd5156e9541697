//! A story that is opened in an emergency: for an hour, written down first, told to the resident, and looked at afterwards.

use throughline_proto::v1::{
    EmergencyOpening, EmergencyReviewed, Event, ExplainRequest, ListEmergencyOpeningsRequest, ListLooksRequest, OpenInEmergencyRequest,
    OpenInEmergencyResponse, Reason, ResidentTold, SharingChosen, SharingLevel, Telling, Voice, WatchStoryRequest, Withdrawn,
    WithdrawnBecause, event::Kind, watch_story_response::News,
};
use throughline_story::kind_name;
use throughline_tests::{
    Caller, Clock, Place,
    events::{about, concern, day, met, noted, of_nobody, role_held, with_words},
    refused,
};
use tonic::Status;
use uuid::Uuid;

use crate::looks::without_day;

const REASON: &str = "She does not open the door";

/// Harmony House knows Rosa. Ann of Care City has nothing to do with her, and stands before her door.
struct Scene {
    place: Place,
    clock: Clock,
    house: Caller,
    city: Caller,
    ann: Caller,
    ann_id: String,
    rosa: String,
}

async fn scene() -> Scene {
    let (place, clock) = Place::by_a_clock().await;
    let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
    let rosa = house.hears_of("Rosa").await;
    house.write(met(&rosa, house.reader())).await;
    house.write(with_words(noted(&rosa, "Sings."), &rosa, "In the kitchen.")).await;
    house.write(concern(&rosa, "care-city/duty-worker")).await;
    let duty = city.is_joined_by("Dee").await;
    city.write(role_held("care-city/duty-worker", &duty, false)).await;
    let ann_id = city.is_joined_by("Ann").await;
    let ann = city.for_supporter(&ann_id);
    Scene { place, clock, house, city, ann, ann_id, rosa }
}

async fn ask(caller: &Caller, person: &str, request_id: Uuid, reason: &str) -> Result<OpenInEmergencyResponse, Status> {
    let request = OpenInEmergencyRequest { request_id: request_id.to_string(), person: person.to_owned(), reason: reason.to_owned() };
    Ok(caller.stories().open_in_emergency(request).await?.into_inner())
}

impl Scene {
    async fn opens(&self, caller: &Caller) -> Result<OpenInEmergencyResponse, Status> {
        ask(caller, &self.rosa, Uuid::new_v4(), REASON).await
    }

    async fn kinds(&self, caller: &Caller) -> Result<Vec<&'static str>, Status> {
        let story = caller.try_story(&self.rosa, self.place.seen().await).await?;
        Ok(story.entries.into_iter().map(|entry| kind_name(&entry.event.unwrap().kind.unwrap())).collect())
    }

    /// What Rosa is told of who looked.
    async fn looks(&self) -> Vec<String> {
        let telling = Some(Telling { voice: Voice::Resident.into(), ..Telling::default() });
        let at_least_position = self.place.seen().await;
        let request = ListLooksRequest { person: self.rosa.clone(), at_least_position, telling, ..Default::default() };
        let rosa = self.house.for_resident(&self.rosa);
        let looks = rosa.audit().list_looks(request).await.expect("theirs").into_inner().looks;
        // That she read it herself by way of Harmony House is told as well.
        looks.into_iter().map(|look| look.sentence).filter(|sentence| !sentence.contains("for you")).collect()
    }

    async fn openings(&self, caller: &Caller) -> Result<Vec<EmergencyOpening>, Status> {
        let request = ListEmergencyOpeningsRequest { at_least_position: self.place.seen().await, ..Default::default() };
        Ok(caller.audit().list_emergency_openings(request).await?.into_inner().openings)
    }
}

fn reviewed(opening: &str, told: ResidentTold) -> Event {
    let why_later = if told == ResidentTold::Later { "He reads her letters.".to_owned() } else { String::new() };
    of_nobody(Kind::EmergencyReviewed(EmergencyReviewed {
        opening: opening.to_owned(),
        found: "It was right to look.".into(),
        told: told.into(),
        why_later,
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_story_with_a_reason_reads_what_helps_now_for_an_hour_and_no_longer() {
    let scene = scene().await;
    refused(scene.kinds(&scene.ann).await).is(Reason::PersonUnknown);
    let before = scene.place.seen().await;
    let opened = scene.opens(&scene.ann).await.unwrap();
    assert_eq!((opened.position, scene.place.head()), (before + 1, before + 1), "it is in the log when it is answered");
    let story = scene.ann.story(&scene.rosa, opened.position).await;
    let told: Vec<_> = story.entries.iter().map(|entry| kind_name(entry.event.as_ref().unwrap().kind.as_ref().unwrap())).collect();
    assert_eq!(told, ["emergency_opened", "met", "first_heard_of"]);
    assert_eq!(story.details.unwrap().known_as, "Rosa");
    assert!(story.story.unwrap().openings[0].reason == REASON);
    // Her colleagues learn nothing of it.
    refused(scene.kinds(&scene.city).await).is(Reason::PersonUnknown);
    scene.clock.forward(59);
    assert!(scene.kinds(&scene.ann).await.is_ok());
    scene.clock.forward(1);
    // She goes on seeing that she did.
    assert_eq!(scene.kinds(&scene.ann).await.unwrap(), ["emergency_opened"]);
    let story = scene.ann.story(&scene.rosa, opened.position).await;
    assert!(story.details.is_none() && story.story.unwrap().last_met.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_tells_nothing_more_when_the_hour_is_over() {
    let scene = scene().await;
    scene.opens(&scene.ann).await.unwrap();
    scene.place.seen().await;
    let request = WatchStoryRequest { person: scene.rosa.clone(), ..WatchStoryRequest::default() };
    let mut stream = scene.ann.stories().watch_story(request).await.expect("they may").into_inner();
    while !matches!(stream.message().await.expect("it goes on").expect("news").news, Some(News::CaughtUp(_))) {}
    scene.house.write(met(&scene.rosa, scene.house.reader())).await;
    assert!(matches!(stream.message().await.unwrap().unwrap().news, Some(News::Entry(_))));
    scene.clock.forward(60);
    scene.house.write(met(&scene.rosa, scene.house.reader())).await;
    refused(stream.message().await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_is_answered_with_the_same_opening() {
    let scene = scene().await;
    let request_id = Uuid::new_v4();
    let first = ask(&scene.ann, &scene.rosa, request_id, REASON).await.unwrap();
    scene.clock.forward(10);
    assert_eq!(ask(&scene.ann, &scene.rosa, request_id, REASON).await.unwrap(), first);
    refused(ask(&scene.ann, &scene.rosa, request_id, "Something else").await).is(Reason::RequestIdReused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_a_resident_and_whoever_was_shut_out_open_nothing_and_nobody_learns_who_is_there() {
    let scene = scene().await;
    refused(scene.opens(&Caller::new(scene.city.channel(), scene.city.token())).await).is(Reason::PersonMissing);
    let tom = scene.city.hears_of("Tom").await;
    refused(scene.opens(&scene.city.for_resident(&tom)).await).is(Reason::NotAllowed);
    let never = SharingChosen { never_supporters: vec![scene.ann_id.clone()], ..SharingChosen::default() };
    scene.house.write(about(&scene.rosa, Kind::SharingChosen(never))).await;
    let before = scene.place.seen().await;
    let shut_out = refused(scene.opens(&scene.ann).await);
    let not_there = refused(ask(&scene.ann, &Uuid::new_v4().to_string(), Uuid::new_v4(), REASON).await);
    shut_out.is(Reason::PersonUnknown);
    assert_eq!((&shut_out.message, &shut_out.metadata), (&not_there.message, &not_there.metadata));
    assert_eq!(scene.place.head(), before, "and nothing is written");
    refused(ask(&scene.ann, &scene.rosa, Uuid::new_v4(), " ").await).is(Reason::FieldInvalid).at("reason");
    refused(scene.opens(&scene.city.reading_for("enforcement")).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_after_opening_reads_no_more() {
    let scene = scene().await;
    scene.opens(&scene.ann).await.unwrap();
    assert!(scene.kinds(&scene.ann).await.is_ok());
    let never = SharingChosen { never_supporters: vec![scene.ann_id.clone()], ..SharingChosen::default() };
    scene.house.write(about(&scene.rosa, Kind::SharingChosen(never))).await;
    refused(scene.kinds(&scene.ann).await).is(Reason::PersonUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_resident_keeps_stays_closed_in_an_emergency_and_how_to_reach_them_does_not() {
    let scene = scene().await;
    let scope = Some(throughline_proto::v1::SharingScope { scope: Some(throughline_proto::v1::sharing_scope::Scope::Everything(true)) });
    let kept = SharingChosen { scope, level: SharingLevel::Nothing.into(), ..SharingChosen::default() };
    scene.house.write(about(&scene.rosa, Kind::SharingChosen(kept))).await;
    let opened = scene.opens(&scene.ann).await.unwrap();
    assert_eq!(scene.kinds(&scene.ann).await.unwrap(), ["emergency_opened"]);
    assert_eq!(scene.ann.story(&scene.rosa, opened.position).await.details.unwrap().known_as, "Rosa");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_resident_is_told_at_once_among_the_looks_and_in_their_story() {
    let scene = scene().await;
    scene.opens(&scene.ann).await.unwrap();
    scene.kinds(&scene.ann).await.unwrap();
    let told = scene.looks().await;
    assert_eq!(without_day(&told[0]), "Somebody at Care City read your story in an emergency.");
    assert!(told[1].starts_with("Somebody at Care City opened your story in an emergency, until "), "{told:?}");
    assert!(told[1].ends_with("(why: She does not open the door)."), "{told:?}");
    assert!(scene.kinds(&scene.house.for_resident(&scene.rosa)).await.unwrap().contains(&"emergency_opened"));
    // And nobody else is.
    assert!(!scene.kinds(&scene.house).await.unwrap().contains(&"emergency_opened"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_says_later_and_then_now_and_the_resident_is_told_then() {
    let scene = scene().await;
    let opened = scene.opens(&scene.ann).await.unwrap();
    scene.kinds(&scene.ann).await.unwrap();
    let lead = scene.city.is_joined_by("Lena").await;
    let by_lead = scene.city.for_supporter(&lead);
    refused(by_lead.record(vec![reviewed(&opened.event, ResidentTold::Later)]).await).is(Reason::RoleNotHeld);
    scene.city.write(role_held("care-city/safeguarding-lead", &lead, false)).await;
    scene.city.write(role_held("care-city/safeguarding-lead", &scene.ann_id, false)).await;
    refused(scene.ann.record(vec![reviewed(&opened.event, ResidentTold::Now)]).await).is(Reason::WithThemselves);
    by_lead.write(reviewed(&opened.event, ResidentTold::Later)).await;
    // Nor by whoever looks at it afterwards.
    scene.openings(&by_lead).await.unwrap();
    assert!(scene.looks().await.is_empty());
    let rosa = scene.house.for_resident(&scene.rosa);
    let shown = rosa.story(&scene.rosa, scene.place.seen().await).await;
    assert!(shown.story.unwrap().openings.is_empty());
    assert!(!scene.kinds(&rosa).await.unwrap().iter().any(|kind| kind.starts_with("emergency")));
    scene.place.keeper().write(reviewed(&opened.event, ResidentTold::Now)).await;
    assert_eq!(scene.looks().await.len(), 3);
    assert_eq!(scene.kinds(&rosa).await.unwrap().iter().filter(|kind| kind.starts_with("emergency")).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keeper_and_the_leads_of_agencies_with_a_part_list_what_was_opened() {
    let scene = scene().await;
    let opened = scene.opens(&scene.ann).await.unwrap();
    let elsewhere = scene.place.agency("council-adults").await;
    refused(scene.openings(&scene.ann).await).is(Reason::NotAllowed);
    let mut leads = Vec::new();
    for (agency, word) in [(&scene.city, "care-city"), (&scene.house, "harmony-house"), (&elsewhere, "council-adults")] {
        let lead = agency.is_joined_by("Lena").await;
        agency.write(role_held(&format!("{word}/safeguarding-lead"), &lead, false)).await;
        leads.push(agency.for_supporter(&lead));
    }
    scene.place.seen().await;
    let head = scene.place.head();
    for caller in [&leads[0], &leads[1], &scene.place.keeper()] {
        let told = scene.openings(caller).await.unwrap();
        assert_eq!((told.len(), told[0].position, told[0].resident_told), (1, opened.position, true));
        let opening = told[0].opening.as_ref().unwrap();
        assert_eq!((opening.supporter.as_str(), opening.reason.as_str(), opening.reviews.len()), (scene.ann_id.as_str(), REASON, 0));
    }
    assert!(scene.openings(&leads[2]).await.unwrap().is_empty());
    refused(leads[2].record(vec![reviewed(&opened.event, ResidentTold::Now)]).await).is(Reason::EventUnknown);
    assert_eq!(scene.place.head(), head + 3, "whoever is told whose story was opened has looked");
    leads[1].write(reviewed(&opened.event, ResidentTold::Now)).await;
    let request = ListEmergencyOpeningsRequest { only_unreviewed: true, at_least_position: scene.place.seen().await, ..Default::default() };
    assert!(leads[0].audit().list_emergency_openings(request).await.unwrap().into_inner().openings.is_empty());
    assert_eq!(scene.openings(&leads[0]).await.unwrap()[0].opening.as_ref().unwrap().reviews[0].found, "It was right to look.");
}

#[tokio::test(flavor = "multi_thread")]
async fn openings_are_paged_the_newest_first() {
    let scene = scene().await;
    for _ in 0..5 {
        scene.opens(&scene.ann).await.unwrap();
    }
    let mut request = ListEmergencyOpeningsRequest { page_size: 2, at_least_position: scene.place.seen().await, ..Default::default() };
    let mut positions = Vec::new();
    loop {
        let page = scene.place.keeper().audit().list_emergency_openings(request.clone()).await.unwrap().into_inner();
        positions.extend(page.openings.iter().map(|opening| opening.position));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(positions.len(), 5);
    assert!(positions.is_sorted_by(|one, other| one > other));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_is_neither_recorded_as_an_event_nor_taken_back() {
    let scene = scene().await;
    let opened = scene.opens(&scene.ann).await.unwrap();
    let by_hand = Kind::EmergencyOpened(throughline_proto::v1::EmergencyOpened {
        supporter: scene.ann_id.clone(),
        reason: REASON.into(),
        until: Some(day("2030-01-01")),
    });
    refused(scene.house.record(vec![about(&scene.rosa, by_hand)]).await).is(Reason::NotForRecord);
    let withdrawn = Withdrawn { event: opened.event, because: WithdrawnBecause::Mistake.into(), why: String::new() };
    refused(scene.city.record(vec![of_nobody(Kind::Withdrawn(withdrawn))]).await).is(Reason::StaysAsWritten);
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_names_the_policy_that_opens_a_story_in_an_emergency() {
    let scene = scene().await;
    let entry = scene.house.write(met(&scene.rosa, scene.house.reader())).await;
    let explained = || async {
        let request = ExplainRequest {
            agency: "care-city".into(),
            acting_for: format!("supporter/{}", scene.ann_id),
            event: entry.event.clone(),
            at_least_position: scene.place.seen().await,
            ..ExplainRequest::default()
        };
        scene.place.keeper().audit().explain(request).await.unwrap().into_inner().stories.remove(0)
    };
    assert!(!explained().await.opens);
    scene.opens(&scene.ann).await.unwrap();
    let told = explained().await;
    assert!(told.opens);
    assert_eq!((told.sees(), told.policies), (SharingLevel::Sentence, vec!["in-an-emergency-sentences".to_owned()]));
}
