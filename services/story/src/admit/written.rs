//! What an agency may change: only what it wrote (rule 6). And what may be shared, by those who may see it.

use std::mem::discriminant;

use throughline_proto::v1::{
    Corrected, DisagreementAdded, Event, ExportReviewed, Lane, OfferWithdrawn, SharingChosen, SharingLevel, Withdrawn, event::Kind,
    party::Party, sharing_scope::Scope,
};

use super::{ActingFor, erasing::is_erased, help, request::Request, rules::is_keepers_to_say};
use crate::{
    Refused,
    fold::is_withdrawn,
    kind::{concerned, lane},
};

/// Put right by its writer, and the same kind as before.
pub(super) fn corrected(request: &mut Request<'_>, event: &Event, it: &Corrected) -> Result<(), Refused> {
    let original = changeable(request, event, &it.event)?;
    let (Some(before), Some(instead)) = (&original.kind, &it.instead) else { return Err(Refused::KindMustStay) };
    let Some(after) = &instead.kind else { return Err(Refused::KindMustStay) };
    if discriminant(before) != discriminant(after) {
        return Err(Refused::KindMustStay);
    }
    if matches!(before, Kind::ProxyNamed(_)) {
        return Err(Refused::NotForRecord { call: "name the proxy anew, or say that it ended" });
    }
    // A choice has rules about who says it, and the newest counts anyway.
    if matches!(before, Kind::SharingChosen(_)) {
        return Err(Refused::NotForRecord { call: "write down the choice anew" });
    }
    if let (Kind::SafetyConcernShared(before), Kind::SafetyConcernShared(after)) = (before, after)
        && before.to_roles != after.to_roles
    {
        return Err(Refused::NotForRecord { call: "take the worry back, and share it anew with the roles that are to see it" });
    }
    // An offer that now reads as another kind of help is an offer of that kind.
    if let (Kind::OfferedHelp(before), Kind::OfferedHelp(after)) = (before, after)
        && before.kind != after.kind
    {
        let moment = request.moment(instead.happened.as_ref().or(original.happened.as_ref()));
        for index in request.stories_about(original) {
            help::respects_no(request, &request.stories[index], after, moment)?;
        }
    }
    Ok(())
}

/// Taken back by its writer, once. What was taken back stays so.
pub(super) fn withdrawn(request: &mut Request<'_>, event: &Event, it: &Withdrawn) -> Result<(), Refused> {
    let original = changeable(request, event, &it.event)?;
    match &original.kind {
        Some(Kind::Withdrawn(_)) => Err(Refused::AlreadyWithdrawn { event: it.event.clone() }),
        _ => Ok(()),
    }
}

/// The event to change: the agency's own, with the same people, not taken back, and not undone in a way of its own.
fn changeable<'a>(request: &mut Request<'a>, event: &Event, id: &str) -> Result<&'a Event, Refused> {
    let original = request.event(id)?;
    if original.agency != request.writer.agency || !is_residents_own(request, original) {
        return Err(Refused::NotYoursToChange { event: id.to_owned() });
    }
    if lane(original) == Lane::Control {
        undone_otherwise(original)?;
    }
    // Otherwise whoever opened a story could take it back before somebody looks at it.
    if matches!(original.kind, Some(Kind::EmergencyOpened(_) | Kind::EmergencyReviewed(_) | Kind::LooksReleased(_))) {
        return Err(Refused::StaysAsWritten { event: id.to_owned() });
    }
    // Of those who were erased since, nothing is written any more.
    let is_there = |person: &&str| request.find_story(person).is_none_or(|index| !is_erased(&request.stories[index], person));
    let stay = || concerned(original).filter(is_there);
    let same_people = stay().count() == concerned(event).count() && stay().all(|person| concerned(event).any(|other| other == person));
    if !same_people {
        return Err(Refused::PeopleMustStay);
    }
    for person in concerned(original) {
        if let Some(index) = request.find_story(person) {
            if is_withdrawn(&request.stories[index].changes, id) {
                return Err(Refused::AlreadyWithdrawn { event: id.to_owned() });
            }
            if request.stories[index].proxies.iter().any(|proxy| proxy.contested_by.iter().any(|contest| contest == id)) {
                return Err(Refused::NotForRecord {
                    call: "a disagreement with a proxy is answered with ProxyNamed, after_contest and why",
                });
            }
            request.depend_on(index);
        }
    }
    Ok(original)
}

