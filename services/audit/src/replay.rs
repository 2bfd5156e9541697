//! Replaying the log in its own order, filtered. Deterministic: the same log gives the same answer.

use std::{collections::HashMap, sync::Arc, time::Duration};

use throughline_access::certificates::is_word;
use throughline_log::{Lane, LogError, Record, Unreadable, store::StoreError, with_causes};
use throughline_looks::{Look, Scope};
use throughline_proto::{
    Refusal,
    v1::{
        Details, Entry, Event, Reason, ReplayEnd, ReplayRequest, ReplayResponse, ReplayStart, ReplayedRecord, Telling, Words,
        replay_response::Item,
    },
};
use throughline_story::Names as _;
use throughline_views::{StoryNames, moment_text};
use tokio::sync::mpsc;
use tonic::Status;
use uuid::Uuid;

use crate::{
    Service,
    hands::{Hands, Numbers},
};

/// How many records are read in one go; as many again, twice, are on their way meanwhile.
const BATCH: usize = 500;
/// When whoever found the log away may try again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

type Sender = mpsc::Sender<Result<ReplayResponse, Status>>;

/// A replay as it was asked for, checked.
pub(crate) struct Asked {
    after: u64,
    until: u64,
    known_at_us: i64,
    agency: String,
    structure_only: bool,
    /// The profiles of the one person asked for; empty for everybody.
    profiles: Vec<String>,
    names: StoryNames,
    /// Of what part of the log, as it was asked for.
    scope: Scope,
}

impl Asked {
    pub(crate) async fn new(service: &Service, request: ReplayRequest) -> Result<Self, Refusal> {
        let known_at_us = match request.known_at.as_str() {
            "" => i64::MAX,
            text => text
                .parse::<jiff::Timestamp>()
                .map_err(|_| Refusal::field(Reason::FieldInvalid, "known_at", "give a moment as RFC 3339: 2026-03-14T15:30:00Z"))?
                .as_microsecond(),
        };
        // It is written down for ever who looked at what an agency wrote.
        if !request.agency.is_empty() && !is_word(&request.agency) {
            return Err(Refusal::field(Reason::FieldInvalid, "agency", "give an agency's word: a–z, 0–9 and hyphens, at most 63"));
        }
        // Another node may have written since this one last heard of it.
        let head = service.log.look().await.map_err(|error| unreadable_log(&error))?;
        let (profiles, names) = match request.person.as_str() {
            "" => (Vec::new(), StoryNames::default()),
            person => story_of(service, person).await?,
        };
        let first = if request.after_position == 0 { 0 } else { request.after_position.saturating_add(1) };
        Ok(Self {
            scope: Scope { agency: request.agency.clone(), from: first, to: request.until_position },
            after: request.after_position,
            until: if request.until_position == 0 { head } else { request.until_position.min(head) },
            known_at_us,
            agency: request.agency,
            structure_only: request.structure_only,
            profiles,
            names: StoryNames { directory: service.views.directory(), ..names },
        })
    }

    /// The look that this replay is. The structure alone tells nothing of anybody; but of one person, when something was written of them and by
    /// whom.
    pub(crate) fn look(&self) -> Option<Look> {
        let look = match (self.profiles.is_empty(), self.structure_only) {
            (true, true) => return None,
            (true, false) => Look::at_everything(),
            (false, true) => Look::at_row(&self.profiles),
            (false, false) => Look::at_story(&self.profiles),
        };
        Some(Look { scope: self.scope.clone(), ..look })
    }

    /// Names as they become known, so that a sentence calls people what they were called then.
    fn learn_names(&mut self, words: &[Words]) {
        for words in words {
            if let Some(details) = &words.details {
                let name = name(details);
                if !name.is_empty() {
                    self.names.residents.insert(words.person.clone(), name);
                }
            }
        }
    }

    fn wants(&self, record: &Record) -> bool {
        let is_theirs =
            || record.header.people.iter().filter_map(|id| Uuid::from_slice(id).ok()).any(|id| self.profiles.contains(&id.to_string()));
        // That somebody looked is part of nobody's story.
        let is_asked_for = || self.profiles.is_empty() || record.header.lane() != Lane::Look && is_theirs();
        (self.agency.is_empty() || record.header.agency == self.agency) && is_asked_for()
    }
}

/// The profiles of a person's story as it is joined now, and their name.
async fn story_of(service: &Service, person: &str) -> Result<(Vec<String>, StoryNames), Refusal> {
    let id = Uuid::try_parse(person).map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID"))?;
    service
        .views
        .read(move |snapshot| {
            let read = snapshot.story(id)?.ok_or_else(|| Refusal::new(Reason::PersonUnknown, "no such person"))?;
            let name = read.details()?.into_iter().rev().map(|(_, _, details)| name(&details)).find(|name| !name.is_empty());
            let residents = name.map(|name| read.profiles().iter().map(|profile| (profile.clone(), name.clone())).collect());
            let names =
                StoryNames { residents: residents.unwrap_or_default(), story: Some(Arc::clone(read.story())), ..StoryNames::default() };
            Ok((read.profiles().to_vec(), names))
        })
        .await
}

fn name(details: &Details) -> String {
    if details.known_as.is_empty() { details.given_name.clone() } else { details.known_as.clone() }
}

