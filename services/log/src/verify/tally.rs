//! The stretches put together, in order: the tree, the requests, and what depends on the whole log.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::{
    Report,
    finding::{Finding, Trouble, hex},
    once::OnceSum,
    page::{Checked, CheckedRecord, Link, MissingPart},
    published::Published,
};
use crate::{
    erasing::{AtDamage, erasures},
    error::LogError,
    store::{Head, Store, StoreError},
};
use throughline_proof::{Hash, tree::Frontier};

/// More than this are counted and not listed.
const MOST_FINDINGS: usize = 1_000;
/// What the first record follows: a request that is complete.
const BEGINNING: Link = Link { request_id: Uuid::nil(), index: 0, count: 1 };

/// What has been put together so far.
pub(crate) struct Tally {
    position: u64,
    tree: Frontier,
    /// False once a leaf is missing, or a root differs: what comes after says nothing new.
    is_tree_sound: bool,
    roots: BTreeMap<u64, Vec<Hash>>,
    compared: u64,
    /// Nothing, after a record that could not be read.
    previous: Option<Link>,
    once: OnceSum,
    /// Looked up when it is first asked for.
    erased: Option<HashSet<Uuid>>,
    parts: u64,
    findings: Vec<Finding>,
    unlisted: u64,
}

impl Tally {
    pub fn new(published: Published) -> Self {
        let mut tally = Self {
            position: 0,
            tree: Frontier::default(),
            is_tree_sound: true,
            roots: published.roots,
            compared: 0,
            previous: Some(BEGINNING),
            once: OnceSum::default(),
            erased: None,
            parts: 0,
            findings: Vec::new(),
            unlisted: 0,
        };
        published.findings.into_iter().for_each(|finding| tally.list(finding));
        tally.compare_roots();
        tally
    }

    /// How many records have been put together.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What the records call for in the index of what was applied once.
    pub fn once(&self) -> OnceSum {
        self.once
    }

    /// Takes in the next stretch.
    pub async fn take(&mut self, store: &dyn Store, checked: Checked, total: u64) -> Result<(), LogError> {
        self.once.merge(checked.once);
        self.parts += checked.parts;
        checked.findings.into_iter().for_each(|finding| self.list(finding));
        for missing in checked.missing {
            self.missing(store, missing, total).await?;
        }
        checked.records.into_iter().for_each(|record| self.record(record));
        Ok(())
    }

    /// There is nothing from a position on.
    pub fn rest_is_missing(&mut self, from: u64, total: u64) {
        self.is_tree_sound = false;
        self.previous = None;
        self.find(from, Trouble::RecordMissing, format!("records {from} to {total}"), "none");
    }

    fn record(&mut self, record: CheckedRecord) {
        self.position += 1;
        if let (Some(link), Some(previous)) = (record.link, self.previous)
            && !link.follows(previous)
        {
            self.find(self.position, Trouble::RequestTorn, previous.next(), link.to_string());
        }
        self.previous = record.link;
        match record.leaf {
            Some(leaf) => self.tree.append(leaf),
            None => self.is_tree_sound = false,
        }
        self.compare_roots();
    }

    fn compare_roots(&mut self) {
        if !self.is_tree_sound {
            return;
        }
        for root in self.roots.remove(&self.tree.size()).into_iter().flatten() {
            self.compared += 1;
            let computed = self.tree.root();
            if root != computed {
                self.is_tree_sound = false;
                self.find(self.tree.size(), Trouble::CheckpointDiffers, hex(&root), hex(&computed));
            }
        }
    }

    async fn missing(&mut self, store: &dyn Store, missing: MissingPart, total: u64) -> Result<(), LogError> {
        let erased = match self.erased.take() {
            Some(erased) => erased,
            None => erasures(store, 0, total, AtDamage::StepOver).await?.into_iter().map(|erasure| erasure.person).collect(),
        };
        let was_erased = !missing.whose.is_empty() && missing.whose.iter().all(|person| erased.contains(person));
        self.erased = Some(erased);
        if !was_erased {
            self.find(missing.position, Trouble::PartMissing, format!("part {}", missing.part), "none");
        }
        Ok(())
    }

    /// Compares the head with what the records came to.
    pub async fn compare_head(&mut self, store: &dyn Store, head: &Head) -> Result<(), LogError> {
        if let Some(previous) = self.previous.filter(|previous| !previous.is_last()) {
            self.find(self.position, Trouble::RequestTorn, previous.next(), "the end of the log");
        }
        if self.is_tree_sound {
            let stored = Frontier::decode(head.position, &head.frontier);
            if stored.as_ref() != Some(&self.tree) {
                let found = stored.map_or_else(|| "no tree of that size".to_owned(), |tree| hex(&tree.root()));
                self.find(head.position, Trouble::HeadDiffers, hex(&self.tree.root()), found);
            }
        }
        // From the last record on, as a follower reads. Whatever was appended since has moved the head with it.
        let beyond = match store.read(head.position.saturating_sub(1), 2).await {
            Ok(page) => page.records.into_iter().find(|record| record.position > head.position),
            Err(StoreError::Damaged(error)) => {
                self.find(head.position, Trouble::RecordUnreadable, "the end of the log", error.to_string());
                None
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(record) = beyond
            && store.newest().await? == head.position
        {
            self.find(record.position, Trouble::HeadBehind, format!("nothing after {}", head.position), "a record");
        }
        Ok(())
    }

    pub fn into_report(mut self, origin: String, records: u64, more: Vec<Finding>) -> Report {
        more.into_iter().for_each(|finding| self.list(finding));
        self.findings.sort_by_key(|finding| finding.position);
        Report {
            origin,
            records,
            parts: self.parts,
            checkpoints: self.compared,
            root: (self.tree.size() == records).then(|| self.tree.root()),
            findings: self.findings,
            unlisted: self.unlisted,
        }
    }

    fn list(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    fn find(&mut self, position: u64, trouble: Trouble, expected: impl Into<String>, found: impl Into<String>) {
        self.list(Finding { position, trouble, expected: expected.into(), found: found.into() });
    }
}
