//! One look, and the record that it becomes.

use prost::Message as _;
use throughline_access::{ActingFor, Reader, Under, Viewer, speaks_for};
use throughline_log::{Draft, Lane, Request};
use throughline_proto::v1::{Event, Happened, Looked, LookedAt, Part, Party, RecordRequest, Role, event::Kind, happened::Moment, party};
use throughline_views::StoryRead;
use uuid::Uuid;

/// A story that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The profiles that are this person; none for everybody's.
    pub profiles: Vec<Uuid>,
    /// How much of it.
    pub at: LookedAt,
    /// Under what, where that decides when the resident is told.
    pub under: Under,
    /// Of which part of the log.
    pub scope: Scope,
    /// Why, in the reader's own words, where they gave a reason to read facts and words.
    pub reason: String,
}

/// A part of the log, for a look at what was written there alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// What this agency wrote; empty for what all did.
    pub agency: String,
    /// The first position; 0 for the log's beginning.
    pub from: u64,
    /// The last position that was asked for; 0 for as far as the log is.
    pub to: u64,
}

impl Look {
    /// The look that telling somebody this story is; none where they signed in to read their own (that an agency's system reads it for them is only what
    /// that says), or where everybody whose story it was is erased: of them nothing more is written.
    pub fn of_story(viewer: &Viewer, read: &StoryRead<'_>) -> Option<Self> {
        let story = read.story();
        // Most stories have neither, and need not be weighed for it.
        let under = if story.concerns.is_empty() && story.openings.is_empty() {
            Under::default()
        } else {
            Reader::new(viewer, story).looks_under()
        };
        let is_erased = |id: &&String| story.profiles.iter().any(|profile| profile.person == **id && !profile.erased_event.is_empty());
        let profiles: Vec<String> = read.profiles().iter().filter(|id| !is_erased(id)).cloned().collect();
        let reads_their_own = viewer.signed_in_at.is_some() && speaks_for(&viewer.caller, story);
        (!profiles.is_empty() && !reads_their_own).then(|| Self { under, ..Self::at_story(&profiles) })
    }

    /// The look that a row of a list or a search is; none where it is of themselves.
    pub fn of_row(viewer: &Viewer, read: &StoryRead<'_>) -> Option<Self> {
        Self::of_story(viewer, read).map(|look| Self { at: LookedAt::List, ..look })
    }

    /// The same, of which the resident is told no sooner than of this opening in an emergency.
    #[must_use]
    pub fn at_opening(self, event: &str) -> Self {
        Self { under: Under { emergency: event.to_owned(), ..self.under }, ..self }
    }

    /// A look at the story of these profiles.
    pub fn at_story(profiles: &[String]) -> Self {
        Self { profiles: ids(profiles), at: LookedAt::Unspecified, under: Under::default(), scope: Scope::default(), reason: String::new() }
    }

    /// A look at no more than a list shows of the story of these profiles.
    pub fn at_row(profiles: &[String]) -> Self {
        Self { at: LookedAt::List, ..Self::at_story(profiles) }
    }

    /// A look at when something was written of these profiles and by which agency, and at nothing of what it was; of nobody's by name, everybody's.
    pub fn at_structure(profiles: &[String]) -> Self {
        Self { at: LookedAt::Structure, ..Self::at_story(profiles) }
    }

    /// A look at everybody's.
    pub fn at_everything() -> Self {
        Self { at: LookedAt::Everything, ..Self::at_story(&[]) }
    }
}

fn ids(profiles: &[String]) -> Vec<Uuid> {
    profiles.iter().filter_map(|profile| Uuid::parse_str(profile).ok()).collect()
}

/// Who looks: the person for whom the call is made, or the agency where it is made for nobody.
pub(crate) fn reader(viewer: &Viewer) -> Party {
    let party = match &viewer.caller.acting_for {
        ActingFor::Supporter(supporter) => party::Party::Supporter(supporter.clone()),
        ActingFor::Resident(resident) => party::Party::Resident(resident.clone()),
        ActingFor::System | ActingFor::Auditor(_) => party::Party::Agency(viewer.caller.agency.clone()),
    };
    Party { party: Some(party) }
}

/// Which auditor it is, by the keeper's word for them; empty for anybody else.
pub(crate) fn auditor(viewer: &Viewer) -> String {
    match &viewer.caller.acting_for {
        ActingFor::Auditor(auditor) => auditor.clone(),
        ActingFor::Supporter(_) | ActingFor::Resident(_) | ActingFor::System => String::new(),
    }
}