/// Of what stands in a story, its resident changes what they told themselves, and may disagree with the rest: it is what the agency wrote.
fn is_residents_own(request: &Request<'_>, original: &Event) -> bool {
    let ActingFor::Resident(resident) = &request.writer.acting_for else { return true };
    let told_by = original.told_by.as_ref().and_then(|party| party.party.as_ref());
    let is_theirs = matches!(told_by, Some(Party::Resident(by)) if by == resident || request.around.writer_is.contains(by));
    is_theirs && original.recorded_by.is_empty()
}

/// Joins are undone by separating, and what the keeper said by saying it anew; a withdrawal would leave them in force.
fn undone_otherwise(original: &Event) -> Result<(), Refused> {
    match &original.kind {
        Some(Kind::ProfilesJoined(_)) => Err(Refused::NotForRecord { call: "separate the profiles" }),
        Some(Kind::ProfilesSeparated(_)) => Err(Refused::NotForRecord { call: "join the profiles" }),
        Some(kind) if is_keepers_to_say(kind) || matches!(kind, Kind::ExportReviewed(_) | Kind::RoleHeld(_)) => {
            Err(Refused::NotForRecord { call: "it stands; record what is so now" })
        }
        Some(Kind::InvitationMade(_) | Kind::InvitationUsed(_) | Kind::AccountConnected(_)) => {
            Err(Refused::NotForRecord { call: "it stands; disconnect the account" })
        }
        _ => Ok(()),
    }
}

/// By whoever may see the event; and nobody disagrees in the name of another resident.
pub(super) fn disagreed(request: &Request<'_>, it: &DisagreementAdded) -> Result<(), Refused> {
    request.event(&it.event)?;
    let (ActingFor::Resident(writer), Some(Party::Resident(by))) =
        (&request.writer.acting_for, it.by.as_ref().and_then(|by| by.party.as_ref()))
    else {
        return Ok(());
    };
    let is_theirs = request.is_one_person(writer, by)
        || request.around.writer_is.contains(by)
        || request.find_story(by).is_some_and(|index| request.acts_for_resident_of(&request.stories[index]));
    if is_theirs { Ok(()) } else { Err(Refused::ResidentsToSay) }
}

/// Whoever wrote an entry decides whether its words are given to the person, or the keeper; and never the person's own account.
pub(super) fn export_reviewed(request: &Request<'_>, event: &Event, it: &ExportReviewed) -> Result<(), Refused> {
    if matches!(request.writer.acting_for, ActingFor::Resident(_)) {
        return Err(Refused::NotAllowed { ask: "the agency that wrote an entry decides about it" });
    }
    for decision in &it.decisions {
        let unknown = || Refused::EventUnknown { event: decision.event.clone() };
        let keeper = request.writer.keeper;
        let about = if keeper { request.find_event(&decision.event).ok_or_else(unknown)? } else { request.event(&decision.event)? };
        if !keeper && about.agency != request.writer.agency {
            return Err(Refused::NotYoursToChange { event: decision.event.clone() });
        }
        let concerns = |person: &str| concerned(about).any(|other| other == person);
        if !concerned(event).any(concerns) {
            return Err(unknown());
        }
    }
    Ok(())
}

/// A choice about one event names one that is there. An agency may write down what the resident chose, and close for them whatever they like; but
/// what others wrote it does not open to itself, or to all: that the resident says.
pub(super) fn sharing_chosen(request: &Request<'_>, it: &SharingChosen) -> Result<(), Refused> {
    let own = &request.writer.agency;
    let is_its_own = match it.scope.as_ref().and_then(|scope| scope.scope.as_ref()) {
        Some(Scope::Event(event)) => request.event(event)?.agency == *own,
        Some(Scope::WrittenBy(agency)) => agency == own,
        _ => false,
    };
    let is_for_them = it.agencies.is_empty() || it.agencies.contains(own);
    let opens = it.never_supporters.is_empty() && !matches!(it.level(), SharingLevel::Unspecified | SharingLevel::Nothing);
    let is_the_residents = matches!(request.writer.acting_for, ActingFor::Resident(_));
    if opens && is_for_them && !is_its_own && !is_the_residents { Err(Refused::ResidentsToSay) } else { Ok(()) }
}

/// What an agency published, it withdraws.
pub(super) fn offer_withdrawn(request: &Request<'_>, it: &OfferWithdrawn) -> Result<(), Refused> {
    let unknown = || Refused::OfferUnknown { offer: it.offer.clone() };
    let offer = request.event(&it.offer).map_err(|_| unknown())?;
    if !matches!(offer.kind, Some(Kind::OfferPublished(_) | Kind::SpaceOffered(_))) {
        return Err(unknown());
    }
    if offer.agency == request.writer.agency { Ok(()) } else { Err(Refused::NotYoursToChange { event: it.offer.clone() }) }
}
