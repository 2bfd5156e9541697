//! Bundles with bytes that came from anywhere, in any of their files: each is read or refused, and none that was changed is believed.

use std::{collections::BTreeMap, convert::Infallible, fs, path::Path};

use proptest::{collection::vec, prelude::*, sample::Index, test_runner::TestRunner};
use prost::Message as _;
use serde_json::json;
use throughline::bundle::{Trust, verify};
use throughline_log::{Draft, Keys, Lane, Request, Trouble, seal};
use throughline_proof::{Checkpoint, Growing, Hash, Signer, tile::Tile, tree::Frontier, verifier_key};
use throughline_proto::v1::BundledRecord;
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::scene::trust;

const ORIGIN: &str = "throughline/a-place";
/// Checking one takes as long as reading several notes.
const OF_THE_USUAL: u32 = 5;

/// A bundle of three records, as this program writes one.
fn made() -> (BTreeMap<String, Vec<u8>>, Trust) {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::open(folder.path()).expect("keys");
    let person = Uuid::from_u128(7);
    keys.ensure(&[person]).expect("a key");
    let signer = Signer::from_seed(&[9; 32]).expect("a key");
    let (mut files, mut frontier, mut growing, mut chunk) = (BTreeMap::new(), Frontier::default(), Growing::default(), Vec::new());
    for position in 1..=3 {
        let words = vec![(0, b"words".to_vec())];
        let draft =
            Draft { id: Uuid::now_v7(), lane: Lane::Story, people: vec![person], facts: b"facts".to_vec(), words, source_key: None };
        let request = Request {
            agency: "care-city".into(),
            request_id: Uuid::now_v7(),
            content: Vec::new(),
            recorded_at_us: 1_700_000_000_000_000,
            drafts: vec![draft],
            condition: None,
        };
        let sealed = seal(&keys, request).expect("sealed");
        let record = &sealed.records()[0];
        frontier.append(record.leaf);
        growing.push(record.leaf, &mut |_, _| Ok::<_, Infallible>(())).expect("few");
        let bundled = BundledRecord { position, header: record.header.clone(), parts: record.parts.clone(), ..BundledRecord::default() };
        chunk.extend(bundled.encode_length_delimited_to_vec());
    }
    let mut keep = |tile: Tile, hashes: &[Hash]| {
        files.insert(tile.path(), hashes.as_flattened().to_vec());
        Ok::<_, Infallible>(())
    };
    growing.settle(&mut keep).expect("kept");
    files.insert("records/000000".into(), chunk);
    let key = verifier_key(ORIGIN, &signer.public_key());
    let manifest = json!({
        "format": "throughline-bundle/1", "log": ORIGIN, "verifier_keys": [key], "made_at": "2026-01-01T00:00:00Z", "tree_size": 3, "records": 3,
        "of": "everything", "words": "sealed",
    });
    files.insert("manifest.json".into(), manifest.to_string().into_bytes());
    let signed = Checkpoint { origin: ORIGIN.into(), size: 3, root: frontier.root() }.sign(&signer);
    files.insert("checkpoint".into(), signed.note.into_bytes());
    (files, trust(&key))
}

fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("written");
}

/// Damages bytes: one is another, or there are more, or fewer, or the rest is gone.
fn damaged(mut bytes: Vec<u8>, damage: &[(Index, Vec<u8>, u8)]) -> Vec<u8> {
    for (place, put, kind) in damage {
        let at = place.index(bytes.len() + 1);
        let end = (at + put.len()).min(bytes.len());
        match kind {
            0 => drop(bytes.splice(at..end, put.iter().copied())),
            1 => drop(bytes.splice(at..at, put.iter().copied())),
            2 => drop(bytes.drain(at..end)),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn one_damaged_record_costs_no_other_and_a_damaged_length_no_later_file() {
    let (mut files, trust) = made();
    let chunk = files.get_mut("records/000000").expect("records");
    let length = |at: usize| usize::from(chunk[at] & 0x7f) + (usize::from(chunk[at + 1]) << 7) + 2;
    let second = length(0);
    let damage = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut files = files.clone();
        change(files.get_mut("records/000000").expect("records"));
        let folder = tempfile::tempdir().expect("a folder");
        files.iter().for_each(|(path, bytes)| put(folder.path(), path, bytes));
        let (runtime, trust) = (Runtime::new().expect("a runtime"), trust.clone());
        let path = folder.path().to_owned();
        let checked = runtime.spawn(async move { verify(&path, &trust, |_, _| {}).await });
        let report = runtime.block_on(checked).expect("it does not fall over").expect("it is read").report;
        let found = report.findings.iter().map(|finding| (finding.position, finding.trouble)).collect::<Vec<_>>();
        (report.parts, found)
    };
    // No message has a field of this number and type.
    assert_eq!(damage(&|chunk| chunk[second + 2] = 0xff), (4, vec![(2, Trouble::RecordUnreadable)]));
    let (parts, found) = damage(&|chunk| chunk[second..second + 10].fill(0xff));
    assert_eq!((parts, &found[..2]), (2, &[(2, Trouble::RecordUnreadable), (3, Trouble::RecordUnreadable)][..]), "{found:?}");
}

#[test]
fn a_bundle_with_bytes_from_anywhere_is_refused_or_what_it_was() {
    let (files, trust) = made();
    let (folder, runtime) = (tempfile::tempdir().expect("a folder"), Runtime::new().expect("a runtime"));
    files.iter().for_each(|(path, bytes)| put(folder.path(), path, bytes));
    let check = || {
        let (folder, trust) = (folder.path().to_owned(), trust.clone());
        // As the program runs it: on one of the runtime's own threads.
        let checked = runtime.spawn(async move { verify(&folder, &trust, |_, _| {}).await });
        runtime.block_on(checked).expect("it does not fall over").is_ok_and(|bundled| bundled.report.is_sound())
    };
    assert!(check(), "the untouched one");
    let names: Vec<String> = files.keys().cloned().collect();
    let damage = vec((any::<Index>(), vec(any::<u8>(), 1..6), 0..4_u8), 1..4);
    let usual = ProptestConfig::default();
    let mut runner = TestRunner::new(ProptestConfig { cases: (usual.cases / OF_THE_USUAL).max(64), failure_persistence: None, ..usual });
    let cases = (prop::sample::select(names), damage);
    let ran = runner.run(&cases, |(name, damage)| {
        let changed = damaged(files[&name].clone(), &damage);
        put(folder.path(), &name, &changed);
        let is_believed = check();
        put(folder.path(), &name, &files[&name]);
        // What the manifest says beside what it can be held to is nobody's word: a date, and spaces.
        prop_assert!(!is_believed || name == "manifest.json" || changed == files[&name], "{}", name);
        Ok(())
    });
    ran.unwrap_or_else(|failed| panic!("{failed}"));
    assert!(check(), "the untouched one again");
}
