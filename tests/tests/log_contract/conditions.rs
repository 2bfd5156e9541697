//! "Nothing new about these people since position p" (I5).

use throughline_log::AppendError;

use super::{
    place::Place,
    scene::{Scene, looked_at, met, person, positions, request, unless_news},
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

pub async fn a_look_is_not_news<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.append(request([looked_at(person(1))])).await.expect("appended");
    scene.append(unless_news(1, person(1), request([met(person(1))]))).await.expect("appended");
    let scene = scene.reopen().await;
    scene.append(request([looked_at(person(1))])).await.expect("appended");
    scene.append(unless_news(3, person(1), request([met(person(1))]))).await.expect("appended");
}
