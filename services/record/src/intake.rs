//! Taking a request in: the server's own part of each event (ids, agency, who recorded it), references by index resolved, and the
//! people of an event that only refers to another. After this an event is encoded once and never changed.

use std::collections::{HashMap, HashSet};

use throughline_access::Caller;
use throughline_proto::{
    Refusal,
    v1::{Event, Part, Profile, Reason, Role, event::Kind},
};
use throughline_story::{ActingFor, RefKind, Refused, Surroundings};
use uuid::Uuid;

/// A request's events as they will be admitted and recorded.
#[derive(Debug, Clone)]
pub(crate) struct Intake {
    pub(crate) events: Vec<Event>,
    /// People who get a key before anything of theirs is recorded.
    pub(crate) new_people: Vec<Uuid>,
}

/// The first pass: everything that can be given without looking at the log.
pub(crate) fn take_in(mut events: Vec<Event>, caller: &Caller) -> Result<Intake, Refusal> {
    let mut new_people = Vec::new();
    let given: Vec<Given> = events.iter_mut().map(|event| give(event, caller, &mut new_people)).collect();
    for (index, event) in events.iter_mut().enumerate() {
        resolve(event, index, &given)?;
        name_the_newly_heard(event, &given[index]);
    }
    Ok(Intake { events, new_people })
}

/// The second pass: an event that refers to another and names nobody is about the people of that other. Says which were completed.
pub(crate) fn complete_people(events: &mut [Event], around: &Surroundings) -> HashSet<usize> {
    let is_there = |part: &Part| !around.stories.iter().flat_map(|story| &story.profiles).any(|profile| is_erased(profile, &part.person));
    let mut people: HashMap<String, Vec<Part>> = HashMap::new();
    let mut completed = HashSet::new();
    for (index, event) in events.iter_mut().enumerate() {
        if event.people.is_empty()
            && let Some(target) = refers_to(event)
        {
            let of_target = people.get(target).or_else(|| around.events.get(target).map(|told| &told.event.people));
            // Of those who were erased since, nothing is written any more.
            event.people = of_target.into_iter().flatten().filter(|part| is_there(part)).cloned().collect();
            completed.insert(index);
        }
        people.insert(event.id.clone(), event.people.clone());
    }
    completed
}

fn is_erased(profile: &Profile, person: &str) -> bool {
    profile.person == person && !profile.erased_event.is_empty()
}

/// The first event that answers an offer or an ask which is not there, so that it is about nobody; and that it is not there.
pub(crate) fn answers_nothing(events: &[Event]) -> Option<(usize, Refused)> {
    let about_nobody = events.iter().enumerate().filter(|(_, event)| event.people.is_empty());
    about_nobody.map(|(index, event)| (index, not_there(event))).find_map(|(index, refused)| match refused {
        Some(refused @ Refused::OfferUnknown { .. }) => Some((index, refused)),
        _ => None,
    })
}

/// What somebody is told who named only an event: nothing of its people, whom they may not know.
pub(crate) fn as_asked(event: &Event, refused: Refused) -> Refused {
    match &refused {
        Refused::PersonUnknown { person } if !event.words.iter().any(|words| words.person == *person) => {
            not_there(event).unwrap_or(refused)
        }
        _ => refused,
    }
}

/// That what an event refers to is not there.
fn not_there(event: &Event) -> Option<Refused> {
    let name = refers_to(event)?.to_owned();
    Some(match event.kind {
        Some(Kind::OfferTakenBack(_) | Kind::OfferAnswered(_) | Kind::AskPickedUp(_)) => Refused::OfferUnknown { offer: name },
        _ => Refused::EventUnknown { event: name },
    })
}

/// What the server gave one event.
struct Given {
    event: String,
    person: Option<String>,
}

fn give(event: &mut Event, caller: &Caller, new_people: &mut Vec<Uuid>) -> Given {
    event.id = Uuid::now_v7().to_string();
    event.agency.clone_from(&caller.agency);
    if event.recorded_by.is_empty()
        && let ActingFor::Supporter(supporter) = &caller.acting_for
    {
        event.recorded_by.clone_from(supporter);
    }
    let slot = match &mut event.kind {
        Some(Kind::FirstHeardOf(heard)) => Some(&mut heard.person),
        Some(Kind::SupporterJoined(joined)) => Some(&mut joined.supporter),
        _ => None,
    };
    let person = slot.map(|slot| {
        let person = Uuid::new_v4();
        new_people.push(person);
        slot.clone_from(&person.to_string());
        person.to_string()
    });
    Given { event: event.id.clone(), person }
}

