//! Positions, commits and what is durable.

use throughline_log::{AppendError, open_facts};
use throughline_proto::v1::event::Kind;
use tokio::task::JoinSet;

use super::{
    place::Place,
    scene::{Scene, met, person, positions, request},
    watched::Watched,
};

pub async fn positions_have_no_gaps_under_64_callers_at_once<P: Place>() {
    let scene = Scene::<P>::new().await;
    let mut callers = JoinSet::new();
    for caller in 0..64 {
        let requests: Vec<_> = (0..5).map(|turn| scene.seal(request((0..=turn % 3).map(|_| met(person(caller)))))).collect();
        let log = scene.log.clone();
        callers.spawn(async move {
            let mut taken = Vec::new();
            for sealed in requests {
                taken.extend(positions(&log.append(sealed).await.expect("appended")));
            }
            taken
        });
    }
    let mut taken: Vec<u64> = callers.join_all().await.concat();
    taken.sort_unstable();
    assert_eq!(taken, (1..=scene.head()).collect::<Vec<_>>());
    assert_eq!(scene.everything().await.iter().map(|record| record.position).collect::<Vec<_>>(), taken);
}

pub async fn requests_that_wait_share_a_commit<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let first = scene.log.submit(scene.seal(request([met(person(0))]))).await.expect("queued");
    watch.begun(1).await;
    let mut waiting = Vec::new();
    for number in 1..=63 {
        waiting.push(scene.log.submit(scene.seal(request([met(person(number))]))).await.expect("queued"));
    }
    watch.open_gate();
    first.await.expect("appended");
    for pending in waiting {
        pending.await.expect("appended");
    }
    assert_eq!((scene.head(), watch.committed()), (64, 2));
}

pub async fn a_request_is_written_whole_and_in_a_row<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    let appended = scene.append(request((0..10).map(|_| met(person(1))))).await.expect("appended");
    assert_eq!(positions(&appended), (2..=11).collect::<Vec<_>>());
    let records = scene.everything().await;
    assert!(records[1..].iter().zip(0..).all(|(record, index)| (record.header.index, record.header.count) == (index, 10)));
}

pub async fn an_appended_event_is_read_as_it_was_told<P: Place>() {
    let scene = Scene::<P>::new().await;
    let draft = met(person(1));
    let appended = scene.append(request([draft.clone()])).await.expect("appended");
    let record = scene.everything().await.remove(0);
    let event = open_facts(&record, &scene.keys).expect("opened");
    assert_eq!(event.id, draft.id.to_string());
    assert!(matches!(event.kind, Some(Kind::Met(_))));
    assert_eq!((appended.records[0].leaf, appended.records[0].person), (record.leaf, Some(person(1))));
}

pub async fn what_was_acknowledged_is_there_after_a_restart<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(20).await;
    let before = scene.everything().await;
    let scene = scene.reopen().await;
    assert_eq!(scene.everything().await, before);
    assert_eq!(positions(&scene.meet(person(1)).await), [21]);
}

pub async fn a_closed_log_takes_nothing_in_and_is_still_read<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.meet(person(1)).await;
    scene.log.close().await;
    assert!(matches!(scene.append(request([met(person(1))])).await, Err(AppendError::Stopping)));
    assert_eq!(scene.everything().await.len(), 1);
}
