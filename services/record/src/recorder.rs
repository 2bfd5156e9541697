//! One request from its arrival to its receipt.
//!
//! A view that lags never refuses anything: before a refusal is given, the view catches up and the rules are asked again, and a request
//! that was applied before is answered with its receipt whatever the rules say now. Two agencies that write about one person at once
//! both succeed: whoever loses decides again.

use std::{sync::Arc, time::Duration};

use prost::Message as _;
use throughline_access::{Access, Caller};
use throughline_log::{AppendError, Appended, Condition, KeyError, Keys, Log, Pending, with_causes};
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, Receipt, ReceiptEntry, RecordRequest},
};
use throughline_story::{Now, Refused};
use throughline_views::{Views, moment_text, now_us};
use tokio::{sync::Semaphore, time::Instant};
use tracing::info_span;
use uuid::Uuid;

use crate::{
    decide::{self, Decision},
    draft,
    intake::{self, Intake},
    policies,
};

/// How long a write waits for the view, or decides again after somebody else wrote first, before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many wait for new keys at once, each on a thread of its own; the others wait for that without one.
const KEY_MAKERS: usize = 64;
/// How many events one request may have.
const MOST_EVENTS: usize = 1_000;

/// The write side.
#[derive(Debug, Clone)]
pub struct Recorder {
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    pub(crate) views: Arc<Views>,
    access: Arc<Access>,
    key_makers: Arc<Semaphore>,
}

/// A request that was taken in.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The receipt.
    pub receipt: Receipt,
    /// The events as recorded, for a request that names a language to tell them in; empty where it had been applied before and would not be
    /// admitted now.
    pub events: Vec<Event>,
}

/// A request that was checked by itself, before anybody's story was looked at.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) request_id: Uuid,
    /// The request, encoded.
    pub(crate) content: Vec<u8>,
    pub(crate) nothing_new_since: u64,
    intake: Intake,
    /// Its events are to be told.
    is_told: bool,
    /// The call by which it came, where it is one of those that alone may say some things.
    by: By,
}

/// By which call a request came.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct By {
    /// By the one that erases.
    pub(crate) erases: bool,
    /// By one that sees people to the door.
    pub(crate) signs_in: bool,
}

impl Checked {
    /// Does it give somebody a key? Then it is looked up first, so that a retry leaves no key behind that nothing uses.
    pub(crate) fn makes_people(&self) -> bool {
        !self.intake.new_people.is_empty()
    }

    /// What is new about its people since the view's position is no reason to refuse it: the caller named nothing, or may have read it.
    pub(crate) fn may_be_decided_again(&self, view_was_at: u64) -> bool {
        self.nothing_new_since == 0 || view_was_at < self.nothing_new_since
    }
}

impl Recorder {
    /// A write side over a log and its view, behind this door.
    pub fn new(log: Log, keys: Arc<Keys>, views: Arc<Views>, access: Arc<Access>) -> Self {
        Self { log, keys, views, access, key_makers: Arc::new(Semaphore::new(KEY_MAKERS)) }
    }

    /// Records one request.
    pub async fn record(&self, caller: &Caller, request: RecordRequest) -> Result<Recorded, Refusal> {
        self.record_checked(caller, &check(request, caller)?).await
    }

    /// Records a request that came by such a call.
    pub(crate) async fn record_by(&self, by: By, caller: &Caller, request: RecordRequest) -> Result<Recorded, Refusal> {
        self.record_checked(caller, &Checked { by, ..check(request, caller)? }).await
    }