/// Puts ids in the place of "#0", "#1" ….
fn resolve(event: &mut Event, index: usize, given: &[Given]) -> Result<(), Refusal> {
    let mut wrong = None;
    throughline_story::references_mut(event, |kind, reference| {
        let Some(number) = reference.strip_prefix('#') else { return };
        let target = number.parse::<usize>().ok().and_then(|number| given.get(number));
        let found = match kind {
            RefKind::Person | RefKind::Supporter => target.and_then(|given| given.person.clone()),
            RefKind::Event | RefKind::Group | RefKind::PublishedOffer => target.map(|given| given.event.clone()),
            RefKind::Agency | RefKind::Role => None,
        };
        match found {
            Some(id) => *reference = id,
            None => wrong = Some(reference.clone()),
        }
    });
    match wrong {
        None => Ok(()),
        Some(reference) => Err(Refusal::field(
            Reason::FieldInvalid,
            format!("events[{index}]"),
            format!("{reference} names no event of this request that gives what this field asks for; count events from #0"),
        )),
    }
}

/// The newly heard of person, the supporter who joined, and a supporter who speaks of themselves are whom their event is about.
fn name_the_newly_heard(event: &mut Event, given: &Given) {
    let about = match &event.kind {
        Some(Kind::FirstHeardOf(_) | Kind::SupporterJoined(_)) => given.person.clone(),
        Some(Kind::SupporterLeft(left)) => Some(left.supporter.clone()),
        Some(Kind::SupporterAway(away)) => Some(away.supporter.clone()),
        Some(Kind::SupporterReflected(reflected)) => Some(reflected.supporter.clone()),
        Some(Kind::RoleHeld(held)) => Some(held.supporter.clone()),
        _ => None,
    };
    if let Some(about) = about.filter(|_| event.people.is_empty()) {
        for words in event.words.iter_mut().filter(|words| words.person.is_empty()) {
            words.person.clone_from(&about);
        }
        event.people = vec![Part { person: about, role: Role::About.into() }];
    }
    let together = match &event.kind {
        Some(Kind::ProfilesJoined(joined)) => Some(&joined.profiles),
        Some(Kind::ProfilesSeparated(separated)) => Some(&separated.profiles),
        Some(Kind::Erased(erased)) => Some(&erased.profiles),
        Some(Kind::HoldPlaced(hold)) => Some(&hold.profiles),
        Some(Kind::RestrictionPlaced(restriction)) => Some(&restriction.profiles),
        _ => None,
    };
    // Always news about each of them, whomever else it names: conditions rest on that.
    for profile in together.into_iter().flatten() {
        match event.people.iter_mut().find(|part| part.person == *profile) {
            Some(part) if part.role() == Role::Mentioned => part.set_role(Role::About),
            Some(_) => {}
            None => event.people.push(Part { person: profile.clone(), role: Role::About.into() }),
        }
    }
}

/// The event whose people this one is about, if it only refers to it.
fn refers_to(event: &Event) -> Option<&str> {
    match event.kind.as_ref()? {
        Kind::Corrected(corrected) => Some(&corrected.event),
        Kind::Withdrawn(withdrawn) => Some(&withdrawn.event),
        Kind::DisagreementAdded(disagreement) => Some(&disagreement.event),
        Kind::OfferTakenBack(taken) => Some(&taken.offer),
        Kind::OfferAnswered(answered) => Some(&answered.offer),
        Kind::AskPickedUp(picked) => Some(&picked.ask),
        Kind::SafetyConcernAnswered(answered) => Some(&answered.concern),
        Kind::SaidHowItWas(said) => Some(&said.event),
        Kind::LooksReleased(released) => Some(&released.concern),
        Kind::EmergencyReviewed(reviewed) => Some(&reviewed.opening),
        _ => None,
    }
}
