//! A store without room: acknowledgements stop, reading does not, and what was acknowledged is there.

use throughline_log::AppendError;

use super::{
    place::Place,
    scene::{Scene, met, person, positions, request, unless_news},
    watched::Watched,
};

/// As large as it takes to need more room than any page has left.
fn large_request() -> throughline_log::Request {
    let large = throughline_log::Draft { facts: vec![7; 100_000], ..met(person(1)) };
    request([met(person(2)), large])
}

pub async fn a_full_store_stops_acknowledging_and_not_reading<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(5).await;
    scene.place.fill();
    assert!(matches!(scene.append(large_request()).await, Err(AppendError::CannotWrite(_))));
    assert_eq!(scene.everything().await.len(), 5);
}

pub async fn a_full_store_that_gets_room_goes_on_with_nothing_half_done<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(5).await;
    scene.place.fill();
    let asked = large_request();
    assert!(matches!(scene.append(asked.clone()).await, Err(AppendError::CannotWrite(_))));
    scene.place.make_room();
    let appended = scene.append(asked).await.expect("appended");
    assert_eq!((positions(&appended), appended.repeated), (vec![6, 7], false));
    assert!(scene.log.verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
}

pub async fn a_conflict_with_what_is_not_written_after_all_is_none<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    scene.place.fill();
    let before = scene.log.submit(scene.seal(large_request())).await.expect("queued");
    watch.begun(1).await;
    // These two share a commit, and there is no room for the first of them.
    let first = scene.log.submit(scene.seal(large_request())).await.expect("queued");
    let second = scene.log.submit(scene.seal(unless_news(0, person(1), request([met(person(1))])))).await.expect("queued");
    watch.open_gate();
    assert!(matches!(before.await, Err(AppendError::CannotWrite(_))));
    assert!(matches!(first.await, Err(AppendError::CannotWrite(_))));
    assert!(matches!(second.await, Err(AppendError::CannotWrite(_))));
}
