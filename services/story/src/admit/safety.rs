//! Who holds a role, and what is theirs to say: that a worry about safety was seen, that the looks under it are shown, and how an opening in an
//! emergency is to be judged. Who sees a worry is not decided here.

use throughline_proto::v1::{EmergencyReviewed, Event, LooksReleased, ResidentTold, RoleHeld, SafetyConcernAnswered, event::Kind};

use super::{ActingFor, RoleKnown, request::Request};
use crate::{Refused, kind::concerned, refs::role_agency};

/// The role at every agency whose holders look at what was opened in an emergency.
pub const SAFEGUARDING_LEAD: &str = "safeguarding-lead";
/// The role at every agency whose holders see what it took back as unsafe to show.
pub const INFORMATION_LEAD: &str = "information-lead";

/// An agency says who holds its own roles, of those who take part for it; so does the keeper. No one person says so of themselves.
pub(super) fn role_held(request: &Request<'_>, it: &RoleHeld) -> Result<(), Refused> {
    let agency = role_agency(&it.role);
    if !request.writer.keeper && agency != request.writer.agency {
        return Err(Refused::NotAllowed { ask: "an agency says who holds its own roles" });
    }
    if request.writer.acting_for != ActingFor::System {
        return Err(Refused::AgencysToSay);
    }
    let unknown = || Refused::SupporterUnknown { supporter: it.supporter.clone() };
    let is_new = request.joined.contains(it.supporter.as_str()) && agency == request.writer.agency;
    let known = request.around.supporters.get(&it.supporter);
    if !is_new && known.ok_or_else(unknown)?.agency != agency {
        return Err(Refused::NotYoursToActFor { supporter: it.supporter.clone() });
    }
    let holds = request.around.roles.get(&it.role).is_some_and(|known| known.held_by.contains(&it.supporter));
    match it.ended {
        true if !holds => Err(Refused::RolesNotAsSaid),
        false if request.has_left(&it.supporter) => Err(unknown()),
        _ => Ok(()),
    }
}

/// A worry is answered by those to whom it was shared: by whoever holds such a role or covers; where nobody does, by the agency's safeguarding lead;
/// and where there is none, by whoever acts for the agency.
pub(super) fn concern_answered(request: &Request<'_>, event: &Event, it: &SafetyConcernAnswered) -> Result<(), Refused> {
    let roles = roles_of(request, &it.concern)?;
    if is_for(request, roles, by(request, event)) { Ok(()) } else { Err(Refused::RoleNotHeld) }
}

/// A worry for these roles is for this supporter of the writer's agency.
pub(super) fn is_for(request: &Request<'_>, roles: &[String], supporter: &str) -> bool {
    let known = |role: &str| request.around.roles.get(role).filter(|known| !known.held_by.is_empty());
    is_theirs(&request.writer.agency, roles, |role| known(role).map(|known| known.includes(supporter)))
}

/// They are a lead of the writer's agency, or cover for one: somebody whom it named to decide in another's best interests.
pub(super) fn is_lead(request: &Request<'_>, supporter: &str) -> bool {
    let known = |lead| request.around.roles.get(&format!("{}/{lead}", request.writer.agency));
    [SAFEGUARDING_LEAD, INFORMATION_LEAD].into_iter().filter_map(known).any(|role| role.includes(supporter))
}

/// Whether what is for these roles ("agency/role") is for somebody at an agency. So that it is seen at all, it is the safeguarding lead's where nobody
/// at that agency holds any of them, and anybody's there only where there is no such lead either. `holds` says whether they hold a role or cover for
/// whoever does; nothing where nobody holds it.
pub fn is_theirs(agency: &str, roles: &[String], holds: impl Fn(&str) -> Option<bool>) -> bool {
    let mut own = roles.iter().filter(|role| role_agency(role) == agency).peekable();
    if own.peek().is_none() {
        return false;
    }
    let held: Vec<bool> = own.filter_map(|role| holds(role)).collect();
    match held.is_empty() {
        true => holds(&format!("{agency}/{SAFEGUARDING_LEAD}")).unwrap_or(true),
        false => held.contains(&true),
    }
}

