//! What programs make of it that we did not write: pymerkle, Python's `cryptography`, a reader of tlog-proofs that knows the specification alone, and the
//! vectors that Certificate Transparency published.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use throughline_proof::{Hash, SignedCheckpoint, VerifierKey, check_consistency, check_inclusion, consistency, inclusion, tree};
use throughline_proto::v1::GetInclusionProofRequest;
use throughline_tests::{Place, chance::Chance, process::text};

use super::{
    scene::{key_of, live, published, publishing},
    watcher::Watcher,
};

/// Runs a program of tests/outside with what the tests installed.
fn runs(script: &str, arguments: &[&str], input: &str) -> Output {
    let own = env::current_exe().expect("a test has a path");
    let python = own.ancestors().map(|folder| folder.join("python/bin/python")).find(|path| path.exists());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside").join(script);
    let mut command = Command::new(python.expect("Python's packages are there; run: tests/run tools"));
    command.arg("-B").arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it hears");
    child.wait_with_output().expect("it ends")
}

/// Whether such a program says yes; it says no with 1, and why it fails with more.
fn says_yes(script: &str, arguments: &[&str]) -> bool {
    let output = runs(script, arguments, "");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.is_empty(), "{script}: {errors}");
    output.status.success()
}

fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = tree::Frontier::default();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

fn hashes(leaves: &[Hash], stretches: Vec<std::ops::Range<u64>>) -> Vec<Hash> {
    let index = |index: u64| usize::try_from(index).expect("few");
    stretches.into_iter().map(|stretch| root(&leaves[index(stretch.start)..index(stretch.end)])).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn all_hex(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| hex(hash)).collect()
}

