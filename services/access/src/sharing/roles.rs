//! Which roles a reader holds, and whether it is the reader who opened a story in an emergency. What that lets them see, policies say.

use std::collections::BTreeSet;

use throughline_proto::v1::{Concern, Opening, Story};
use throughline_story::{INFORMATION_LEAD, RoleKnown, SAFEGUARDING_LEAD, is_theirs, role_agency, time_us};

use crate::caller::{ActingFor, Caller};

/// The roles of the reader's agency that are held today: "agency/role".
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RolesHeld {
    /// By anybody there at all.
    pub by_somebody: BTreeSet<String>,
    /// By the supporter for whom it calls, or by somebody for whom they cover.
    pub by_reader: BTreeSet<String>,
}

impl RolesHeld {
    /// Those that this caller holds or covers for, of all that are held at their agency.
    pub fn of(caller: &Caller, held: impl IntoIterator<Item = (String, RoleKnown)>) -> Self {
        let mut roles = Self::default();
        for (role, known) in held {
            if let ActingFor::Supporter(supporter) = &caller.acting_for
                && known.includes(supporter)
            {
                roles.by_reader.insert(role.clone());
            }
            roles.by_somebody.insert(role);
        }
        roles
    }

    /// They hold a role by this name at their agency, or cover.
    fn includes(&self, agency: &str, name: &str) -> bool {
        self.by_reader.iter().any(|role| role.split_once('/') == Some((agency, name)))
    }

    /// They look at what was opened in emergencies.
    pub fn is_safeguarding_lead(&self, agency: &str) -> bool {
        self.includes(agency, SAFEGUARDING_LEAD)
    }

    /// They see what their agency took back.
    pub(super) fn is_information_lead(&self, agency: &str) -> bool {
        self.includes(agency, INFORMATION_LEAD)
    }

    /// What is for these roles is for this caller. An agency as a whole, which is told that there is something new, holds all of its roles.
    pub(super) fn include_one_of(&self, caller: &Caller, roles: &[String]) -> bool {
        match caller.acting_for {
            ActingFor::System => roles.iter().any(|role| role_agency(role) == caller.agency),
            ActingFor::Resident(_) | ActingFor::Auditor(_) => false,
            ActingFor::Supporter(_) => {
                is_theirs(&caller.agency, roles, |role| self.by_somebody.contains(role).then(|| self.by_reader.contains(role)))
            }
        }
    }

    /// The agency's own among these roles, where nobody holds any of them.
    pub(super) fn unheld(&self, agency: &str, roles: &[String]) -> Vec<String> {
        let own: Vec<String> = roles.iter().filter(|role| role_agency(role) == agency).cloned().collect();
        if own.iter().any(|role| self.by_somebody.contains(role)) { Vec::new() } else { own }
    }
}

/// The opening under which this caller reads now, if they opened the story.
pub(super) fn opening<'a>(story: &'a Story, caller: &Caller, now_us: i64) -> Option<&'a Opening> {
    let ActingFor::Supporter(supporter) = &caller.acting_for else { return None };
    let lasts = |opening: &Opening| opening.until.as_ref().and_then(time_us).is_some_and(|until_us| now_us < until_us);
    let theirs = |opening: &&Opening| opening.supporter == *supporter && opening.agency == caller.agency && lasts(opening);
    story.openings.iter().rfind(theirs)
}

/// Of several worries, the one under which somebody looks: the newest that waits for an answer, or else the newest.
pub(super) fn most_pressing<'a>(concerns: impl Iterator<Item = &'a Concern>) -> Option<&'a Concern> {
    let waits = |concern: &Concern| concern.answered_by.is_empty() && !concern.withdrawn;
    concerns.reduce(|one, newer| if waits(newer) || !waits(one) { newer } else { one })
}
