//! The embedded store's file, one bit of it flipped anywhere: header, page, pointer or content.

use std::{sync::Arc, time::Duration};

use throughline_log::{Against, Keys, SqliteStore, Store as _, store::Page, verify};
use tokio::time::timeout;

use super::{
    place::Place as _,
    scene::{Scene, met_together, person, request},
    sqlite::SqlitePlace,
};

const FLIPS: usize = 400;

/// What a reader gets; nothing if it gets an error.
async fn read(store: &SqliteStore) -> Option<(String, u64, Page)> {
    let claimed = store.look().await.ok()??;
    Some((claimed.origin, claimed.head.position, store.read(0, 1_000).await.ok()?))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_flipped_bit_in_the_file_changes_unseen_what_is_read() {
    let scene = Scene::<SqlitePlace>::new().await;
    scene.fill_with_meetings(30).await;
    scene.append(request((0..10).map(|_| met_together(&[person(1), person(2)])))).await.expect("appended");
    let place = scene.close().await;
    let whole = place.keep();
    let expected = read(&place.store()).await.expect("read");
    let keys = Keys::open(place.keys()).expect("keys");

    let mut noticed = 0;
    for flip in 0..FLIPS {
        // Spread over the whole file, a different bit each time.
        let offset = whole.len() * flip / FLIPS + flip % 7;
        let mut bytes = whole.clone();
        bytes[offset] ^= 1 << (flip % 8);
        place.put_back(&bytes);
        let Ok(store) = SqliteStore::open(&place.path()) else {
            noticed += 1;
            continue;
        };
        let verified = verify(Arc::new(store.clone()), Arc::clone(&keys), Against::default(), |_| {});
        let verified = timeout(Duration::from_secs(30), verified)
            .await
            .unwrap_or_else(|_| panic!("verify does not end after bit {} of byte {offset}", flip % 8));
        match read(&store).await {
            // Not assert_eq: nobody wants to see the whole file.
            Some(found) if verified.is_ok_and(|report| report.is_sound()) => {
                assert!(found == expected, "bit {} of byte {offset}", flip % 8);
            }
            _ => noticed += 1,
        }
    }
    // Most of a small file is room that nothing lies in.
    assert!(noticed > FLIPS / 10, "{noticed}");
}
