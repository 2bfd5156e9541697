//! Where callers wait for the writer: the queue behind a lock, and a bell. Nothing in here may write or decide.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};
use tracing::Span;

use super::queue::{Batch, Bounds, Queue};
use crate::{error::AppendError, gauges::Gauges, receipt::Appended, seal::Sealed};

/// How many requests may wait, and how many bytes of them: a burst is taken in, a flood is turned away.
const ROOM: Bounds = Bounds { requests: 8_192, bytes: 64 << 20 };
/// Beyond this, a commit gets slower by as much as it takes more in.
const BATCH: Batch = Batch { requests: 512, events: 2_000 };

/// A request in the queue.
pub(crate) struct Waiting {
    pub sealed: Arc<Sealed>,
    pub answer: oneshot::Sender<Result<Appended, AppendError>>,
    /// Its share of the memory for requests that wait, given back when it is answered.
    pub room: Room,
    /// The call that it came with, for traces.
    pub span: Span,
}

/// A share of the memory.
pub(crate) struct Room {
    line: Arc<Line>,
    agency: Arc<str>,
    bytes: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut state = self.line.state();
        state.queue.give_back(&self.agency, self.bytes);
        self.line.tell(&state);
    }
}

/// The queue, as callers and the writer share it.
pub(crate) struct Line {
    state: Mutex<State>,
    bell: Notify,
    gauges: Gauges,
}

/// A request in its place: with who waits for its answer, the caller's span and its bytes.
type Placed = (Arc<Sealed>, oneshot::Sender<Result<Appended, AppendError>>, Span, usize);

struct State {
    queue: Queue<Placed>,
    is_open: bool,
}

impl Line {
    pub fn new(gauges: Gauges) -> Self {
        Self { state: Mutex::new(State { queue: Queue::new(ROOM), is_open: true }), bell: Notify::new(), gauges }
    }

    /// Takes a place for a request.
    pub fn join(&self, sealed: Sealed) -> Result<oneshot::Receiver<Result<Appended, AppendError>>, AppendError> {
        let (agency, events) = (Arc::clone(&sealed.agency), sealed.records.len());
        let bytes = sealed.bytes().clamp(1, ROOM.bytes);
        let (answer, answered) = oneshot::channel();
        let mut state = self.state();
        if !state.is_open {
            return Err(AppendError::Stopping);
        }
        if !state.queue.push(&agency, events, bytes, (Arc::new(sealed), answer, Span::current(), bytes)) {
            crate::gauges::turned_away(&agency);
            return Err(AppendError::TooBusy);
        }
        self.tell(&state);
        drop(state);
        self.bell.notify_one();
        Ok(answered)
    }

    /// Waits until somebody waits.
    pub async fn heard(&self) {
        while self.state().queue.is_empty() {
            self.bell.notified().await;
        }
    }

    /// The next batch; empty if nobody waits.
    pub fn take(self: &Arc<Self>) -> Vec<Waiting> {
        let mut state = self.state();
        let taken = state.queue.take(BATCH);
        self.tell(&state);
        drop(state);
        let with_room = |(sealed, answer, span, bytes): (Arc<Sealed>, _, _, _)| {
            let room = Room { line: Arc::clone(self), agency: Arc::clone(&sealed.agency), bytes };
            Waiting { sealed, answer, room, span }
        };
        taken.into_iter().map(with_room).collect()
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.state().queue.requests()
    }

    /// Takes nothing in any more.
    pub fn close(&self) {
        self.state().is_open = false;
    }

    /// The writer is gone: whoever still waits is told so, because their answers are dropped.
    pub fn end(&self) {
        self.close();
        drop(self.state().queue.drain());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, state: &State) {
        self.gauges.waits(state.queue.requests(), state.queue.bytes());
    }
}
