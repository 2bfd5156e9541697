//! Replaying the log in its own order, filtered. Deterministic: the same log gives the same answer.

use std::time::Duration;

use throughline_log::{ContentKey, LogError, Record, Unreadable, store::StoreError, with_causes};
use throughline_proto::{
    Refusal,
    v1::{Entry, Event, PartDigest, Reason, ReplayEnd, ReplayedRecord, Telling, Words, replay_response::Item},
};
use throughline_story::Names as _;
use throughline_views::moment_text;
use uuid::Uuid;

use crate::{
    Service,
    asked::Asked,
    outgoing::{Ended, Outgoing},
    past::Erasures,
    seen::Seen,
};

/// How many records are read in one go; as many again, twice, are on their way meanwhile.
const BATCH: usize = 500;
/// When whoever found the log away may try again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// Sends what was asked for, then the end.
pub(crate) async fn carry(service: &Service, asked: Asked, mut outgoing: Outgoing) {
    match tell(service, asked, &mut outgoing).await {
        Ok(()) | Err(Ended::Gone) => {}
        Err(Ended::Stopping(position)) => outgoing.stop(stopped(position)).await,
        Err(Ended::Refused(why)) => outgoing.end(why).await,
    }
}

async fn tell(service: &Service, mut asked: Asked, outgoing: &mut Outgoing) -> Result<(), Ended> {
    outgoing.put(Item::Start(asked.start())).await?;
    let (mut at, mut records, mut latest_us) = (asked.after, 0, asked.latest_us);
    let (mut seen, mut erasures, mut pages) = (Seen::default(), Erasures::default(), service.log.read_on(at, asked.until, BATCH));
    'log: loop {
        // Before whatever may take long.
        outgoing.send().await?;
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
            if asked.wants(&record, &service.keys)
                && let Some(replayed) = replay(service, &mut asked, record, &mut seen, &mut erasures)?
            {
                records += 1;
                outgoing.put(Item::Record(Box::new(replayed))).await?;
            }
        }
    }
    let changes_of_hands = seen.changes_of_hands(service).await?;
    outgoing.put(Item::End(ReplayEnd { position: at, records, changes_of_hands })).await?;
    outgoing.send().await
}

fn stopped(position: u64) -> Refusal {
    Refusal::new(Reason::Stopping, "the server is stopping; ask again for what lies after the last record that came, here or at another")
        .with("position", position)
}

/// Why the log could not be read, as it is told.
pub(crate) fn unreadable_log(error: &LogError) -> Refusal {
    tracing::error!(error = with_causes(error), "the log could not be read");
    if matches!(error, LogError::Store(StoreError::Away(_))) {
        let told = "the log cannot be reached just now; ask again, for what lies after the last record that came";
        return Refusal::new(Reason::LogCannotRead, told).retry_after(TRY_AGAIN);
    }
    Refusal::new(Reason::Internal, "the log cannot be read; it has been logged why")
}

/// A record as it is told; nothing for one that turns out not to be asked for.
fn replay(
    service: &Service,
    asked: &mut Asked,
    record: Record,
    seen: &mut Seen,
    erasures: &mut Erasures,
) -> Result<Option<ReplayedRecord>, Refusal> {
    let mut replayed = ReplayedRecord { position: record.position, leaf_hash: record.leaf.to_vec(), ..ReplayedRecord::default() };
    if !asked.is_structure() {
        let opened = throughline_log::open_facts(&record, &service.keys);
        if !asked.wants_event(opened.as_ref().ok()) {
            return Ok(None);
        }
        match opened {
            Ok(event) => {
                seen.note(&event, record.position);
                asked.learn_names_of_read(service, &event)?;
                replayed.entry = Some(entry(service, asked, &record, event));
            }
            Err(Unreadable::Erased) => {
                let people = record.header.people.iter().filter_map(|id| Uuid::from_slice(id).ok());
                replayed.erased = erasures.of(&service.views, people)?;
                "erased".clone_into(&mut replayed.unreadable);
            }
            Err(_) => "set aside".clone_into(&mut replayed.unreadable),
        }
    }
    if asked.with_parts {
        if !asked.is_structure() {
            let keys = throughline_log::content_keys(&record, &service.keys).into_iter().zip(&record.header.parts);
            // Another's words are theirs, and whoever is looked at is told of it: with one person's story go facts and that person's words.
            let is_asked_for = |part: &PartDigest| part.person.is_none_or(|index| asked.wants_words(person_at(&record, index)));
            let told = |(key, part): (Option<ContentKey>, &PartDigest)| {
                key.filter(|_| is_asked_for(part)).map_or_else(Vec::new, |key| key.to_vec())
            };
            replayed.content_keys = keys.map(told).collect();
        }
        replayed.parts = record.parts;
    }
    replayed.header = record.header_bytes;
    Ok(Some(replayed))
}

fn entry(service: &Service, asked: &mut Asked, record: &Record, mut event: Event) -> Entry {
    event.words = words(service, asked, record);
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

/// The words of those asked for that can be opened; those of people who were erased are gone.
fn words(service: &Service, asked: &Asked, record: &Record) -> Vec<Words> {
    let people = record.header.parts.iter().filter_map(|part| person_at(record, part.person?));
    let wanted = people.filter(|person| asked.wants_words(Some(*person)));
    wanted.filter_map(|person| throughline_log::open_words(record, person, &service.keys).ok()?).collect()
}

fn person_at(record: &Record, index: u32) -> Option<Uuid> {
    Uuid::from_slice(record.header.people.get(usize::try_from(index).ok()?)?).ok()
}
