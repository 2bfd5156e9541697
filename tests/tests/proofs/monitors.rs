//! Our monitor at logs that a test signs for, served as files by a server that knows nothing of us: what goes on is followed, and whatever was
//! rewritten, cut off, shown twice or dated tomorrow is said, with 1 at the end.

use std::{
    convert::Infallible,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::Value;
use throughline_proof::{
    Checkpoint, Cosigner, Growing, Hash, KeyKind, Note, Signer, VerifierKey,
    tile::Tile,
    tree::{Frontier, leaf},
};
use throughline_servers::Process;
use throughline_tests::process::{ends, text};
use tokio::task::{JoinHandle, spawn_blocking};

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

/// A folder of this name, and a server over it.
async fn served(own: &Path, name: &str) -> (Process, PathBuf, SocketAddr) {
    let [files, servers] = [name.to_owned(), format!("own-{name}")].map(|name| own.join(name));
    [&files, &servers].into_iter().for_each(|folder| fs::create_dir_all(folder).expect("a folder"));
    let (process, at) = nginx(&files, &servers).await;
    (process, files, at)
}

/// What a look ends with, and says.
type Ended = (Option<i32>, String, Value);

/// What one look of the monitor that remembers in `data` ends with, and says.
async fn looks(at: &[SocketAddr], data: &Path, more: &[&str]) -> Ended {
    let urls: Vec<_> = at.iter().map(|at| format!("http://{at}")).collect();
    begins(&urls, data, more).await.expect("it ends")
}

/// The same, beside others.
fn begins(urls: &[String], data: &Path, more: &[&str]) -> JoinHandle<Ended> {
    let own = ["--public-key", &key(), "--data", text(data), "--once", "--format", "json"].map(str::to_owned);
    let more = more.iter().map(|&more| more.to_owned());
    let arguments: Vec<_> = ["monitor".to_owned()].into_iter().chain(urls.iter().cloned()).chain(own).chain(more).collect();
    spawn_blocking(move || ends(&arguments.iter().map(String::as_str).collect::<Vec<_>>()))
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
    // All side by side, since what may only be late is waited for.
    let deeds = deeds();
    let place =
        |number: usize| (served.join(number.to_string()), vec![format!("http://{at}/{number}")], own.path().join(number.to_string()));
    let all_look = async |prepare: &dyn Fn(usize, &Path)| {
        let begun: Vec<_> = (0..deeds.len())
            .map(|number| {
                let (folder, urls, data) = place(number);
                prepare(number, &folder);
                begins(&urls, &data, &[])
            })
            .collect();
        let mut ended = Vec::new();
        for look in begun {
            ended.push(look.await.expect("it ends"));
        }
        ended
    };
    let first = |_: usize, folder: &Path| {
        fs::create_dir_all(folder).expect("a folder");
        publish(folder, 700, 0, 0);
    };
    for (code, told, report) in all_look(&first).await {
        assert_eq!((code, &report["tree_size"], &report["sound"]), (Some(0), &700.into(), &true.into()), "{told}");
    }
    let done = all_look(&|number, folder| deeds[number].1(folder)).await;
    for ((what, _, says), (code, told, report)) in deeds.iter().zip(done) {
        assert!(code == Some(1) && told.contains(says) && report["sound"] != true, "a log that {what}: {code:?} {told}");
        assert!(!told.contains("panicked"), "{told}");
    }
    // They have learnt nothing from that, and follow the true one on.
    let anew = |_: usize, folder: &Path| {
        publish_anew(folder, 700);
        publish(folder, 900, 0, 0);
    };
    for ((what, ..), (code, told, report)) in deeds.iter().zip(all_look(&anew).await) {
        assert_eq!((code, &report["tree_size"]), (Some(0), &900.into()), "after a log that {what}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_is_waited_for_and_what_is_other_is_not() {
    let own = tempfile::tempdir().expect("a folder");
    let served = own.path().join("served");
    fs::create_dir_all(&served).expect("a folder");
    let (_running, at) = nginx(&served, own.path()).await;
    // A checkpoint, or a tile, that another node does not have yet.
    for tile_is_late in [false, true] {
        let data = tempfile::tempdir().expect("a folder");
        publish_anew(&served, 700);
        assert_eq!(looks(&[at], data.path(), &[]).await.0, Some(0));
        if tile_is_late {
            publish(&served, 1_000, 0, 0);
            fs::remove_file(served.join("tile/0/003.p/232")).expect("gone");
        } else {
            publish_anew(&served, 600);
        }
        let look = begins(&[format!("http://{at}")], data.path(), &[]);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(!look.is_finished(), "it waits");
        publish(&served, 1_000, 0, 0);
        let (code, told, report) = look.await.expect("it ends");
        assert_eq!((code, &report["tree_size"]), (Some(0), &1_000.into()), "late tile: {tile_is_late}: {told}");
        assert!(!data.path().join("evidence-001").exists(), "nobody is accused");
    }
    let data = tempfile::tempdir().expect("a folder");
    assert_eq!(looks(&[at], data.path(), &[]).await.0, Some(0));
    publish(&served, 1_000, 990, 7);
    let since = Instant::now();
    assert_eq!(looks(&[at], data.path(), &[]).await.0, Some(1));
    assert!(since.elapsed() < Duration::from_secs(15), "another history is said at once");
    assert!(data.path().join("evidence-001").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_look_that_broke_off_goes_on_from_there() {
    let own = tempfile::tempdir().expect("a folder");
    let served = own.path().join("served");
    fs::create_dir_all(&served).expect("a folder");
    let (_running, at) = nginx(&served, own.path()).await;
    for is_another_log_since in [false, true] {
        let data = tempfile::tempdir().expect("a folder");
        publish_anew(&served, 700);
        fs::remove_file(served.join("tile/0/002.p/188")).expect("gone");
        let look = begins(&[format!("http://{at}")], data.path(), &[]);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(!look.is_finished(), "it waits");
        if is_another_log_since {
            // Nobody has seen the one before whole: it is read from the beginning, and nobody is accused.
            publish(&served, 700, 0, 7);
        } else {
            publish(&served, 700, 0, 0);
            fs::remove_file(served.join("tile/0/000")).expect("gone");
        }
        let (code, told, report) = look.await.expect("it ends");
        assert_eq!((code, &report["tree_size"]), (Some(0), &700.into()), "another log: {is_another_log_since}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_down_hides_no_other() {
    let own = tempfile::tempdir().expect("a folder");
    let served = own.path().join("served");
    fs::create_dir_all(&served).expect("a folder");
    let (_running, at) = nginx(&served, own.path()).await;
    let down = SocketAddr::from(([127, 0, 0, 1], 1));
    publish(&served, 700, 0, 0);
    let data = tempfile::tempdir().expect("a folder");
    for both in [[down, at], [at, down]] {
        let (code, told, report) = looks(&both, data.path(), &[]).await;
        assert_eq!((code, &report["tree_size"], told.contains("127.0.0.1:1 could not be asked")), (Some(0), &700.into(), true), "{told}");
    }
    publish(&served, 700, 650, 7);
    let (code, told, _) = looks(&[down, at], data.path(), &[]).await;
    assert!(code == Some(1) && told.contains("TwoHistories"), "{told}");
    // Who lags while the other is down has forgotten nothing that one could know of.
    publish(&served, 600, 0, 0);
    let (code, told, _) = looks(&[at, down], data.path(), &[]).await;
    assert!(code != Some(0) && !told.contains("CheckpointAhead"), "{told}");
    let (code, told, report) = looks(&[down, down], data.path(), &[]).await;
    assert!(code != Some(0) && report.is_null(), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mirrors_that_lag_are_compared_with_each_other() {
    let own = tempfile::tempdir().expect("a folder");
    let (_first, one, at_one) = &served(own.path(), "one").await;
    let (_second, other, at_other) = &served(own.path(), "other").await;
    let (at_one, at_other) = (*at_one, *at_other);
    let data = tempfile::tempdir().expect("a folder");
    publish(one, 700, 0, 0);
    assert_eq!(looks(&[at_one], data.path(), &[]).await.0, Some(0));
    // The longest has no narrow tiles of 700, nor of what the other has signed.
    publish_anew(one, 1_000);
    publish_anew(other, 600);
    let (code, told, report) = looks(&[at_one, at_other], data.path(), &[]).await;
    assert_eq!((code, &report["tree_size"]), (Some(0), &1_000.into()), "{told}");
    // Both are behind what is remembered.
    publish_anew(one, 800);
    for (since, says) in [(550, "TwoHistories"), (600, "CheckpointAhead")] {
        publish(other, 600, since, 7);
        let (code, told, _) = looks(&[at_one, at_other], data.path(), &[]).await;
        assert!(code == Some(1) && told.contains(says), "other from {since} on: {told}");
    }
    let look = begins(&[at_one, at_other].map(|at| format!("http://{at}")), data.path(), &[]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    publish(one, 1_100, 0, 0);
    let (code, told, report) = look.await.expect("it ends");
    assert_eq!((code, &report["tree_size"]), (Some(0), &1_100.into()), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_view_is_found_by_who_looks_at_both() {
    let own = tempfile::tempdir().expect("a folder");
    let (_first, one, at_one) = &served(own.path(), "one").await;
    let (_second, other, at_other) = &served(own.path(), "other").await;
    let (at_one, at_other) = (*at_one, *at_other);
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
async fn tiles_that_fit_another_history_do_not_hide_it() {
    let own = tempfile::tempdir().expect("a folder");
    let (_first, one, at_one) = &served(own.path(), "one").await;
    let (_second, other, at_other) = &served(own.path(), "other").await;
    let (at_one, at_other) = (*at_one, *at_other);
    let data = own.path().join("monitor");
    publish(one, 300, 0, 0);
    assert_eq!(looks(&[at_one], &data, &[]).await.0, Some(0));
    let kept = own.path().join("kept.txt");
    fs::write(&kept, publish(other, 100, 50, 7)).expect("written");
    // Whoever serves the first mixes in the leaves of the second: its first hundred make the second's root.
    let (path, theirs) = (one.join("tile/0/000"), fs::read(other.join("tile/0/000.p/100")).expect("read"));
    let mut tile = fs::read(&path).expect("read");
    tile[..theirs.len()].copy_from_slice(&theirs);
    fs::write(&path, tile).expect("written");
    for (at, more) in [(&[at_one, at_other][..], &[][..]), (&[at_one], &["--checkpoint", text(&kept)])] {
        let (code, told, _) = looks(at, &data, more).await;
        assert!(code == Some(1) && told.contains("TwoHistories"), "{told}");
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
