//! Many requests in a row: each is decided in turn and answered in order, while earlier ones are still being written.
//!
//! A row that keeps writing about one person does not conflict with itself: a decision that rests on somebody about whom this very row
//! has something under way waits for that first.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use prost::Message as _;
use throughline_access::{
    Caller,
    untold::{HIDE, STEP, next_step},
};
use throughline_log::{AppendError, Pending};
use throughline_proto::{
    Refusal,
    v1::{Reason, Receipt, RecordRequest},
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};
use uuid::Uuid;

use crate::{
    Recorder,
    decide::Decision,
    recorder::{Checked, cannot_write, check, refusal_of},
};

/// How many requests of one row may be under way.
const WINDOW: usize = 256;
/// A view that is further behind than this is waited for.
const MOST_REMEMBERED: usize = 4 * WINDOW;
/// How long a decision waits for the row's own earlier requests to be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes requests in, one after the other.
#[derive(Debug)]
pub struct Pipeline {
    recorder: Recorder,
    turns: mpsc::Sender<Turn>,
    under_way: UnderWay,
}

/// Gives the answers, in the order of the requests. Must be asked while requests go in: the row waits for it.
#[derive(Debug)]
pub struct Answers {
    recorder: Recorder,
    turns: mpsc::Receiver<Turn>,
    answered: watch::Sender<Answered>,
}

/// The answer to one request.
#[derive(Debug)]
pub struct Answer {
    /// Which request.
    pub request_id: String,
    /// What came of it.
    pub outcome: Result<Receipt, Refusal>,
}

impl Recorder {
    /// A row of requests.
    pub fn pipeline(&self) -> (Pipeline, Answers) {
        let (sender, receiver) = mpsc::channel(WINDOW);
        let (answered, seen) = watch::channel(Answered::default());
        let under_way = UnderWay { seen, sent: 0, people: VecDeque::new() };
        (Pipeline { recorder: self.clone(), turns: sender, under_way }, Answers { recorder: self.clone(), turns: receiver, answered })
    }
}

impl Pipeline {
    /// Takes one request in; false when nobody waits for answers any more.
    pub async fn take(&mut self, caller: &Caller, request: RecordRequest) -> bool {
        let (came, request_id) = (Instant::now(), request.request_id.clone());
        let outcome = until_it_may_be_told(came, self.write(caller, request).await).await;
        self.under_way.sent += 1;
        self.turns.send(Turn { request_id, outcome }).await.is_ok()
    }

    /// Answers one request in its turn without having looked at it; false when nobody waits for answers any more.
    pub async fn refuse(&mut self, request_id: String, refusal: Refusal) -> bool {
        self.under_way.sent += 1;
        self.turns.send(Turn { request_id, outcome: Err(refusal) }).await.is_ok()
    }

    /// Decides one request and hands it to the log.
    async fn write(&mut self, caller: &Caller, request: RecordRequest) -> Result<Written, Refusal> {
        if request.validate_only {
            return Err(Refusal::field(Reason::FieldInvalid, "request.validate_only", "only Record can look without writing"));
        }
        let checked = check(request, caller)?;
        let decision = match self.decide(caller, &checked).await {
            Ok(decision) => decision,
            Err(refusal) => return self.recorder.earlier(caller, &checked).await?.map(Written::Earlier).ok_or(refusal),
        };
        if checked.makes_people()
            && let Some(receipt) = self.recorder.earlier(caller, &checked).await?
        {
            return Ok(Written::Earlier(receipt));
        }
        self.under_way.remember(&decision);
        let may_lose = checked.may_be_decided_again(decision.position);
        let pending = self.recorder.submit(caller, &checked, decision).await?;
        Ok(Written::Pending { pending, again: may_lose.then(|| Box::new((caller.clone(), checked.content))) })
    }

    async fn decide(&mut self, caller: &Caller, checked: &Checked) -> Result<Decision, Refusal> {
        self.come_as_far_as(checked.nothing_new_since).await?;
        if let Some(position) = self.under_way.forget_seen(self.recorder.views.position()) {
            self.recorder.views.reach(position, Instant::now() + PATIENCE).await?;
            self.under_way.forget_seen(self.recorder.views.position());
        }
        match self.recorder.decide(caller, checked).await {
            Ok(decision) if !self.under_way.concerns(&decision.depends_on) => return Ok(decision),
            Err(refusal) if self.under_way.people.is_empty() => return Err(refusal),
            // It rests on something of this row that is still being written: wait for that, and decide again.
            Ok(_) | Err(_) => {}
        }
        let position = self.under_way.settle().await;
        self.recorder.views.reach(position, Instant::now() + PATIENCE).await?;
        self.under_way.forget_seen(self.recorder.views.position());
        self.recorder.decide(caller, checked).await
    }