/// Looks that are written down together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Noted {
    request_id: Uuid,
    recorded_at_us: i64,
    events: Vec<Event>,
}

impl Noted {
    pub(crate) fn new(viewer: &Viewer, looks: &[Look], now_us: i64) -> Self {
        let events = looks.iter().map(|look| event(viewer, look, now_us)).collect();
        Self { request_id: Uuid::now_v7(), recorded_at_us: now_us, events }
    }

    /// The request that writes them to the log; the same each time that it is asked for.
    pub(crate) fn request(&self) -> Request {
        Request {
            agency: self.events.first().map(|event| event.agency.clone()).unwrap_or_default(),
            request_id: self.request_id,
            content: self.request_id.as_bytes().to_vec(),
            recorded_at_us: self.recorded_at_us,
            drafts: self.events.iter().map(|event| draft(event, lane(event))).collect(),
            condition: None,
        }
    }

    /// Whether nothing is left of them.
    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The same without somebody. A look at them alone is none any more.
    pub(crate) fn without(mut self, person: Uuid) -> Self {
        let person = person.to_string();
        self.events.retain_mut(|event| {
            let before = event.people.len();
            event.people.retain(|part| part.person != person);
            before == event.people.len() || !event.people.is_empty()
        });
        self
    }

    /// As bytes, to be kept.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let request = RecordRequest { request_id: self.request_id.to_string(), events: self.events.clone(), ..RecordRequest::default() };
        [self.recorded_at_us.to_be_bytes().as_slice(), &request.encode_to_vec()].concat()
    }

    /// From the bytes that were kept.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (recorded_at_us, rest) = bytes.split_first_chunk()?;
        let RecordRequest { request_id, events, .. } = RecordRequest::decode(rest).ok()?;
        Some(Self { request_id: Uuid::parse_str(&request_id).ok()?, recorded_at_us: i64::from_be_bytes(*recorded_at_us), events })
    }
}

fn event(viewer: &Viewer, look: &Look, now_us: i64) -> Event {
    let recorded_by = match &viewer.caller.acting_for {
        ActingFor::Supporter(supporter) => supporter.clone(),
        ActingFor::Resident(_) | ActingFor::System | ActingFor::Auditor(_) => String::new(),
    };
    let looked = Looked {
        reader: Some(reader(viewer)),
        purpose: viewer.purpose.to_owned(),
        auditor: auditor(viewer),
        at: look.at.into(),
        under_concern: look.under.concern.clone(),
        in_emergency: look.under.emergency.clone(),
        of_agency: look.scope.agency.clone(),
        from_position: look.scope.from,
        to_position: look.scope.to,
        reason: look.reason.clone(),
    };
    Event {
        id: Uuid::now_v7().to_string(),
        happened: Some(moment(now_us)),
        people: about(&look.profiles),
        agency: viewer.caller.agency.clone(),
        recorded_by,
        kind: Some(Kind::Looked(looked)),
        ..Event::default()
    }
}

/// They are whom it is about.
pub(crate) fn about(profiles: &[Uuid]) -> Vec<Part> {
    profiles.iter().map(|person| Part { person: person.to_string(), role: Role::About.into() }).collect()
}

/// A moment, as events say when they happened.
pub(crate) fn moment(now_us: i64) -> Happened {
    Happened { moment: Some(Moment::Time(time(now_us))) }
}

/// Nobody's key seals what is about everybody; it says who looked, and nothing of anybody.
fn lane(event: &Event) -> Lane {
    if event.people.is_empty() { Lane::Control } else { Lane::Look }
}

/// What becomes a record of an event without words.
pub(crate) fn draft(event: &Event, lane: Lane) -> Draft {
    let people: Vec<Uuid> = event.people.iter().filter_map(|part| Uuid::parse_str(&part.person).ok()).collect();
    let id = Uuid::parse_str(&event.id).unwrap_or_default();
    Draft { id, lane, people, facts: event.encode_to_vec(), words: Vec::new(), source_key: None }
}

fn time(now_us: i64) -> String {
    jiff::Timestamp::from_microsecond(now_us).map(|now| now.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_its_offset() {
        assert_eq!(time(1_773_502_200_000_000), "2026-03-14T15:30:00.000000+00:00");
    }
}
