//! A request is applied at most once, for ever (I3); a source key likewise.

use throughline_log::{AppendError, Appended, Request};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    place::Place,
    scene::{AGENCY, Scene, met, person, positions, request, unless_news, with_source_key},
    watched::Watched,
};

fn is_first_receipt_again(again: &Appended, first: &Appended) -> bool {
    again.repeated && again.records == first.records && again.recorded_at_us == first.recorded_at_us
}

/// The same request as a retry sends it: the events were given new ids and times on the way in.
fn retry_of(first: &Request) -> Request {
    let drafts = first.drafts.iter().map(|draft| throughline_log::Draft { id: Uuid::now_v7(), ..draft.clone() }).collect();
    Request { drafts, recorded_at_us: first.recorded_at_us + 1, ..first.clone() }
}

pub async fn a_request_sent_again_is_answered_with_the_first_receipt<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1)), met(person(2))]);
    let first = scene.append(asked.clone()).await.expect("appended");
    scene.meet(person(1)).await;
    let again = scene.append(retry_of(&asked)).await.expect("answered");
    assert!(!first.repeated && is_first_receipt_again(&again, &first));
    assert_eq!(scene.head(), 3);
}

pub async fn a_request_sent_many_times_at_once_is_applied_once<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1))]);
    let mut callers = JoinSet::new();
    for _ in 0..16 {
        let (log, sealed) = (scene.log.clone(), scene.seal(retry_of(&asked)));
        callers.spawn(async move { log.append(sealed).await.expect("answered") });
    }
    let answers = callers.join_all().await;
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| answer.records == answers[0].records));
    assert_eq!(scene.head(), 1);
}

pub async fn a_request_sent_twice_in_one_commit_is_applied_once<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let before = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let asked = request([met(person(1))]);
    let first = scene.log.submit(scene.seal(asked.clone())).await.expect("queued");
    let second = scene.log.submit(scene.seal(retry_of(&asked))).await.expect("queued");
    watch.open_gate();
    let (_, first, second) = (before.await.expect("appended"), first.await.expect("appended"), second.await.expect("answered"));
    assert!(!first.repeated && is_first_receipt_again(&second, &first));
    assert_eq!((scene.head(), watch.committed()), (2, 2));
}

pub async fn only_what_was_sent_before_is_looked_for<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    watch.open_gate();
    let scene = Scene::with_store(place, store).await;
    let asked = request([with_source_key(met(person(1)), "row 1")]);
    let first = scene.append(asked.clone()).await.expect("appended");
    scene.meet(person(2)).await;
    assert_eq!((watch.committed(), watch.searched()), (2, 0));
    assert!(is_first_receipt_again(&scene.append(retry_of(&asked)).await.expect("answered"), &first));
    assert_eq!((watch.committed(), watch.searched(), scene.head()), (2, 1, 2));
}

pub async fn a_request_is_known_after_a_restart<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1))]);
    let first = scene.append(asked.clone()).await.expect("appended");
    let scene = scene.reopen().await;
    let again = scene.append(retry_of(&asked)).await.expect("answered");
    assert!(is_first_receipt_again(&again, &first));
}

pub async fn a_request_id_with_other_content_is_turned_away<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1))]);
    scene.append(asked.clone()).await.expect("appended");
    let other = Request { content: b"something else".to_vec(), ..asked };
    assert!(matches!(scene.append(other).await, Err(AppendError::RequestIdReused)));
    assert_eq!(scene.head(), 1);
}

pub async fn a_request_id_twice_in_one_commit_with_other_content_fails_alone<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let before = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let asked = request([met(person(1))]);
    let other = Request { content: b"something else".to_vec(), ..asked.clone() };
    let first = scene.log.submit(scene.seal(asked)).await.expect("queued");
    let reused = scene.log.submit(scene.seal(other)).await.expect("queued");
    let beside = scene.log.submit(scene.seal(request([met(person(2))]))).await.expect("queued");
    watch.open_gate();
    before.await.expect("appended");
    assert_eq!(positions(&first.await.expect("appended")), [2]);
    assert!(matches!(reused.await, Err(AppendError::RequestIdReused)));
    assert_eq!(positions(&beside.await.expect("appended")), [3]);
    assert_eq!((watch.committed(), scene.head()), (2, 3));
}

