//! Agencies share the queue before the writer: one agency's flood neither fills it nor keeps another waiting.

use throughline_log::{AppendError, Draft, Lane, Request};
use uuid::Uuid;

use super::{
    place::Place,
    scene::{Scene, met, person, positions, request},
    watched::Watched,
};

/// More than an agency alone may have waiting.
const FLOOD: usize = 5_000;

fn of_another_agency() -> Request {
    Request { agency: "harmony-house".to_owned(), ..request([met(person(1))]) }
}

/// The least that can be written.
fn of_the_flood() -> Request {
    request([Draft { id: Uuid::now_v7(), lane: Lane::Public, people: Vec::new(), words: Vec::new(), ..met(person(0)) }])
}

pub async fn a_flood_is_turned_away_in_the_end_and_another_agencys_request_is_in_the_next_commit<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let mut flood = vec![scene.log.submit(scene.seal(of_the_flood())).await.expect("queued")];
    watch.begun(1).await;
    let turned_away = loop {
        match scene.log.submit(scene.seal(of_the_flood())).await {
            Ok(pending) if flood.len() < FLOOD => flood.push(pending),
            ended => break ended,
        }
    };
    assert!(matches!(turned_away, Err(AppendError::TooBusy)), "there is a bound");
    let queued = flood.len();
    assert!(queued > 2_000, "a burst is taken in: {queued}");

    let single = scene.log.submit(scene.seal(of_another_agency())).await.expect("there is room for another");
    watch.open_gate();
    let position = positions(&single.await.expect("appended"))[0];
    // One commit was under way with one request; in the next, each agency has its turn.
    assert!(position <= 3, "it waited for {position} of {queued}");
    let mut last = 0;
    for pending in flood {
        let position = positions(&pending.await.expect("appended"))[0];
        assert!(position > last, "the flood keeps its own order");
        last = position;
    }
    assert_eq!(last as usize, queued + 1);
}
