//! Whether everything that an event refers to is there for the writer.

use throughline_proto::v1::{Event, event::Kind};

use super::{ActingFor, erasing::is_erased, request::Request, safety};
use crate::{
    Refused,
    kind::concerned,
    refs::{RefKind, each_reference, role_agency},
};

/// Checks all references of an event except the events it names, which mean something else in each kind.
pub(super) fn check(request: &Request<'_>, event: &Event) -> Result<(), Refused> {
    let mut result = Ok(());
    each_reference(event, |kind, field, name| {
        if result.is_ok() && !name.is_empty() {
            result = match kind {
                RefKind::Person => person(request, event, name),
                RefKind::Supporter if field.is_recorder() => request.own_supporter(name),
                RefKind::Supporter => supporter(request, event, name),
                RefKind::Agency => agency(request, name),
                RefKind::Role => agency(request, role_agency(name)),
                RefKind::Group => group(request, name),
                RefKind::PublishedOffer => published_offer(request, name),
                RefKind::Event if field.is_inside() => request.event(name).map(|_| ()),
                RefKind::Event => Ok(()),
            };
        }
    });
    result?;
    acting_person(request, event)?;
    words(event)
}

fn person(request: &Request<'_>, event: &Event, person: &str) -> Result<(), Refused> {
    let by_the_keeper = matches!(&event.kind, Some(Kind::Erased(_) | Kind::HoldPlaced(_) | Kind::RestrictionPlaced(_)));
    let has_rules = matches!(&event.kind, Some(Kind::InvitationMade(_) | Kind::AccountConnected(_)));
    if let Some(story) = request.find_story(person).map(|index| &request.stories[index])
        && is_erased(story, person)
        && !by_the_keeper
        && !has_rules
    {
        let person = person.to_owned();
        return match &event.kind {
            _ if request.knows(story) => Err(Refused::PersonErased { person }),
            // Who may be joined with whom is looked at in one order by its own rule, also for an id that never was: it says the same of this one.
            Some(Kind::ProfilesMayMatch(_) | Kind::ProfilesJoined(_)) => Ok(()),
            _ => Err(Refused::PersonUnknown { person }),
        };
    }
    let may_be_named = match &event.kind {
        // Only the keeper comes this far, and they are looked for by its own rules.
        Some(Kind::Erased(it)) => it.profiles.iter().any(|profile| profile == person),
        Some(Kind::HoldPlaced(it)) => it.profiles.iter().any(|profile| profile == person),
        Some(Kind::RestrictionPlaced(it)) => it.profiles.iter().any(|profile| profile == person),
        // Whose entries they are, and who decides about them, is looked at by its own rule.
        Some(Kind::ExportReviewed(it)) => request.writer.keeper || it.decisions.iter().any(|one| request.wrote_about(person, &one.event)),
        Some(Kind::FirstHeardOf(it)) => it.person == person,
        // So has whom somebody invites, and whose account it is.
        Some(Kind::InvitationMade(_) | Kind::AccountConnected(_)) => true,
        // Who may be joined with whom has rules of its own.
        Some(Kind::ProfilesMayMatch(it)) => it.profiles.iter().any(|profile| profile == person),
        Some(Kind::ProfilesJoined(it)) => it.profiles.iter().any(|profile| profile == person),
        Some(Kind::Corrected(it)) => request.wrote_about(person, &it.event),
        Some(Kind::Withdrawn(it)) => request.wrote_about(person, &it.event),
        // What is not so is not so of all whom it was written about, of whom the writer may know but one.
        Some(Kind::DisagreementAdded(it)) => {
            let is_of_theirs = concerned(event).any(|of| request.story_of(of).is_ok());
            let has_words = event.words.iter().any(|words| words.person == person);
            is_of_theirs && !has_words && request.event(&it.event).is_ok_and(|disputed| concerned(disputed).any(|of| of == person))
        }
        Some(Kind::OfferTakenBack(it)) => request.wrote_about(person, &it.offer),
        Some(Kind::OfferAnswered(it)) => request.wrote_about(person, &it.offer),
        Some(kind @ (Kind::SafetyConcernAnswered(_) | Kind::LooksReleased(_) | Kind::EmergencyReviewed(_))) => {
            safety::may_name(request, kind, person)
        }
        _ => false,
    };
    if may_be_named { Ok(()) } else { request.story_of(person).map(|_| ()) }
}

fn supporter(request: &Request<'_>, event: &Event, supporter: &str) -> Result<(), Refused> {
    let is_new = matches!(&event.kind, Some(Kind::SupporterJoined(it)) if it.supporter == supporter);
    if is_new || request.joined.contains(supporter) || request.around.supporters.contains_key(supporter) {
        Ok(())
    } else {
        Err(Refused::SupporterUnknown { supporter: supporter.to_owned() })
    }
}

fn agency(request: &Request<'_>, agency: &str) -> Result<(), Refused> {
    let known = agency == request.writer.agency || request.agencies.contains(agency) || request.around.agencies.contains(agency);
    if known { Ok(()) } else { Err(Refused::AgencyUnknown { agency: agency.to_owned() }) }
}

fn group(request: &Request<'_>, group: &str) -> Result<(), Refused> {
    let earlier = request.earlier.get(group).and_then(|event| event.kind.as_ref());
    let known = request.around.groups.contains(group) || matches!(earlier, Some(Kind::GroupFormed(_) | Kind::SpaceOffered(_)));
    if known { Ok(()) } else { Err(Refused::GroupUnknown { group: group.to_owned() }) }
}

fn published_offer(request: &Request<'_>, offer: &str) -> Result<(), Refused> {
    let earlier = request.earlier.get(offer).and_then(|event| event.kind.as_ref());
    let known = request.around.published_offers.contains(offer) || matches!(earlier, Some(Kind::OfferPublished(_) | Kind::SpaceOffered(_)));
    if known { Ok(()) } else { Err(Refused::OfferUnknown { offer: offer.to_owned() }) }
}

/// A supporter who has left does not write any longer; what they did before may still be recorded by others. An auditor ends what they are signed in
/// to, and writes nothing else.
fn acting_person(request: &Request<'_>, event: &Event) -> Result<(), Refused> {
    match &request.writer.acting_for {
        ActingFor::Supporter(supporter) if request.has_left(supporter) => Err(Refused::NotYoursToActFor { supporter: supporter.clone() }),
        ActingFor::Auditor(auditor) => match &event.kind {
            Some(Kind::AccountConnected(it)) if it.sessions_only && it.auditor == *auditor => Ok(()),
            _ => Err(Refused::NotAllowed { ask: "auditors look, and write nothing" }),
        },
        ActingFor::Supporter(_) | ActingFor::Resident(_) | ActingFor::System => Ok(()),
    }
}

/// Words are sealed to somebody whose story the event enters.
fn words(event: &Event) -> Result<(), Refused> {
    let stranger = event.words.iter().find(|words| !concerned(event).any(|person| person == words.person));
    match stranger {
        None => Ok(()),
        Some(words) => Err(Refused::PersonUnknown { person: words.person.clone() }),
    }
}
