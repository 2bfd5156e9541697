//! "Nothing new about these people since position p" (I5).

use throughline_log::{AppendError, Condition, Request};

use super::{
    place::Place,
    scene::{Scene, erased, looked_at, met, person, positions, request, unless_news},
    watched::Watched,
};

pub async fn a_condition_holds_when_nothing_was_written<P: Place>() {
    let scene = Scene::<P>::new().await;
    let known = scene.meet(person(1)).await.records[0].position;
    let appended = scene.append(unless_news(known, person(1), request([met(person(1))]))).await.expect("appended");
    assert_eq!(positions(&appended), [2]);
}

pub async fn a_stale_condition_is_told_where_the_news_is<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.meet(person(1)).await;
    let stale = scene.append(unless_news(1, person(1), request([met(person(1))]))).await;
    assert!(matches!(stale, Err(AppendError::MovedOn { position: 2 })));
    assert_eq!(scene.head(), 2);
}

pub async fn a_request_that_fails_its_condition_fails_alone<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let first = scene.log.submit(scene.seal(request([met(person(1))]))).await.expect("queued");
    watch.begun(1).await;
    let stale = scene.log.submit(scene.seal(unless_news(0, person(1), request([met(person(1)), met(person(2))])))).await.expect("queued");
    let other = scene.log.submit(scene.seal(request([met(person(3))]))).await.expect("queued");
    watch.open_gate();
    first.await.expect("appended");
    assert!(matches!(stale.await, Err(AppendError::MovedOn { position: 1 })));
    assert_eq!(positions(&other.await.expect("appended")), [2]);
}

pub async fn a_condition_sees_what_the_same_commit_wrote_before<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let before = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let sealed = || scene.seal(unless_news(0, person(1), request([met(person(1))])));
    let first = scene.log.submit(sealed()).await.expect("queued");
    let second = scene.log.submit(sealed()).await.expect("queued");
    watch.open_gate();
    before.await.expect("appended");
    assert_eq!(positions(&first.await.expect("appended")), [2]);
    assert!(matches!(second.await, Err(AppendError::MovedOn { position: 2 })));
}

pub async fn a_condition_from_before_the_restart_is_looked_up<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.meet(person(2)).await;
    let scene = scene.reopen().await;
    // Told like what the writer finds: whoever named no condition of their own decides again then, and is not refused.
    let stale = scene.log.submit(scene.seal(unless_news(1, person(2), request([met(person(2))])))).await.expect("an answer comes");
    assert!(matches!(stale.await, Err(AppendError::MovedOn { position: 2 })));
    scene.append(unless_news(1, person(1), request([met(person(1))]))).await.expect("appended");
}

pub async fn news_about_others_does_not_matter<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.meet(person(2)).await;
    scene.append(unless_news(1, person(1), request([met(person(1))]))).await.expect("appended");
}

/// A meeting, unless there is news about somebody since a position; with whom else they are one is known as of another.
fn known_as_of(known_as_of: u64, since: u64, about: u128) -> Request {
    let condition = Condition { since, people: vec![person(about)], known_as_of };
    Request { condition: Some(condition), ..request([met(person(about))]) }
}

pub async fn who_knew_of_everybody_before_is_held_to_what_they_read<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.meet(person(1)).await;
    let scene = scene.reopen().await;
    // The log begins to look after what control records say now, and what was before may have been one.
    assert!(matches!(scene.append(known_as_of(1, 2, 1)).await, Err(AppendError::MovedOn { position: 2 })));
    scene.meet(person(1)).await;
    scene.meet(person(2)).await;
    scene.append(known_as_of(2, 3, 1)).await.expect("nobody was said to be anybody in between");
    assert!(matches!(scene.append(known_as_of(2, 4, 1)).await, Err(AppendError::MovedOn { position: 5 })));
}

pub async fn who_knew_of_everybody_before_a_control_record_decides_again<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.append(request([erased(person(1))])).await.expect("appended");
    assert!(matches!(scene.append(known_as_of(1, 2, 1)).await, Err(AppendError::MovedOn { position: 2 })));
    scene.append(known_as_of(2, 2, 1)).await.expect("appended");
}

pub async fn a_control_record_counts_in_the_commit_that_writes_it<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let before = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let said = scene.log.submit(scene.seal(request([erased(person(1))]))).await.expect("queued");
    let decided = scene.log.submit(scene.seal(known_as_of(1, 2, 1))).await.expect("queued");
    watch.open_gate();
    before.await.expect("appended");
    assert_eq!(positions(&said.await.expect("appended")), [2]);
    assert!(matches!(decided.await, Err(AppendError::MovedOn { position: 2 })));
}

pub async fn a_look_is_not_news<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.append(request([looked_at(person(1))])).await.expect("appended");
    scene.append(unless_news(1, person(1), request([met(person(1))]))).await.expect("appended");
    let scene = scene.reopen().await;
    scene.append(request([looked_at(person(1))])).await.expect("appended");
    scene.append(unless_news(3, person(1), request([met(person(1))]))).await.expect("appended");
}
