//! What is asked of policies before a place adopts them: that each has a name, that they fit the schema, and that nobody is locked out
//! who must not be.

use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};

use super::{
    Policies, PolicyError,
    facts::{Acting, Asker, Call, Does, EntryFacts, Standing, StoryFacts},
};
use crate::{KEEPER, Sight};

/// How many problems of a text are told at once.
const PROBLEMS_TOLD: usize = 5;

/// The same policies, known by the names that they give themselves.
pub(super) fn named(set: &PolicySet) -> Result<PolicySet, PolicyError> {
    let mut named = PolicySet::new();
    for policy in set.policies() {
        let name = policy.annotation("id").filter(|name| !name.is_empty()).ok_or(PolicyError::Unnamed)?.to_owned();
        named.add(policy.new_id(PolicyId::new(&name))).map_err(|_| PolicyError::NamedTwice { name })?;
    }
    Ok(named)
}

pub(super) fn check_against(schema: &Schema, set: &PolicySet) -> Result<(), PolicyError> {
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::Strict);
    if result.validation_passed() {
        return Ok(());
    }
    Err(PolicyError::Unfit { problems: result.validation_errors().take(PROBLEMS_TOLD).map(ToString::to_string).collect() })
}

/// Residents read their own story, agencies write and read what they wrote themselves, and the keeper can adopt other policies.
pub(super) fn check_stays_possible(policies: &Policies) -> Result<(), PolicyError> {
    let keeper = Asker { agency: KEEPER, acting: Acting::Nobody, is_keeper: true, purpose: "", is_safeguarding_lead: false };
    let write = Call { name: "Record", does: Does::Write };
    let read = Call { name: "GetStory", does: Does::Read };
    let by = |acting| Asker { agency: "an-agency", acting, is_keeper: false, purpose: "", is_safeguarding_lead: false };
    let theirs = Standing { is_the_person: true, ..Standing::default() };
    let own = StoryFacts { standing: theirs, ..StoryFacts::default() };
    let part = StoryFacts { reader_has_a_part: true, ..StoryFacts::default() };
    let met = EntryFacts { kind: "met", is_in_story: true, ..EntryFacts::default() };
    let must = |holds, who, what| if holds { Ok(()) } else { Err(PolicyError::LocksOut { who, what }) };
    must(policies.may_call(&keeper, write), "the keeper of the place", "adopt other policies")?;
    must(policies.may_call(&by(Acting::Nobody), write), "an agency", "write")?;
    must(policies.may_call(&by(Acting::Resident), read), "a resident", "read")?;
    must(policies.may_open(&by(Acting::Resident), own), "a resident", "open their own story")?;
    let met_with_them = EntryFacts { standing: theirs, ..met };
    must(policies.sight(&by(Acting::Resident), "another-agency", met_with_them) == Sight::Words, "a resident", "read their own story")?;
    must(policies.may_call(&by(Acting::Supporter), read), "a supporter", "read")?;
    must(policies.may_open(&by(Acting::Supporter), part), "a supporter", "open a story in which their agency has a part")?;
    let own_writing = EntryFacts { is_by_reader: true, ..met };
    must(policies.sight(&by(Acting::Supporter), "an-agency", own_writing) == Sight::Words, "a supporter", "read what their agency wrote")
}
