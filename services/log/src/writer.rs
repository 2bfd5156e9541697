//! The one task that writes: group commit, the same for every store.
//!
//! Callers wait in a queue, and each commit takes all that wait. What may be written is decided here and in `forming`, one request
//! after another, so that one that fails its own check fails alone. The store is asked to write once, and writes only if the head
//! is still where the batch began; whoever loses forgets what it remembered and looks again. Nothing in here may know a store.

mod forming;
mod line;
mod queue;
mod recent;

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use tracing::{Instrument as _, Span, info_span};
use uuid::Uuid;

pub(crate) use forming::moved_on_since;
pub(crate) use line::Line;

use crate::{
    error::{AppendError, LogError, with_causes},
    known::{confirm, published_if_told},
    planted,
    seal::Sealed,
    shared::{Shared, Stage},
    store::{Batch, CommitError, Head, StoreError},
    traced,
};
use forming::{Forming, Known, Verdict};
use line::Waiting;
use recent::Recent;
use throughline_proof::tree::Frontier;

/// A writer that loses as often as this is one too many.
const MOST_ATTEMPTS: u32 = 20;

/// How long a store that is away is waited for, before callers are told.
const PATIENCE: Duration = Duration::from_secs(8);
/// Whoever has not written for so long looks first whether the log is still the one that they knew: they may have been stopped meanwhile, and the
/// log put back to where they left it.
const RESTED: Duration = Duration::from_secs(1);
/// The longest wait before it is tried again.
const LONGEST_WAIT_MS: u64 = 1_000;

/// What the writer knows without asking. Forgotten whenever a commit fails.
pub(crate) struct Memory {
    head: Head,
    frontier: Frontier,
    recent: Recent,
    /// The first commit after looking at the store changes the epoch.
    is_first: bool,
    /// When that was still so for certain.
    as_of: Instant,
}

/// What is to be written.
struct Formed {
    requests: Vec<Arc<Sealed>>,
    /// The newest record about each person in them.
    touched: HashMap<Uuid, u64>,
    /// No record of the control lane lies after here.
    control: u64,
    is_unsearched: bool,
}

/// The task.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    line: Arc<Line>,
    memory: Option<Memory>,
}

impl Writer {
    pub fn new(shared: Arc<Shared>, line: Arc<Line>) -> Self {
        Self { shared, line, memory: None }
    }

    /// Writes until the log is closed and everything that waited is answered.
    pub async fn run(mut self) {
        while let Some(waiting) = self.gather().await {
            let span = commit_span(&waiting);
            self.serve(waiting).instrument(span).await;
        }
        self.shared.stage.send_replace(Stage::Closed);
    }

    async fn gather(&mut self) -> Option<Vec<Waiting>> {
        tokio::select! {
            biased;
            () = self.shared.reached(Stage::Closing) => self.line.close(),
            () = self.line.heard() => {}
        }
        // The callers that were answered just now get a turn to queue again: a fuller commit costs hardly more than an empty one.
        tokio::task::yield_now().await;
        let waiting = self.line.take();
        (!waiting.is_empty()).then_some(waiting)
    }

    /// Writes and answers. A store that is away for a moment is waited for: whether what was under way when the connection broke was written
    /// after all, the requests' ids tell.
    async fn serve(&mut self, waiting: Vec<Waiting>) {
        let until = tokio::time::Instant::now() + PATIENCE;
        let mut first_try = None;
        for attempt in 1.. {
            let (verdicts, failure) = match self.form_and_commit(&waiting).await {
                Ok((verdicts, Ok(()))) => return answer(waiting, first_try.unwrap_or(verdicts), None),
                Ok((verdicts, Err(CommitError::CannotWrite(error)))) => (Some(verdicts), LogError::Store(error)),
                Ok((_, Err(CommitError::Moved | CommitError::Known))) if attempt == MOST_ATTEMPTS => {
                    return waiting.into_iter().for_each(|waiting| drop(waiting.answer.send(Err(AppendError::TooBusy))));
                }
                Ok((verdicts, Err(CommitError::Moved | CommitError::Known))) => {
                    first_try = first_try.or(planted::is("positions-of-first-try").then_some(verdicts));
                    self.try_again(Duration::from_millis(attempt.into())).await;
                    continue;
                }
                Err(error) => (None, error),
            };
            self.forget();
            let is_passing = matches!(failure, LogError::Store(StoreError::Away(_)));
            if is_passing && tokio::time::Instant::now() < until && *self.shared.stage.borrow() == Stage::Open {
                tracing::warn!(failure = with_causes(&failure), attempt, "the log cannot be written just now; it is tried again");
                self.try_again(backoff(attempt)).await;
                continue;
            }
            let failure = Arc::new(failure);
            return match verdicts {
                Some(verdicts) => answer(waiting, verdicts, Some(&failure)),
                None => fail(waiting, &failure),
            };
        }
    }

