//! Our monitor at logs that a test signs for, served as files by a server that knows nothing of us: what goes on is followed, and whatever was
//! rewritten, cut off, shown twice or dated tomorrow is said, with 1 at the end.

use std::{convert::Infallible, fs, net::SocketAddr, path::Path};

use serde_json::Value;
use throughline_proof::{
    Checkpoint, Cosigner, Growing, Hash, KeyKind, Note, Signer, VerifierKey,
    tile::Tile,
    tree::{Frontier, leaf},
};
use throughline_tests::process::{ends, text};
use tokio::task::spawn_blocking;

use super::served::nginx;

const ORIGIN: &str = "throughline/a-place";

fn signer() -> Signer {
    Signer::from_seed(&[9; 32]).expect("a key")
}

fn key() -> String {
    VerifierKey { name: ORIGIN.into(), kind: KeyKind::Log, public_key: signer().public_key() }.to_string()
}

/// Writes a log of so many records into a folder, of which those from `since` on differ by `salt`. Gives its checkpoint.
fn publish(folder: &Path, size: u64, since: u64, salt: u8) -> String {
    let (mut growing, mut frontier) = (Growing::default(), Frontier::default());
    let mut keep = |tile: Tile, hashes: &[Hash]| {
        let path = folder.join(tile.path());
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, hashes.as_flattened()).expect("written");
        Ok::<_, Infallible>(())
    };
    for index in 0..size {
        let mut entry = [if index < since { 0 } else { salt }; 32];
        entry[..8].copy_from_slice(&index.to_be_bytes());
        frontier.append(leaf(&entry));
        growing.push(leaf(&entry), &mut keep).expect("kept");
    }
    growing.settle(&mut keep).expect("kept");
    let note = Checkpoint { origin: ORIGIN.into(), size, root: frontier.root() }.sign(&signer()).note;
    fs::write(folder.join("checkpoint"), &note).expect("written");
    note
}

/// The same, true, and without anything of what was done there.
fn publish_anew(folder: &Path, size: u64) {
    fs::remove_dir_all(folder).expect("gone");
    fs::create_dir_all(folder).expect("a folder");
    publish(folder, size, 0, 0);
}

/// What one look of the monitor that remembers in `data` ends with, and says.
async fn looks(at: &[SocketAddr], data: &Path, more: &[&str]) -> (Option<i32>, String, Value) {
    let urls = at.iter().map(|at| format!("http://{at}"));
    let own = ["--public-key", &key(), "--data", text(data), "--once", "--format", "json"].map(str::to_owned);
    let arguments = ["monitor".to_owned()].into_iter().chain(urls).chain(own).chain(more.iter().map(|&more| more.to_owned()));
    let arguments: Vec<String> = arguments.collect();
    let run = move || ends(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    spawn_blocking(run).await.expect("it ends")
}

/// Something that is done to what is served, and what a monitor that has seen 700 records says.
type Deed<'a> = (&'a str, Box<dyn Fn(&Path) + 'a>, &'a str);

