//! ListWordsHeld: what agencies hold about one person, in numbers and places, to be looked through. No words and no names are in it.

use std::collections::BTreeMap;

use throughline_access::{ActingFor, Reader, Sight, Viewer, nobody};
use throughline_proto::{
    Refusal,
    v1::{
        Change, ChangeKind, Event, HeldByAgency, HeldKind, ListWordsHeldRequest, ListWordsHeldResponse, Mention, MentionedByAgency,
        Profile, Reason, event::Kind,
    },
};
use throughline_story::{Names as _, happened_key, kind_name};
use throughline_views::{OpenedEntry, Snapshot, StoryNames, StoryRead};
use uuid::Uuid;

/// How many mentions are listed.
const MOST_MENTIONS: usize = 1_000;

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Person,
    Keeper,
    /// An agency that knows the person, of what it wrote itself.
    Agency,
}

/// What is held, as far as the person may know of it; all of it for the keeper; and an agency's own. Also whose story was looked at, if it was
/// another's.
pub(crate) fn list(
    snapshot: &Snapshot<'_>,
    viewer: &Viewer,
    names: &StoryNames,
    request: &ListWordsHeldRequest,
) -> Result<(ListWordsHeldResponse, Vec<String>), Refusal> {
    let person = Uuid::try_parse(&request.person)
        .map_err(|_| Refusal::field(Reason::FieldInvalid, "person", "give the id of a profile: a UUID as FirstHearOf answered"))?;
    let read = snapshot.story(person)?.ok_or_else(nobody)?;
    let reader = Reader::new(viewer, read.story());
    let by = by(viewer, &reader, &read)?;
    let is_told = |event: &Event| match by {
        // What was taken back as unsafe, or as about somebody else, is told without who wrote it, so by no number either.
        By::Person => reader.sight_among(event, &|id| read.found(id)) > Sight::Nothing && reader.hollow(event).is_none(),
        By::Keeper => true,
        By::Agency => event.agency == viewer.caller.agency && may_be_known(event),
    };
    let mut held: BTreeMap<String, HeldByAgency> = BTreeMap::new();
    for entry in read.since(0)?.into_iter().filter(|entry| is_told(&entry.event)) {
        let sees = |change: &Change| by != By::Agency || reader.sight_by_id(&change.by_event, &|id| read.found(id)) > Sight::Nothing;
        count(held.entry(entry.event.agency.clone()).or_default(), &entry, &read, sees);
    }
    let (mut mentioned, mut mentions): (BTreeMap<String, u32>, Vec<Mention>) = (BTreeMap::new(), Vec::new());
    for entry in read.mentions()? {
        let is_told = match by {
            By::Person => may_be_known(&entry.event) && !is_taken_back(snapshot, viewer, &entry.event)?,
            By::Keeper | By::Agency => is_told(&entry.event),
        };
        if is_told {
            *mentioned.entry(entry.event.agency.clone()).or_default() += 1;
            mentions.push(mention(entry));
        }
    }
    mentions.truncate(if by == By::Person { 0 } else { MOST_MENTIONS });
    let is_shown = |profile: &&Profile| by != By::Agency || profile.agency == viewer.caller.agency;
    let named = |(agency, held): (String, HeldByAgency)| HeldByAgency { agency_name: names.agency(&agency), agency, ..held };
    let by_agency = |(agency, entries): (String, u32)| MentionedByAgency { agency_name: names.agency(&agency), agency, entries };
    let response = ListWordsHeldResponse {
        held: held.into_iter().map(named).collect(),
        mentioned: mentioned.into_iter().map(by_agency).collect(),
        profiles: read.story().profiles.iter().filter(is_shown).map(|profile| profile.person.clone()).collect(),
        as_of: None,
        mentions,
    };
    let is_there = |profile: &&Profile| by != By::Person && profile.erased_event.is_empty();
    let looked_at = read.story().profiles.iter().filter(is_there).map(|profile| profile.person.clone());
    Ok((response, looked_at.collect()))
}

/// The person, the keeper, or a system of an agency that has a profile of the person; nobody else.
fn by(viewer: &Viewer, reader: &Reader<'_>, read: &StoryRead<'_>) -> Result<By, Refusal> {
    let caller = &viewer.caller;
    let knows = || caller.acting_for == ActingFor::System && read.story().profiles.iter().any(|profile| profile.agency == caller.agency);
    if reader.is_the_person() {
        Ok(By::Person)
    } else if caller.keeper {
        Ok(By::Keeper)
    } else if knows() {
        Ok(By::Agency)
    } else {
        Err(nobody())
    }
}

fn mention(entry: OpenedEntry) -> Mention {
    let OpenedEntry { position, event, .. } = entry;
    let kind = event.kind.as_ref().map_or("", kind_name).to_owned();
    Mention { event: event.id, position, agency: event.agency, kind, happened: event.happened }
}

/// An event of others' stories was taken back as unsafe to show, or as about somebody else, in any of these.
fn is_taken_back(snapshot: &Snapshot<'_>, viewer: &Viewer, event: &Event) -> Result<bool, Refusal> {
    let told = snapshot.told_in(&event.id)?;
    Ok(told.is_some_and(|(_, stories)| stories.iter().any(|read| Reader::new(viewer, read.story()).hollow(event).is_some())))
}

fn count(held: &mut HeldByAgency, entry: &OpenedEntry, read: &StoryRead<'_>, sees: impl Fn(&Change) -> bool) {
    let event = &entry.event;
    held.entries += 1;
    let is_theirs = |person: Uuid| read.profiles().iter().any(|profile| *profile == person.to_string());
    held.with_words += u32::from(entry.people_with_words().any(is_theirs));
    let kind = event.kind.as_ref().map_or("", kind_name);
    match held.kinds.iter_mut().find(|known| known.kind == kind) {
        Some(known) => known.entries += 1,
        None => held.kinds.push(HeldKind { kind: kind.to_owned(), entries: 1 }),
    }
    let key = |happened: &Option<_>| happened.as_ref().and_then(|happened| happened_key(happened).ok());
    if held.since.is_none() || key(&event.happened) < key(&held.since) {
        held.since.clone_from(&event.happened);
    }
    if held.until.is_none() || key(&event.happened) > key(&held.until) {
        held.until.clone_from(&event.happened);
    }
    let is = |kind: ChangeKind| {
        u32::from(read.story().changes.iter().any(|change| change.event == event.id && change.kind() == kind && sees(change)))
    };
    held.corrected += is(ChangeKind::Corrected);
    held.withdrawn += is(ChangeKind::Withdrawn);
    held.disputed += is(ChangeKind::Disagreed);
}

/// That there is a worry about somebody's safety is told by nobody's numbers; nor whom others shut out, or wrote down for themselves.
fn may_be_known(event: &Event) -> bool {
    !matches!(
        event.kind,
        None | Some(
            Kind::SafetyConcernShared(_)
                | Kind::SafetyConcernAnswered(_)
                | Kind::LooksReleased(_)
                | Kind::EmergencyOpened(_)
                | Kind::EmergencyReviewed(_)
                | Kind::SupporterReflected(_)
                | Kind::SharingChosen(_)
                | Kind::OtherwiseTold(_)
                | Kind::Corrected(_)
                | Kind::Withdrawn(_)
                | Kind::DisagreementAdded(_)
        )
    )
}
