//! Whether events may be: the eight rules, decided purely from the stories concerned.
//!
//! What happened is kept, also when it is unwelcome; only what cannot be true, or is not the caller's to say, is refused. How an event
//! is spelt was looked at before (`validate`), and its ids were given. What it does is `fold`'s.

mod alongside;
mod erasing;
mod help;
mod known;
mod profiles;
mod proxies;
mod references;
mod request;
mod rules;
mod safety;
mod sign_in;
mod written;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use throughline_proto::v1::{Event, Story};

use crate::{Now, Refused, Told};
use request::Request;
pub use safety::{INFORMATION_LEAD, SAFEGUARDING_LEAD, is_theirs};

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Writer {
    /// The agency, from the caller's token.
    pub agency: String,
    /// For whom it writes.
    pub acting_for: ActingFor,
    /// It is the place's own agency, which says who takes part and under which rules.
    pub keeper: bool,
}

/// For whom an agency writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ActingFor {
    /// For nobody in particular: the agency's own system.
    System,
    /// For one of its supporters.
    Supporter(String),
    /// For a resident, by one of their profiles.
    Resident(String),
    /// For an auditor, by the keeper's word for them: the keeper lets them look, and they write nothing.
    Auditor(String),
}

/// What is known of a supporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupporterKnown {
    /// Whose supporter.
    pub agency: String,
    /// They have left.
    pub left: bool,
}

/// Who holds a role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleKnown {
    /// Those who hold it.
    pub held_by: Vec<String>,
    /// Those who cover for one of them today.
    pub covered_by: Vec<String>,
}

/// Everything around a request that its admission may rest on: all that its events refer to (see `references`), and the stories of the
/// people concerned by the events referred to. What is missing is unknown.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The stories of all people referred to; each once, however many of its profiles are.
    pub stories: Vec<Arc<Story>>,
    /// The events referred to, by id.
    pub events: HashMap<String, Arc<Told>>,
    /// The supporters referred to, by id.
    pub supporters: HashMap<String, SupporterKnown>,
    /// The agencies referred to, or joining, that take part.
    pub agencies: HashSet<String>,
    /// The roles that are held, at the writer's agency and those referred to: "agency/role".
    pub roles: HashMap<String, RoleKnown>,
    /// The groups and spaces referred to that there are.
    pub groups: HashSet<String>,
    /// The published offers and spaces referred to that stand.
    pub published_offers: HashSet<String>,
    /// The request came by the call that erases, which alone may say so.
    pub erases: bool,
    /// All profiles of the resident for whom it is written, if the writing agency vouches for them.
    pub writer_is: Vec<String>,
    /// Dates of birth, as the writing agency knows them, of people who are given a proxy: the profile and the date.
    pub born: Vec<(String, String)>,
    /// The answers "no" that the writing agency may see, by their events, besides what it wrote itself.
    pub seen_nos: HashSet<String>,
    /// The request came by the service that sees people to the door, which alone may say so.
    pub signs_in: bool,
}

/// What an admission rested on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admission {
    /// The profiles whose stories decided; nothing new may have been written about them meanwhile. Empty: unconditional.
    pub depends_on: BTreeSet<String>,
}

/// Decides whether the events of one request may be: all, or the first that may not and why. Later events see the earlier ones.
pub fn admit(events: &[Event], writer: &Writer, around: &Surroundings, now: Now) -> Result<Admission, (usize, Refused)> {
    let mut request = Request::new(writer, around, now);
    for (index, event) in events.iter().enumerate() {
        rules::decide(&mut request, event).map_err(|refused| (index, refused))?;
        if index + 1 < events.len() {
            request.remember(event);
        }
    }
    Ok(Admission { depends_on: request.depends_on })
}
