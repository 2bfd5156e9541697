//! Following the log: read a batch, open it, apply it, and say how far the view has come. While one batch is applied, the next is read
//! and opened, so that building a view from nothing uses both processors.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use throughline_log::{KeyError, Log, LogError, erasures_of, strip_erased, with_causes};
use tokio::sync::watch;
use tracing::{Instrument as _, info_span};

use crate::{
    ViewError, Views,
    apply::{self, Incoming, Memory},
    clock,
    erasing::CarriedOut,
    planted,
    settling::Settling,
    told::people_of,
    views::Heard,
};

/// How many records are taken in at once: more make a rebuild faster, fewer make news visible sooner; only what waits is taken.
const BATCH: usize = 4096;
/// News wakes the follower; it also looks by itself, for a log whose news does not reach this node.
const POLL: Duration = Duration::from_secs(1);
/// So many at once are a crowd.
const CROWD: usize = 16;

/// How long those are gathered who come after a batch, to be taken in together, unless somebody waits for them: a batch costs as much as a
/// hundred records. Whoever comes after a while is taken in at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gathering {
    after_some: Duration,
    after_crowd: Duration,
}

impl Gathering {
    /// Long enough that somebody who writes one request after the other does not share the processor with the follower at each of them.
    pub(crate) const USUAL: Self = Self { after_some: Duration::from_millis(5), after_crowd: Duration::from_millis(20) };

    fn after(self, taken_in: usize) -> Duration {
        match taken_in {
            0 => Duration::ZERO,
            1..CROWD => self.after_some,
            CROWD.. => self.after_crowd,
        }
    }
}

impl Views {
    /// Follows the log until told to stop, or until something makes going on impossible.
    pub async fn follow(self: Arc<Self>, stop: watch::Receiver<bool>) -> Result<(), ViewError> {
        let mut settling = Settling::new();
        let ended = Arc::clone(&self).follow_and_settle(stop, &mut settling).await;
        // Nobody writes to the file any more when this returns.
        settling.end().await;
        ended
    }

    async fn follow_and_settle(self: Arc<Self>, mut stop: watch::Receiver<bool>, settling: &mut Settling) -> Result<(), ViewError> {
        let mut head = self.log.head();
        loop {
            head.borrow_and_update();
            let taken_in = self.catch_up_from_log(&stop, settling).await?;
            self.tell_lag();
            if planted::is("lost-wake-up") {
                planted::linger();
                head.borrow_and_update();
            }
            let gathering = self.gathering.after(taken_in);
            if !gathering.is_zero() {
                _ = tokio::time::timeout(gathering, self.hurry.notified()).await;
            }
            tokio::select! {
                changed = head.changed() => if changed.is_err() { return Ok(()) },
                () = tokio::time::sleep(POLL), if !planted::is("lost-wake-up") => {}
                _ = stop.wait_for(|stop| *stop) => return Ok(()),
            }
        }
    }

    /// Takes in everything the log has now. A log or a disk that is away for a while is no reason to stop: the view goes on answering as of
    /// where it is, and looks again. What cannot be mended by waiting ends the following. Says how many came in the last batch.
    async fn catch_up_from_log(self: &Arc<Self>, stop: &watch::Receiver<bool>, settling: &mut Settling) -> Result<usize, ViewError> {
        match self.take_in(stop, settling).await {
            Err(error) if may_pass(&error) => {
                if matches!(error, ViewError::Log(_)) {
                    self.heard.write().unwrap_or_else(PoisonError::into_inner).failed = true;
                }
                tracing::warn!(
                    error = with_causes(&error),
                    position = self.position(),
                    "the view cannot follow the log just now; it will look again"
                );
                tokio::time::sleep(POLL).await;
                Ok(0)
            }
            other => other,
        }
    }

