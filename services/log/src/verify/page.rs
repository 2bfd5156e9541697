//! One stretch of records: does each say what was hashed, and are its parts those that it speaks of?
//!
//! Pure and by itself, so that several stretches are checked at once. Nothing in here may read the store.

use std::{collections::HashMap, fmt, iter::Peekable, ops::RangeInclusive, vec};

use throughline_proto::v1::Header;
use uuid::Uuid;

use super::{
    finding::{Finding, Trouble, hex},
    once::OnceSum,
};
use crate::{
    format::{part_digest, to_uuid},
    keys::Keys,
    once,
    record::{decode_header, people},
    store::{Page, StoredPart, StoredRecord},
};
use throughline_proof::{Hash, tree::leaf_of};

/// A stretch as it was read.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    pub page: Page,
    /// Positions whose rows the store cannot read, and what it says.
    pub unreadable: HashMap<u64, String>,
    /// Parts were not read.
    pub headers_only: bool,
}

/// What a stretch came to.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// One for each position of the stretch.
    pub records: Vec<CheckedRecord>,
    pub findings: Vec<Finding>,
    /// Parts that are not there; whether that is as it should be depends on erasures anywhere in the log.
    pub missing: Vec<MissingPart>,
    pub once: OnceSum,
    pub parts: u64,
}

/// What goes into the tree, and what the next record is compared with. Nothing, where there is none to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CheckedRecord {
    pub leaf: Option<Hash>,
    pub link: Option<Link>,
}

/// Which event of which request a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub request_id: Uuid,
    pub index: u32,
    pub count: u32,
}

impl Link {
    /// Whether it is the last of its request.
    pub fn is_last(self) -> bool {
        self.index + 1 == self.count
    }

    /// Whether it may stand right after another.
    pub fn follows(self, previous: Self) -> bool {
        if previous.is_last() { self.index == 0 } else { self == Self { index: previous.index + 1, ..previous } }
    }

    /// What should come next.
    pub fn next(self) -> String {
        if self.is_last() { "the first event of a request".to_owned() } else { Self { index: self.index + 1, ..self }.to_string() }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "event {} of {} of request {}", self.index + 1, self.count, self.request_id)
    }
}

/// A part that is not there.
#[derive(Debug)]
pub(crate) struct MissingPart {
    pub position: u64,
    pub part: usize,
    pub whose: Vec<Uuid>,
}

/// Checks the records at these positions.
pub(crate) fn check(stretch: Stretch, positions: RangeInclusive<u64>, keys: Option<&Keys>) -> Checked {
    let Stretch { page, unreadable, headers_only } = stretch;
    let mut checking = Checking { keys, headers_only, parts: page.parts.into_iter().peekable(), checked: Checked::default() };
    let mut records = page.records.into_iter().peekable();
    for position in positions {
        let following = position.saturating_add(1);
        match records.next_if(|record| record.position == position) {
            Some(record) => checking.record(position, &record),
            None => match next_misnumbered(&mut records, following) {
                Some(record) => {
                    checking.find(position, Trouble::PositionDiffers, position.to_string(), record.position.to_string());
                    checking.record(position, &record);
                }
                None => checking.gap(position, unreadable.get(&position)),
            },
        }
    }
    checking.checked
}

/// The next record, if it stands where another number belongs: the one after it goes on as if nothing were wrong.
fn next_misnumbered(records: &mut Peekable<vec::IntoIter<StoredRecord>>, following: u64) -> Option<StoredRecord> {
    let mut ahead = records.clone();
    ahead.next()?;
    let goes_on = ahead.peek().is_some_and(|record| record.position == following);
    if goes_on { records.next() } else { None }
}

struct Checking<'a> {
    /// Without them nobody can say by what a record is to be found again.
    keys: Option<&'a Keys>,
    headers_only: bool,
    parts: Peekable<vec::IntoIter<StoredPart>>,
    checked: Checked,
}

impl Checking<'_> {
    fn find(&mut self, position: u64, trouble: Trouble, expected: impl Into<String>, found: impl Into<String>) {
        self.checked.findings.push(Finding { position, trouble, expected: expected.into(), found: found.into() });
    }

    fn gap(&mut self, position: u64, unreadable: Option<&String>) {
        match unreadable {
            Some(error) => self.find(position, Trouble::RecordUnreadable, "a record", error.as_str()),
            None => self.find(position, Trouble::RecordMissing, "a record", "none"),
        }
        self.checked.records.push(CheckedRecord::default());
        // Its parts are no more astray than it is.
        while self.parts.next_if(|part| part.position <= position).is_some() {}
    }

    fn record(&mut self, position: u64, stored: &StoredRecord) {
        let leaf = leaf_of(&stored.header);
        if stored.leaf != leaf {
            let found = if stored.leaf.is_empty() { "none".to_owned() } else { hex(&stored.leaf) };
            self.find(position, Trouble::LeafDiffers, hex(&leaf), found);
        }
        // The tree is built of what is stored, so that it says which of the two was changed.
        let leaf = Hash::try_from(stored.leaf.as_slice()).ok();
        let link = match decode_header(&stored.header) {
            Ok(header) => {
                if !self.headers_only {
                    self.parts(position, &header);
                }
                self.once(position, &header)
            }
            Err(error) => {
                self.find(position, Trouble::HeaderUnreadable, "a header of version 1", error.to_string());
                while self.parts.next_if(|part| part.position <= position).is_some() {}
                None
            }
        };
        self.checked.records.push(CheckedRecord { leaf, link });
    }

    fn parts(&mut self, position: u64, header: &Header) {
        let mut next = 0;
        while let Some(part) = self.parts.next_if(|part| part.position <= position) {
            let Some(expected) = header.parts.get(part.part).filter(|_| part.position == position) else {
                self.find(part.position, Trouble::PartStray, "no such part", format!("part {}", part.part));
                continue;
            };
            (next..part.part).for_each(|missing| self.missing(position, missing, header));
            next = part.part + 1;
            self.checked.parts += 1;
            let digest = part_digest(&part.bytes);
            if expected.digest != digest {
                let expected = format!("part {} with digest {}", part.part, hex(&expected.digest));
                self.find(position, Trouble::PartDiffers, expected, hex(&digest));
            }
        }
        (next..header.parts.len()).for_each(|missing| self.missing(position, missing, header));
    }

    fn missing(&mut self, position: u64, part: usize, header: &Header) {
        let index = header.parts.get(part).and_then(|part| part.person).and_then(|index| usize::try_from(index).ok());
        let whose = match index {
            Some(index) => people(header).nth(index).into_iter().collect(),
            None => people(header).collect(),
        };
        self.checked.missing.push(MissingPart { position, part, whose });
    }

    fn once(&mut self, position: u64, header: &Header) -> Option<Link> {
        let request_id = to_uuid(&header.request_id)?;
        if let Some(keys) = self.keys {
            expected_once(header, request_id, keys).for_each(|hash| self.checked.once.add(hash, position));
        }
        Some(Link { request_id, index: header.index, count: header.count })
    }
}

/// By which hashes a record is to be found again.
pub(crate) fn expected_once<'a>(header: &'a Header, request_id: Uuid, keys: &'a Keys) -> impl Iterator<Item = i64> + 'a {
    let request = (header.index == 0).then(|| once::of_request(keys, &header.agency, request_id));
    let source_key = <&[u8; 32]>::try_from(header.source_key_mac.as_slice()).ok().map(once::of_mac);
    request.into_iter().chain(source_key)
}
