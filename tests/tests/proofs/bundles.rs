//! Bundles at the command line: written at a place, checked where there is none, and each of many ways in which one is not what it was.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use throughline_proof::{Checkpoint, SignedCheckpoint, Signer, VerifierKey};
use throughline_tests::{
    Place,
    events::noted,
    process::{ends, program, text},
};

use super::{
    scene::{bundle, copy, key_of, live, newest, place, published},
    spoiling::{change_manifest, ways},
};

/// A place with people in it, and a bundle of all of it.
async fn bundled(folder: &Path) -> (Place, String) {
    let place = place().await;
    live(&place).await;
    bundle(&place, &folder.join("bundle"), &[]).await;
    let key = key_of(&place);
    (place, key)
}

/// What `verify` ends with, and says.
fn checks(bundle: &Path, key: &str, more: &[&str]) -> (Option<i32>, String) {
    let (code, told, _) = ends(&[&["verify", "--bundle", text(bundle), "--public-key", key, "--quiet"], more].concat());
    (code, told)
}

/// The report that `verify` gives to programs.
fn report(bundle: &Path, key: &str, more: &[&str]) -> (Option<i32>, Value) {
    let (code, told, report) =
        ends(&[&["verify", "--bundle", text(bundle), "--public-key", key, "--quiet", "--format", "json"], more].concat());
    assert!(report.is_object(), "{told}");
    (code, report)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_everything_is_checked_by_the_key_alone_also_where_there_is_no_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let (place, key) = bundled(folder.path()).await;
    let bundle = folder.path().join("bundle");
    let (code, told) = checks(&bundle, &key, &[]);
    assert!(code == Some(0) && told.contains("It holds everything that was written up to there."), "{told}");
    assert!(told.contains("Facts and words are sealed.") && told.contains("What is in it is as it was written."), "{told}");
    let (code, told) = report(&bundle, &key, &[]);
    assert_eq!((code, &told["sound"], &told["records"]), (Some(0), &json!(true), &told["bundle"]["tree_size"]));
    assert!(!files_hold(&bundle, b"quinces") && !files_hold(&bundle, b"Zephyrine"));
    place.close().await;

    let unshared = Command::new("unshare").args(["-rn", "true"]).output().expect("unshare is there");
    if !unshared.status.success() {
        println!("left out: a network namespace of its own, {}", String::from_utf8_lossy(&unshared.stderr));
        return;
    }
    let mut command = Command::new("unshare");
    command.arg("-rn").arg(program()).args(["verify", "--bundle", text(&bundle), "--public-key", &key, "--quiet"]);
    let output = command.env_clear().current_dir("/").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_story_and_one_agency_are_proved_record_by_record_and_opened_only_for_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = place().await;
    let people = live(&place).await;
    let key = key_of(&place);
    let (sealed, opened, agency) = (folder.path().join("sealed"), folder.path().join("opened"), folder.path().join("agency"));
    bundle(&place, &sealed, &["--resident", &people.rosa]).await;
    bundle(&place, &opened, &["--resident", &people.rosa, "--reason", "complaint 12 of 2026"]).await;
    bundle(&place, &agency, &["--agency", "care-city"]).await;
    for (bundle, says) in
        [(&sealed, "It holds the story of "), (&opened, "complaint 12 of 2026"), (&agency, "It holds what care-city wrote.")]
    {
        let (code, told) = checks(bundle, &key, &[]);
        assert!(code == Some(0) && told.contains(says) && told.contains("cannot be seen from a bundle of some records"), "{told}");
        assert!(!bundle.join("tile").exists());
    }
    let (_, told) = report(&opened, &key, &[]);
    assert!(told["opened"].as_u64() > Some(5) && told["absent"].as_u64() > Some(0), "{told}");
    // What two people said together is told of the one who is still there.
    assert!(checks(&opened, &key, &[]).1.contains("of people who were erased, or left out"));

    // By what rules they were written is with them.
    for bundle in [&sealed, &agency] {
        let adopted: Vec<_> = fs::read_dir(bundle.join("policies")).expect("policies").collect();
        assert_eq!(adopted.len(), 1);
    }
    let changed = [
        ("of", json!({ "story": people.sam })),
        ("made_at", json!("never")),
        ("witnesses", json!(["somebody"])),
        ("records", json!(u64::MAX)),
    ];
    for (field, value) in changed {
        let spoilt = folder.path().join(field);
        copy(&sealed, &spoilt);
        change_manifest(&spoilt, |manifest| manifest[field] = value.clone());
        let (code, told) = checks(&spoilt, &key, &[]);
        assert!(code == Some(1) && told.contains("in the manifest"), "{field}: {told}");
    }
    // Where the records are no folder, it ends, and says so.
    let without = folder.path().join("without");
    copy(&sealed, &without);
    change_manifest(&without, |manifest| manifest["records"] = json!(u64::MAX));
    fs::remove_dir_all(without.join("records")).expect("gone");
    fs::write(without.join("records"), "nothing").expect("written");
    let (code, told) = checks(&without, &key, &[]);
    assert!(code == Some(1) && told.contains("a file of records that can be read"), "{told}");
    // A bundle of Rosa's story is none of Sam's agency, and none of somebody else's story.
    let of_others = folder.path().join("of-others");
    copy(&sealed, &of_others);
    change_manifest(&of_others, |manifest| manifest["profiles"] = json!([people.sam]));
    let (code, told) = checks(&of_others, &key, &[]);
    assert!(code == Some(1) && told.contains("'s story, as the manifest says, found one about others"), "{told}");
    change_manifest(&agency, |manifest| manifest["of"]["agency"] = json!("harmony-house"));
    let (code, told) = checks(&agency, &key, &[]);
    assert!(code == Some(1) && told.contains("expected a record of harmony-house's"), "{told}");
    change_manifest(&opened, |manifest| manifest["words"] = json!("sealed"));
    let (code, told) = checks(&opened, &key, &[]);
    assert!(code == Some(1) && told.contains("expected no keys"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_to_a_bundle_is_said_and_never_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_place, key) = bundled(folder.path()).await;
    let whole = folder.path().join("bundle");
    for (number, (what, spoil, says)) in ways(&whole).into_iter().enumerate() {
        let spoilt = folder.path().join(number.to_string());
        copy(&whole, &spoilt);
        spoil(&spoilt);
        let (code, told) = checks(&spoilt, &key, &[]);
        assert!(code == Some(1) && told.contains(says), "{what}: {code:?} {told}");
        assert!(!told.contains("is as it was written") && !told.contains("panicked"), "{what}: {told}");
        fs::remove_dir_all(spoilt).expect("gone");
    }
    assert_eq!(checks(&whole, &key, &[]).0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_says_where_what_was_expected_what_was_found_and_what_it_means() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_place, key) = bundled(folder.path()).await;
    let whole = folder.path().join("bundle");
    let mut forgery = super::forger::Forgery::read(&whole);
    let at = forgery.records.iter().position(|record| record.parts.len() > 1 && !record.parts[1].is_empty()).expect("words");
    forgery.records[at].parts[1][0] ^= 1;
    forgery.write(&whole);
    let (code, told) = report(&whole, &key, &[]);
    let findings = told["findings"].as_array().expect("a list");
    assert_eq!((code, &told["sound"], findings.len()), (Some(1), &json!(false), 1));
    assert_eq!((&findings[0]["position"], &findings[0]["trouble"]), (&json!(at + 1), &json!("PartDiffers")));
    assert_eq!(findings[0]["means"], "what somebody said, or the facts of an event, were changed");
    assert!(findings[0]["expected"].as_str().is_some_and(|expected| expected.starts_with("part 1 with digest ")), "{told}");
    assert!(findings[0]["found"].as_str().is_some_and(|found| found.len() == 64), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_key_that_is_another_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = place().await;
    let people = live(&place).await;
    let opened = folder.path().join("opened");
    bundle(&place, &opened, &["--resident", &people.rosa, "--reason", "it is tried out"]).await;
    for change in [0, 1] {
        let mut forgery = super::forger::Forgery::read(&opened);
        let keys = forgery.records.iter_mut().flat_map(|record| &mut record.content_keys);
        let key = keys.into_iter().find(|key| !key.is_empty()).expect("a key");
        match change {
            0 => key[0] ^= 1,
            _ => key.truncate(31),
        }
        let spoilt = folder.path().join(change.to_string());
        copy(&opened, &spoilt);
        forgery.write(&spoilt);
        let (code, told) = checks(&spoilt, &key_of(&place), &[]);
        assert!(code == Some(1) && told.contains("expected a key that opens part"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_checkpoint_passed_off_as_new_is_found_by_who_kept_a_newer_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (place, key) = bundled(folder.path()).await;
    let old = folder.path().join("bundle");
    let kept = |name: &str, note: &str| {
        let path = folder.path().join(name);
        fs::write(&path, note).expect("written");
        text(&path).to_owned()
    };
    let of_the_bundle = kept("old.txt", &fs::read_to_string(old.join("checkpoint")).expect("read"));
    let house = place.agency("street-team").await;
    let kai = house.hears_of("Kai").await;
    house.write(noted(&kai, "New here.")).await;
    let newer = kept("newer.txt", &published(&place).await.checkpoint);
    let (code, told) = checks(&old, &key, &["--checkpoint", &newer]);
    assert!(code == Some(1) && told.contains("restored from an older backup"), "{told}");
    let new = folder.path().join("new");
    bundle(&place, &new, &[]).await;
    assert_eq!(checks(&new, &key, &["--checkpoint", &newer]).0, Some(0));
    assert_eq!(checks(&new, &key, &["--checkpoint", &of_the_bundle]).0, Some(0));

    // Two histories, of which the auditor was shown the other; and a note by somebody else.
    let root = [7; 32];
    let (origin, size) = (place.log().origin().to_owned(), 5);
    let other = kept("other.txt", &Checkpoint { origin: origin.clone(), size, root }.sign(place.keys().signer()).note);
    let (code, told) = checks(&new, &key, &["--checkpoint", &other]);
    assert!(code == Some(1) && told.contains("position 5: records were changed since this checkpoint was signed"), "{told}");
    let theirs = Checkpoint { origin, size, root }.sign(&Signer::from_seed(&[3; 32]).expect("a key"));
    let (code, told) = checks(&new, &key, &["--checkpoint", &kept("theirs.txt", &theirs.note)]);
    assert!(code == Some(1) && told.contains("a saved checkpoint was changed, or the log's key is another"), "{told}");

    // A bundle of some records can say less of it, and says so.
    let some = folder.path().join("some");
    bundle(&place, &some, &["--agency", "street-team"]).await;
    let has = SignedCheckpoint::open(&fs::read_to_string(some.join("checkpoint")).expect("read"), place.log().origin(), &public(&key));
    let size = has.expect("its own").checkpoint.size;
    let sign = |size| Checkpoint { origin: place.log().origin().to_owned(), size, root }.sign(place.keys().signer()).note;
    for (name, note, says) in [
        ("longer", sign(size + 1), "restored from an older backup"),
        ("same", sign(size), "records were changed since"),
        ("shorter", sign(size - 1), "cannot show that the log went on"),
        ("theirs", theirs.note, "is another"),
    ] {
        let (code, told) = checks(&some, &key, &["--checkpoint", &kept(name, &note)]);
        assert!(code == Some(1) && told.contains(says), "{name}: {told}");
    }
}

fn public(key: &str) -> [u8; 32] {
    VerifierKey::parse(key).expect("a key").public_key
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_and_missing_witnesses_are_found_and_wrong_use_ends_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let (place, key) = bundled(folder.path()).await;
    let whole = folder.path().join("bundle");
    assert_eq!(newest(&place).await.cosignatures.len(), 0);
    let other =
        VerifierKey { public_key: Signer::from_seed(&[3; 32]).expect("a key").public_key(), ..VerifierKey::parse(&key).expect("a key") };
    let (code, told) = checks(&whole, &other.to_string(), &[]);
    assert!(code == Some(1) && told.contains("signed by another key"), "{told}");
    let elsewhere = VerifierKey { name: "throughline/elsewhere".into(), ..VerifierKey::parse(&key).expect("a key") };
    let (code, told) = checks(&whole, &elsewhere.to_string(), &[]);
    assert!(code == Some(1) && told.contains("a checkpoint of another log"), "{told}");
    let witness = VerifierKey { kind: throughline_proof::KeyKind::Witness, ..other };
    let (code, told) = checks(&whole, &key, &["--witness", &witness.to_string()]);
    assert!(code == Some(1) && told.contains("expected 1 witnesses, found 0"), "{told}");
    let witness = witness.to_string();
    for wrong in [
        &["--public-key", "a key"][..],
        &["--public-key", &witness],
        &["--public-key", &key, "--witness", &key],
        &["--public-key", &key, "--witness", &witness, "--witnesses-needed", "2"],
        &["--public-key", &key, "--checkpoint", "there-is-no-such-file.txt"],
        &[],
    ] {
        let (code, told, _) = ends(&[&["verify", "--bundle", text(&whole)], wrong].concat());
        assert_eq!(code, Some(2), "{wrong:?}: {told}");
    }
    // And a folder that has something in it is not written to.
    let (code, told, _) = ends(&["bundle", "--data", text(place.folder.path()), "--out", text(&whole)]);
    assert!(code == Some(2) && told.contains("has something in it already"), "{told}");
}

fn files_hold(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).any(|path| {
        if path.is_dir() {
            files_hold(&path, bytes)
        } else {
            fs::read(path).expect("read").windows(bytes.len()).any(|window| window == bytes)
        }
    })
}