    async fn take_in(self: &Arc<Self>, stop: &watch::Receiver<bool>, settling: &mut Settling) -> Result<usize, ViewError> {
        let mut looked_at = clock::now();
        let position = self.position();
        // What comes after the newest record, which must be the log's too: that may have been put back to an older state, and gone on.
        let mut batch = self.next_batch(position, self.newest_header(position)?).await?;
        while let Some(last) = batch.last() {
            if *stop.borrow() {
                return Ok(0);
            }
            let (count, newest_us) = (batch.items.len(), batch.recorded_at_us);
            let is_all = count < BATCH;
            let looking_at = clock::now();
            let next = async { if is_all { Ok(None) } else { self.next_batch(last, None).await.map(Some) } };
            let (applied, next) = tokio::join!(self.apply_in_a_span(batch, last), next);
            applied?;
            settling.go_on(&self.database, count);
            self.gauges.applied(last, *self.log.head().borrow(), newest_us);
            let Some(next) = next? else {
                self.confirm_as_of(looked_at);
                return Ok(count);
            };
            (batch, looked_at) = (next, looking_at);
        }
        self.confirm_as_of(looked_at);
        Ok(0)
    }

    /// At that moment the log had no more than the view has now.
    fn confirm_as_of(&self, moment: SystemTime) {
        *self.confirmed.write().unwrap_or_else(PoisonError::into_inner) = moment;
    }

    async fn next_batch(&self, after: u64, newest: Option<Vec<u8>>) -> Result<Batch, ViewError> {
        let batch = read_batch(&self.log, &self.keys, after, newest).await?;
        if !batch.leftovers.is_empty() {
            self.forget_erased(&[CarriedOut { position: None, leftovers: batch.leftovers.clone() }]);
        }
        *self.heard.write().unwrap_or_else(PoisonError::into_inner) = Heard { at: Instant::now(), failed: false };
        Ok(batch)
    }

    async fn apply_in_a_span(self: &Arc<Self>, batch: Batch, last: u64) -> Result<(), ViewError> {
        let after = self.position();
        let span = info_span!(parent: None, "follow", otel.name = "views follow", after, last);
        self.log.link(&span, after, last);
        self.apply(batch.items).instrument(span).await
    }

    /// Goes on telling how far behind the view is, once it can follow no further; until told to stop.
    pub async fn tell_lag_until(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while tokio::time::timeout(POLL, stop.wait_for(|stop| *stop)).await.is_err() {
            self.tell_lag();
        }
    }

    /// What is behind when nothing is taken in: nothing, or for as long as the log has been away or this has been stuck.
    fn tell_lag(&self) {
        if self.log_is_away() && self.has_caught_up() {
            self.gauges.away(clock::now().duration_since(self.confirmed_at()).unwrap_or_default());
        } else if !self.log_is_away() {
            self.gauges.idle(self.position(), *self.log.head().borrow());
        }
    }

    pub(crate) async fn apply(self: &Arc<Self>, items: Vec<Incoming>) -> Result<(), ViewError> {
        let views = Arc::clone(self);
        tokio::task::spawn_blocking(move || views.apply_here(&items)).await.map_err(|_| ViewError::Interrupted)?
    }

    fn apply_here(&self, items: &[Incoming]) -> Result<(), ViewError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = Memory {
            keys: &self.keys,
            people: &self.people,
            stories: &self.stories,
            latest: &self.latest,
            standings: &self.standings,
            committed: self.position(),
        };
        let applied = apply::apply(&mut writer, &memory, &self.directory(), items);
        if applied.is_err() {
            // What was remembered inside the transaction that did not commit never happened.
            self.people.forget_all();
            self.stories.forget_all();
            self.latest.forget_all();
            // Where the file cannot be read just now, readers look in their own rows.
            _ = self.latest.read(&writer, self.position());
        }
        let applied = applied?;
        items.iter().for_each(|item| self.written.count(&item.record().header));
        // What was opened with a key that is gone, also by whoever reads in an older snapshot.
        self.forget_erased(&applied.erased);
        if let Some(directory) = applied.directory {
            *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
        }
        self.position.send_replace(applied.position);
        Ok(())
    }
}

/// Whether waiting may mend it: a log, a disk or keys that are away.
fn may_pass(error: &ViewError) -> bool {
    match error {
        ViewError::Log(LogError::Store(_)) | ViewError::Database(_) => true,
        // The node's own keys lie on the same disk as the view, which may have been full.
        ViewError::Keys(error) => error.may_pass() || matches!(error, KeyError::Database(_) | KeyError::ErasureUnfinished),
        _ => false,
    }
}

/// Records, opened, in the order of the log.
pub(crate) struct Batch {
    pub(crate) items: Vec<Incoming>,
    last: u64,
    /// When the last of them was recorded.
    recorded_at_us: i64,
    /// Records with parts that nobody can open any more, and that are still there.
    leftovers: Vec<u64>,
}

