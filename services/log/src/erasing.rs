//! Erasing, as far as the log goes: who was erased by its own word, and taking away the sealed parts that nobody can open any more.
//!
//! Keys are destroyed by [`Keys::erase`], and what was made of records is forgotten by whoever made it. Nothing in here decides that somebody
//! is erased: that is a record like all others.

use std::{collections::HashSet, sync::Arc};

use prost::Message as _;
use throughline_proto::v1::{Event, Header, Lane, SealedPart, event::Kind};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    error::LogError,
    format::{FACTS, part_digest},
    keys::{Erasure, KeyError, Keys},
    log::Log,
    open::whose,
    record::{Record, assemble, decode_header, people},
    seal::has_clear_facts,
    store::{Followed, Store, StoreError},
};

const HEADERS: usize = 4_096;

impl Log {
    /// Everybody whom records after a position and up to another erased, in order.
    pub async fn erasures(&self, after: u64, until: u64) -> Result<Vec<Erasure>, LogError> {
        erasures(&*self.shared().store, after, until, AtDamage::Stop).await
    }

    /// Where records about any of these people lie, up to a position. Looks at every header.
    pub async fn records_about(&self, sought: &HashSet<Uuid>, until: u64) -> Result<Vec<u64>, LogError> {
        let mut found = Vec::new();
        headers(&*self.shared().store, 0, until, AtDamage::Stop, |position, header| {
            if people(header).any(|person| sought.contains(&person)) {
                found.push(position);
            }
        })
        .await?;
        Ok(found)
    }

    /// Deletes the sealed parts of these records that only people could open who were erased. Says no where the store's user may not erase.
    pub async fn sweep(&self, positions: &[u64]) -> Result<bool, LogError> {
        let shared = self.shared();
        Ok(sweep_records(&*shared.store, &shared.keys, positions).await?.is_some())
    }

    /// How far all followers have come whose names begin so.
    pub async fn all_followed(&self, beginning: &str) -> Result<Vec<(String, Followed)>, LogError> {
        Ok(self.shared().store.all_followed(beginning).await?)
    }

    /// Destroys the keys of everybody whom the log says to be erased and the ledger does not list yet: this node was not there, or its keys
    /// were restored. Before anything is read.
    pub(crate) async fn catch_up_with_erasures(&self) -> Result<(), LogError> {
        let (keys, head) = (Arc::clone(&self.shared().keys), *self.head().borrow());
        // A log that was restored may go on otherwise from where it ends now.
        let after = keys.erasures_read_up_to().min(head);
        let found = match self.erasures(after, head).await {
            Err(LogError::Store(StoreError::Damaged(error))) => {
                tracing::error!(%error, "the log cannot be looked through for erasures; look at it with verify");
                return Ok(());
            }
            found => found?,
        };
        let done = spawn_blocking(move || keys.erase(&found).and_then(|()| keys.has_read_erasures(head))).await;
        Ok(done.map_err(|error| StoreError::Away(error.into()))??)
    }
}

/// Deletes from a store all sealed parts that only people could open whom the log says to be erased: for whoever may erase and not write. Says
/// how many, or nothing if the store's user may not.
pub async fn sweep(store: &dyn Store, keys: &Arc<Keys>) -> Result<Option<usize>, LogError> {
    let head = store.newest().await?;
    let erased: HashSet<Uuid> = erasures(store, 0, head, AtDamage::Stop).await?.into_iter().map(|erasure| erasure.person).collect();
    let mut positions = Vec::new();
    headers(store, 0, head, AtDamage::Stop, |position, header| {
        if people(header).any(|person| erased.contains(&person)) {
            positions.push(position);
        }
    })
    .await?;
    sweep_records(store, keys, &positions).await
}

