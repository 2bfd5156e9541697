//! The known load: several callers, each with requests of its own ids, sent again until they are answered. What each means is in the
//! ledger before it is sent, and its answer after it came.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, bail};
use throughline_proto::v1::Receipt;
use throughline_tests::Caller;
use tokio::{
    sync::{RwLock, RwLockWriteGuard},
    task::JoinSet,
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{
    chance::Chance,
    finding::{Finding, Wrong},
    ledger::{Intent, Ledger, Line},
    system::{ATTEMPT, System},
    work::{self, Request},
};

/// Whose events the load writes.
pub const AGENCY: &str = "harmony-house";
const CALLERS: usize = 8;
/// How long a caller thinks before the next request, at most.
const THINKING_MS: u64 = 12;
const BACKOFF_MS: u64 = 60;
/// How long every caller has to be answered once nothing is broken any more.
const CALM: Duration = Duration::from_secs(40);

/// The load.
pub struct Driver {
    shared: Arc<Shared>,
    callers: JoinSet<anyhow::Result<()>>,
}

/// What the callers have in common.
pub struct Shared {
    doors: Vec<Caller>,
    ledger: Ledger,
    /// Held by everybody who waits for an answer.
    gate: RwLock<()>,
    ended: AtomicBool,
    people: Mutex<Vec<String>>,
    newest: AtomicU64,
    acknowledged: AtomicU64,
    unanswered: Mutex<BTreeMap<Uuid, String>>,
    findings: Mutex<Vec<Finding>>,
}

/// What came of a request.
pub enum Answer {
    /// It was taken in; whom it is about, where that was not known before.
    Taken(Receipt, Option<String>),
    /// It was not, and sending it again would change nothing.
    TurnedAway(String),
}

impl Driver {
    /// Begins the load, after the agency and the first people are there.
    pub async fn begin(system: &System, ledger: Ledger, chance: &mut Chance) -> anyhow::Result<Self> {
        work::join(&system.keeper(0)?, &ledger, chance.uuid()).await?;
        let doors = (0..system.seats.len()).map(|number| system.caller(number, AGENCY)).collect::<Result<_, _>>()?;
        let shared = Arc::new(Shared {
            doors,
            ledger,
            gate: RwLock::default(),
            ended: AtomicBool::new(false),
            people: Mutex::default(),
            newest: AtomicU64::new(0),
            acknowledged: AtomicU64::new(0),
            unanswered: Mutex::default(),
            findings: Mutex::default(),
        });
        for _ in 0..work::CONTESTED + 2 {
            let request = work::first_heard_of(chance);
            shared.carry_out(chance, request).await?;
        }
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            callers.spawn(Arc::clone(&shared).call(chance.part()));
        }
        Ok(Self { shared, callers })
    }

    /// Waits until nobody waits for an answer, and lets nobody begin before the guard is dropped.
    pub async fn calm(&mut self) -> anyhow::Result<RwLockWriteGuard<'_, ()>> {
        if let Some(ended) = self.callers.try_join_next() {
            ended.context("a caller ended")??;
        }
        match tokio::time::timeout(CALM, self.shared.gate.write()).await {
            Ok(calm) => Ok(calm),
            Err(_) => {
                let unanswered = lock(&self.shared.unanswered);
                let last = unanswered.values().next().cloned().unwrap_or_default();
                bail!("{} requests are not answered within {} s; one says: {last}", unanswered.len(), CALM.as_secs());
            }
        }
    }

    /// What the callers share.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }
}

impl Shared {
    /// How many events were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// The newest position that was acknowledged.
    pub fn newest(&self) -> u64 {
        self.newest.load(Ordering::Relaxed)
    }

    /// Somebody whose story can be read.
    pub fn somebody(&self) -> String {
        lock(&self.people).first().cloned().unwrap_or_default()
    }

    /// What the callers found wrong since this was asked last.
    pub fn take_findings(&self) -> Vec<Finding> {
        std::mem::take(&mut lock(&self.findings))
    }

    /// No caller begins anything new.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// The agency's caller of a node.
    pub fn door(&self, number: usize) -> &Caller {
        &self.doors[number]
    }

