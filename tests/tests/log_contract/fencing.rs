//! The head is compared and set with the records (I1): whoever is behind writes nothing, looks again, and goes on.

use std::sync::Arc;

use throughline_log::{
    AppendError, Keys, Log, Sealed, Store as _,
    store::{Batch, CommitError, Head},
    tree::Frontier,
};
use tokio::task::JoinSet;

use super::{
    place::Place,
    scene::{ORIGIN, Scene, met, person, positions, request, unless_news},
    watched::Watched,
};

/// A batch of one request that builds on a head.
fn batch_of(sealed: &Arc<Sealed>, expected: &Head, is_unsearched: bool) -> Arc<Batch> {
    let mut frontier = Frontier::decode(expected.position, &expected.frontier).expect("a frontier");
    sealed.records().iter().for_each(|record| frontier.append(record.leaf));
    let head = Head { position: frontier.size(), epoch: expected.epoch + 1, frontier: frontier.encode() };
    Arc::new(Batch { expected: expected.clone(), head, requests: vec![Arc::clone(sealed)], is_unsearched })
}

pub async fn a_batch_that_builds_on_an_old_head_writes_nothing<P: Place>() {
    let scene = Scene::<P>::new().await;
    let store = scene.place.store();
    let expected = store.look().await.expect("read").expect("claimed").head;
    let batch = batch_of(&Arc::new(scene.seal(request([met(person(1))]))), &expected, true);
    store.commit(Arc::clone(&batch)).await.expect("committed");
    assert!(matches!(store.commit(batch).await, Err(CommitError::Moved)));
    assert_eq!(store.read(0, 10).await.expect("read").records.len(), 1);
}

pub async fn a_batch_of_which_something_is_known_writes_nothing_until_somebody_has_looked<P: Place>() {
    let scene = Scene::<P>::new().await;
    let store = scene.place.store();
    let sealed = Arc::new(scene.seal(request([met(person(1))])));
    let head = async || store.look().await.expect("read").expect("claimed").head;
    store.commit(batch_of(&sealed, &head().await, true)).await.expect("committed");
    let before = head().await;
    assert!(matches!(store.commit(batch_of(&sealed, &before, true)).await, Err(CommitError::Known)));
    assert_eq!((head().await, store.read(0, 10).await.expect("read").records.len()), (before.clone(), 1));
    // Eight bytes may be shared by chance: whoever has looked decides.
    store.commit(batch_of(&sealed, &before, false)).await.expect("committed");
    assert_eq!(store.read(0, 10).await.expect("read").records.len(), 2);
}

/// A second writer on the log of a scene.
async fn another_log<P: Place>(scene: &Scene<P>) -> Log {
    let keys = Keys::open(scene.place.keys()).expect("keys");
    Log::open(scene.place.store(), keys, ORIGIN.to_owned()).await.expect("opened")
}

pub async fn a_writer_that_was_overtaken_writes_nothing_and_recovers<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let paused = scene.log.submit(scene.seal(request([met(person(1)), met(person(1))]))).await.expect("queued");
    watch.begun(1).await;
    let other = another_log(&scene).await;
    other.append(scene.seal(request([met(person(2))]))).await.expect("appended");
    watch.open_gate();
    assert_eq!(positions(&paused.await.expect("appended")), [2, 3]);
    assert_eq!(watch.committed(), 1);
    assert_eq!(scene.everything().await.len(), 3);
    assert!(scene.log.verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
}

pub async fn an_overtaken_writer_sees_the_news_in_its_conditions<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    let scene = Scene::with_store(place, store).await;
    let paused = scene.log.submit(scene.seal(unless_news(0, person(1), request([met(person(1))])))).await.expect("queued");
    watch.begun(1).await;
    another_log(&scene).await.append(scene.seal(request([met(person(1))]))).await.expect("appended");
    watch.open_gate();
    assert!(matches!(paused.await, Err(AppendError::MovedOn { position: 1 })));
    assert_eq!(scene.everything().await.len(), 1);
}

pub async fn two_writers_at_once_lose_nothing_and_write_nothing_twice<P: Place>() {
    let scene = Scene::<P>::new().await;
    let other = another_log(&scene).await;
    let mut callers = JoinSet::new();
    for number in 0..40 {
        let log = if number % 2 == 0 { scene.log.clone() } else { other.clone() };
        let sealed = scene.seal(request([met(person(number))]));
        callers.spawn(async move { log.append(sealed).await });
    }
    let answers = callers.join_all().await;
    // Too busy is an honest answer of a writer that is overtaken all the time.
    let mut taken: Vec<u64> = answers.iter().flatten().flat_map(positions).collect();
    assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(AppendError::TooBusy))));
    taken.sort_unstable();
    let stored: Vec<u64> = scene.everything().await.iter().map(|record| record.position).collect();
    assert_eq!(stored, taken);
    assert!(scene.log.verify(Vec::new(), |_| {}).await.expect("verified").is_sound());
}
