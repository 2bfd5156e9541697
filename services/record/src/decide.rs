//! May this request be taken? Gathers what the decision rests on, and asks the pure rules.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use throughline_access::{Access, ActingFor, Caller, Reader, Sight, speaks_for};
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, SaidNo, Story, event::Kind},
};
use throughline_story::{Admission, Now, RoleKnown, SupporterKnown, Surroundings, Told};
use throughline_views::{Directory, Snapshot, ViewError, Views};
use uuid::Uuid;

use crate::{apart, intake, proxies, recorder::By};

/// A request that may be taken, and what that rests on.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) events: Vec<Event>,
    /// The view's position as of which it was decided.
    pub(crate) position: u64,
    /// The people on whose stories it rests; nothing new may have been written about them.
    pub(crate) depends_on: Vec<Uuid>,
    /// The people of these events, under every profile that they are joined with.
    pub(crate) everybody: Vec<Uuid>,
}

/// Decides as of where the view is now.
pub(crate) fn decide(
    views: &Views,
    access: &Access,
    caller: &Caller,
    mut events: Vec<Event>,
    by: By,
    now: Now,
) -> Result<Decision, Refusal> {
    let directory = views.directory();
    views.decide_here(|snapshot| {
        let position = snapshot.position()?;
        let mut surroundings = Surroundings { erases: by.erases, signs_in: by.signs_in, ..Surroundings::default() };
        surroundings.writer_is = speaks_for_whom_they_say(snapshot, caller)?;
        look_up(snapshot, &events, &mut surroundings)?;
        let completed = intake::complete_people(&mut events, &surroundings);
        apart::name_those_they_leave(&mut events, snapshot, &surroundings)?;
        if events.iter().any(offers) {
            look_for_nos(snapshot, access, caller, &mut surroundings)?;
        }
        proxies::look_up_births(snapshot, caller, &events, &mut surroundings)?;
        proxies::say_who_speaks(&mut events, caller, &surroundings, now);
        look_around(&directory, &events, &mut surroundings);
        let today = throughline_story::day_to_date(now.day()).unwrap_or_default();
        surroundings.roles = roles(&directory, &caller.agency, &events, &today);
        let Admission { depends_on } = throughline_story::admit(&events, caller, &surroundings, now).map_err(|(index, refused)| {
            let refused = if completed.contains(&index) { intake::as_asked(&events[index], refused) } else { refused };
            refusal_of(index, refused.into(), events.len())
        })?;
        if let Some((index, refused)) = intake::answers_nothing(&events) {
            return Err(refusal_of(index, refused.into(), events.len()));
        }
        let depends_on = depends_on.iter().filter_map(|person| Uuid::parse_str(person).ok()).collect();
        let everybody = everybody(&events, &surroundings);
        Ok(Decision { events, position, depends_on, everybody })
    })
}

/// Who acts for a resident knows them: somebody's id alone lets nobody write in their name. All profiles that are this one person.
fn speaks_for_whom_they_say(snapshot: &Snapshot<'_>, caller: &Caller) -> Result<Vec<String>, Refusal> {
    let ActingFor::Resident(resident) = &caller.acting_for else { return Ok(Vec::new()) };
    let read = Uuid::parse_str(resident).ok().map(|resident| snapshot.story(resident)).transpose()?.flatten();
    if let Some(read) = read.filter(|read| speaks_for(caller, read.story())) {
        return Ok(read.profiles().to_vec());
    }
    Err(Refusal::new(Reason::NotYoursToActFor, "your agency does not know this resident; act for one whom it first heard of itself"))
}

/// The stories of everybody concerned, and the events referred to.
fn look_up(snapshot: &Snapshot<'_>, events: &[Event], surroundings: &mut Surroundings) -> Result<(), Refusal> {
    // The resident for whom it is written, too: what a proxy says names them.
    let mut people: BTreeSet<String> = surroundings.writer_is.iter().cloned().collect();
    for references in events.iter().map(throughline_story::references) {
        people.extend(references.people);
        for id in references.events {
            if let Some(entry) = snapshot.event(&id)? {
                // What puts it right or takes it back is about the same people, whom it only mentions among them.
                people.extend(entry.event.people.iter().map(|part| part.person.clone()));
                people.extend(throughline_story::concerned(&entry.event).map(str::to_owned));
                surroundings.events.insert(id, Arc::new(Told { position: entry.position, event: entry.event }));
            }
        }
    }
    for person in people.iter().filter_map(|person| Uuid::parse_str(person).ok()) {
        let Some(read) = snapshot.story(person)? else { continue };
        if !surroundings.stories.iter().any(|story| Arc::ptr_eq(story, read.story())) {
            surroundings.stories.push(Arc::clone(read.story()));
        }
    }
    Ok(())
}

