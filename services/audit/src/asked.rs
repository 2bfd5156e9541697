//! A replay as it was asked for, checked: from where to where, of whom, and how much of it is told.

use throughline_access::{KEEPER, Under, Viewer, certificates::is_word};
use throughline_log::{Keys, Lane, Record};
use throughline_looks::{Look, Scope};
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, ReplayRequest, ReplayStart, Telling, Words, event::Kind, party::Party},
};
use throughline_views::{Directory, Snapshot, StoryNames, ViewError};
use uuid::Uuid;

use crate::{
    Service,
    past::{Asked as AskedPoint, Point, StoryThen, Teller, Why, called, known_by_now, moment_us, person_of, under, why},
    replay::unreadable_log,
};

/// A replay as it was asked for, checked.
pub(crate) struct Asked {
    pub(crate) after: u64,
    pub(crate) until: u64,
    pub(crate) known_at_us: i64,
    /// The latest moment by the position after which it begins.
    pub(crate) latest_us: i64,
    agency: String,
    /// Only what this supporter read.
    reader: String,
    why: Why,
    /// The parts as they are sealed, too.
    pub(crate) with_parts: bool,
    /// The records that say by what rules the others were written, too.
    with_rules: bool,
    /// The profiles of the one person asked for; empty for everybody.
    pub(crate) profiles: Vec<String>,
    pub(crate) names: StoryNames,
    /// Of what part of the log, as it was asked for.
    scope: Scope,
    under: Under,
}

/// What the view says of a replay.
struct Found {
    after: u64,
    latest_us: i64,
    profiles: Vec<String>,
    names: StoryNames,
    under: Under,
}

impl Asked {
    pub(crate) async fn new(service: &Service, viewer: &Viewer, request: ReplayRequest) -> Result<Self, Refusal> {
        let known_at_us = if request.known_at.is_empty() { i64::MAX } else { moment_us("known_at", &request.known_at)? };
        let why = if request.structure_only { Why::none() } else { why(&request.reason)? };
        check(&request, &service.views.directory(), &why)?;
        // Another node may have written since this one last heard of it.
        let head = service.log.look().await.map_err(|error| unreadable_log(&error))?;
        if request.after_position > head {
            return Err(Refusal::field(Reason::FieldInvalid, "after_position", format!("the log ends with record {head}")));
        }
        let until = if request.until_position == 0 { head } else { request.until_position.min(head) };
        let from = AskedPoint { position: ("after_position", 0), moment: ("known_after", &request.known_after) };
        let to = AskedPoint { position: ("until_position", until), moment: ("", "") };
        known_by_now(service, &[from, to]).await?;
        let Found { after, latest_us, profiles, names, under } =
            service.views.read_here(|snapshot| find(service, viewer, snapshot, &request, (until, known_at_us)))?;
        let first = if after == 0 { 0 } else { after.saturating_add(1) };
        let scope = Scope { agency: request.agency.clone(), from: first, to: request.until_position };
        Ok(Self {
            after,
            until,
            known_at_us,
            latest_us,
            agency: request.agency,
            reader: request.reader,
            why,
            with_parts: request.with_parts,
            with_rules: request.with_rules,
            profiles,
            names,
            scope,
            under,
        })
    }

    /// The look that this replay is.
    pub(crate) fn look(&self, keys: &Keys) -> Result<Look, Refusal> {
        let look = if self.profiles.is_empty() { self.why.look_at_everything() } else { self.why.look(&self.profiles, keys)? };
        Ok(Look { scope: self.scope.clone(), under: self.under.clone(), ..look })
    }

    pub(crate) fn start(&self) -> ReplayStart {
        ReplayStart {
            until_position: self.until,
            after_position: self.after,
            structure_only: self.is_structure(),
            profiles: self.profiles.clone(),
        }
    }

    /// Only headers and digests are told.
    pub(crate) fn is_structure(&self) -> bool {
        self.why.is_missing()
    }

    /// Names as they become known, so that a sentence calls people what they were called then.
    pub(crate) fn learn_names(&mut self, words: &[Words]) {
        for words in words {
            let name = words.details.as_ref().map(called).unwrap_or_default();
            if !name.is_empty() {
                self.names.residents.insert(words.person.clone(), name);
            }
        }
    }

    /// The names of those whom somebody read, as they were known at the end of what is asked for.
    pub(crate) fn learn_names_of_read(&mut self, service: &Service, event: &Event) -> Result<(), Refusal> {
        let unknown = |person: &&str| !self.reader.is_empty() && !self.names.residents.contains_key(*person);
        let people: Vec<String> = throughline_story::concerned(event).filter(unknown).map(str::to_owned).collect();
        for person in people {
            let point = Point { position: self.until, moment_us: self.known_at_us };
            let name = service.views.read_here(|snapshot| name_at(service, snapshot, &person, point))?;
            self.names.residents.insert(person, name);
        }
        Ok(())
    }

