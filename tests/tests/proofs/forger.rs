//! Somebody who has a bundle and not the log's key, and makes another of it: crudely, or with everything made to agree that needs no key.

use std::{collections::BTreeMap, convert::Infallible, fs, path::Path};

use prost::Message as _;
use throughline_proof::{Growing, Hash, tile::Tile, tree::leaf_of};
use throughline_proto::v1::BundledRecord;
use throughline_tests::chance::Chance;

const CHUNK: &str = "records/000000";

/// A bundle in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Forgery {
    /// Everything but the records, by its path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The records, in order.
    pub records: Vec<BundledRecord>,
}

/// What a forger does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Removed,
    Swapped,
    Repeated,
    Inserted,
    Spliced,
    Truncated,
    PartRemoved,
    PartsSwapped,
    PartAdded,
    HeaderChanged,
    BitChanged,
    FileTruncated,
}

/// How much a forger makes agree afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nothing.
    None,
    /// Records are numbered anew, and the manifest counts them.
    Numbered,
    /// The tiles are made anew of what the records are now, too.
    Whole,
}

impl Deed {
    pub const ALL: [Self; 12] = [
        Self::Removed,
        Self::Swapped,
        Self::Repeated,
        Self::Inserted,
        Self::Spliced,
        Self::Truncated,
        Self::PartRemoved,
        Self::PartsSwapped,
        Self::PartAdded,
        Self::HeaderChanged,
        Self::BitChanged,
        Self::FileTruncated,
    ];
}

impl Forgery {
    /// The bundle of a folder.
    pub fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        gather(folder, "", &mut files);
        let chunk = files.remove(CHUNK).expect("records");
        let (mut rest, mut records) = (chunk.as_slice(), Vec::new());
        while !rest.is_empty() {
            records.push(BundledRecord::decode_length_delimited(&mut rest).expect("a record"));
        }
        Self { files, records }
    }

    /// Its files, the records among them.
    fn all(&self) -> BTreeMap<String, Vec<u8>> {
        let chunk = self.records.iter().flat_map(prost::Message::encode_length_delimited_to_vec).collect();
        self.files.clone().into_iter().chain([(CHUNK.to_owned(), chunk)]).collect()
    }

    /// What of it lies otherwise in `folder` is put there; what lies there besides is taken away.
    pub fn write(&self, folder: &Path) {
        put(&self.all(), folder);
    }

    /// Does something with it, and puts it into a folder.
    pub fn forge(&self, deed: Deed, care: Care, other: &Self, chance: &mut Chance, folder: &Path) {
        if matches!(deed, Deed::BitChanged | Deed::FileTruncated) {
            let mut files = self.all();
            // The manifest is a list of contents that nobody signed: its spaces and its date are nobody's word.
            let names: Vec<_> = files.keys().filter(|name| *name != "manifest.json").cloned().collect();
            let file = files.get_mut(chance.of(&names)).expect("a file");
            let at = chance.below(file.len());
            match deed {
                Deed::BitChanged => file[at] ^= 1 << chance.below(8),
                _ => file.truncate(at),
            }
            return put(&files, folder);
        }
        let mut forged = self.clone();
        forged.change(deed, other, chance);
        match care {
            Care::None => {}
            Care::Numbered => forged.number(),
            Care::Whole => {
                forged.number();
                forged.tile();
            }
        }
        forged.write(folder);
    }

    fn change(&mut self, deed: Deed, other: &Self, chance: &mut Chance) {
        let records = &mut self.records;
        let (one, another) = two(records.len(), chance);
        match deed {
            Deed::Removed => drop(records.drain(one..=one + chance.below((records.len() - one).min(3)))),
            Deed::Swapped => records.swap(one, another),
            Deed::Repeated => {
                let again = records[one].clone();
                records.insert(chance.below(records.len() + 1), again);
            }
            Deed::Inserted => {
                let from_elsewhere = chance.of(&other.records).clone();
                records.insert(one, BundledRecord { position: records[one].position, ..from_elsewhere });
            }
            Deed::Spliced => {
                let (from, until) = (one.min(another), one.max(another));
                let theirs = other.records.iter().skip(from).take(1 + chance.below(until - from + 1)).cloned();
                records.splice(from..until, theirs);
            }
            Deed::Truncated => records.truncate(one),
            Deed::PartRemoved => {
                let (record, part) = part(records, chance);
                records[record].parts[part].clear();
            }
            Deed::PartsSwapped => {
                let (one, mut other) = (part(records, chance), part(records, chance));
                while records[one.0].parts[one.1] == records[other.0].parts[other.1] {
                    other = part(records, chance);
                }
                let taken = records[other.0].parts[other.1].clone();
                records[other.0].parts[other.1] = std::mem::replace(&mut records[one.0].parts[one.1], taken);
            }
            Deed::PartAdded => {
                let added = records[another].parts.first().filter(|part| !part.is_empty()).cloned();
                records[one].parts.push(added.unwrap_or_else(|| b"added".to_vec()));
            }
            Deed::HeaderChanged => {
                let header = &mut records[one].header;
                let at = chance.below(header.len());
                header[at] ^= 1 << chance.below(8);
            }
            Deed::BitChanged | Deed::FileTruncated => unreachable!("these are done to files"),
        }
    }

    fn number(&mut self) {
        (1..).zip(&mut self.records).for_each(|(position, record)| record.position = position);
        let mut manifest: serde_json::Value = serde_json::from_slice(&self.files["manifest.json"]).expect("JSON");
        manifest["records"] = self.records.len().into();
        self.files.insert("manifest.json".into(), serde_json::to_vec_pretty(&manifest).expect("JSON"));
    }

    /// The tiles of the records as they are now.
    fn tile(&mut self) {
        self.files.retain(|path, _| !path.starts_with("tile/"));
        let (mut growing, files) = (Growing::default(), &mut self.files);
        let mut keep = |tile: Tile, hashes: &[Hash]| {
            files.insert(tile.path(), hashes.as_flattened().to_vec());
            Ok::<_, Infallible>(())
        };
        self.records.iter().for_each(|record| growing.push(leaf_of(&record.header), &mut keep).expect("kept"));
        growing.settle(&mut keep).expect("kept");
    }
}

/// Two places in a list.
fn two(length: usize, chance: &mut Chance) -> (usize, usize) {
    let one = chance.below(length);
    (one, (one + 1 + chance.below(length - 1)) % length)
}

/// A part that is there.
fn part(records: &[BundledRecord], chance: &mut Chance) -> (usize, usize) {
    loop {
        let record = chance.below(records.len());
        let parts = &records[record].parts;
        if let Some(part) = (!parts.is_empty()).then(|| chance.below(parts.len())).filter(|part| !parts[*part].is_empty()) {
            return (record, part);
        }
    }
}

fn gather(folder: &Path, beneath: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let path = format!("{beneath}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a type").is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("read"));
        }
    }
}

fn put(files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    let mut there = BTreeMap::new();
    gather(folder, "", &mut there);
    for (path, _) in there.iter().filter(|(path, _)| !files.contains_key(*path)) {
        fs::remove_file(folder.join(path)).expect("taken away");
    }
    for (path, bytes) in files.iter().filter(|(path, bytes)| there.get(*path) != Some(bytes)) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}