#[test]
fn pymerkle_comes_to_the_same_roots_and_proofs() {
    let mut chance = Chance::new(41);
    let entries: Vec<Hash> = (0..300_u64).map(|index| tree::entry(&index.to_be_bytes())).collect();
    let leaves: Vec<Hash> = entries.iter().map(tree::leaf).collect();
    let sizes = || (1..=64).chain([127, 128, 129, 255, 256, 257, 300]);
    let roots: Vec<_> = sizes().map(|size| json!([size, hex(&root(&leaves[..size]))])).collect();
    let mut included = Vec::new();
    let mut goes_on = Vec::new();
    for size in sizes() {
        for _ in 0..4 {
            let index = chance.below(size) as u64;
            included.push(json!([index, size, all_hex(&hashes(&leaves, inclusion(index, size as u64).expect("it is there")))]));
            let old = 1 + chance.below(size) as u64;
            if old < size as u64 {
                goes_on.push(json!([old, size, all_hex(&hashes(&leaves, consistency(old, size as u64).expect("it goes on")))]));
            }
        }
    }
    let expected = roots.len() + included.len() + goes_on.len();
    let given = json!({ "entries": all_hex(&entries), "roots": roots, "inclusion": included, "consistency": goes_on });
    let output = runs("trees.py", &[], &given.to_string());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(told.trim(), expected.to_string(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(expected > 400, "{expected}");
}

/// The entries that Certificate Transparency's own tests are published with, and the roots over the first one, two, three … of them.
const ENTRIES: [&[u8]; 8] = [b"", b"\0", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const SIBLING: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const SECOND: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const FIFTH: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const LAST: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const RIGHT: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const PAIR: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

#[test]
fn the_published_vectors_of_rfc_6962_hold() {
    let leaf = |entry: &&[u8]| Hash::from(Sha256::new().chain_update([0]).chain_update(entry).finalize());
    let leaves: Vec<Hash> = ENTRIES.iter().map(leaf).collect();
    assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size, root_of) in (1..).zip(ROOTS) {
        assert_eq!(hex(&root(&leaves[..size])), root_of);
    }
    for (index, size, path) in [
        (0, 8, vec![SECOND, SIBLING, RIGHT]),
        (5, 8, vec![FIFTH, LAST, ROOTS[3]]),
        (2, 3, vec![ROOTS[1]]),
        (1, 5, vec![ROOTS[0], SIBLING, FIFTH]),
    ] {
        let proof = hashes(&leaves, inclusion(index, size).expect("it is there"));
        assert_eq!(all_hex(&proof), path, "{index} in {size}");
        let (at, until) = (usize::try_from(index).expect("few"), usize::try_from(size).expect("few"));
        check_inclusion(&leaves[at], index, size, &root(&leaves[..until]), &proof).expect("it is proved");
    }
    for (old, new, path) in [(1, 8, vec![SECOND, SIBLING, RIGHT]), (6, 8, vec![PAIR, LAST, ROOTS[3]]), (2, 5, vec![SIBLING, FIFTH])] {
        let proof = hashes(&leaves, consistency(old, new).expect("it goes on"));
        assert_eq!(all_hex(&proof), path, "{old} to {new}");
        let root = |size: u64| root(&leaves[..usize::try_from(size).expect("few")]);
        check_consistency((old, &root(old)), (new, &root(new)), &proof).expect("it goes on");
    }
}

/// A place with a witness, and what it published.
async fn cosigned(own: &Path) -> (Place, Watcher, String) {
    let place = Place::new().await;
    let key = key_of(&place);
    let folder = place.close().await;
    let witness = Watcher::start(own, &key);
    let place = Place::open_with(folder, publishing(vec![witness.asked()], 1)).await;
    live(&place).await;
    (place, witness, key)
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn python_believes_our_notes_and_cosignatures_and_proofs_and_nothing_that_was_changed() {
    let own = tempfile::tempdir().expect("a folder");
    let (place, witness, key) = cosigned(own.path()).await;
    let told = published(&place).await;
    let (note, by_witness) = (file(own.path(), "note", &told.checkpoint), witness.key.to_string());
    for key in [&key, &by_witness] {
        assert!(says_yes("notes.py", &["check", key, text(&note)]), "{}", told.checkpoint);
    }
    let changed = file(own.path(), "changed", &told.checkpoint.replacen(&format!("\n{}\n", told.tree_size), "\n1\n", 1));
    for key in [&key, &by_witness] {
        assert!(!says_yes("notes.py", &["check", key, text(&changed)]));
    }
    let mut audit = place.keeper().audit();
    for position in [1, told.tree_size / 2, told.tree_size] {
        let request = GetInclusionProofRequest { position, tree_size: 0 };
        let proof = audit.get_inclusion_proof(request).await.expect("everybody may").into_inner();
        let (path, leaf) = (file(own.path(), "proof", &proof.tlog_proof), hex(&proof.leaf_hash));
        assert!(says_yes("tlog_proof.py", &[text(&path), &leaf, &key, &by_witness]), "{}", proof.tlog_proof);
        assert!(!says_yes("tlog_proof.py", &[text(&path), &hex(&[7; 32]), &key, &by_witness]));
        let moved = proof.tlog_proof.replacen(&format!("index {}\n", position - 1), &format!("index {position}\n"), 1);
        assert!(!says_yes("tlog_proof.py", &[text(&file(own.path(), "moved", &moved)), &leaf, &key]));
    }
}

#[test]
fn we_believe_a_note_that_python_signed_and_nothing_that_was_changed() {
    let own = tempfile::tempdir().expect("a folder");
    let text_of_it = "throughline/a-place\n8577\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nof our own\n";
    let output = runs("notes.py", &["sign", "throughline/a-place", text(&file(own.path(), "text", text_of_it))], "");
    let told = String::from_utf8(output.stdout).expect("text");
    let (key, note) = told.split_once('\n').expect("a key and a note");
    let key = VerifierKey::parse(key).expect("a key");
    let signed = SignedCheckpoint::open(note, &key.name, &key.public_key).expect("it is believed");
    assert_eq!(signed.checkpoint.size, 8577);
    let changed = note.replace("8577", "8578");
    assert!(SignedCheckpoint::open(&changed, &key.name, &key.public_key).is_err());
}
