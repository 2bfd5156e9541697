//! What cannot be asked is refused with a reason that says what to do; or is taken as far as it goes, and said so.

use throughline_proto::v1::{CompareStoryRequest, GetStoryAsKnownRequest, Reason, ReplayRequest};
use throughline_tests::{Place, caller::REASON, events::noted, refused};
use throughline_views::{moment_text, now_us};
use uuid::Uuid;

use crate::scene::{about, ask, at, known_at, try_ask};

#[tokio::test(flavor = "multi_thread")]
async fn a_position_past_the_end_and_two_points_at_once_are_refused_and_a_moment_to_come_is_now() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let head = place.seen().await;
    let past = refused(try_ask(&place, at(&rosa, head + 1_000)).await);
    assert!(past.is(Reason::FieldInvalid).message.contains("the log ends with record"), "{past:?}");
    assert_eq!(past.fields, ["at_position"]);
    let both = GetStoryAsKnownRequest { at_position: 1, ..known_at(&rosa, "2026-03-14T15:30:00Z") };
    assert_eq!(refused(try_ask(&place, both).await).is(Reason::FieldInvalid).fields, ["known_at"]);
    refused(try_ask(&place, known_at(&rosa, "yesterday")).await).is(Reason::FieldInvalid);
    // What is to come counts as now, and the answer says up to when.
    let before = now_us();
    let now = ask(&place, known_at(&rosa, "2999-01-01T00:00:00Z")).await.known.expect("a point");
    assert!(now.moment >= moment_text(before) && now.moment < moment_text(now_us() + 1), "{now:?}");
    // The head as it is now, looks and all, is in the log.
    assert!(try_ask(&place, at(&rosa, place.head())).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_and_what_is_no_id_and_whoever_is_not_the_keeper_are_told_nothing() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let before = place.seen().await;
    refused(try_ask(&place, about(&Uuid::new_v4().to_string())).await).is(Reason::PersonUnknown);
    refused(try_ask(&place, about(house.reader())).await).is(Reason::PersonUnknown);
    refused(try_ask(&place, about("Rosa")).await).is(Reason::FieldInvalid);
    refused(house.audit().get_story_as_known(about(&rosa)).await).is(Reason::NotAllowed);
    refused(house.for_resident(&rosa).audit().get_story_as_known(about(&rosa)).await).is(Reason::NotAllowed);
    let compared = CompareStoryRequest { person: rosa.clone(), from_position: 1, ..CompareStoryRequest::default() };
    refused(house.audit().compare_story(compared).await).is(Reason::NotAllowed);
    assert_eq!(place.head(), before, "and nobody has looked");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_points_are_given_the_earlier_first() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    let position = place.seen().await;
    let request = |from_position, to_position| CompareStoryRequest {
        person: rosa.clone(),
        from_position,
        to_position,
        reason: REASON.into(),
        ..CompareStoryRequest::default()
    };
    let compare = async |request| refused(place.keeper().audit().compare_story(request).await);
    assert_eq!(compare(request(position, 1)).await.is(Reason::FieldInvalid).fields, ["from_position"]);
    assert_eq!(compare(request(0, 1)).await.is(Reason::FieldInvalid).fields, ["from_position"]);
    assert_eq!(compare(request(1, position + 1_000)).await.is(Reason::FieldInvalid).fields, ["to_position"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_says_what_it_cannot_do() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    house.write(noted(&house.hears_of("Rosa").await, "Sings")).await;
    let head = place.seen().await;
    let replay = async |request: ReplayRequest| place.keeper().audit().replay(request).await;
    let with_reason = ReplayRequest { reason: REASON.into(), ..ReplayRequest::default() };
    refused(replay(ReplayRequest { agency: "nobody-at-all".into(), ..with_reason.clone() }).await).is(Reason::AgencyUnknown);
    refused(replay(ReplayRequest { after_position: head + 1_000, ..with_reason.clone() }).await).is(Reason::FieldInvalid);
    refused(replay(ReplayRequest { known_after: "yesterday".into(), ..with_reason.clone() }).await).is(Reason::FieldInvalid);
    refused(replay(ReplayRequest { reason: "one\ntwo".into(), ..with_reason.clone() }).await).is(Reason::FieldInvalid);
    refused(replay(ReplayRequest { reader: Uuid::new_v4().to_string(), ..with_reason.clone() }).await).is(Reason::SupporterUnknown);
    let without = ReplayRequest { reader: house.reader().into(), ..ReplayRequest::default() };
    assert_eq!(refused(replay(without).await).is(Reason::FieldInvalid).fields, ["reason"]);
    // Past the end it reads as far as the log is, and says how far that was.
    let (records, end) = place.keeper().replays(ReplayRequest { until_position: head + 1_000, ..with_reason }).await;
    assert_eq!((records.len() as u64, end.position), (head, head));
}