pub async fn a_request_id_belongs_to_its_agency<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1))]);
    scene.append(asked.clone()).await.expect("appended");
    let theirs = Request { agency: "harmony-house".to_owned(), ..asked };
    assert_eq!(positions(&scene.append(theirs).await.expect("appended")), [2]);
}

pub async fn a_retry_is_good_whatever_was_written_since<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    let asked = unless_news(1, person(1), request([met(person(1))]));
    let first = scene.append(asked.clone()).await.expect("appended");
    scene.meet(person(1)).await;
    assert!(is_first_receipt_again(&scene.append(retry_of(&asked)).await.expect("answered"), &first));
    let scene = scene.reopen().await;
    assert!(is_first_receipt_again(&scene.append(retry_of(&asked)).await.expect("answered"), &first));
}

pub async fn a_request_is_found_by_its_id_with_its_content<P: Place>() {
    let scene = Scene::<P>::new().await;
    let asked = request([met(person(1)), met(person(1))]);
    let first = scene.append(asked.clone()).await.expect("appended");
    let found = scene.log.find_request(AGENCY, asked.request_id).await.expect("looked up").expect("found");
    assert!(is_first_receipt_again(&found, &first));
    assert!(found.same_content(&scene.keys, AGENCY, asked.request_id, &asked.content));
    assert!(!found.same_content(&scene.keys, AGENCY, asked.request_id, b"something else"));
    assert_eq!(scene.log.find_request(AGENCY, Uuid::now_v7()).await.expect("looked up"), None);
}

pub async fn a_known_source_key_is_answered_with_the_first_event<P: Place>() {
    let scene = Scene::<P>::new().await;
    let told = |key| with_source_key(met(person(1)), key);
    let first = scene.append(request([told("row 1"), told("row 2")])).await.expect("appended");
    let scene = scene.reopen().await;
    let again = scene.append(request([told("row 1"), told("row 2")])).await.expect("answered");
    assert!(is_first_receipt_again(&again, &first));
    let one = scene.append(request([told("row 2")])).await.expect("answered");
    assert_eq!(positions(&one), [2]);
    assert_eq!(scene.head(), 2);
}

pub async fn a_source_key_in_one_commit_twice_is_applied_once<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let before = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let told = || request([with_source_key(met(person(1)), "row 1")]);
    let first = scene.log.submit(scene.seal(told())).await.expect("queued");
    let second = scene.log.submit(scene.seal(told())).await.expect("queued");
    watch.open_gate();
    before.await.expect("appended");
    let (first, second) = (first.await.expect("appended"), second.await.expect("answered"));
    assert!(is_first_receipt_again(&second, &first));
    assert_eq!(scene.head(), 2);
}

pub async fn known_and_unknown_source_keys_are_not_mixed<P: Place>() {
    let scene = Scene::<P>::new().await;
    let told = |key| with_source_key(met(person(1)), key);
    scene.append(request([told("row 1")])).await.expect("appended");
    let mixed = scene.append(request([told("row 2"), told("row 1")])).await;
    assert!(matches!(mixed, Err(AppendError::SourceKeyReused { index: 1 })));
    assert_eq!(scene.head(), 1);
}

pub async fn one_source_key_is_not_used_twice_in_a_request<P: Place>() {
    let scene = Scene::<P>::new().await;
    let told = |key| with_source_key(met(person(1)), key);
    let twice = scene.append(request([told("row 1"), told("row 2"), told("row 1")])).await;
    assert!(matches!(twice, Err(AppendError::SourceKeyReused { index: 2 })));
}
