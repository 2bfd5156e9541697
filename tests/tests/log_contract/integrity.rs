//! Nothing that lies in the store changes unseen (I9).

use std::sync::Arc;

use throughline_log::{Against, Checkpoint, Keys, Report, Trouble, verify};

use super::{
    place::{Column, Place},
    scene::{ORIGIN, Scene, met_together, person, request},
};

async fn report<P: Place>(place: &P, published: Vec<String>) -> Report {
    let keys = Keys::open(place.keys()).expect("keys");
    verify(Arc::new(place.store()), keys, Against { published, ..Against::default() }, |_| {}).await.expect("verified")
}

/// Twelve records, closed.
async fn written<P: Place>() -> P {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(9).await;
    scene.append(request((0..3).map(|_| met_together(&[person(1), person(2)])))).await.expect("appended");
    scene.close().await
}

pub async fn an_untouched_log_verifies<P: Place>() {
    let report = report(&written::<P>().await, Vec::new()).await;
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!((report.records, report.parts), (12, 27));
    assert!(report.checkpoints >= 2 && report.root.is_some());
}

pub async fn one_flipped_bit_in_any_column_is_found_with_its_position<P: Place>() {
    for column in Column::ALL {
        let place = written::<P>().await;
        let position = place.flip(column, 7);
        let findings = report(&place, Vec::new()).await.findings;
        assert!(findings.iter().any(|finding| finding.position == position), "{column:?} at {position}: {findings:#?}");
    }
}

pub async fn a_removed_record_is_found<P: Place>() {
    let place = written::<P>().await;
    place.delete_record(5);
    let report = report(&place, Vec::new()).await;
    assert!(report.findings.iter().any(|finding| (finding.position, finding.trouble) == (5, Trouble::RecordMissing)));
    assert_eq!(report.root, None);
}

pub async fn a_checkpoint_kept_elsewhere_is_compared<P: Place>() {
    let place = written::<P>().await;
    let keys = Keys::open(place.keys()).expect("keys");
    let sign = |size, root| Checkpoint { origin: ORIGIN.to_owned(), size, root }.sign(keys.signer()).note;
    let troubles = |report: Report| report.findings.into_iter().map(|finding| finding.trouble).collect::<Vec<_>>();
    assert_eq!(troubles(report(&place, vec![sign(8, [1; 32])]).await), [Trouble::CheckpointDiffers]);
    assert_eq!(troubles(report(&place, vec![sign(13, [1; 32])]).await), [Trouble::CheckpointAhead]);
}