/// Sends what was asked for, then the end.
pub(crate) async fn carry(service: &Service, mut asked: Asked, sender: &Sender) -> Result<(), Refusal> {
    let until_position = asked.until;
    let mut stopping = service.stopping.clone();
    if sender.send(Ok(ReplayResponse { item: Some(Item::Start(ReplayStart { until_position })) })).await.is_err() {
        return Ok(());
    }
    let (mut at, mut records, mut latest_us) = (asked.after, 0, i64::MIN);
    let (mut seen, mut pages) = (Seen::default(), service.log.read_on(at, until_position, BATCH));
    'log: loop {
        let batch = pages.next().await.map_err(|error| unreadable_log(&error))?;
        if batch.is_empty() {
            break;
        }
        for record in batch {
            // A clock that jumped back hides nothing: what counts is the latest moment so far.
            latest_us = latest_us.max(record.header.recorded_at_us);
            if latest_us > asked.known_at_us {
                break 'log;
            }
            at = record.position;
            if asked.wants(&record) {
                records += 1;
                let replayed = replay(service, &mut asked, record, &mut seen);
                tokio::select! {
                    biased;
                    _ = stopping.wait_for(|stopping| *stopping) => return Err(stopped(at - 1)),
                    sent = sender.send(Ok(ReplayResponse { item: Some(Item::Record(replayed)) })) => if sent.is_err() { return Ok(()) },
                }
            }
        }
    }
    let changes_of_hands = seen.changes_of_hands(service).await?;
    _ = sender.send(Ok(ReplayResponse { item: Some(Item::End(ReplayEnd { position: at, records, changes_of_hands })) })).await;
    Ok(())
}

fn stopped(position: u64) -> Refusal {
    Refusal::new(Reason::Stopping, "the server is stopping; ask again for what lies after the last record that came, here or at another")
        .with("position", position)
}

fn unreadable_log(error: &LogError) -> Refusal {
    tracing::error!(error = with_causes(error), "the log could not be read");
    if matches!(error, LogError::Store(StoreError::Away(_))) {
        let told = "the log cannot be reached just now; ask again, for what lies after the last record that came";
        return Refusal::new(Reason::LogCannotRead, told).retry_after(TRY_AGAIN);
    }
    Refusal::new(Reason::Internal, "the log cannot be read; it has been logged why")
}

fn replay(service: &Service, asked: &mut Asked, record: Record, seen: &mut Seen) -> ReplayedRecord {
    let (entry, unreadable) = if asked.structure_only {
        (None, String::new())
    } else {
        match throughline_log::open_facts(&record, &service.keys) {
            Ok(event) => {
                seen.note(&event, record.position);
                (Some(entry(service, asked, &record, event)), String::new())
            }
            Err(Unreadable::Erased) => (None, "erased".to_owned()),
            Err(_) => (None, "set aside".to_owned()),
        }
    };
    ReplayedRecord { position: record.position, header: record.header_bytes, leaf_hash: record.leaf.to_vec(), entry, unreadable }
}

fn entry(service: &Service, asked: &mut Asked, record: &Record, mut event: Event) -> Entry {
    event.words = words(service, record);
    asked.learn_names(&event.words);
    let person = throughline_story::concerned(&event).next().unwrap_or_default().to_owned();
    let sentence = throughline_story::sentence(&event, &Telling::default(), &asked.profiles, &asked.names);
    Entry {
        position: record.position,
        recorded_at: moment_text(record.header.recorded_at_us),
        sentence,
        person,
        agency_name: asked.names.agency(&event.agency),
        event: Some(event),
        ..Entry::default()
    }
}

/// Everybody's words that can be opened; those of people who were erased are gone.
fn words(service: &Service, record: &Record) -> Vec<Words> {
    let people = record.header.parts.iter().filter_map(|part| record.header.people.get(part.person? as usize));
    people.filter_map(|id| throughline_log::open_words(record, Uuid::from_slice(id).ok()?, &service.keys).ok()?).collect()
}

/// What a replay remembers to count changes of hands, as small numbers: stories are known by their profiles, and told in order, only at
/// the end.
#[derive(Default)]
struct Seen {
    people: Numbers,
    supporters: Numbers,
    entries: Vec<Entered>,
}

/// One entry: whose, when, where in the log, and recorded by whom.
struct Entered {
    person: u32,
    happened: i64,
    position: u64,
    recorded_by: u32,
}

impl Seen {
    fn note(&mut self, event: &Event, position: u64) {
        let happened = event.happened.as_ref().and_then(|happened| throughline_story::happened_key(happened).ok());
        if let (Some(person), Some(happened), false) = (throughline_story::concerned(event).next(), happened, event.recorded_by.is_empty())
        {
            let (person, recorded_by) = (self.people.of(person), self.supporters.of(&event.recorded_by));
            self.entries.push(Entered { person, happened, position, recorded_by });
        }
    }

    async fn changes_of_hands(self, service: &Service) -> Result<u64, Refusal> {
        service
            .views
            .read(move |snapshot| {
                let mut stories = HashMap::new();
                for (profile, person) in self.people.into_iter() {
                    let read = Uuid::try_parse(&profile).ok().map(|id| snapshot.story(id)).transpose()?.flatten();
                    if let Some(story) = read.and_then(|read| read.profiles().first().cloned()) {
                        stories.insert(person, story);
                    }
                }
                let mut hands = Hands::default();
                for Entered { person, happened, position, recorded_by } in self.entries {
                    if let Some(story) = stories.get(&person) {
                        hands.entry(story, happened, position, recorded_by);
                    }
                }
                Ok(hands.changes())
            })
            .await
    }
}
