//! The known load: several callers, each with requests of its own ids, sent again until they are answered; and agencies that write once.
//! What each request means is in the ledger before it is sent, and its answer after it came.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, bail};
use throughline_proto::v1::{Receipt, RecordRequest};
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
    row,
    system::{ATTEMPT, System},
    work::{self, Request, Sending},
};

/// Whose events the load writes.
const AGENCY: &str = "harmony-house";
/// It walks alongside one of that agency's people, and reads of them alone.
const ALONGSIDE: &str = "care-city";
/// How many agencies write once in a round, so that no later news makes up for what they were not told.
const NEWCOMERS: usize = 20;
const MOVED_ON: &str = "STORY_MOVED_ON";
const CALLERS: usize = 8;
/// How long a caller thinks before the next request, at most.
const THINKING_MS: u64 = 12;
/// How long a caller waits before an attempt that follows another, at most.
pub const BACKOFF_MS: u64 = 60;
/// How long every caller has to be answered once nothing is broken any more.
const CALM: Duration = Duration::from_secs(40);

/// The load.
pub struct Driver {
    shared: Arc<Shared>,
    callers: JoinSet<anyhow::Result<()>>,
}

/// What the callers have in common.
pub struct Shared {
    /// For each agency, its callers of each node. The first is the one that writes most.
    doors: Vec<(String, Vec<Caller>)>,
    ledger: Ledger,
    /// Held by everybody who waits for an answer.
    gate: RwLock<()>,
    ended: AtomicBool,
    people: Mutex<Vec<String>>,
    /// The supporter who hears people say yes.
    hears: OnceLock<String>,
    /// How many pairs of them were joined.
    pairs: AtomicUsize,
    newest: AtomicU64,
    acknowledged: AtomicU64,
    unanswered: Mutex<BTreeMap<Uuid, String>>,
    findings: Mutex<Vec<Finding>>,
    /// How many newcomers have written.
    newcomers: AtomicUsize,
}

/// What came of a request.
pub enum Answer {
    /// It was taken in.
    Taken(Receipt),
    /// It was not, and sending it again would change nothing.
    TurnedAway(String),
}