    /// Of one person's story only their own words are told; of everything, everybody's.
    pub(crate) fn wants_words(&self, person: Option<Uuid>) -> bool {
        self.profiles.is_empty() || person.is_some_and(|person| self.profiles.contains(&person.to_string()))
    }

    pub(crate) fn wants(&self, record: &Record, keys: &Keys) -> bool {
        let is_theirs =
            || record.header.people.iter().filter_map(|id| Uuid::from_slice(id).ok()).any(|id| self.profiles.contains(&id.to_string()));
        // That somebody looked is part of nobody's story.
        let is_asked_for = || self.profiles.is_empty() || record.header.lane() != Lane::Look && is_theirs();
        let is_by_them = self.agency.is_empty() || record.header.agency == self.agency;
        is_by_them && (!self.reader.is_empty() || is_asked_for()) || self.with_rules && says_rules(record, keys)
    }

    /// Where one supporter's reading is asked for: this is some of it.
    pub(crate) fn wants_event(&self, event: Option<&Event>) -> bool {
        if self.reader.is_empty() {
            return true;
        }
        let Some(event) = event else { return false };
        let is_by_them = match &event.kind {
            Some(Kind::Looked(looked)) => {
                matches!(looked.reader.as_ref().and_then(|reader| reader.party.as_ref()), Some(Party::Supporter(id)) if *id == self.reader)
            }
            Some(Kind::EmergencyOpened(opened)) => opened.supporter == self.reader,
            _ => false,
        };
        let is_of_person = || throughline_story::concerned(event).any(|person| self.profiles.iter().any(|profile| profile == person));
        is_by_them && (self.profiles.is_empty() || is_of_person())
    }
}

/// Adopts policies, or changes a key that signs checkpoints.
fn says_rules(record: &Record, keys: &Keys) -> bool {
    // The place's own records are few.
    let kind = || throughline_log::open_facts(record, keys).ok().and_then(|event| event.kind);
    record.header.lane() == Lane::Control && kind().is_some_and(|kind| throughline_story::says_rules(&kind))
}

/// What somebody was called at a point; nothing where their story cannot be told.
fn name_at(service: &Service, snapshot: &Snapshot<'_>, person: &str, point: Point) -> Result<String, Refusal> {
    let Ok(id) = Uuid::parse_str(person) else { return Ok(String::new()) };
    let circle = match snapshot.circle(&[person.to_owned()]) {
        Err(ViewError::SetAside { .. }) => return Ok(String::new()),
        circle => circle?,
    };
    let then = StoryThen::read(service, snapshot, &circle, id, point, "")?;
    Ok(Teller::new(snapshot, &then, &Telling::default())?.details.as_ref().map(called).unwrap_or_default())
}

/// What can be said of a request by itself, and by who takes part.
fn check(request: &ReplayRequest, directory: &Directory, why: &Why) -> Result<(), Refusal> {
    // It is written down for ever who looked at what an agency wrote.
    if !request.agency.is_empty() && !is_word(&request.agency) {
        return Err(Refusal::field(Reason::FieldInvalid, "agency", "give an agency's word: a–z, 0–9 and hyphens, at most 63"));
    }
    if !request.agency.is_empty() && request.agency != KEEPER && !directory.agencies.contains_key(&request.agency) {
        return Err(Refusal::field(Reason::AgencyUnknown, "agency", "no such agency takes part"));
    }
    if request.reader.is_empty() {
        return Ok(());
    }
    if !directory.supporters.contains_key(&request.reader) {
        return Err(Refusal::field(Reason::SupporterUnknown, "reader", "no such supporter"));
    }
    if why.is_missing() {
        return Err(Refusal::field(Reason::FieldInvalid, "reason", "whom somebody read is no structure: say why you want to know"));
    }
    Ok(())
}

/// From where it is to be read; and whose story it is, as it was joined at the end of what is asked for.
fn find(
    service: &Service,
    viewer: &Viewer,
    snapshot: &Snapshot<'_>,
    request: &ReplayRequest,
    (until, known_at_us): (u64, i64),
) -> Result<Found, Refusal> {
    let known_after = match request.known_after.as_str() {
        "" => 0,
        text => snapshot.known_at(moment_us("known_after", text)?)?,
    };
    let after = request.after_position.max(known_after);
    let latest_us = snapshot.moment_of(after)?.unwrap_or(i64::MIN);
    let position = if known_at_us == i64::MAX { until } else { until.min(snapshot.known_at(known_at_us)?) };
    if request.person.is_empty() {
        let names = StoryNames { directory: snapshot.directory_at(position)?, ..StoryNames::default() };
        return Ok(Found { after, latest_us, profiles: Vec::new(), names, under: Under::default() });
    }
    let person = person_of(&request.person)?;
    let circle = snapshot.circle(&[person.to_string()])?;
    let then = StoryThen::read(service, snapshot, &circle, person, Point { position, moment_us: known_at_us }, "")?;
    let names = Teller::new(snapshot, &then, &Telling::default())?.names;
    Ok(Found { after, latest_us, profiles: then.profiles(), names, under: under(snapshot, viewer, person)? })
}