    fn forget(&mut self) {
        if !planted::is("memory-kept") {
            self.memory = None;
        }
    }

    /// Forgets what was remembered, which may be no longer true, and waits.
    async fn try_again(&mut self, after: Duration) {
        self.forget();
        self.shared.gauges.retried();
        tokio::time::sleep(after).await;
    }

    /// Decides about each request, and writes those that may be written.
    ///
    /// Hardly anything is ever sent twice, so that the store looks for that while it writes. What was applied before is asked for only if
    /// the store says that there is something, and before anything is refused: a retry is good whatever has happened since.
    async fn form_and_commit(&mut self, waiting: &[Waiting]) -> Result<(Vec<Verdict>, Result<(), CommitError>), LogError> {
        let shared = Arc::clone(&self.shared);
        let memory = match self.memory.take() {
            Some(memory) if memory.as_of.elapsed() < RESTED => memory,
            Some(memory) if is_still_so(&shared, &memory).await? => Memory { as_of: Instant::now(), ..memory },
            _ => load(&shared).await?,
        };
        let memory = self.memory.insert(memory);
        let (verdicts, batch) = form(&shared, memory, waiting, None).await;
        if !verdicts.iter().any(|verdict| matches!(verdict, Verdict::Failed(_))) {
            match commit(&shared, memory, batch).await {
                Err(CommitError::Known) => {}
                done => return Ok((verdicts, done)),
            }
        }
        let known = find_known(&shared, waiting).await?;
        let (verdicts, batch) = form(&shared, memory, waiting, Some(&known)).await;
        let done = commit(&shared, memory, batch).await;
        Ok((verdicts, done))
    }
}

/// Decides about each request in turn; gives the batch of those that may be written.
async fn form(shared: &Shared, memory: &Memory, waiting: &[Waiting], known: Option<&Known>) -> (Vec<Verdict>, Formed) {
    let nothing = Known::new();
    let mut forming = Forming::new(&*shared.store, memory.head.position, &memory.recent, known.unwrap_or(&nothing));
    let mut verdicts = Vec::with_capacity(waiting.len());
    for waiting in waiting {
        verdicts.push(forming.decide(&waiting.sealed).await);
    }
    let (requests, touched, control) = forming.into_parts();
    (verdicts, Formed { requests, touched, control, is_unsearched: known.is_none() })
}

/// Writes a batch after the head that is remembered, and remembers the one after it.
async fn commit(shared: &Shared, memory: &mut Memory, formed: Formed) -> Result<(), CommitError> {
    let Formed { requests, touched, control, is_unsearched } = formed;
    if requests.is_empty() {
        return Ok(());
    }
    let mut frontier = memory.frontier.clone();
    requests.iter().flat_map(|sealed| &sealed.records).for_each(|record| frontier.append(record.leaf));
    let epoch = memory.head.epoch + u64::from(memory.is_first);
    let head = Head { position: frontier.size(), epoch, frontier: frontier.encode() };
    let events = head.position - memory.head.position;
    let batch = Arc::new(Batch { expected: memory.head.clone(), head: head.clone(), requests, is_unsearched });
    if planted::is("memory-kept") {
        memory.head = head.clone();
    }
    let begun = Instant::now();
    if planted::is("acknowledged-early") {
        let store = Arc::clone(&shared.store);
        drop(tokio::spawn(async move { store.commit(batch).await }));
    } else {
        shared.store.commit(batch).await?;
    }
    memory.head = head;
    memory.frontier = frontier;
    memory.is_first = false;
    memory.as_of = Instant::now();
    memory.recent.extend(touched, control, memory.head.position);
    shared.floor.store(memory.recent.floor(), Ordering::Relaxed);
    shared.gauges.committed(events, begun.elapsed());
    // Before followers are woken: they ask which commit it was.
    shared.commits.remember(memory.head.position, &Span::current());
    Span::current().record("position", memory.head.position).record("events", events);
    shared.publish(&memory.frontier);
    Ok(())
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Also when it ends badly: nobody waits for an answer that cannot come.
        self.line.end();
    }
}