fn deeds() -> Vec<Deed<'static>> {
    let tile = |path: &'static str, change: fn(&mut Vec<u8>)| {
        move |folder: &Path| {
            drop(publish(folder, 1_000, 0, 0));
            let mut bytes = fs::read(folder.join(path)).expect("read");
            change(&mut bytes);
            fs::write(folder.join(path), bytes).expect("written");
        }
    };
    let note = |change: fn(String) -> String| {
        move |folder: &Path| {
            let note = publish(folder, 1_000, 0, 0);
            fs::write(folder.join("checkpoint"), change(note)).expect("written");
        }
    };
    vec![
        ("forgets", Box::new(|folder| drop(publish(folder, 600, 0, 0))), "CheckpointAhead"),
        ("is another of the same length", Box::new(|folder| drop(publish(folder, 700, 650, 7))), "TwoHistories"),
        ("goes on from another", Box::new(|folder| drop(publish(folder, 1_000, 650, 7))), "position"),
        ("goes on, with a leaf that is another", Box::new(tile("tile/0/003.p/232", |bytes| bytes[40] ^= 1)), "CheckpointDiffers"),
        ("goes on, with a tile above that is another", Box::new(tile("tile/1/000.p/3", |bytes| bytes[80] ^= 1)), "TileDiffers"),
        ("goes on, with a tile that was cut off", Box::new(tile("tile/0/003.p/232", |bytes| bytes.truncate(99))), ""),
        (
            "goes on, without a tile",
            Box::new(|folder| {
                drop(publish(folder, 1_000, 0, 0));
                fs::remove_file(folder.join("tile/0/003.p/232")).expect("gone");
            }),
            "",
        ),
        (
            "is signed by somebody else",
            Box::new(|folder| {
                let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 1_000, root: [1; 32] };
                fs::write(folder.join("checkpoint"), checkpoint.sign(&Signer::from_seed(&[8; 32]).expect("a key")).note).expect("written");
            }),
            "CheckpointUnbelievable",
        ),
        ("says another size", Box::new(note(|note| note.replace("\n1000\n", "\n1001\n"))), "CheckpointUnbelievable"),
        ("says nothing that can be read", Box::new(note(|_| "nothing".to_owned())), "CheckpointUnbelievable"),
        ("says very much", Box::new(note(|note| note.repeat(100_000))), ""),
        ("is of another name", Box::new(note(|note| note.replace(ORIGIN, "throughline/elsewhere"))), "CheckpointUnbelievable"),
        ("has no checkpoint", Box::new(|folder| fs::remove_file(folder.join("checkpoint")).expect("gone")), ""),
        (
            "has a number of records that nobody has",
            Box::new(|folder| {
                let checkpoint = Checkpoint { origin: ORIGIN.into(), size: u64::MAX, root: [1; 32] };
                fs::write(folder.join("checkpoint"), checkpoint.sign(&signer()).note).expect("written");
            }),
            "",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_log_does_but_go_on_is_said_and_never_called_sound() {
    let own = tempfile::tempdir().expect("a folder");
    let served = own.path().join("served");
    fs::create_dir_all(&served).expect("a folder");
    let (_running, at) = nginx(&served, own.path()).await;
    for (number, (what, deed, says)) in deeds().into_iter().enumerate() {
        let data = own.path().join(number.to_string());
        publish_anew(&served, 700);
        let (code, told, report) = looks(&[at], &data, &[]).await;
        assert_eq!((code, &report["tree_size"], &report["sound"]), (Some(0), &700.into(), &true.into()), "{told}");
        deed(&served);
        let (code, told, report) = looks(&[at], &data, &[]).await;
        assert!(code == Some(1) && told.contains(says) && report["sound"] != true, "a log that {what}: {code:?} {told}");
        assert!(!told.contains("panicked"), "{told}");
        // It has learnt nothing from that, and follows the true one on.
        publish_anew(&served, 700);
        publish(&served, 900, 0, 0);
        let (code, told, report) = looks(&[at], &data, &[]).await;
        assert_eq!((code, &report["tree_size"]), (Some(0), &900.into()), "after a log that {what}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_view_is_found_by_who_looks_at_both() {
    let own = tempfile::tempdir().expect("a folder");
    let folders = ["one", "other", "own-one", "own-other"].map(|name| own.path().join(name));
    folders.iter().for_each(|folder| fs::create_dir_all(folder).expect("a folder"));
    let [one, other, own_one, own_other] = &folders;
    let (_first, at_one) = nginx(one, own_one).await;
    let (_second, at_other) = nginx(other, own_other).await;
    publish(one, 300, 0, 0);
    // A mirror that shows the true history, shorter or not, is no other history.
    for (size, since, is_sound) in [(300, 300, true), (200, 200, true), (300, 299, false), (200, 150, false), (400, 299, false)] {
        publish(other, size, since, 7);
        let data = tempfile::tempdir().expect("a folder");
        let (code, told, report) = looks(&[at_one, at_other], data.path(), &[]).await;
        assert_eq!((code, report["sound"] == true), (Some(i32::from(!is_sound)), is_sound), "{size}, other from {since} on: {told}");
        // Each by itself is believed.
        for at in [at_one, at_other] {
            let data = tempfile::tempdir().expect("a folder");
            assert_eq!(looks(&[at], data.path(), &[]).await.0, Some(0));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cosignature_of_tomorrow_vouches_for_nothing() {
    let own = tempfile::tempdir().expect("a folder");
    let served = own.path().join("served");
    fs::create_dir_all(&served).expect("a folder");
    let (_running, at) = nginx(&served, own.path()).await;
    let witness = Cosigner::new("harmony-house/witness".into(), Signer::from_seed(&[1; 32]).expect("a key"));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs();
    let key = witness.key().to_string();
    for (at_seconds, is_sound) in [(now, true), (now + 7_200, false), (u64::MAX, false)] {
        let mut note = Note::parse(&publish(&served, 10, 0, 0)).expect("a note");
        note.signatures.push(witness.cosign(&note.text, at_seconds));
        fs::write(served.join("checkpoint"), note.to_string()).expect("written");
        let data = tempfile::tempdir().expect("a folder");
        let (code, told, _) = looks(&[at], data.path(), &["--witness", &key]).await;
        assert!(code == Some(i32::from(!is_sound)) && (is_sound || told.contains("WitnessesMissing")), "{at_seconds}: {told}");
    }
}