/// Help is offered, or what was offered reads otherwise now.
fn offers(event: &Event) -> bool {
    match &event.kind {
        Some(Kind::OfferedHelp(_)) => true,
        Some(Kind::Corrected(corrected)) => corrected.instead.as_deref().is_some_and(offers),
        _ => false,
    }
}

/// Which answers "no" the caller's agency may see, as its supporters do who read in order to plan.
fn look_for_nos(snapshot: &Snapshot<'_>, access: &Access, caller: &Caller, surroundings: &mut Surroundings) -> Result<(), ViewError> {
    let viewer = access.agency_as_a_whole(&caller.agency);
    for story in &surroundings.stories {
        let reader = Reader::new(&viewer, story);
        let Some(person) = story.profiles.first().and_then(|profile| Uuid::parse_str(&profile.person).ok()) else { continue };
        if story.said_no.is_empty() {
            continue;
        }
        let Some(read) = snapshot.story(person)? else { continue };
        let is_seen = |no: &&SaidNo| reader.sight_by_id(&no.event, &|id| read.found(id)) > Sight::Nothing;
        surroundings.seen_nos.extend(story.said_no.iter().filter(is_seen).map(|no| no.event.clone()));
    }
    Ok(())
}

/// The people of these events, with all profiles that are joined with theirs.
fn everybody(events: &[Event], surroundings: &Surroundings) -> Vec<Uuid> {
    let mut everybody = BTreeSet::new();
    for person in events.iter().flat_map(throughline_story::concerned) {
        let is_of = |story: &&Arc<Story>| story.profiles.iter().any(|profile| profile.person == person);
        let joined = surroundings.stories.iter().find(is_of).into_iter().flat_map(|story| &story.profiles);
        everybody.extend(joined.map(|profile| profile.person.as_str()).chain([person]));
    }
    everybody.into_iter().filter_map(|person| Uuid::parse_str(person).ok()).collect()
}

/// Says which event of several it was.
fn refusal_of(index: usize, refusal: Refusal, count: usize) -> Refusal {
    if count > 1 { refusal.with("event_index", index) } else { refusal }
}

/// The roles at the caller's agency, and those that these events say something about.
fn roles(directory: &Directory, agency: &str, events: &[Event], today: &str) -> HashMap<String, RoleKnown> {
    let mut roles: HashMap<String, RoleKnown> = directory.roles_of(agency, today).into_iter().collect();
    for event in events {
        if let Some(Kind::RoleHeld(held)) = &event.kind {
            roles.entry(held.role.clone()).or_insert_with(|| directory.role(&held.role, today));
        }
    }
    roles
}

/// Of the directory, what these events name.
fn look_around(directory: &Directory, events: &[Event], surroundings: &mut Surroundings) {
    for event in events {
        let references = throughline_story::references(event);
        for supporter in references.supporters {
            if let Some(known) = directory.supporters.get(&supporter) {
                let known = SupporterKnown { agency: known.agency.clone(), left: known.left };
                surroundings.supporters.insert(supporter, known);
            }
        }
        surroundings.agencies.extend(references.agencies.into_iter().filter(|agency| directory.agencies.contains_key(agency)));
        surroundings.groups.extend(references.groups.into_iter().filter(|group| directory.groups.contains_key(group)));
        let stands =
            |offer: &String| directory.groups.contains_key(offer) || directory.offers.get(offer).is_some_and(|known| !known.withdrawn);
        surroundings.published_offers.extend(references.published_offers.into_iter().filter(stands));
        if let Some(Kind::AgencyJoined(joined)) = &event.kind
            && directory.agencies.contains_key(&joined.agency)
        {
            surroundings.agencies.insert(joined.agency.clone());
        }
    }
}