/// One commit serves many calls, so that it is part of no call's trace, and linked to them all.
fn commit_span(waiting: &[Waiting]) -> Span {
    let empty = tracing::field::Empty;
    let span = info_span!(parent: None, "commit", otel.name = "log commit", requests = waiting.len(), events = empty, position = empty);
    waiting.iter().for_each(|waiting| traced::link(&span, &waiting.span));
    span
}

/// Twice as long each time, and up to half as much again, so that several nodes do not come back all at once.
fn backoff(attempt: u32) -> Duration {
    let wait_ms = LONGEST_WAIT_MS.min(10 << attempt.min(10));
    let mut random = [0];
    // Without randomness they come back all at once.
    let _ = aws_lc_rs::rand::fill(&mut random);
    Duration::from_millis(wait_ms + wait_ms * u64::from(random[0]) / 512)
}

/// Whether the log still ends where it is remembered to, and is the one that was published.
async fn is_still_so(shared: &Shared, memory: &Memory) -> Result<bool, LogError> {
    let published = published_if_told(shared).await?;
    Ok(confirm(shared, published).await?.0 == memory.head)
}

/// What the store says.
async fn load(shared: &Shared) -> Result<Memory, LogError> {
    let (head, frontier) = confirm(shared, None).await?;
    shared.floor.store(head.position, Ordering::Relaxed);
    shared.publish(&frontier);
    Ok(Memory { recent: Recent::new(head.position), frontier, head, is_first: true, as_of: Instant::now() })
}

/// Which requests and source keys the store may know already.
async fn find_known(shared: &Shared, waiting: &[Waiting]) -> Result<Known, LogError> {
    let hashes = waiting.iter().flat_map(|waiting| waiting.sealed.hashes()).collect();
    let mut known = Known::new();
    for (hash, position) in shared.store.find_once(hashes).await? {
        known.entry(hash).or_default().push(position);
    }
    Ok(known)
}

fn answer(waiting: Vec<Waiting>, verdicts: Vec<Verdict>, failure: Option<&Arc<LogError>>) {
    for (Waiting { answer, room, .. }, verdict) in waiting.into_iter().zip(verdicts) {
        drop(room);
        // Somebody who no longer listens will ask again.
        let _ = answer.send(match (verdict, failure) {
            (Verdict::Known(appended), _) | (Verdict::Written(appended), None) => Ok(appended),
            (Verdict::Written(appended), Some(_)) if planted::is("failure-acknowledged") => Ok(appended),
            (Verdict::Failed(error), Some(_)) if planted::is("conflict-unwritten") => Err(error),
            (Verdict::Written(_) | Verdict::Failed(_), Some(failure)) => Err(to_append_error(failure)),
            (Verdict::Failed(error), None) => Err(error),
        });
    }
}

fn fail(waiting: Vec<Waiting>, error: &Arc<LogError>) {
    for Waiting { answer, room, .. } in waiting {
        drop(room);
        let _ = answer.send(Err(to_append_error(error)));
    }
}

fn to_append_error(error: &Arc<LogError>) -> AppendError {
    match &**error {
        LogError::InDoubt(doubt) => AppendError::BehindCheckpoint(doubt.clone()),
        _ => AppendError::CannotWrite(Arc::clone(error)),
    }
}
