//! A batch as it forms: may this request be written, given what lies in the store and what the batch has taken in already?
//!
//! The same for every store. Nothing in here may write.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use throughline_proto::v1::Lane;
use uuid::Uuid;

use super::recent::Recent;
use crate::{
    error::{AppendError, LogError},
    once, planted,
    receipt::{Appended, AppendedRecord},
    record::{Filed, is_news, people},
    seal::{Condition, Sealed},
    store::Store,
};

/// How many headers are looked through at once.
const HEADERS: usize = 1_000;

/// Hashes of requests and source keys that the store knows, and where they led.
pub(crate) type Known = HashMap<i64, Vec<u64>>;

/// What becomes of a request.
pub(crate) enum Verdict {
    /// Good as soon as the batch is durable.
    Written(Appended),
    /// Good already: it was applied before.
    Known(Appended),
    /// Not written. That is certain as soon as the batch is durable: it may be because of what the batch itself would write.
    Failed(AppendError),
}

/// A batch as it forms.
pub(crate) struct Forming<'a> {
    store: &'a dyn Store,
    recent: &'a Recent,
    known: &'a Known,
    next: u64,
    requests: Vec<Arc<Sealed>>,
    /// What the batch itself has taken in: requests, source keys, and the newest record about each person.
    by_request: HashMap<(Arc<str>, Uuid), Appended>,
    by_source_key: HashMap<[u8; 32], (AppendedRecord, i64)>,
    touched: HashMap<Uuid, u64>,
    /// No record of the control lane lies after here.
    control: u64,
}

impl<'a> Forming<'a> {
    pub fn new(store: &'a dyn Store, position: u64, recent: &'a Recent, known: &'a Known) -> Self {
        Self {
            store,
            recent,
            known,
            next: position + 1,
            requests: Vec::new(),
            by_request: HashMap::new(),
            by_source_key: HashMap::new(),
            touched: HashMap::new(),
            control: recent.control(),
        }
    }

    /// The requests to write, the newest record about each person in them, and after where no record of the control lane lies.
    pub fn into_parts(self) -> (Vec<Arc<Sealed>>, HashMap<Uuid, u64>, u64) {
        (self.requests, self.touched, self.control)
    }

    /// Decides about one request, and takes it in if it may be written.
    pub async fn decide(&mut self, sealed: &Arc<Sealed>) -> Verdict {
        match self.try_decide(sealed).await {
            Ok(Some(verdict)) => verdict,
            Ok(None) => Verdict::Written(self.take_in(sealed)),
            Err(error) => Verdict::Failed(AppendError::CannotWrite(Arc::new(error))),
        }
    }

    /// Nothing, if it may be written. A retry is looked for first: it is good whatever has happened since.
    async fn try_decide(&self, sealed: &Sealed) -> Result<Option<Verdict>, LogError> {
        if let Some(verdict) = self.same_request(sealed).await? {
            return Ok(Some(verdict));
        }
        if let Some(verdict) = self.same_source_keys(sealed).await? {
            return Ok(Some(verdict));
        }
        let moved_on = match &sealed.condition {
            Some(condition) => self.moved_on(condition).await?,
            None => None,
        };
        Ok(moved_on.map(|position| Verdict::Failed(AppendError::MovedOn { position })))
    }

    async fn same_request(&self, sealed: &Sealed) -> Result<Option<Verdict>, LogError> {
        if planted::is("request-twice") {
            return Ok(None);
        }
        let same_or_not = |earlier: Appended, as_verdict: fn(Appended) -> Verdict| {
            if once::is_same(&earlier.request_mac, &sealed.request_mac) {
                as_verdict(earlier.again())
            } else {
                Verdict::Failed(AppendError::RequestIdReused)
            }
        };
        if let Some(earlier) = self.by_request.get(&(Arc::clone(&sealed.agency), sealed.request_id)) {
            return Ok(Some(same_or_not(earlier.clone(), Verdict::Written)));
        }
        let found = once::find_request(self.store, self.led_to(sealed.once), &sealed.agency, sealed.request_id).await?;
        Ok(found.map(|earlier| same_or_not(earlier, Verdict::Known)))
    }

