//! Witnesses: what they cosign is told; one that is away, slow, behind or lying makes nothing count; and none cosigns a history that was rewritten.

use std::{fs, sync::Arc};

use throughline_proof::{Checkpoint, Cosigner, KeyKind, Note, Quorum, Signer, VerifierKey, consistency, tree, witness::AddCheckpoint};
use throughline_tests::{Place, events::noted};
use tokio::sync::Barrier;

use super::{
    http::{Fake, answer, get, post},
    scene::{copy, key_of, newest, published, publishing, until},
    watcher::{NAME, Watcher, asked_at},
};

const TEXT: &str = "text/plain";
const SIZE: &str = "text/x.tlog.size";

/// A place before it is served, whose key witnesses want to know.
async fn prepared() -> (tempfile::TempDir, String) {
    let place = Place::new().await;
    let key = key_of(&place);
    (place.close().await, key)
}

/// Somebody writes so much.
async fn write(place: &Place, records: usize) {
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.record((0..records).map(|number| noted(&rosa, &format!("Note {number}."))).collect()).await.expect("taken in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_witness_cosigned_is_told_over_grpc_and_over_http() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let witness = Watcher::start(own.path(), &key);
    let place = Place::open_with(folder, publishing(vec![witness.asked()], 1)).await;
    write(&place, 3).await;
    let told = published(&place).await;
    assert_eq!((told.witnesses_wanted, told.cosignatures.len(), told.cosignatures[0].witness.as_str()), (1, 1, NAME));
    assert!(told.cosignatures[0].cosigned_at.starts_with("20"), "{told:?}");
    let over_http = get(place.tiles(), "/checkpoint").await;
    let note = Note::parse(&over_http.text()).expect("a note");
    let quorum = Quorum { witnesses: vec![witness.key.clone()], needs: 1 };
    assert!(quorum.is_met(&note) && note.is_signed_by(&VerifierKey::parse(&key).expect("a key")), "{note}");
    // It says who it is and what it watches, and cosigns what it cosigned again.
    assert!(get(witness.at, "/").await.text().contains(place.log().origin()));
    let again = AddCheckpoint { old: told.tree_size, proof: Vec::new(), checkpoint: told.checkpoint };
    assert_eq!(post(witness.at, "/add-checkpoint", again.to_string().as_bytes()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_witness_is_away_nothing_new_counts_and_then_it_does() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let witness = Watcher::start(own.path(), &key);
    let (at, asked) = (witness.at, witness.asked());
    let place = Place::open_with(folder, publishing(vec![asked], 1)).await;
    write(&place, 2).await;
    let before = published(&place).await;
    // The first of the two that are never told of.
    drop(witness);
    let mut deaf = Fake::answering_at(at, |_| None).await;
    let rosa = place.agency("care-city").await.hears_of("Rosa").await;
    assert!(deaf.is_asked().await.starts_with("old "), "{rosa}");
    deaf.end().await;
    place.log().checkpoint_now().await.expect("signed");
    assert_eq!(newest(&place).await, before);
    assert_eq!(get(place.tiles(), "/checkpoint").await.text(), before.checkpoint);
    let _witness = Watcher::start_at(own.path(), &key, at);
    let after = published(&place).await;
    assert!(after.tree_size > before.tree_size && after.cosignatures.len() == 1, "{after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_without_a_witness_is_cosigned_also_while_nothing_is_written() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let place = Place::open_with(folder, publishing(Vec::new(), 0)).await;
    write(&place, 2).await;
    let before = published(&place).await;
    assert_eq!(before.cosignatures.len(), 0);
    let witness = Watcher::start(own.path(), &key);
    let place = Place::open_with(place.close().await, publishing(vec![witness.asked()], 1)).await;
    until("it is cosigned", async || newest(&place).await.cosignatures.len() == 1).await;
    let after = newest(&place).await;
    assert_eq!((after.tree_size, after.root), (before.tree_size, before.root));
}

/// What somebody answers to a question.
type Lie = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// What liars answer, by what they are.
fn lies(key: &VerifierKey, log: &str) -> Vec<(&'static str, Lie)> {
    let other = Cosigner::new(key.name.clone(), Signer::from_seed(&[77; 32]).expect("a key"));
    let elsewhere = Checkpoint { origin: log.to_owned(), size: 1, root: [1; 32] }.body();
    let own = Cosigner::new("another".into(), Signer::from_seed(&[5; 32]).expect("a key"));
    vec![
        ("is deaf", Box::new(|_| None)),
        ("hangs up", Box::new(|_| Some(Vec::new()))),
        ("talks nonsense", Box::new(|_| Some(b"\x00\xff nonsense\r\n\r\n".to_vec()))),
        ("says nothing well", Box::new(|_| Some(answer("200 OK", TEXT, "")))),
        ("says yes", Box::new(|_| Some(answer("200 OK", TEXT, "yes\n")))),
        ("says yes in a form that fits", Box::new(|_| Some(answer("200 OK", TEXT, "\u{2014} yes AAAAAAAA\n")))),
        ("cosigns with another key", {
            let cosign = move |asked: &str| other.cosign(&text_of(asked), 5).to_string();
            Box::new(move |asked| Some(answer("200 OK", TEXT, &cosign(asked))))
        }),
        ("cosigns something else", Box::new(move |_| Some(answer("200 OK", TEXT, &own.cosign(&elsewhere, 5).to_string())))),
        ("has seen more", Box::new(|_| Some(answer("409 Conflict", SIZE, "18446744073709551615\n")))),
        ("has seen what it is told it has", Box::new(|asked| Some(answer("409 Conflict", SIZE, &format!("{}\n", &asked[4..5]))))),
        ("has seen a word", Box::new(|_| Some(answer("409 Conflict", SIZE, "everything\n")))),
        ("is broken", Box::new(|_| Some(answer("500 Internal Server Error", TEXT, "\u{7}\u{1b}[31mbroken")))),
        ("sends elsewhere", Box::new(|_| Some(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n".to_vec()))),
        ("never ends", Box::new(|_| Some(answer("200 OK", TEXT, &"\u{2014} ".repeat(1 << 20))))),
    ]
}

/// The text of the checkpoint in a question.
fn text_of(asked: &str) -> String {
    Note::parse(&AddCheckpoint::parse(asked).expect("as C2SP writes it").checkpoint).expect("a note").text
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lie_of_a_witness_makes_a_checkpoint_count_nor_keeps_an_honest_one_from_it() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let honest = Watcher::start(own.path(), &key);
    let log = VerifierKey::parse(&key).expect("a key").name;
    let (mut witnesses, mut fakes) = (Vec::new(), Vec::new());
    let count = lies(&honest.key, &log).len();
    for number in 0..count {
        let seed = [u8::try_from(number).expect("few") + 100; 32];
        let key = Cosigner::new(format!("liar-{number}"), Signer::from_seed(&seed).expect("a key")).key();
        let (what, lie) = lies(&key, &log).swap_remove(number);
        let fake = Fake::answering(lie).await;
        witnesses.push(asked_at(fake.at, &key));
        fakes.push((what, fake));
    }
    // As long as two are needed and one is honest, nothing counts.
    let all = witnesses.iter().cloned().chain([honest.asked()]).collect::<Vec<_>>();
    let place = Place::open_with(folder, publishing(all.clone(), 2)).await;
    write(&place, 5).await;
    for (what, fake) in &mut fakes {
        for _ in 0..2 {
            assert!(fake.is_asked().await.starts_with("old "), "a witness that {what}");
        }
    }
    let told = newest(&place).await;
    assert_eq!((told.tree_size, told.witnesses_wanted, told.checkpoint.as_str()), (0, 2, ""), "{told:?}");
    assert_eq!(get(place.tiles(), "/checkpoint").await.status, 404);
    // Where one is enough, the honest one is.
    let place = Place::open_with(place.close().await, publishing(all, 1)).await;
    let told = published(&place).await;
    assert_eq!(told.cosignatures.iter().map(|cosigned| cosigned.witness.as_str()).collect::<Vec<_>>(), [NAME]);
    assert_eq!(Note::parse(&told.checkpoint).expect("a note").signatures.len(), 2, "{}", told.checkpoint);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_was_set_back_says_where_it_is_and_catches_up() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let witness = Watcher::start(own.path(), &key);
    let at = witness.at;
    let place = Place::open_with(folder, publishing(vec![witness.asked()], 1)).await;
    write(&place, 4).await;
    published(&place).await;
    let backup = tempfile::tempdir().expect("a folder");
    copy(own.path(), backup.path());
    place.agency("care-city").await.hears_of("Sam").await;
    published(&place).await;
    drop(witness);
    fs::remove_dir_all(own.path().join("logs")).expect("gone");
    copy(&backup.path().join("logs"), &own.path().join("logs"));
    let _witness = Watcher::start_at(own.path(), &key, at);
    place.agency("street-team").await.hears_of("Kai").await;
    assert_eq!(published(&place).await.cosignatures.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_has_forgotten_all_is_caught_up_from_the_beginning() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    let witness = Watcher::start(own.path(), &key);
    let at = witness.at;
    let place = Place::open_with(folder, publishing(vec![witness.asked()], 1)).await;
    write(&place, 4).await;
    published(&place).await;
    drop(witness);
    fs::remove_dir_all(own.path().join("logs")).expect("gone");
    let _witness = Watcher::start_at(own.path(), &key, at);
    place.agency("street-team").await.hears_of("Kai").await;
    assert_eq!(published(&place).await.cosignatures.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_rewritten_is_refused_and_the_witness_says_so() {
    let (folder, key) = prepared().await;
    let own = tempfile::tempdir().expect("a folder");
    // The same place, twice: name, key and the first records are one.
    let twin = tempfile::tempdir().expect("a folder");
    copy(folder.path(), twin.path());
    let witness = Watcher::start(own.path(), &key);
    let place = Place::open_with(folder, publishing(vec![witness.asked()], 1)).await;
    write(&place, 6).await;
    let seen = published(&place).await;
    let rewritten = Place::open_with(twin, publishing(vec![witness.asked()], 1)).await;
    assert_eq!(key_of(&rewritten), key);
    // Shorter, and then longer than what the witness has seen.
    write(&rewritten, 3).await;
    rewritten.log().checkpoint_now().await.expect("signed");
    assert!(rewritten.head() < seen.tree_size);
    rewritten.agency("care-city").await;
    write_on(&rewritten, seen.tree_size).await;
    rewritten.log().checkpoint_now().await.expect("signed");
    until("the witness says what it was asked for", async || witness.logged().contains("rewritten history")).await;
    assert_eq!(newest(&rewritten).await.tree_size, 0, "nothing of it counts");
    assert_eq!(newest(&place).await, seen);
    // By hand, what the place would have sent.
    let signed = rewritten.log().checkpoint_now().await.expect("signed");
    let stretches = consistency(seen.tree_size, signed.checkpoint.size).expect("longer");
    let leaves = rewritten.log().leaves(0, 1_000).await.expect("read");
    let proof = stretches.into_iter().map(|stretch| root(&leaves[range(&stretch)])).collect();
    let ask = AddCheckpoint { old: seen.tree_size, proof, checkpoint: signed.note };
    let told = post(witness.at, "/add-checkpoint", ask.to_string().as_bytes()).await;
    assert_eq!((told.status, told.text().contains("the log forgets or changes")), (422, true), "{told:?}");
}

fn range(stretch: &std::ops::Range<u64>) -> std::ops::Range<usize> {
    usize::try_from(stretch.start).expect("few")..usize::try_from(stretch.end).expect("few")
}

async fn write_on(place: &Place, beyond: u64) {
    let house = place.agency("youth-zone").await;
    let kai = house.hears_of("Kai").await;
    while place.head() <= beyond {
        house.write(noted(&kai, "Told anew.")).await;
    }
}

fn root(leaves: &[tree::Hash]) -> tree::Hash {
    let mut frontier = tree::Frontier::default();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

/// A log that a test signs for.
struct Log(Signer);

impl Log {
    const ORIGIN: &str = "throughline/a-place";

    fn key(&self) -> String {
        VerifierKey { name: Self::ORIGIN.into(), kind: KeyKind::Log, public_key: self.0.public_key() }.to_string()
    }

    /// A history of so many records, of which those after `common` differ by `salt`.
    fn leaves(common: u64, size: u64, salt: u8) -> Vec<tree::Hash> {
        (0..size).map(|index| tree::leaf(&[u8::try_from(index).expect("few") ^ if index < common { 0 } else { salt }; 32])).collect()
    }

    fn asks(&self, old: u64, leaves: &[tree::Hash]) -> String {
        let stretches = consistency(old, leaves.len() as u64).unwrap_or_default();
        let proof = stretches.iter().map(|stretch| root(&leaves[range(stretch)])).collect();
        let checkpoint = Checkpoint { origin: Self::ORIGIN.into(), size: leaves.len() as u64, root: root(leaves) }.sign(&self.0);
        AddCheckpoint { old, proof, checkpoint: checkpoint.note }.to_string()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_histories_that_come_at_once_one_is_cosigned() {
    let (log, own) = (Log(Signer::from_seed(&[9; 32]).expect("a key")), tempfile::tempdir().expect("a folder"));
    let witness = Watcher::start(own.path(), &log.key());
    let mut leaves: Vec<tree::Hash> = Vec::new();
    for round in 0..20 {
        let old = leaves.len() as u64;
        let barrier = Arc::new(Barrier::new(4));
        let askers = (1..=4).map(|salt| {
            let mut theirs = leaves.clone();
            theirs.extend(Log::leaves(old, old + 3, 0x80 | salt).split_off(leaves.len()));
            let (asks, barrier, at) = (log.asks(old, &theirs), Arc::clone(&barrier), witness.at);
            tokio::spawn(async move {
                barrier.wait().await;
                (post(at, "/add-checkpoint", asks.as_bytes()).await, theirs)
            })
        });
        let mut cosigned = Vec::new();
        for asker in askers.collect::<Vec<_>>() {
            let (told, theirs) = asker.await.expect("answered");
            match told.status {
                200 => cosigned.push(theirs),
                409 => assert_eq!((told.header("content-type"), told.text()), (Some(SIZE), format!("{}\n", old + 3)), "{round}"),
                _ => panic!("{told:?}"),
            }
        }
        assert_eq!(cosigned.len(), 1, "in round {round}");
        leaves = cosigned.remove(0);
    }
    // Another history of the same size, asked for from there: both are told apart, and it is logged.
    let other = Log::leaves(0, leaves.len() as u64, 0x55);
    let told = post(witness.at, "/add-checkpoint", log.asks(other.len() as u64, &other).as_bytes()).await;
    assert_eq!((told.status, told.text().contains("the log shows two")), (409, true), "{told:?}");
    assert!(witness.logged().contains("rewritten history"), "{}", witness.logged());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_answers_whatever_comes_and_stays() {
    let (log, own) = (Log(Signer::from_seed(&[9; 32]).expect("a key")), tempfile::tempdir().expect("a folder"));
    let witness = Watcher::start(own.path(), &log.key());
    let other = Log(Signer::from_seed(&[8; 32]).expect("a key"));
    let leaves = Log::leaves(0, 9, 1);
    let fits = log.asks(0, &leaves);
    let long = format!("old 0\n{}\n", "A".repeat(200_000));
    for (body, status) in [
        (Vec::new(), 400),
        (b"old".to_vec(), 400),
        (b"\xff\xfe".to_vec(), 400),
        (fits.replace("old 0", "old -1").into_bytes(), 400),
        (fits.replace("old 0", "old 10").into_bytes(), 400),
        (fits.replace("old 0", "old 3").into_bytes(), 409),
        (fits.replace(Log::ORIGIN, "throughline/elsewhere").into_bytes(), 404),
        (other.asks(0, &leaves).into_bytes(), 403),
        (fits.replace("\n9\n", "\n8\n").into_bytes(), 403),
        (long.into_bytes(), 413),
        (fits.replace("old 0\n", "old 0\nAAAA\n").into_bytes(), 400),
    ] {
        let told = post(witness.at, "/add-checkpoint", &body).await;
        assert_eq!(told.status, status, "{} said of {}", told.text(), String::from_utf8_lossy(&body[..body.len().min(300)]));
        assert!(!told.body.is_empty() && !told.text().contains('\u{2014}'), "{told:?}");
    }
    assert_eq!(get(witness.at, "/add-checkpoint").await.status, 405);
    assert_eq!(get(witness.at, "/../witness.key").await.status, 404);
    assert_eq!(post(witness.at, "/add-checkpoint", fits.as_bytes()).await.status, 200);
}
