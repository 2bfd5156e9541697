//! The tree and its checkpoints (I9).

use std::{collections::HashSet, fs, sync::Arc};

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::{
    collection::vec,
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use sha2::Sha256;
use throughline_log::{AppendError, Checkpoint, Doubt, Keys, Log, LogError, SignedCheckpoint, Store as _, tree};

use super::{
    place::Place,
    scene::{ORIGIN, Scene, met, person, request},
};

pub async fn the_root_is_that_of_another_rfc_6962_tree<P: Place>() {
    let mut runner = TestRunner::default();
    for _ in 0..8 {
        let scene = Scene::<P>::new().await;
        let sizes = vec(1_usize..12, 0..12).new_tree(&mut runner).expect("sizes").current();
        for size in &sizes {
            scene.append(request((0..*size).map(|_| met(person(1))))).await.expect("appended");
        }
        let mut oracle = MemoryBackedTree::<Sha256, [u8; 32]>::new();
        let records = scene.everything().await;
        records.iter().for_each(|record| oracle.push(tree::entry(&record.header_bytes)));
        let signed = scene.log.checkpoint_now().await.expect("signed").checkpoint;
        assert_eq!(signed.size, u64::try_from(sizes.iter().sum::<usize>()).expect("a size"));
        assert_eq!(signed.root[..], oracle.root().as_bytes()[..], "{sizes:?}");
        assert_eq!(records.iter().map(|record| record.leaf).collect::<HashSet<_>>().len(), records.len());
    }
}

pub async fn a_new_log_has_a_checkpoint_and_a_closed_one_its_last<P: Place>() {
    let scene = Scene::<P>::new().await;
    assert_eq!(scene.log.checkpoint().await.expect("one").checkpoint.size, 0);
    scene.fill_with_meetings(3).await;
    scene.log.close().await;
    let last = scene.log.checkpoint().await.expect("one");
    assert_eq!(SignedCheckpoint::open(&last.note, ORIGIN, &scene.keys.signer().public_key()).as_ref(), Ok(&last));
    assert_eq!(last.checkpoint.size, 3);
    let beside_the_keys = fs::read_to_string(scene.place.keys().join("checkpoint.note")).expect("a note");
    assert_eq!(beside_the_keys, last.note);
}

pub async fn a_log_older_than_its_checkpoint_is_read_and_not_written<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(3).await;
    let place = scene.close().await;
    let kept = place.keep();
    let store = place.store();
    let scene = Scene::with_store(place, store).await;
    scene.fill_with_meetings(2).await;
    let place = scene.close().await;
    place.put_back(&kept);

    let store = place.store();
    let scene = Scene::with_store(place, store).await;
    let expected = Doubt::Behind { size: 5, position: 3 };
    assert_eq!(scene.log.doubt().as_ref(), Some(&expected));
    assert!(matches!(scene.append(request([met(person(1))])).await, Err(AppendError::BehindCheckpoint(doubt)) if doubt == expected));
    assert!(matches!(scene.log.checkpoint_now().await, Err(LogError::InDoubt(_))));
    assert_eq!(scene.everything().await.len(), 3);
}

pub async fn a_log_with_another_root_than_published_is_not_written<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(3).await;
    let place = scene.close().await;
    let keys = Keys::open(place.keys()).expect("keys");
    let other = Checkpoint { origin: ORIGIN.to_owned(), size: 3, root: [1; 32] }.sign(keys.signer());
    fs::write(place.keys().join("checkpoint.note"), &other.note).expect("written");
    let log = Log::open(place.store(), keys, ORIGIN.to_owned()).await.expect("opened");
    assert_eq!(log.doubt(), Some(Doubt::OtherRoot { size: 3 }));
}

/// A note of another log, as it would lie beside that log's keys.
fn put_note_of_elsewhere(keys: &Keys, folder: &std::path::Path) -> String {
    let note = Checkpoint { origin: "throughline/elsewhere".to_owned(), size: 1, root: [1; 32] }.sign(keys.signer()).note;
    fs::write(folder.join("checkpoint.note"), &note).expect("written");
    note
}

pub async fn keys_of_another_log_open_nothing_and_sign_nothing<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(3).await;
    let place = scene.close().await;
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::open(folder.path()).expect("keys");
    let note = put_note_of_elsewhere(&keys, folder.path());
    let before = place.store().latest_checkpoint().await.expect("read");
    let opened = Log::open(place.store(), keys, ORIGIN.to_owned()).await;
    assert!(matches!(opened.err(), Some(LogError::OtherKeys { .. })));
    assert_eq!(place.store().latest_checkpoint().await.expect("read"), before);
    assert_eq!(fs::read_to_string(folder.path().join("checkpoint.note")).expect("read"), note);
}

/// Not even in the moment in which it begins.
pub async fn a_log_in_doubt_signs_nothing<P: Place>() {
    let scene = Scene::<P>::new().await;
    scene.fill_with_meetings(3).await;
    let place = scene.close().await;
    let note = put_note_of_elsewhere(&Keys::open(place.keys()).expect("keys"), place.keys());
    let before = place.store().latest_checkpoint().await.expect("read");
    for _ in 0..10 {
        let log = Log::open(place.store(), Keys::open(place.keys()).expect("keys"), ORIGIN.to_owned()).await.expect("opened");
        assert!(matches!(log.doubt(), Some(Doubt::Unbelievable(_))));
        log.close().await;
        assert_eq!(fs::read_to_string(place.keys().join("checkpoint.note")).expect("read"), note);
        assert_eq!(place.store().latest_checkpoint().await.expect("read"), before);
    }
}

pub async fn a_store_of_another_log_is_not_opened<P: Place>() {
    let scene = Scene::<P>::new().await;
    let opened = Log::open(scene.place.store(), Arc::clone(&scene.keys), "throughline/elsewhere".to_owned()).await;
    assert!(matches!(opened.err(), Some(LogError::OtherLog { found, .. }) if found == ORIGIN));
}