    async fn record_checked(&self, caller: &Caller, checked: &Checked) -> Result<Recorded, Refusal> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let decision = match self.decide(caller, checked).await {
                Ok(decision) => decision,
                Err(refusal) => {
                    let receipt = self.earlier(caller, checked).await?.ok_or(refusal)?;
                    return Ok(Recorded { receipt, events: Vec::new() });
                }
            };
            let (position, events) = (decision.position, if checked.is_told { decision.events.clone() } else { Vec::new() });
            if checked.makes_people()
                && let Some(receipt) = self.earlier(caller, checked).await?
            {
                return Ok(Recorded { receipt, events });
            }
            match self.submit(caller, checked, decision).await?.await {
                Ok(appended) => return Ok(Recorded { receipt: self.receipt(&appended), events }),
                Err(AppendError::MovedOn { position: found }) if checked.may_be_decided_again(position) => {
                    self.views.reach(found, Instant::now() + PATIENCE).await?;
                }
                Err(error) => return Err(refusal_of(error)),
            }
        }
        Err(Refusal::new(Reason::TooBusy, "others keep writing about the same people; try again in a moment")
            .retry_after(Duration::from_secs(1)))
    }

    /// Lets the view come as far as the log is now.
    pub(crate) async fn catch_up(&self) -> Result<(), Refusal> {
        Ok(self.views.catch_up(Instant::now() + PATIENCE).await?)
    }

    /// Decides only: what would be recorded.
    pub(crate) async fn validate(&self, caller: &Caller, request: RecordRequest, by: By) -> Result<Vec<Event>, Refusal> {
        let checked = Checked { by, ..check(request, caller)? };
        // No condition will say that the view was behind, so it is not.
        self.catch_up().await?;
        Ok(self.decide(caller, &checked).await?.events)
    }

    /// Asks the rules, and asks again with the newest view before anything is refused.
    pub(crate) async fn decide(&self, caller: &Caller, checked: &Checked) -> Result<Decision, Refusal> {
        let now = Now { unix_us: now_us() };
        let decide = || {
            let decision = decide::decide(&self.views, &self.access, caller, checked.intake.events.clone(), checked.by, now)?;
            policies::check(&decision.events, &self.views.directory())?;
            Ok(decision)
        };
        let view_was_at = self.views.position();
        match info_span!("decide").in_scope(decide) {
            Ok(decision) => Ok(decision),
            // Another node may have written what makes it right, so that it is the log that is asked how far it is.
            Err(refusal) => match self.log.look().await {
                Ok(head) if view_was_at < head => {
                    self.catch_up().await?;
                    decide()
                }
                Ok(_) => Err(refusal),
                Err(error) => Err(cannot_write(&error)),
            },
        }
    }

    /// Hands a decided request to the log; its place in the log's queue is taken when this returns.
    pub(crate) async fn submit(&self, caller: &Caller, checked: &Checked, decision: Decision) -> Result<Pending, Refusal> {
        let condition = self.condition(checked, &decision);
        if !checked.intake.new_people.is_empty() {
            let _turn = self.key_makers.acquire().await.map_err(|_| Refusal::stopping())?;
            let (keys, people) = (Arc::clone(&self.keys), checked.intake.new_people.clone());
            let made = tokio::task::spawn_blocking(move || keys.ensure(&people)).await;
            made.map_err(|_| Refusal::stopping())?.map_err(|error| cannot_write(&error))?;
        }
        let request = throughline_log::Request {
            agency: caller.agency.clone(),
            request_id: checked.request_id,
            content: checked.content.clone(),
            recorded_at_us: now_us(),
            drafts: decision.events.into_iter().map(draft::draft).collect(),
            condition,
        };
        let sealed = info_span!("seal").in_scope(|| throughline_log::seal(&self.keys, request)).map_err(cannot_seal)?;
        self.log.submit(sealed).await.map_err(refusal_of)
    }

    /// What must not have changed: what the caller named, and what the rules looked at. A caller may have read further than the view has
    /// come; with whom their people were joined since then is not known here.
    fn condition(&self, checked: &Checked, decision: &Decision) -> Option<Condition> {
        let (named, known_as_of) = (checked.nothing_new_since, decision.position);
        let (since, everybody): (_, &[Uuid]) = match (named, decision.depends_on.is_empty()) {
            (0, _) => (known_as_of, &[]),
            (named, true) => (named, &decision.everybody),
            (named, false) => (named.min(known_as_of), &decision.everybody),
        };
        let people: Vec<Uuid> = everybody.iter().chain(&decision.depends_on).copied().collect();
        (!people.is_empty()).then_some(Condition { since, people, known_as_of })
    }

    /// The receipt of the same request, if it was applied before.
    pub(crate) async fn earlier(&self, caller: &Caller, checked: &Checked) -> Result<Option<Receipt>, Refusal> {
        let found = self.log.find_request(&caller.agency, checked.request_id).await.map_err(|error| cannot_write(&error))?;
        match found {
            Some(found) if found.same_content(&self.keys, &caller.agency, checked.request_id, &checked.content) => {
                Ok(Some(self.receipt(&found)))
            }
            Some(_) => Err(refusal_of(AppendError::RequestIdReused)),
            None => Ok(None),
        }
    }

    pub(crate) fn receipt(&self, appended: &Appended) -> Receipt {
        let entries = appended.records.iter().map(|record| ReceiptEntry {
            position: record.position,
            event: record.id.to_string(),
            person: record.person.map(|person| person.to_string()).unwrap_or_default(),
            leaf_hash: record.leaf.to_vec(),
        });
        Receipt {
            log_origin: self.log.origin().to_owned(),
            entries: entries.collect(),
            recorded_at: moment_text(appended.recorded_at_us),
            repeated_request: appended.repeated,
        }
    }
}

