//! The policies in force: Cedar's text, checked against one schema, and asked here and nowhere else.
//!
//! A decision follows from the facts in [`facts`] and from nothing else, so that it is remembered: most entries are alike. What the facts
//! are is worked out in `sharing`; what they come to is for the policies, which a place may replace.

mod adoption;
mod error;
pub mod facts;
mod past;
mod terms;

use std::{
    fmt,
    str::FromStr as _,
    sync::{Arc, LazyLock},
};

use cedar_policy::{Authorizer, Decision, PolicySet, Schema};
use quick_cache::sync::Cache;

pub use self::error::PolicyError;
use self::facts::{Asker, Call, DetailsFacts, EntryFacts, StoryFacts, Weighed, WeighedRef, What};
pub(crate) use self::{adoption::tried_for, past::PastPolicies};
use crate::Sight;

/// What policies can speak of.
pub const SCHEMA: &str = include_str!("../../../../deploy/policies/throughline.cedarschema");
/// The policies until a place adopts others.
pub const EMBEDDED: &str =
    concat!(include_str!("../../../../deploy/policies/sharing.cedar"), include_str!("../../../../deploy/policies/proxies.cedar"));
/// How many decisions are remembered: there are some hundred kinds of situation for each agency.
const REMEMBERED: usize = 65_536;

/// SHA-256 of a text of policies, by which its adoption names it.
pub fn digest(text: &str) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()).as_ref());
    digest
}

/// How much a reader sees, and the policies that said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// How much.
    pub sight: Sight,
    /// The names of the policies that decided: about the sentence, then about the words. None where nothing permits it.
    pub policies: Vec<String>,
}

/// Policies that hold.
pub struct Policies {
    set: PolicySet,
    authorizer: Authorizer,
    decided: Cache<Weighed, Sight>,
}

impl Policies {
    /// What holds until a place adopts something else.
    pub fn embedded() -> Result<Self, PolicyError> {
        Self::read(EMBEDDED)
    }

    /// Reads policies, and refuses those that do not fit the schema. Whom they lock out is asked before they are adopted, and never of what is in
    /// the log already: where that could not be read, everybody would be locked out.
    pub fn read(text: &str) -> Result<Self, PolicyError> {
        let set = PolicySet::from_str(text)
            .map_err(|errors| PolicyError::NotPolicies { problems: error::by_line(text, errors.iter().map(Into::into)) })?;
        let set = adoption::named(&set)?;
        adoption::check_against(&schema()?, &set, text)?;
        Ok(Self { set, authorizer: Authorizer::new(), decided: Cache::new(REMEMBERED) })
    }

    /// The same for those that a place is about to adopt in which these agencies take part: people can do what must stay possible, nothing is opened
    /// that stays closed everywhere, and no method is left to nobody.
    pub fn to_adopt(text: &str, agencies: &[&str]) -> Result<Self, PolicyError> {
        let (policies, agencies) = (Self::read(text)?, tried_for(agencies));
        adoption::check_stays_possible(&policies, agencies)?;
        adoption::check_stays_closed(&policies, agencies)?;
        adoption::check_all_are_called(&policies, agencies)?;
        Ok(policies)
    }

    /// Those that were adopted with a record; those that come with the program where none were. Where they cannot be read, as by a node of another
    /// version, nothing is permitted: what they would refuse is not known.
    pub(crate) fn adopted_or_nothing(adopted: Option<(u64, Arc<str>)>) -> Self {
        let adopted_at = adopted.as_ref().map_or(0, |(position, _)| *position);
        adopted.map_or_else(Self::embedded, |(_, text)| Self::read(&text)).unwrap_or_else(|error| {
            tracing::error!(%error, adopted_at, "the adopted policies cannot be read here, so that this node lets nobody read by them");
            Self::nothing()
        })
    }

    /// Policies that permit nothing.
    fn nothing() -> Self {
        Self { set: PolicySet::new(), authorizer: Authorizer::new(), decided: Cache::new(REMEMBERED) }
    }

    /// May this method be called?
    pub(crate) fn may_call(&self, asker: &Asker<'_>, call: Call) -> bool {
        self.decide(asker, "", What::Call(call)) > Sight::Nothing
    }

    /// May the reader know that a story is there?
    pub(crate) fn may_open(&self, asker: &Asker<'_>, story: StoryFacts) -> bool {
        self.decide(asker, "", What::Open(story)) > Sight::Nothing
    }

    /// May the reader see these names and ways to be reached?
    pub(crate) fn may_see_details(&self, asker: &Asker<'_>, writer: &str, details: DetailsFacts) -> bool {
        self.decide(asker, writer, What::Details(details)) > Sight::Nothing
    }

    /// How much of an entry does the reader see?
    pub(crate) fn sight(&self, asker: &Asker<'_>, writer: &str, entry: EntryFacts) -> Sight {
        self.decide(asker, writer, What::Entry(entry))
    }

    /// How much of an entry does the reader see, and by which policies?
    pub(crate) fn explain(&self, asker: &Asker<'_>, writer: &str, entry: EntryFacts) -> Explained {
        self.weigh(asker, writer, What::Entry(entry))
    }

    /// What was decided before about the very same, or else what is decided now.
    fn decide(&self, asker: &Asker<'_>, writer: &str, what: What) -> Sight {
        let weighed = WeighedRef { asker: *asker, writer, what };
        if let Some(sight) = self.decided.get(&weighed) {
            return sight;
        }
        let sight = self.weigh(asker, writer, what).sight;
        self.decided.insert(weighed.into(), sight);
        sight
    }

    /// Asks about each step, until one is not permitted.
    fn weigh(&self, asker: &Asker<'_>, writer: &str, what: What) -> Explained {
        let mut explained = Explained { sight: Sight::Nothing, policies: Vec::new() };
        for (action, sight) in what.steps() {
            let (permits, policies) = self.permits(terms::question(asker, action, writer, what)).unwrap_or_default();
            explained.policies.extend(policies);
            if !permits {
                break;
            }
            explained.sight = *sight;
        }
        explained
    }

    /// Whether it is permitted, and the names of the policies that decided. Nothing where it could not be asked.
    fn permits(&self, question: Option<terms::Question>) -> Option<(bool, Vec<String>)> {
        let terms::Question { request, entities } = question?;
        let answer = self.authorizer.is_authorized(&request, &self.set, &entities);
        // A forbid that cannot be evaluated would be passed over: then nothing is permitted.
        let failed = answer.diagnostics().errors().next().is_some();
        let mut names: Vec<String> = answer.diagnostics().reason().map(ToString::to_string).collect();
        names.sort_unstable();
        Some((answer.decision() == Decision::Allow && !failed, names))
    }
}

impl fmt::Debug for Policies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Policies").field("policies", &self.set.policies().count()).finish_non_exhaustive()
    }
}

/// The one schema, read once.
fn schema() -> Result<Schema, PolicyError> {
    static READ: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::from_str(SCHEMA).ok());
    READ.clone().ok_or(PolicyError::SchemaUnread)
}

#[cfg(test)]
mod tests;
