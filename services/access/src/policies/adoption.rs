//! What is asked of policies before a place adopts them: that each has a name, that they fit the schema, that nobody is locked out who must not
//! be, and nobody let in. A policy may ask for more than is asked here, as for an agency's word; what must never be is refused in code as well.

use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};

use super::{
    Policies, PolicyError,
    facts::{Acting, Asker, Call, DetailsFacts, Does, EntryFacts, Standing, StoryFacts},
};
use crate::{KEEPER, Method, Sight, access::is_nobodys_to_read, purpose::PURPOSES};

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

/// No system reads a story for nobody, the keeper's as little as an agency's; and whoever is shut out reads nothing, however they stand to the
/// person besides.
pub(super) fn check_stays_closed(policies: &Policies) -> Result<(), PolicyError> {
    let read = Method::GetStory.call();
    let standing = Standing { is_shut_out: true, is_alongside: true, is_proxy: true, ..Standing::default() };
    let story = StoryFacts { standing, reader_has_a_part: true, is_opened_to_reader: true, concern_names_reader: true, is_emergency: true };
    let details = DetailsFacts { standing, is_by_reader: true, is_emergency: true, ..DetailsFacts::default() };
    let entry = EntryFacts {
        standing,
        is_in_story: true,
        is_by_reader: true,
        is_for_readers_role: true,
        is_emergency: true,
        ..EntryFacts::default()
    };
    let never = |would, who, what| if would { Err(PolicyError::LetsIn { who, what }) } else { Ok(()) };
    for asker in askers() {
        match asker.acting {
            Acting::Nobody => never(policies.may_call(&asker, read), "a system that calls for nobody", "read a story")?,
            Acting::Supporter | Acting::Resident => {
                let who = "somebody whom the resident shut out";
                never(policies.may_open(&asker, story), who, "open the story")?;
                never(policies.may_see_details(&asker, "an-agency", details), who, "see the person's details")?;
                for kind in ["met", "noted", "safety_concern_shared"] {
                    never(policies.sight(&asker, "an-agency", EntryFacts { kind, ..entry }) > Sight::Nothing, who, "read an entry")?;
                }
            }
        }
    }
    Ok(())
}

/// Each method can be called by somebody, in some role and for some purpose. People are seen in whatever was adopted; and a place may want no
/// openings in emergencies.
pub(super) fn check_all_are_called(policies: &Policies) -> Result<(), PolicyError> {
    let could = |asker: &Asker<'_>, method: Method| {
        !is_nobodys_to_read(asker.is_keeper, asker.acting == Acting::Nobody, method) && policies.may_call(asker, method.call())
    };
    let asked = Method::ALL.iter().filter(|method| !matches!(method.call().does, Does::SeeIn | Does::OpenInEmergency));
    match asked.copied().find(|method| !askers().any(|asker| could(&asker, *method))) {
        Some(method) => Err(PolicyError::LeftToNobody { method: method.call().name }),
        None => Ok(()),
    }
}

/// Everybody who may ask, for each purpose that can be stated and for none.
fn askers() -> impl Iterator<Item = Asker<'static>> {
    let agencys = [(Acting::Nobody, false), (Acting::Supporter, false), (Acting::Supporter, true), (Acting::Resident, false)];
    let agencys = agencys.map(|(acting, is_safeguarding_lead)| (false, acting, is_safeguarding_lead));
    agencys.into_iter().chain([(true, Acting::Nobody, false)]).flat_map(|(is_keeper, acting, is_safeguarding_lead)| {
        let agency = if is_keeper { KEEPER } else { "an-agency" };
        let asking = move |purpose| Asker { agency, acting, is_keeper, purpose, is_safeguarding_lead };
        PURPOSES.into_iter().chain([""]).map(asking)
    })
}