impl Batch {
    pub(crate) fn last(&self) -> Option<u64> {
        (!self.items.is_empty()).then_some(self.last)
    }
}

/// Reads and opens the next batch of a log, whose record before that must have this header, if one is given.
pub(crate) async fn read_batch(
    log: &Log,
    keys: &Arc<throughline_log::Keys>,
    after: u64,
    newest: Option<Vec<u8>>,
) -> Result<Batch, ViewError> {
    let mut records = log.read(after - u64::from(newest.is_some()), BATCH + usize::from(newest.is_some())).await?;
    if let Some(header) = newest {
        if records.first().is_none_or(|record| record.header_bytes != header) {
            return Err(ViewError::OtherHistory { position: after });
        }
        records.remove(0);
    }
    if records.len() > 4 && planted::is("boundary-skipped") {
        records.remove(0);
    }
    let last = records.last().map_or(after, |record| record.position);
    let recorded_at_us = records.last().map_or(0, |record| record.header.recorded_at_us);
    let keys = Arc::clone(keys);
    let open = move || {
        // Another node may have made keys that this one has not seen. Without them a record would look damaged, so that they come first.
        keys.fetch(records.iter().flat_map(|record| people_of(&record.header)))?;
        // Keys go first: nothing of whom the batch erases is opened any more, and a crash after this finds the record again.
        let erasures: Vec<_> = records.iter().flat_map(erasures_of).collect();
        if !erasures.is_empty() {
            keys.erase(&erasures)?;
        }
        let (mut items, mut leftovers) = (Vec::with_capacity(records.len()), Vec::new());
        for mut record in records {
            if !strip_erased(&mut record, &keys)?.is_empty() {
                leftovers.push(record.position);
            }
            items.push(Incoming::open(record, &keys));
        }
        Ok((items, leftovers))
    };
    let (items, leftovers) = tokio::task::spawn_blocking(open).await.map_err(|_| ViewError::Interrupted)?.map_err(ViewError::Keys)?;
    Ok(Batch { items, last, recorded_at_us, leftovers })
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use prost::Message as _;
    use throughline_log::{Draft, Keys, Lane, Request, SqliteStore, seal};
    use throughline_proto::v1::Event;
    use uuid::Uuid;

    use super::*;

    /// Records so many events in one request.
    async fn record(log: &Log, keys: &Keys, events: usize) -> Result<(), Box<dyn Error>> {
        let draft = || Draft {
            id: Uuid::now_v7(),
            lane: Lane::Public,
            people: Vec::new(),
            facts: Event::default().encode_to_vec(),
            words: Vec::new(),
            source_key: None,
        };
        let request = Request {
            agency: "care-city".to_owned(),
            request_id: Uuid::now_v7(),
            content: Vec::new(),
            recorded_at_us: 1,
            drafts: (0..events).map(|_| draft()).collect(),
            condition: None,
        };
        log.append(seal(keys, request)?).await?;
        Ok(())
    }

    #[test]
    fn nothing_is_gathered_where_nothing_came_and_after_a_crowd_the_longest() {
        let after = |taken_in| Gathering::USUAL.after(taken_in);
        assert_eq!(after(0), Duration::ZERO);
        assert!(after(1) == after(CROWD - 1) && after(CROWD - 1) < after(CROWD));
    }

    #[tokio::test]
    async fn whoever_waits_for_a_position_ends_the_gathering() -> Result<(), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let keys = Keys::open(folder.path())?;
        let log =
            Log::open(SqliteStore::open(&folder.path().join("log.sqlite"))?, Arc::clone(&keys), "throughline/place".to_owned()).await?;
        let mut views = Views::open(folder.path(), log.clone(), Arc::clone(&keys))?;
        views.gathering = Gathering { after_some: Duration::from_secs(3_600), after_crowd: Duration::from_secs(3_600) };
        let views = Arc::new(views);
        let (_stop, stopping) = watch::channel(false);
        let following = tokio::spawn(Arc::clone(&views).follow(stopping));
        let (soon, mut head) = (tokio::time::Instant::now() + Duration::from_secs(30), 0);
        for events in [1, 1, CROWD, CROWD, 1] {
            record(&log, &keys, events).await?;
            head += events as u64;
            views.reach(head, soon).await?;
        }
        following.abort();
        log.close().await;
        Ok(())
    }
}