impl Driver {
    /// Begins the load, after the agencies and the first people are there.
    /// None, if the first requests are not answered.
    pub async fn begin(system: &System, ledger: Ledger, chance: &mut Chance) -> anyhow::Result<Option<Self>> {
        // Only where there is news does anybody besides hear of anything.
        let newcomers = if system.nats.is_some() { NEWCOMERS } else { 0 };
        let others = (0..newcomers).map(|number| format!("newcomer-{number}"));
        let agencies: Vec<String> = [AGENCY, ALONGSIDE].map(str::to_owned).into_iter().chain(others).collect();
        let doors = |agency: String| {
            let doors = (0..system.seats.len()).map(|number| system.caller(number, &agency)).collect::<Result<_, _>>()?;
            anyhow::Ok((agency, doors))
        };
        let shared = Arc::new(Shared {
            doors: agencies.iter().cloned().map(doors).collect::<Result<_, _>>()?,
            ledger,
            gate: RwLock::default(),
            ended: AtomicBool::new(false),
            people: Mutex::default(),
            hears: OnceLock::new(),
            pairs: AtomicUsize::new(0),
            newest: AtomicU64::new(0),
            acknowledged: AtomicU64::new(0),
            unanswered: Mutex::default(),
            findings: Mutex::default(),
            newcomers: AtomicUsize::new(0),
        });
        let keeper = system.keeper(0)?;
        match tokio::time::timeout(CALM, shared.begin(keeper, chance, agencies)).await {
            Ok(begun) => begun?,
            Err(_) => return Ok(None),
        }
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            callers.spawn(Arc::clone(&shared).call(chance.part()));
        }
        Ok(Some(Self { shared, callers }))
    }

    /// Somebody who has never written does so once, in a moment.
    pub fn let_a_newcomer_write(&mut self, chance: &mut Chance) {
        self.callers.spawn(Arc::clone(&self.shared).write_once(chance.part()));
    }

    /// Waits until nobody waits for an answer, and lets nobody begin before the guard is dropped.
    pub async fn calm(&mut self) -> anyhow::Result<RwLockWriteGuard<'_, ()>> {
        while let Some(ended) = self.callers.try_join_next() {
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

    /// The caller of a node for whom most is written.
    pub fn door(&self, number: usize) -> &Caller {
        &self.doors[0].1[number]
    }

    /// Every agency, with its caller of the first node.
    pub fn agencies(&self) -> impl Iterator<Item = (&str, &Caller)> {
        self.doors.iter().map(|(agency, doors)| (agency.as_str(), &doors[0]))
    }

    async fn call(self: Arc<Self>, mut chance: Chance) -> anyhow::Result<()> {
        while !self.ended.load(Ordering::Relaxed) {
            tokio::time::sleep(chance.milliseconds(0..THINKING_MS)).await;
            let _waiting = self.gate.read().await;
            let people = lock(&self.people).clone();
            let hears = self.hears.get().map_or("", String::as_str);
            match work::next(&mut chance, &people, self.newest(), hears, || self.pair(&people)) {
                Sending::AtOnce(requests) => self.carry_out_at_once(&mut chance, requests).await?,
                Sending::InARow(requests) => self.carry_out_in_a_row(&mut chance, requests).await?,
            }
        }
        Ok(())
    }

    async fn write_once(self: Arc<Self>, mut chance: Chance) -> anyhow::Result<()> {
        tokio::time::sleep(chance.milliseconds(0..300)).await;
        let _waiting = self.gate.read().await;
        let number = self.newcomers.fetch_add(1, Ordering::Relaxed);
        if let Some((_, doors)) = self.doors[2..].get(number).filter(|_| !self.ended.load(Ordering::Relaxed)) {
            let request = work::first_heard_of(&mut chance);
            self.carry_out(doors, &mut chance, request).await?;
        }
        Ok(())
    }

    /// Two people whom nobody has joined. The first of all is not among them: joined with another agency's, they have a say in it.
    fn pair(&self, people: &[String]) -> Option<[String; 2]> {
        let of = |number: usize| people[1..].chunks_exact(2).nth(number);
        let taken = self.pairs.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |number| of(number).map(|_| number + 1)).ok()?;
        of(taken).map(|pair| [pair[0].clone(), pair[1].clone()])
    }

    /// What the load is about: agencies that joined, people who were heard of, somebody who walks alongside.
    async fn begin(&self, keeper: Caller, chance: &mut Chance, agencies: Vec<String>) -> anyhow::Result<()> {
        let joined = work::join(chance, agencies.into_iter());
        self.carry_out(&[keeper], chance, joined).await?;
        for _ in 0..work::CONTESTED + 2 {
            self.hear_of_somebody(chance).await?;
        }
        self.begin_alongside(chance).await
    }

    /// Another agency comes to walk alongside the first person.
    async fn begin_alongside(&self, chance: &mut Chance) -> anyhow::Result<()> {
        let [(_, own), (_, others), ..] = &self.doors[..] else { return Ok(()) };
        let (ours, theirs) = (work::supporter(chance), work::supporter(chance));
        let (ours, theirs) = (self.carry_out(own, chance, ours).await?, self.carry_out(others, chance, theirs).await?);
        let known = work::first_heard_of(chance);
        let known = self.carry_out(others, chance, known).await?;
        let begun = work::begin_alongside(chance, &known, &theirs);
        self.carry_out(others, chance, begun).await?;
        let joined = work::join_with_a_yes(chance, [&self.somebody(), &known], &ours);
        self.carry_out(own, chance, joined).await?;
        self.hears.get_or_init(|| ours);
        Ok(())
    }

    async fn hear_of_somebody(&self, chance: &mut Chance) -> anyhow::Result<()> {
        let request = work::first_heard_of(chance);
        let person = self.carry_out(&self.doors[0].1, chance, request).await?;
        lock(&self.people).push(person);
        Ok(())
    }

    async fn carry_out_at_once(self: &Arc<Self>, chance: &mut Chance, requests: Vec<Request>) -> anyhow::Result<()> {
        let mut sent = JoinSet::new();
        for request in requests {
            let (shared, mut chance) = (Arc::clone(self), chance.part());
            sent.spawn(async move {
                let is_about_somebody_new = matches!(request, Request::FirstHearOf(_));
                let person = shared.carry_out(&shared.doors[0].1, &mut chance, request).await?;
                if is_about_somebody_new {
                    lock(&shared.people).push(person);
                }
                anyhow::Ok(())
            });
        }
        while let Some(done) = sent.join_next().await {
            done??;
        }
        Ok(())
    }

    async fn carry_out_in_a_row(&self, chance: &mut Chance, requests: Vec<RecordRequest>) -> anyhow::Result<()> {
        let intents: Vec<Intent> = requests.iter().map(work::intent_of).collect();
        for intent in &intents {
            self.ledger.write(&Line::Intent(intent.clone())).await?;
        }
        let unanswered = |request: &RecordRequest, why| self.is_unanswered(request.request_id.parse().unwrap_or_default(), why);
        let answers = row::until_answered(&self.doors[0].1, chance, &requests, unanswered).await;
        for (intent, answer) in intents.iter().zip(&answers) {
            self.hear(intent, answer).await?;
        }
        Ok(())
    }

    /// One request, from its intent to its answer; sometimes it is sent twice at once, and sometimes again afterwards. Answers with whom
    /// it is first about.
    async fn carry_out(&self, doors: &[Caller], chance: &mut Chance, request: Request) -> anyhow::Result<String> {
        let intent = request.intent();
        self.ledger.write(&Line::Intent(intent.clone())).await?;
        let answer = if chance.percent(8) {
            let (mut one, mut other) = (chance.part(), chance.part());
            let (one, other) = (self.until_answered(doors, &mut one, &request), self.until_answered(doors, &mut other, &request));
            let (first, second) = tokio::join!(one, other);
            self.compare(&intent, &first, &second);
            first
        } else {
            self.until_answered(doors, chance, &request).await
        };
        self.hear(&intent, &answer).await?;
        // What was turned away stays so: that something is newer does not pass.
        if matches!(answer, Answer::TurnedAway(_)) || chance.percent(8) {
            let again = self.until_answered(doors, chance, &request).await;
            self.compare(&intent, &answer, &again);
        }
        Ok(match answer {
            Answer::Taken(receipt) => receipt.entries.into_iter().next().map(|entry| entry.person).unwrap_or_default(),
            Answer::TurnedAway(_) => String::new(),
        })
    }

    async fn hear(&self, intent: &Intent, answer: &Answer) -> anyhow::Result<()> {
        lock(&self.unanswered).remove(&intent.request);
        match answer {
            Answer::Taken(receipt) => {
                let entries: Vec<_> = receipt.entries.iter().map(|entry| (entry.position, entry.event.clone())).collect();
                let (count, newest) = (entries.len(), entries.iter().map(|(position, _)| *position).max().unwrap_or_default());
                self.ledger.write(&Line::Acknowledged { request: intent.request, entries }).await?;
                self.acknowledged.fetch_add(u64::try_from(count)?, Ordering::Relaxed);
                self.newest.fetch_max(newest, Ordering::Relaxed);
            }
            Answer::TurnedAway(reason) => {
                self.ledger.write(&Line::TurnedAway { request: intent.request, reason: reason.clone() }).await?;
                if reason != MOVED_ON || intent.nothing_new_since == 0 {
                    self.find(Wrong::Refused, format!("request {} was answered with {reason}", intent.request));
                }
            }
        }
        Ok(())
    }

    /// The same request has the same answer, however often it is sent.
    fn compare(&self, intent: &Intent, one: &Answer, other: &Answer) {
        let told = |answer: &Answer| match answer {
            Answer::Taken(receipt) => {
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

    fn is_unanswered(&self, request: Uuid, why: String) {
        lock(&self.unanswered).insert(request, why);
    }

    async fn until_answered(&self, doors: &[Caller], chance: &mut Chance, request: &Request) -> Answer {
        loop {
            let door = chance.pick(doors);
            let why = match tokio::time::timeout(ATTEMPT, request.send(door)).await {
                Ok(Ok(receipt)) => return Answer::Taken(receipt),
                Ok(Err(status)) => match turned_away(&status) {
                    // Whoever named no condition is to be decided about again, by what is known then.
                    Some(reason) if reason == MOVED_ON && matches!(request, Request::JoinProfiles(_)) => reason,
                    Some(reason) => return Answer::TurnedAway(reason),
                    None => format!("{:?}: {}", status.code(), status.message()),
                },
                Err(_) => "no answer in time".to_owned(),
            };
            self.is_unanswered(request.id(), why);
            tokio::time::sleep(chance.milliseconds(BACKOFF_MS / 4..BACKOFF_MS)).await;
        }
    }
}

/// The reason, unless another attempt may go better: what does not name one never came from our node.
fn turned_away(status: &Status) -> Option<String> {
    let reason = status.get_details_error_info()?.reason;
    (!is_passing(status.code())).then_some(reason)
}

/// Whether what is answered with this may go better the next time.
pub fn is_passing(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded | Code::Internal | Code::Cancelled)
}

/// Nothing is half done under these locks.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
