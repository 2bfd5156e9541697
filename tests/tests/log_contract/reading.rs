//! What readers and followers see (I1).

use std::sync::Arc;

use tokio::{sync::Barrier, task::JoinSet};

use super::{
    place::Place,
    scene::{Scene, looked_at, met, person, request},
    watched::Watched,
};

pub async fn no_reader_sees_a_record_before_the_one_before_it<P: Place>() {
    const EVENTS: u64 = 400;
    let scene = Scene::<P>::new().await;
    let barrier = Arc::new(Barrier::new(12));
    let mut writers = JoinSet::new();
    for caller in 0..8 {
        let sealed: Vec<_> = (0..EVENTS / 8).map(|_| scene.seal(request([met(person(caller))]))).collect();
        let (log, barrier) = (scene.log.clone(), Arc::clone(&barrier));
        writers.spawn(async move {
            barrier.wait().await;
            for sealed in sealed {
                log.append(sealed).await.expect("appended");
            }
        });
    }
    let mut readers = JoinSet::new();
    for _ in 0..4 {
        let (log, barrier) = (scene.log.clone(), Arc::clone(&barrier));
        readers.spawn(async move {
            barrier.wait().await;
            let mut head = log.head();
            let mut seen = 0;
            while seen < EVENTS {
                let promised = *head.borrow_and_update();
                let page = log.read(seen, 100).await.expect("read");
                // In order and without a gap, and never less than the head has promised.
                assert!((seen + 1..).zip(&page).all(|(position, record)| record.position == position));
                seen += u64::try_from(page.len()).expect("a length");
                assert!(page.len() == 100 || seen >= promised);
                if page.is_empty() {
                    head.changed().await.expect("the log is there");
                }
            }
        });
    }
    writers.join_all().await;
    readers.join_all().await;
}

/// Whoever reads on has asked for pages that were not there yet, and then are.
pub async fn whoever_reads_on_misses_nothing_while_the_log_grows<P: Place>() {
    const EVENTS: u64 = 120;
    let scene = Scene::<P>::new().await;
    let sealed: Vec<_> = (0..EVENTS).map(|_| scene.seal(request([met(person(1))]))).collect();
    let log = scene.log.clone();
    let writer = tokio::spawn(async move {
        for sealed in sealed {
            log.append(sealed).await.expect("appended");
        }
    });
    let (mut records, mut seen) = (scene.log.read_on(0, u64::MAX, 7), 0);
    while seen < EVENTS {
        for record in records.next().await.expect("read without a gap") {
            seen += 1;
            assert_eq!(record.position, seen);
        }
    }
    writer.await.expect("written");
    assert!(records.next().await.expect("read").is_empty());
}

/// Also where the last page is exactly full, or nothing lies between.
pub async fn whoever_reads_on_ends_where_they_said<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(8).await;
    for (after, until, pages) in
        [(1, 7, vec![3, 3]), (0, 4, vec![3, 1]), (0, u64::MAX, vec![3, 3, 2]), (5, 5, vec![]), (u64::MAX, u64::MAX, vec![])]
    {
        let mut records = scene.log.read_on(after, until, 3);
        for length in pages {
            assert_eq!(records.next().await.expect("read").len(), length, "after {after}, until {until}");
        }
        assert!(records.next().await.expect("read").is_empty());
    }
}

/// What was asked for beyond a page that could not be read is asked for again with it.
pub async fn whoever_reads_on_goes_on_where_a_page_could_not_be_read<P: Place>() {
    let place = P::new();
    let (store, watch) = Watched::held(place.store());
    watch.open_gate();
    let scene = Scene::with_store(place, store).await;
    scene.fill_with_meetings(9).await;
    for away_after in [0, 3, 6, 9] {
        watch.is_away_once_after(away_after);
        let (mut records, mut seen, mut failed) = (scene.log.read_on(0, u64::MAX, 3), Vec::new(), 0);
        // Three pages, the one that was away, and the end.
        for _ in 0..5 {
            match records.next().await {
                Ok(page) => seen.extend(page.into_iter().map(|record| record.position)),
                Err(error) => {
                    assert_eq!(seen, (1..=away_after).collect::<Vec<_>>(), "{error}");
                    failed += 1;
                }
            }
        }
        assert_eq!((seen, failed), ((1..=9).collect::<Vec<_>>(), 1), "away after {away_after}");
    }
}

pub async fn a_page_ends_at_its_limit_or_at_the_head<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(5).await;
    let positions = |records: Vec<throughline_log::Record>| records.iter().map(|record| record.position).collect::<Vec<_>>();
    assert_eq!(positions(scene.log.read(1, 2).await.expect("read")), [2, 3]);
    assert_eq!(positions(scene.log.read(3, 100).await.expect("read")), [4, 5]);
    assert!(scene.log.read(5, 100).await.expect("read").is_empty());
    assert!(scene.log.read(500, 100).await.expect("read").is_empty());
}

pub async fn a_follower_is_woken_when_the_log_grows<P: Place>() {
    let scene = Scene::<P>::new().await;
    let mut head = scene.log.head();
    let follower = tokio::spawn(async move { *head.wait_for(|head| *head >= 3).await.expect("the log is there") });
    scene.append(request((0..3).map(|_| met(person(1))))).await.expect("appended");
    assert_eq!(follower.await.expect("woken"), 3);
}

pub async fn what_is_asked_for_before_an_answer_is_the_newest_record_that_is_no_look<P: Place>() {
    let scene = Scene::<P>::new().await;
    let news = async |scene: &Scene<P>| scene.log.look_for_news().await.expect("asked");
    assert_eq!(news(&scene).await, 0);
    for (draft, newest) in [(met(person(1)), 1), (looked_at(person(1)), 1), (looked_at(person(1)), 1), (met(person(1)), 4)] {
        scene.append(request([draft])).await.expect("appended");
        assert_eq!(news(&scene).await, newest);
    }
    scene.append(request((0..60).map(|_| looked_at(person(1))))).await.expect("appended");
    assert_eq!(news(&scene).await, 4);
    // Who has not asked for long is told of everything rather than of too little.
    for _ in 0..5 {
        scene.append(request((0..60).map(|_| looked_at(person(1))))).await.expect("appended");
    }
    assert_eq!(news(&scene).await, scene.head());
    let scene = scene.reopen().await;
    assert_eq!(news(&scene).await, scene.head());
}