/// Looks are released by a lead, and never for want of one.
pub(super) fn looks_released(request: &Request<'_>, event: &Event, it: &LooksReleased) -> Result<(), Refused> {
    let roles = roles_of(request, &it.concern)?;
    let own = roles.iter().any(|role| role_agency(role) == request.writer.agency && is_in_role(request, event, role));
    if own { Ok(()) } else { Err(Refused::RoleNotHeld) }
}

/// The keeper reviews any opening; a safeguarding lead one by their own agency's people, or of somebody whom their agency knows. Nobody reviews
/// their own; and that the resident is told only later, a named lead decides.
pub(super) fn emergency_reviewed(request: &Request<'_>, event: &Event, it: &EmergencyReviewed) -> Result<(), Refused> {
    let role = format!("{}/{SAFEGUARDING_LEAD}", request.writer.agency);
    let by_the_keeper = request.writer.keeper && !matches!(request.writer.acting_for, ActingFor::Resident(_));
    let wants_a_lead = !by_the_keeper || it.told() == ResidentTold::Later;
    if wants_a_lead && !is_in_role(request, event, &role) {
        return Err(Refused::RoleNotHeld);
    }
    let unknown = || Refused::EventUnknown { event: it.opening.clone() };
    let opening = request.find_event(&it.opening).filter(|opening| by_the_keeper || may_be_theirs(request, opening)).ok_or_else(unknown)?;
    match &opening.kind {
        Some(Kind::EmergencyOpened(opened)) if by(request, event) == opened.supporter => Err(Refused::WithThemselves),
        Some(Kind::EmergencyOpened(_)) => Ok(()),
        _ => Err(unknown()),
    }
}

/// An opening that an agency's lead may look at, and so name.
fn may_be_theirs(request: &Request<'_>, opening: &Event) -> bool {
    opening.agency == request.writer.agency || concerned(opening).any(|person| request.story_of(person).is_ok())
}

/// Whether these are the people of what one who acts in a role speaks of: its own rule says whether they may.
pub(super) fn may_name(request: &Request<'_>, kind: &Kind, person: &str) -> bool {
    let named = match kind {
        Kind::SafetyConcernAnswered(it) => request.event(&it.concern).ok(),
        Kind::LooksReleased(it) => request.event(&it.concern).ok(),
        Kind::EmergencyReviewed(it) => {
            request.find_event(&it.opening).filter(|opening| request.writer.keeper || may_be_theirs(request, opening))
        }
        _ => None,
    };
    named.is_some_and(|event| concerned(event).any(|other| other == person))
}

/// To which roles a worry was shared that the writer may name.
fn roles_of<'a>(request: &Request<'a>, concern: &str) -> Result<&'a [String], Refused> {
    match &request.event(concern)?.kind {
        Some(Kind::SafetyConcernShared(it)) => Ok(&it.to_roles),
        _ => Err(Refused::EventUnknown { event: concern.to_owned() }),
    }
}

/// Whoever records it holds the role, or covers for somebody who does.
fn is_in_role(request: &Request<'_>, event: &Event, role: &str) -> bool {
    let by = by(request, event);
    !by.is_empty() && request.around.roles.get(role).is_some_and(|known| known.includes(by))
}

/// Who says it: the supporter for whom the call is made, or whom the agency's system names.
fn by<'a>(request: &'a Request<'_>, event: &'a Event) -> &'a str {
    match &request.writer.acting_for {
        ActingFor::Supporter(supporter) => supporter,
        ActingFor::System => &event.recorded_by,
        ActingFor::Resident(_) | ActingFor::Auditor(_) => "",
    }
}

impl RoleKnown {
    /// They hold it, or cover for somebody who does.
    pub fn includes(&self, supporter: &str) -> bool {
        self.held_by.iter().chain(&self.covered_by).any(|one| one == supporter)
    }
}
