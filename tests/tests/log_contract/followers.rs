//! How far those have come who act outside the log on what it says, and what only one of them may do at a time.

use std::time::Duration;

use throughline_log::{Followed, Store as _};
use uuid::Uuid;

use super::{place::Place, scene::Scene};

pub async fn a_follower_is_remembered_with_its_note_after_a_restart<P: Place>() {
    let scene = Scene::<P>::new().await;
    assert_eq!(scene.log.followed("news").await.expect("read"), None);
    for position in [3, 7] {
        let followed = Followed { position, note: format!("as of {position}") };
        scene.log.save_followed("news", followed).await.expect("saved");
    }
    let scene = scene.reopen().await;
    let expected = Followed { position: 7, note: "as of 7".to_owned() };
    assert_eq!(scene.log.followed("news").await.expect("read"), Some(expected));
    assert_eq!(scene.log.followed("other").await.expect("read"), None);
}

pub async fn a_lease_is_kept_by_its_holder<P: Place>() {
    let scene = Scene::<P>::new().await;
    let holder = Uuid::now_v7();
    for _ in 0..3 {
        assert!(scene.place.store().hold("news", holder, Duration::from_secs(60)).await.expect("asked"));
    }
}
