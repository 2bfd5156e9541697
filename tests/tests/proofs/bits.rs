//! Every bit of a thousand records, changed one at a time: by its leaf alone, each record says whether it is as it was written.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    thread,
};

use throughline_log::{
    Draft, Keys, Lane, Request, SealedRecord, seal,
    store::{StoredPart, StoredRecord},
    verify_one,
};
use throughline_tests::chance::Chance;
use uuid::Uuid;

const RECORDS: u64 = 1_000;

/// A record as a store keeps it.
struct Written {
    position: u64,
    header: Vec<u8>,
    leaf: Vec<u8>,
    parts: Vec<Vec<u8>>,
}

/// What came of the flips.
#[derive(Debug, Default)]
struct Tally {
    tried: AtomicU64,
    found: AtomicU64,
    accused: AtomicU64,
}

impl Written {
    fn is_accused(&self) -> bool {
        let part = |(part, bytes): (usize, &Vec<u8>)| StoredPart { position: self.position, part, bytes: bytes.clone() };
        let record = StoredRecord { position: self.position, header: self.header.clone(), leaf: self.leaf.clone() };
        let (findings, parts) = verify_one(record, self.parts.iter().enumerate().map(part).collect());
        assert!(findings.iter().all(|finding| finding.position == self.position), "{findings:?}");
        // A header that cannot be read has no parts.
        assert!(!findings.is_empty() || parts == self.parts.len() as u64);
        !findings.is_empty()
    }

    /// Changes every bit of what `which` gives, one at a time.
    fn flip_all(&mut self, which: impl Fn(&mut Self) -> &mut Vec<u8>, tally: &Tally) {
        for at in 0..which(self).len() {
            for bit in 0..8 {
                which(self)[at] ^= 1 << bit;
                tally.tried.fetch_add(1, Relaxed);
                tally.found.fetch_add(u64::from(self.is_accused()), Relaxed);
                which(self)[at] ^= 1 << bit;
            }
        }
    }
}

/// Records of all shapes: about nobody, about one or several, with and without words, in every lane.
fn written() -> Vec<Written> {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::open(folder.path()).expect("keys");
    let people: Vec<Uuid> = (0..20).map(|number| Uuid::from_u128(1_000 + number)).collect();
    keys.ensure(&people).expect("keys for everybody");
    let mut chance = Chance::new(6_962);
    let mut records = Vec::new();
    while (records.len() as u64) < RECORDS {
        let drafts = (0..=chance.below(3)).map(|_| draft(&people, &mut chance)).collect();
        let request = Request {
            agency: (*chance.of(&["care-city", "harmony-house"])).to_owned(),
            request_id: Uuid::now_v7(),
            content: vec![7; chance.below(90)],
            recorded_at_us: 1_700_000_000_000_000 + i64::try_from(records.len()).expect("few"),
            drafts,
            condition: None,
        };
        let sealed = seal(&keys, request).expect("sealed");
        let stored = |record: &SealedRecord| (record.header.clone(), record.leaf.to_vec(), record.parts.clone());
        records.extend(sealed.records().iter().map(stored));
    }
    records.truncate(usize::try_from(RECORDS).expect("few"));
    (1..).zip(records).map(|(position, (header, leaf, parts))| Written { position, header, leaf, parts }).collect()
}

fn draft(people: &[Uuid], chance: &mut Chance) -> Draft {
    let first = chance.below(people.len());
    let people: Vec<Uuid> = people.iter().copied().cycle().skip(first).take(chance.below(4)).collect();
    let words = (0..).take(chance.below(people.len() + 1)).map(|person| (person, vec![b'w'; 1 + chance.below(40)])).collect();
    Draft {
        id: Uuid::now_v7(),
        // What concerns nobody is nobody's story.
        lane: if people.is_empty() { Lane::Public } else { *chance.of(&[Lane::Story, Lane::Control, Lane::Look]) },
        facts: vec![b'f'; 1 + chance.below(60)],
        words,
        people,
        source_key: (chance.below(4) == 0).then(|| Uuid::now_v7().to_string()),
    }
}

#[test]
fn every_changed_bit_of_a_thousand_records_is_found_and_no_untouched_record_is_accused() {
    let (mut records, next) = (written(), AtomicUsize::new(0));
    let (header, parts, leaf) = (Tally::default(), Tally::default(), Tally::default());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = records.len().div_ceil(threads);
    thread::scope(|scope| {
        for some in records.chunks_mut(share) {
            let (header, parts, leaf, next) = (&header, &parts, &leaf, &next);
            scope.spawn(move || {
                for record in some {
                    next.fetch_add(1, Relaxed);
                    header.accused.fetch_add(u64::from(record.is_accused()), Relaxed);
                    record.flip_all(|record| &mut record.header, header);
                    record.flip_all(|record| &mut record.leaf, leaf);
                    for part in 0..record.parts.len() {
                        record.flip_all(|record| &mut record.parts[part], parts);
                    }
                    // And as it was again.
                    header.accused.fetch_add(u64::from(record.is_accused()), Relaxed);
                }
            });
        }
    });
    println!("{:<22}{:>10}{:>10}", "a changed bit of", "tried", "found");
    for (what, tally) in [("a header", &header), ("a sealed part", &parts), ("a leaf", &leaf)] {
        println!("{what:<22}{:>10}{:>10}", tally.tried.load(Relaxed), tally.found.load(Relaxed));
        assert_eq!(tally.tried.load(Relaxed), tally.found.load(Relaxed), "{what}");
        assert!(tally.tried.load(Relaxed) > RECORDS * 8, "{what}");
    }
    println!("untouched records: {}, accused: {}", 2 * next.load(Relaxed), header.accused.load(Relaxed));
    assert_eq!((next.into_inner() as u64, header.accused.into_inner()), (RECORDS, 0));
}