    /// Lets the view come as far as the caller has read, before this row goes on: a request that had to be decided again later would find what
    /// the row itself has written meanwhile.
    async fn come_as_far_as(&self, position: u64) -> Result<(), Refusal> {
        if self.recorder.views.position() >= position {
            return Ok(());
        }
        let mut head = *self.recorder.log.head().borrow();
        if head < position {
            head = self.recorder.log.look().await.map_err(|error| cannot_write(&error))?;
        }
        // Nobody has read beyond the log's end.
        Ok(self.recorder.views.reach(position.min(head), Instant::now() + PATIENCE).await?)
    }
}

impl Answers {
    /// The next answer; none when the row has ended.
    pub async fn next(&mut self) -> Option<Answer> {
        let Turn { request_id, outcome } = self.turns.recv().await?;
        let outcome = match outcome {
            Ok(Written::Earlier(receipt)) => Ok(receipt),
            Ok(Written::Pending { pending, again }) => self.written(pending, again).await,
            Err(refusal) => Err(refusal),
        };
        let newest = outcome.as_ref().ok().and_then(|receipt| receipt.entries.last()).map_or(0, |entry| entry.position);
        self.answered.send_modify(|answered| {
            *answered = Answered { count: answered.count + 1, position: answered.position.max(newest) };
        });
        Some(Answer { request_id, outcome })
    }

    async fn written(&self, pending: Pending, again: Again) -> Result<Receipt, Refusal> {
        match (pending.await, again) {
            (Ok(appended), _) => Ok(self.recorder.receipt(&appended)),
            // Another writer came first: decide again, as a request of its own.
            (Err(AppendError::MovedOn { .. }), Some(again)) => {
                let (came, (caller, content)) = (Instant::now(), *again);
                // Our own bytes can be read.
                let request = RecordRequest::decode(content.as_slice()).unwrap_or_default();
                Ok(until_it_may_be_told(came, self.recorder.record(&caller, request).await).await?.receipt)
            }
            (Err(error), _) => Err(refusal_of(error)),
        }
    }
}

/// What hides something is answered at a step of time after it came, and everything else at once. The row goes on only then: of many that hide
/// something, it would otherwise be the time of all of them together that tells.
async fn until_it_may_be_told<T>(came: Instant, outcome: Result<T, Refusal>) -> Result<T, Refusal> {
    if outcome.as_ref().is_err_and(|refusal| HIDE.contains(&refusal.reason)) {
        sleep_until(came + next_step(STEP, came.elapsed())).await;
    }
    outcome
}

/// A request on its way to its answer.
#[derive(Debug)]
struct Turn {
    request_id: String,
    outcome: Result<Written, Refusal>,
}

/// Who sent a request and what it was, encoded; kept where it may be decided again.
type Again = Option<Box<(Caller, Vec<u8>)>>;

/// A request that was handed to the log, or had been applied before.
#[derive(Debug)]
enum Written {
    Pending { pending: Pending, again: Again },
    Earlier(Receipt),
}

/// What has been answered so far, and the newest position among it.
#[derive(Debug, Clone, Copy, Default)]
struct Answered {
    count: u64,
    position: u64,
}

/// What this row has written and the view may not have yet. While anything of it is missing there, nothing may be decided that rests on it: it would
/// lose against the row's own writing, and be decided again only after what was to follow it.
#[derive(Debug)]
struct UnderWay {
    seen: watch::Receiver<Answered>,
    sent: u64,
    /// The how-manieth request it was, and whom it is about.
    people: VecDeque<(u64, HashSet<Uuid>)>,
}

impl UnderWay {
    fn concerns(&self, people: &[Uuid]) -> bool {
        people.iter().any(|person| self.people.iter().any(|(_, written)| written.contains(person)))
    }

    fn remember(&mut self, decision: &Decision) {
        let concerned = decision.events.iter().flat_map(throughline_story::concerned);
        self.people.push_back((self.sent, concerned.filter_map(|person| Uuid::parse_str(person).ok()).collect()));
    }

    /// Forgets what was answered, if the view has come as far. Says up to where it must come, where too much is remembered.
    fn forget_seen(&mut self, view: u64) -> Option<u64> {
        let Answered { count, position } = *self.seen.borrow();
        if view >= position {
            while self.people.front().is_some_and(|(number, _)| *number < count) {
                self.people.pop_front();
            }
        }
        (self.people.len() >= MOST_REMEMBERED).then_some(position)
    }

    /// Waits until everything sent has been answered; says the newest position of it.
    async fn settle(&mut self) -> u64 {
        let sent = self.sent;
        match self.seen.wait_for(|answered| answered.count >= sent).await {
            Ok(answered) => answered.position,
            Err(_) => 0,
        }
    }
}
