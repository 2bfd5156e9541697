//! Who looks: who is calling, what for, on which day, and under which policies.

use std::sync::Arc;

use super::RolesHeld;
use crate::{
    caller::{ActingFor, Caller},
    policies::{
        Policies,
        facts::{Acting, Asker},
    },
};

/// Somebody who looks at stories, on one day. Policies and day are those of now: make one anew for each question.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who is calling, and for whom.
    pub caller: Caller,
    /// As of which record whom it acts for signed in at the place's own portal; none where an agency's system says who it is.
    pub signed_in_at: Option<u64>,
    /// For a resident whom the caller's agency vouches for: all profiles that are this one person. Whose proxy they are turns on it.
    pub is: Vec<String>,
    /// What for, as stated: one of [`PURPOSES`](crate::purpose::PURPOSES), or empty.
    pub purpose: &'static str,
    /// The day where the place is, ISO 8601.
    pub today: String,
    /// The present moment, in microseconds since 1970-01-01 UTC: what is opened in an emergency is open for an hour.
    pub now_us: i64,
    /// The roles that they and their agency hold.
    pub roles: Arc<RolesHeld>,
    /// The policies in force.
    pub policies: Arc<Policies>,
}

impl Viewer {
    /// The same, for a policy.
    pub(crate) fn asker(&self) -> Asker<'_> {
        asker(&self.caller, self.purpose, &self.roles)
    }
}

/// A caller, for a policy.
fn asker<'a>(caller: &'a Caller, purpose: &'a str, roles: &RolesHeld) -> Asker<'a> {
    let acting = match &caller.acting_for {
        ActingFor::System | ActingFor::Auditor(_) => Acting::Nobody,
        ActingFor::Supporter(_) => Acting::Supporter,
        ActingFor::Resident(_) => Acting::Resident,
    };
    Asker {
        agency: &caller.agency,
        acting,
        is_keeper: caller.keeper,
        purpose,
        is_safeguarding_lead: roles.is_safeguarding_lead(&caller.agency),
    }
}
