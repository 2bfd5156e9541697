//! Proofs, notes, keys, cosignatures and tiles' paths from anywhere: whatever arrives is read or refused, and what was changed proves nothing. `tests/run`
//! gives it some seconds; a long run is `PROPTEST_CASES=5000000 cargo test --release -p throughline-tests --test fuzz_proofs`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};
use throughline_proof::{
    Checkpoint, Cosigner, Hash, KeyKind, Note, Quorum, SignedCheckpoint, Signer, TlogProof, VerifierKey, check_consistency,
    check_inclusion, consistency, inclusion,
    tile::{Tile, Tiles},
    tree::{Frontier, leaf},
    witness::{AddCheckpoint, read_size},
};

const ORIGIN: &str = "throughline/a-place";
const SIZE: u64 = 13;
const OLD: u64 = 6;

/// A log of a few records, what it signed, and what of it is sent around.
struct Log {
    leaves: Vec<Hash>,
    key: VerifierKey,
    witness: VerifierKey,
    note: String,
    proof: String,
    asked: String,
}

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let leaves: Vec<Hash> = (0..SIZE).map(|index| leaf(&[u8::try_from(index).expect("few"); 32])).collect();
    let signer = Signer::from_seed(&[9; 32]).expect("a key");
    let cosigner = Cosigner::new("harmony-house/witness".into(), Signer::from_seed(&[1; 32]).expect("a key"));
    let root_of = |stretch: std::ops::Range<u64>| root(&leaves[at(stretch.start)..at(stretch.end)]);
    let signed = Checkpoint { origin: ORIGIN.into(), size: SIZE, root: root_of(0..SIZE) }.sign(&signer);
    let mut note = Note::parse(&signed.note).expect("a note");
    note.signatures.push(cosigner.cosign(&note.text, 1_700_000_000));
    let path = inclusion(4, SIZE).expect("it is there").into_iter().map(root_of).collect();
    let proof = TlogProof { extra: Some(b"{}".to_vec()), index: 4, path, checkpoint: note.to_string() };
    let goes_on = consistency(OLD, SIZE).expect("longer").into_iter().map(root_of).collect();
    let asked = AddCheckpoint { old: OLD, proof: goes_on, checkpoint: signed.note }.to_string();
    let key = VerifierKey { name: ORIGIN.into(), kind: KeyKind::Log, public_key: signer.public_key() };
    Log { key, witness: cosigner.key(), note: note.to_string(), proof: proof.to_string(), asked, leaves }
});

fn at(index: u64) -> usize {
    usize::try_from(index).expect("few")
}

fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

fn quorum() -> Quorum {
    Quorum { witnesses: vec![LOG.witness.clone()], needs: 1 }
}

/// Damages a text here and there: a letter is another, or there is one more, one less, or the rest is gone, or a line stands twice or elsewhere.
fn damaged(text: &str, damage: Vec<(Index, char, u8)>) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (place, letter, kind) in damage {
        if letters.is_empty() {
            break;
        }
        let at = place.index(letters.len());
        match kind {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 => drop(letters.remove(at)),
            3 => letters.truncate(at),
            _ => {
                let text: String = letters.iter().collect();
                let mut lines: Vec<&str> = text.split('\n').collect();
                let line = place.index(lines.len());
                let taken = if kind == 4 { lines[line] } else { lines.remove(line) };
                lines.insert(at % (lines.len() + 1), taken);
                letters = lines.join("\n").chars().collect();
            }
        }
    }
    letters.into_iter().collect()
}

/// A letter that is likely to mean something, or any.
fn letters() -> impl Strategy<Value = char> {
    prop_oneof![any::<char>(), prop::char::range(' ', '~'), Just('\n'), Just('\u{2014}'), Just('A'), Just('0')]
}

fn damage() -> impl Strategy<Value = Vec<(Index, char, u8)>> {
    vec((any::<Index>(), letters(), 0..6_u8), 1..6)
}