/// Checks a request by itself, and gives its events what the server gives.
pub(crate) fn check(request: RecordRequest, caller: &Caller) -> Result<Checked, Refusal> {
    let request_id = Uuid::parse_str(&request.request_id)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "request_id", "give every new request a new UUID, and a retry the same one"))?;
    if request.events.is_empty() {
        return Err(Refusal::field(Reason::FieldInvalid, "events", "a request has at least one event"));
    }
    if request.events.len() > MOST_EVENTS {
        let found = request.events.len();
        return Err(Refusal::field(Reason::TooLarge, "events", format!("{found} events; send at most {MOST_EVENTS} in one request"))
            .with("limit", MOST_EVENTS));
    }
    let now = Now { unix_us: now_us() };
    for (index, event) in request.events.iter().enumerate() {
        throughline_story::validate(event, index, now)?;
    }
    let is_told = !request.language.is_empty();
    let request = RecordRequest { validate_only: false, language: String::new(), ..request };
    let content = request.encode_to_vec();
    let nothing_new_since = request.nothing_new_since;
    Ok(Checked { request_id, content, nothing_new_since, intake: intake::take_in(request.events, caller)?, is_told, by: By::default() })
}

/// What a request that the log did not take is answered with.
pub(crate) fn refusal_of(error: AppendError) -> Refusal {
    match error {
        AppendError::MovedOn { .. } => Refusal::new(
            Reason::StoryMovedOn,
            "something new was written about these people since the position you named; read, and decide again",
        ),
        AppendError::RequestIdReused => {
            Refusal::new(Reason::RequestIdReused, "this request_id was used for other content; give every new request a new UUID")
        }
        AppendError::SourceKeyReused { index } => Refusal::field(
            Reason::SourceKeyReused,
            format!("events[{index}].source_key"),
            "this key was used for an event with other content",
        ),
        AppendError::TooBusy => Refusal::too_busy(),
        AppendError::BehindCheckpoint(_) => {
            tracing::error!("the log lies behind a published checkpoint and takes nothing in");
            Refusal::new(
                Reason::LogBehindCheckpoint,
                "the log lies behind a checkpoint that was published, so that it takes nothing in; ask its keeper, whom the node's own log tells what to do",
            )
        }
        AppendError::Stopping => Refusal::stopping(),
        AppendError::CannotWrite(error) => cannot_write(&error),
    }
}

/// Somebody may have been erased since it was decided: their key goes before the view knows.
fn cannot_seal(error: KeyError) -> Refusal {
    match error {
        KeyError::Erased { person } => Refused::PersonErased { person: person.to_string() }.into(),
        other => cannot_write(&other),
    }
}

pub(crate) fn cannot_write(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(error = with_causes(error), "the log or the keys could not be written");
    // A connection may break after the commit and before its answer, so that no more can be said.
    let told =
        "the log cannot be written just now; send the same request, with the same request_id, again later: it is applied once at most";
    Refusal::new(Reason::LogCannotWrite, told).retry_after(Duration::from_secs(2))
}