    /// An event whose source key is known is answered with the first. That can be done for a whole request, or not at all: what is
    /// new in it may refer to what is not. What the events say is not compared, since the source may have told it better since.
    async fn same_source_keys(&self, sealed: &Sealed) -> Result<Option<Verdict>, LogError> {
        if planted::is("source-key-twice") {
            return Ok(None);
        }
        let mut seen = HashSet::new();
        let mut earlier = Vec::new();
        let mut is_pending = false;
        let mut first_known = None;
        for (index, record) in sealed.records.iter().enumerate() {
            let Some(mac) = &record.source_key_mac else { continue };
            if !seen.insert(mac) {
                return Ok(Some(Verdict::Failed(AppendError::SourceKeyReused { index })));
            }
            let in_batch = self.by_source_key.get(mac).copied();
            is_pending |= in_batch.is_some();
            let found = match in_batch {
                Some(found) => Some(found),
                None => once::find_source_key(self.store, self.led_to(once::of_mac(mac)), mac).await?,
            };
            if let Some(found) = found {
                first_known = first_known.or(Some(index));
                earlier.push(found);
            }
        }
        let Some(index) = first_known else { return Ok(None) };
        if earlier.len() < sealed.records.len() {
            return Ok(Some(Verdict::Failed(AppendError::SourceKeyReused { index })));
        }
        let recorded_at_us = earlier.iter().map(|(_, recorded_at_us)| *recorded_at_us).min().unwrap_or_default();
        let records = earlier.into_iter().map(|(record, _)| record).collect();
        let appended = Appended { records, recorded_at_us, repeated: true, request_mac: sealed.request_mac.to_vec() };
        Ok(Some(if is_pending { Verdict::Written(appended) } else { Verdict::Known(appended) }))
    }

    fn led_to(&self, hash: i64) -> impl Iterator<Item = u64> {
        self.known.get(&hash).into_iter().flatten().copied()
    }

    /// I5. What the writer remembers is what the store holds: if it were not, the head would have moved, and the commit would lose.
    async fn moved_on(&self, condition: &Condition) -> Result<Option<u64>, LogError> {
        if planted::is("condition-unchecked") {
            return Ok(None);
        }
        let since = if self.control <= condition.known_as_of { condition.since } else { condition.since.min(condition.known_as_of) };
        let newest = |person| self.touched.get(person).copied().or_else(|| self.recent.newest(person));
        let remembered = condition.people.iter().filter_map(newest).max();
        if remembered.is_some_and(|position| position > since) {
            return Ok(remembered);
        }
        moved_on_since(self.store, &condition.people, since, self.recent.floor()).await
    }

    fn take_in(&mut self, sealed: &Arc<Sealed>) -> Appended {
        let appended = Appended::of(sealed, self.next);
        for (record, receipt) in sealed.records.iter().zip(&appended.records) {
            if record.is_news() {
                self.touched.extend(record.people.iter().map(|person| (*person, receipt.position)));
            }
            if record.lane == Lane::Control {
                self.control = receipt.position;
            }
            if let Some(mac) = record.source_key_mac {
                self.by_source_key.insert(mac, (*receipt, sealed.recorded_at_us));
            }
        }
        self.next += u64::try_from(sealed.records.len()).unwrap_or_default();
        self.by_request.insert((Arc::clone(&sealed.agency), sealed.request_id), appended.clone());
        self.requests.push(Arc::clone(sealed));
        appended
    }
}

/// Looks through the headers after a position and up to another, for something new about these people. Not beyond: what another node has
/// written there may be this very request, for which nobody has looked there yet.
pub(crate) async fn moved_on_since(store: &dyn Store, about: &[Uuid], since: u64, up_to: u64) -> Result<Option<u64>, LogError> {
    let mut after = since;
    while after < up_to {
        let limit = usize::try_from(up_to - after).map_or(HEADERS, |rest| rest.min(HEADERS));
        let page = store.read_headers(after, limit).await?;
        if page.is_empty() {
            return Err(LogError::Missing { position: after + 1 });
        }
        for stored in page {
            let filed = Filed::new(stored)?;
            if is_news(&filed.header) && people(&filed.header).any(|person| about.contains(&person)) {
                return Ok(Some(filed.position));
            }
            if filed.position != after + 1 {
                return Err(LogError::Missing { position: after + 1 });
            }
            after = filed.position;
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;
    use crate::{Draft, Keys, Log, Request, SqliteStore, seal};

    #[tokio::test]
    async fn what_lies_beyond_is_not_looked_at() -> Result<(), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("log.sqlite");
        let keys = Keys::open(folder.path())?;
        let people = [Uuid::now_v7(), Uuid::now_v7()];
        keys.ensure(&people)?;
        let log = Log::open(SqliteStore::open(&path)?, Arc::clone(&keys), "throughline/place".to_owned()).await?;
        for person in people {
            let draft = Draft {
                id: Uuid::now_v7(),
                lane: Lane::Story,
                people: vec![person],
                facts: vec![8, 1],
                words: Vec::new(),
                source_key: None,
            };
            let request = Request {
                agency: "care-city".to_owned(),
                request_id: Uuid::now_v7(),
                content: Vec::new(),
                recorded_at_us: 1,
                drafts: vec![draft],
                condition: None,
            };
            log.append(seal(&keys, request)?).await?;
        }
        log.close().await;
        let store = SqliteStore::open(&path)?;
        let about_the_second = &people[1..];
        assert_eq!(moved_on_since(&store, about_the_second, 0, 1).await?, None);
        assert_eq!(moved_on_since(&store, about_the_second, 0, 2).await?, Some(2));
        // A log that is shorter than it was is missed, and not waited for.
        assert!(matches!(moved_on_since(&store, about_the_second, 2, 3).await, Err(LogError::Missing { position: 3 })));
        Ok(())
    }
}