/// What is read is written again as it came, so that nothing was passed over.
fn reads_as_written(text: &str) -> Result<(), TestCaseError> {
    if let Ok(note) = Note::parse(text) {
        prop_assert_eq!(note.to_string(), text);
    }
    if let Ok(proof) = TlogProof::parse(text) {
        prop_assert_eq!(proof.to_string(), text);
    }
    if let Ok(asked) = AddCheckpoint::parse(text) {
        prop_assert_eq!(asked.to_string(), text);
    }
    if let Ok(key) = VerifierKey::parse(text) {
        prop_assert_eq!(key.to_string(), text.trim());
    }
    if let Ok(tile) = text.parse::<Tile>() {
        prop_assert_eq!(tile.path(), text);
    }
    if let Some(size) = read_size(text) {
        prop_assert_eq!(format!("{size}\n"), text);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_at_all_is_read_or_refused(lines in vec(vec(letters(), 0..70).prop_map(|line| line.into_iter().collect::<String>()), 0..8)) {
        let text = lines.join("\n");
        for before in ["", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 4\n", "old 6\n", "throughline/a-place\n13\n", "tile/0/"] {
            reads_as_written(&format!("{before}{text}"))?;
        }
        prop_assert!(SignedCheckpoint::open(&text, ORIGIN, &LOG.key.public_key).is_err());
    }

    #[test]
    fn a_damaged_note_says_what_it_said_or_is_not_believed(damage in damage()) {
        let note = damaged(&LOG.note, damage);
        reads_as_written(&note)?;
        let whole = Note::parse(&LOG.note).expect("a note");
        if SignedCheckpoint::open(&note, ORIGIN, &LOG.key.public_key).is_ok() {
            prop_assert_eq!(&Note::parse(&note).expect("read").text, &whole.text);
        }
        if let Ok(read) = Note::parse(&note) && quorum().is_met(&read) {
            prop_assert_eq!(read.text, whole.text);
        }
    }

    #[test]
    fn a_damaged_key_is_no_other_key(damage in damage()) {
        for key in [&LOG.key, &LOG.witness] {
            // The id is four bytes over the rest, so that one in four thousand million is another key.
            if let Ok(read) = VerifierKey::parse(&damaged(&key.to_string(), damage.clone())) {
                prop_assert_eq!(&read, key);
            }
        }
    }

    #[test]
    fn a_damaged_proof_proves_the_same_or_nothing(damage in damage(), other in 0..SIZE) {
        let text = damaged(&LOG.proof, damage);
        reads_as_written(&text)?;
        let Ok(proof) = TlogProof::parse(&text) else { return Ok(()) };
        let checks = |leaf: &Hash| proof.check(leaf, ORIGIN, &[LOG.key.public_key], &quorum()).is_ok();
        prop_assert!(other == 4 || !checks(&LOG.leaves[at(other)]));
        if checks(&LOG.leaves[4]) {
            let whole = TlogProof::parse(&LOG.proof).expect("a proof");
            prop_assert_eq!((proof.index, &proof.path), (whole.index, &whole.path));
        }
    }

    #[test]
    fn a_damaged_question_is_cosigned_as_it_was_or_declined(damage in damage(), seen in 0..=SIZE) {
        let text = damaged(&LOG.asked, damage);
        reads_as_written(&text)?;
        let Ok(asked) = AddCheckpoint::parse(&text) else { return Ok(()) };
        let seen_root = root(&LOG.leaves[..at(seen)]);
        if let Ok((checkpoint, note)) = asked.judge(std::slice::from_ref(&LOG.key), |_| Some((seen, seen_root))) {
            prop_assert_eq!((checkpoint.size, checkpoint.root), (SIZE, root(&LOG.leaves)));
            prop_assert_eq!((note.text, asked.old), (checkpoint.body(), seen));
        }
    }

    #[test]
    fn hashes_that_anybody_sends_prove_nothing(sizes in any::<(u64, u64)>(), small in (0_u64..40, 0_u64..40), hashes in vec(any::<Hash>(), 0..70)) {
        for (one, other) in [sizes, small] {
            prop_assert!(check_inclusion(&[1; 32], one, other, &[2; 32], &hashes).is_err());
            let goes_on = check_consistency((one, &[1; 32]), (other, &[2; 32]), &hashes);
            prop_assert!(goes_on.is_err() || one == 0 && hashes.is_empty());
        }
    }

    #[test]
    fn tiles_of_any_bytes_are_as_wide_as_they_say(level in 0_u8..9, index in any::<u64>(), width in any::<u16>(), bytes in vec(any::<u8>(), 0..600)) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(tile.hashes(&bytes).is_ok(), bytes.len() == usize::from(width) * 32);
        if let Ok(read) = tile.path().parse::<Tile>() {
            prop_assert_eq!(read, tile);
            let mut tiles = Tiles::default();
            tiles.insert(tile, bytes.as_chunks().0.to_vec());
            // Far from what there is, nothing is made up.
            prop_assert!(tiles.root_of(&(0..u64::MAX)).is_none());
        }
    }
}