    async fn call(self: Arc<Self>, mut chance: Chance) -> anyhow::Result<()> {
        while !self.ended.load(Ordering::Relaxed) {
            tokio::time::sleep(chance.milliseconds(0..THINKING_MS)).await;
            let _waiting = self.gate.read().await;
            let people = lock(&self.people).clone();
            let requests = work::next(&mut chance, &people, self.newest());
            let mut sent = JoinSet::new();
            for request in requests {
                let (shared, mut chance) = (Arc::clone(&self), chance.part());
                sent.spawn(async move { shared.carry_out(&mut chance, request).await });
            }
            while let Some(done) = sent.join_next().await {
                done??;
            }
        }
        Ok(())
    }

    /// One request, from its intent to its answer; sometimes it is sent twice at once, and sometimes again afterwards.
    async fn carry_out(&self, chance: &mut Chance, request: Request) -> anyhow::Result<()> {
        let intent = request.intent();
        self.ledger.write(&Line::Intent(intent.clone())).await?;
        let answer = if chance.percent(8) {
            let (mut one, mut other) = (chance.part(), chance.part());
            let (first, second) = tokio::join!(self.until_answered(&mut one, &request), self.until_answered(&mut other, &request));
            self.compare(&intent, &first, &second);
            first
        } else {
            self.until_answered(chance, &request).await
        };
        self.hear(&request, &intent, &answer).await?;
        if chance.percent(8) {
            let again = self.until_answered(chance, &request).await;
            self.compare(&intent, &answer, &again);
        }
        Ok(())
    }

    async fn hear(&self, request: &Request, intent: &Intent, answer: &Answer) -> anyhow::Result<()> {
        lock(&self.unanswered).remove(&intent.request);
        match answer {
            Answer::Taken(receipt, person) => {
                let entries: Vec<_> = receipt.entries.iter().map(|entry| (entry.position, entry.event.clone())).collect();
                let (count, newest) = (entries.len(), entries.iter().map(|(position, _)| *position).max().unwrap_or_default());
                self.ledger.write(&Line::Acknowledged { request: intent.request, entries }).await?;
                self.acknowledged.fetch_add(u64::try_from(count)?, Ordering::Relaxed);
                self.newest.fetch_max(newest, Ordering::Relaxed);
                if let (Request::FirstHearOf(_), Some(person)) = (request, person) {
                    lock(&self.people).push(person.clone());
                }
            }
            Answer::TurnedAway(reason) => {
                self.ledger.write(&Line::TurnedAway { request: intent.request, reason: reason.clone() }).await?;
                if reason != "STORY_MOVED_ON" || intent.nothing_new_since == 0 {
                    self.find(Wrong::Refused, format!("request {} was answered with {reason}", intent.request));
                }
            }
        }
        Ok(())
    }

    /// The same request has the same answer, however often it is sent.
    fn compare(&self, intent: &Intent, one: &Answer, other: &Answer) {
        let told = |answer: &Answer| match answer {
            Answer::Taken(receipt, _) => {
                format!("{:?}", receipt.entries.iter().map(|entry| (entry.position, &entry.event)).collect::<Vec<_>>())
            }
            Answer::TurnedAway(reason) => reason.clone(),
        };
        let (one, other) = (told(one), told(other));
        if one != other {
            self.find(Wrong::Doubled, format!("request {} has two answers, {one} and {other}", intent.request));
        }
    }

    fn find(&self, wrong: Wrong, what: String) {
        lock(&self.findings).push(Finding::new(wrong, what));
    }

    async fn until_answered(&self, chance: &mut Chance, request: &Request) -> Answer {
        loop {
            let door = chance.pick(&self.doors);
            let why = match tokio::time::timeout(ATTEMPT, request.send(door)).await {
                Ok(Ok((receipt, person))) => return Answer::Taken(receipt, person),
                Ok(Err(status)) => match turned_away(&status) {
                    Some(reason) => return Answer::TurnedAway(reason),
                    None => format!("{:?}: {}", status.code(), status.message()),
                },
                Err(_) => "no answer in time".to_owned(),
            };
            lock(&self.unanswered).insert(request.id(), why);
            tokio::time::sleep(chance.milliseconds(BACKOFF_MS / 4..BACKOFF_MS)).await;
        }
    }
}

/// The reason, unless another attempt may go better: what does not name one never came from our node.
fn turned_away(status: &Status) -> Option<String> {
    let reason = status.get_details_error_info()?.reason;
    let is_passing =
        matches!(status.code(), Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded | Code::Internal | Code::Cancelled);
    (!is_passing).then_some(reason)
}

/// Nothing is half done under these locks.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
