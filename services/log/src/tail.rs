//! The newest records, as this process wrote them: its own followers need not ask the store for what it was given a moment ago.
//!
//! Only what a commit has made durable may come in here.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    seal::Sealed,
    store::{Batch, Page, StoredPart, StoredRecord},
};

/// How many bytes of records are kept. A follower that is further behind asks the store, as it does on other nodes.
const MOST_BYTES: usize = 4 << 20;

/// The end of the log, without a gap; empty until this process has written.
#[derive(Debug, Default)]
pub(crate) struct Tail(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Requests in order, each with its first position.
    requests: VecDeque<(u64, Arc<Sealed>)>,
    bytes: usize,
    /// The last position of the last of them.
    ends: u64,
    /// When the newest commit began: the log had no more than what is here then.
    as_of: Option<Instant>,
}

impl Tail {
    /// A batch was committed, in a commit that began at a moment. What came before it stays only if nobody else wrote in between.
    pub fn extend(&self, batch: &Batch, begun: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.ends != batch.expected.position {
            (state.requests, state.bytes) = (VecDeque::new(), 0);
        }
        let mut first = batch.expected.position + 1;
        for sealed in &batch.requests {
            state.requests.push_back((first, Arc::clone(sealed)));
            state.bytes += sealed.bytes();
            first += sealed.records.len() as u64;
        }
        (state.ends, state.as_of) = (batch.head.position, Some(begun));
        while state.bytes > MOST_BYTES
            && let Some((_, oldest)) = state.requests.pop_front()
        {
            state.bytes -= oldest.bytes();
        }
    }

    /// Up to `limit` records after a position, and how long ago the log had no more than these. None unless they are all here, up to the
    /// newest position that is known.
    pub fn read(&self, after: u64, limit: usize, newest: u64) -> Option<(Page, Duration)> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = state.requests.front().map(|(first, _)| *first)?;
        if after + 1 < begins || after >= state.ends || state.ends < newest {
            return None;
        }
        let skipped = state.requests.partition_point(|(first, sealed)| first + sealed.records.len() as u64 <= after + 1);
        let records = state.requests.range(skipped..).flat_map(|(first, sealed)| (*first..).zip(&sealed.records));
        let mut page = Page::default();
        for (position, record) in records.filter(|(position, _)| *position > after).take(limit) {
            page.records.push(StoredRecord { position, header: record.header.clone(), leaf: record.leaf.to_vec() });
            let parts = record.parts.iter().enumerate().filter(|(_, bytes)| !bytes.is_empty());
            page.parts.extend(parts.map(|(part, bytes)| StoredPart { position, part, bytes: bytes.clone() }));
        }
        Some((page, state.as_of?.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use std::{error::Error, ops::RangeInclusive};

    use uuid::Uuid;

    use super::*;
    use crate::{Draft, Keys, Lane, Request, seal, store::Head};

    /// Requests of so many records each, after a position.
    fn batch(keys: &Keys, after: u64, requests: &[usize]) -> Result<Batch, Box<dyn Error>> {
        let person = Uuid::now_v7();
        keys.ensure(&[person])?;
        let draft = || Draft {
            id: Uuid::now_v7(),
            lane: Lane::Story,
            people: vec![person],
            facts: vec![8, 1],
            words: vec![(0, vec![8; 1_000])],
            source_key: None,
        };
        let request = |count: &usize| Request {
            agency: "care-city".to_owned(),
            request_id: Uuid::now_v7(),
            content: Vec::new(),
            recorded_at_us: 1,
            drafts: (0..*count).map(|_| draft()).collect(),
            condition: None,
        };
        let sealed = requests.iter().map(|count| Ok(Arc::new(seal(keys, request(count))?)));
        let head = |position| Head { position, ..Head::default() };
        Ok(Batch {
            expected: head(after),
            head: head(after + requests.iter().sum::<usize>() as u64),
            requests: sealed.collect::<Result<_, Box<dyn Error>>>()?,
            is_unsearched: false,
        })
    }

    /// The positions that are told after one.
    fn told(tail: &Tail, after: u64, limit: usize, newest: u64) -> Option<RangeInclusive<u64>> {
        let (page, _) = tail.read(after, limit, newest)?;
        let positions: Vec<u64> = page.records.iter().map(|record| record.position).collect();
        assert!(positions.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{positions:?}");
        assert_eq!(page.parts.len(), 2 * positions.len());
        Some(*positions.first()?..=*positions.last()?)
    }

    #[test]
    fn what_was_written_is_told_from_any_position_in_it() -> Result<(), Box<dyn Error>> {
        let (folder, tail) = (tempfile::tempdir()?, Tail::default());
        let keys = Keys::open(folder.path())?;
        tail.extend(&batch(&keys, 10, &[1, 3])?, Instant::now());
        tail.extend(&batch(&keys, 14, &[2])?, Instant::now());
        assert_eq!(told(&tail, 10, 100, 16), Some(11..=16));
        assert_eq!(told(&tail, 12, 2, 16), Some(13..=14));
        assert_eq!(told(&tail, 15, 100, 16), Some(16..=16));
        assert_eq!(told(&tail, 9, 100, 16), None, "it begins later");
        assert_eq!(told(&tail, 16, 100, 16), None, "whether there is more only the store knows");
        assert_eq!(told(&tail, 12, 100, 17), None, "another node has written");
        Ok(())
    }

    #[test]
    fn what_came_before_another_writers_records_is_let_go() -> Result<(), Box<dyn Error>> {
        let (folder, tail) = (tempfile::tempdir()?, Tail::default());
        let keys = Keys::open(folder.path())?;
        tail.extend(&batch(&keys, 0, &[2])?, Instant::now());
        tail.extend(&batch(&keys, 5, &[1])?, Instant::now());
        assert_eq!(told(&tail, 1, 100, 6), None);
        assert_eq!(told(&tail, 5, 100, 6), Some(6..=6));
        Ok(())
    }

    #[test]
    fn it_stays_within_its_bytes() -> Result<(), Box<dyn Error>> {
        let (folder, tail) = (tempfile::tempdir()?, Tail::default());
        let keys = Keys::open(folder.path())?;
        let mut written = 0;
        while tail.read(0, 1, 0).is_some() || written == 0 {
            let batch = batch(&keys, written, &[100, 100])?;
            written = batch.head.position;
            tail.extend(&batch, Instant::now());
            assert!(tail.0.lock().unwrap().bytes <= MOST_BYTES);
        }
        assert_eq!(told(&tail, written - 1, 1, written), Some(written..=written));
        Ok(())
    }
}