async fn sweep_records(store: &dyn Store, keys: &Arc<Keys>, positions: &[u64]) -> Result<Option<usize>, LogError> {
    let mut parts = Vec::new();
    for &position in positions {
        let before = position.saturating_sub(1);
        for mut record in assemble(store.read(before, 1).await?, before)? {
            let keys = Arc::clone(keys);
            let strip = move || keys.fetch(people(&record.header).collect::<Vec<_>>()).and_then(|()| strip_erased(&mut record, &keys));
            let stripped = spawn_blocking(strip).await.map_err(|error| StoreError::Away(error.into()))?;
            parts.extend(stripped?.into_iter().map(|part| (position, part)));
        }
    }
    let count = parts.len();
    Ok((parts.is_empty() || store.delete_parts(parts).await?).then_some(count))
}

/// Whom a record erases; nobody, if its facts are damaged, which is found elsewhere.
pub fn erasures_of(record: &Record) -> Vec<Erasure> {
    if record.header.lane() != Lane::Control {
        return Vec::new();
    }
    let clear = || {
        let (bytes, expected) = (record.parts.get(FACTS)?, record.header.parts.get(FACTS)?);
        let part = SealedPart::decode(bytes.as_slice()).ok().filter(|_| part_digest(bytes) == expected.digest.as_slice())?;
        Event::decode(part.clear.as_slice()).ok()
    };
    let Some(Kind::Erased(erased)) = clear().and_then(|event| event.kind) else { return Vec::new() };
    let people = erased.profiles.iter().filter_map(|profile| Uuid::parse_str(profile).ok());
    people.map(|person| Erasure { person, position: record.position, leaf: record.leaf }).collect()
}

/// Empties the parts that only people could open who were erased, as if they had been deleted already; says which of them were there.
pub fn strip_erased(record: &mut Record, keys: &Keys) -> Result<Vec<usize>, KeyError> {
    let mut stripped = Vec::new();
    for (index, expected) in record.header.parts.iter().enumerate() {
        if index == FACTS && has_clear_facts(record.header.lane()) || record.parts.get(index).is_none_or(Vec::is_empty) {
            continue;
        }
        let whose = whose(&record.header, expected);
        let mut is_gone = !whose.is_empty();
        for person in whose {
            is_gone = is_gone && keys.is_erased(person)?;
        }
        if is_gone {
            record.parts[index].clear();
            stripped.push(index);
        }
    }
    Ok(stripped)
}

/// What is done where the store is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtDamage {
    /// It is an error: nobody is to believe that all was read.
    Stop,
    /// That record is stepped over; it is found elsewhere.
    StepOver,
}

impl AtDamage {
    /// What was read; nothing of a damaged record that is stepped over.
    fn weigh<T>(self, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match read {
            Err(StoreError::Damaged(_)) if self == Self::StepOver => Ok(None),
            read => read.map(Some),
        }
    }
}

/// Everybody whom records erased, in order.
pub(crate) async fn erasures(store: &dyn Store, after: u64, until: u64, at_damage: AtDamage) -> Result<Vec<Erasure>, LogError> {
    let mut control = Vec::new();
    headers(store, after, until, at_damage, |position, header| {
        if header.lane() == Lane::Control {
            control.push(position);
        }
    })
    .await?;
    let mut found = Vec::new();
    for position in control {
        let before = position.saturating_sub(1);
        let Some(page) = at_damage.weigh(store.read(before, 1).await)? else { continue };
        // One whose header is damaged is found elsewhere.
        let records = assemble(page, before).unwrap_or_default();
        found.extend(records.iter().flat_map(erasures_of));
    }
    Ok(found)
}

async fn headers(
    store: &dyn Store,
    after: u64,
    until: u64,
    at_damage: AtDamage,
    mut each: impl FnMut(u64, &Header),
) -> Result<(), LogError> {
    // Where it is damaged, headers are read one by one up to here.
    let (mut after, mut singly_until) = (after, 0);
    while after < until {
        let limit = if after < singly_until { 1 } else { HEADERS };
        let Some(records) = at_damage.weigh(store.read_headers(after, limit).await)? else {
            match limit {
                1 => after += 1,
                _ => singly_until = after.saturating_add(HEADERS as u64),
            }
            continue;
        };
        let Some(last) = records.last() else { break };
        after = last.position.max(after + 1);
        for record in records.iter().filter(|record| record.position <= until) {
            if let Ok(header) = decode_header(&record.header) {
                each(record.position, &header);
            }
        }
    }
    Ok(())
}
