//! What is asked of policies before a place adopts them: that each has a name, that they fit the schema, that nobody is locked out who must not
//! be, and nobody let in. What must never be is refused in code as well.

use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};

use super::{
    Policies, PolicyError,
    error::by_line,
    facts::{Acting, Asker, DetailsFacts, Does, EntryFacts, Standing, StoryFacts},
};
use crate::{KEEPER, Method, Sight, access::is_nobodys_to_read, purpose::PURPOSES};

/// The same policies, known by the names that they give themselves.
pub(super) fn named(set: &PolicySet) -> Result<PolicySet, PolicyError> {
    let mut named = PolicySet::new();
    for policy in set.policies() {
        let name = policy.annotation("id").filter(|name| !name.is_empty()).ok_or(PolicyError::Unnamed)?.to_owned();
        named.add(policy.new_id(PolicyId::new(&name))).map_err(|_| PolicyError::NamedTwice { name })?;
    }
    Ok(named)
}

pub(super) fn check_against(schema: &Schema, set: &PolicySet, text: &str) -> Result<(), PolicyError> {
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::Strict);
    if result.validation_passed() {
        return Ok(());
    }
    Err(PolicyError::Unfit { problems: by_line(text, result.validation_errors().map(Into::into)) })
}

/// Who asks and is locked out where a place has no agencies yet.
const NO_AGENCY_YET: [&str; 1] = ["an-agency"];

/// The agencies for whom policies are tried: those that take part, since a policy may go by an agency's word; a made-up one where there is none.
pub(crate) fn tried_for<'a>(taking_part: &'a [&'a str]) -> &'a [&'a str] {
    if taking_part.is_empty() { &NO_AGENCY_YET } else { taking_part }
}

/// Residents do what is theirs, whichever agency knows them; some agency writes and reads what it wrote itself, so that a place may bar one, and
/// not all; and the keeper can adopt other policies.
pub(super) fn check_stays_possible(policies: &Policies, agencies: &[&str]) -> Result<(), PolicyError> {
    let keeper = Asker { is_keeper: true, ..asking(KEEPER, Acting::Nobody) };
    let must = |holds, who: &str, what| if holds { Ok(()) } else { Err(PolicyError::LocksOut { who: who.to_owned(), what }) };
    must(policies.may_call(&keeper, Method::Record.call()), "the keeper of the place", "adopt other policies")?;
    let some = |holds: &dyn Fn(&str) -> bool| agencies.iter().any(|agency| holds(agency));
    must(some(&|agency| policies.may_call(&asking(agency, Acting::Nobody), Method::Record.call())), "an agency", "write")?;
    agencies.iter().try_for_each(|agency| check_residents(policies, agency))?;
    let met = EntryFacts { kind: "met", is_in_story: true, is_by_reader: true, ..EntryFacts::default() };
    let part = StoryFacts { reader_has_a_part: true, ..StoryFacts::default() };
    must(some(&|agency| policies.may_call(&asking(agency, Acting::Supporter), Method::GetStory.call())), "a supporter", "read")?;
    let opens = some(&|agency| policies.may_open(&asking(agency, Acting::Supporter), part));
    must(opens, "a supporter", "open a story in which their agency has a part")?;
    let reads = some(&|agency| policies.sight(&asking(agency, Acting::Supporter), agency, met) == Sight::Words);
    must(reads, "a supporter", "read what their agency wrote")
}

/// A resident whom this agency knows reads their story and takes it away, and is told who looked and who holds what.
fn check_residents(policies: &Policies, agency: &str) -> Result<(), PolicyError> {
    let resident = asking(agency, Acting::Resident);
    let must = |holds, what| {
        let who = || if NO_AGENCY_YET == [agency] { "a resident".to_owned() } else { format!("a resident whom {agency} knows") };
        if holds { Ok(()) } else { Err(PolicyError::LocksOut { who: who(), what }) }
    };
    let theirs = Standing { is_the_person: true, ..Standing::default() };
    let own = StoryFacts { standing: theirs, ..StoryFacts::default() };
    let met = EntryFacts { kind: "met", is_in_story: true, standing: theirs, ..EntryFacts::default() };
    must(policies.may_call(&resident, Method::GetStory.call()), "read")?;
    must(policies.may_open(&resident, own), "open their own story")?;
    must(policies.sight(&resident, "another-agency", met) == Sight::Words, "read their own story")?;
    must(policies.may_call(&resident, Method::ExportStory.call()), "take their own story away")?;
    must(policies.may_call(&resident, Method::ListLooks.call()), "see who looked at their story")?;
    must(policies.may_call(&resident, Method::ListWordsHeld.call()), "see who holds what about them")
}

fn asking(agency: &str, acting: Acting) -> Asker<'_> {
    Asker { agency, acting, is_keeper: false, purpose: "", is_safeguarding_lead: false }
}

/// No system reads a story for nobody, the keeper's as little as an agency's; and whoever is shut out reads nothing, however they stand to the
/// person besides.
pub(super) fn check_stays_closed(policies: &Policies, agencies: &[&str]) -> Result<(), PolicyError> {
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
    for asker in askers(agencies) {
        match asker.acting {
            Acting::Nobody => never(policies.may_call(&asker, read), "a system that calls for nobody", "read a story")?,
            Acting::Supporter | Acting::Resident => {
                let who = "somebody whom the resident shut out";
                never(policies.may_open(&asker, story), who, "open the story")?;
                never(policies.may_see_details(&asker, asker.agency, details), who, "see the person's details")?;
                for kind in ["met", "noted", "safety_concern_shared"] {
                    never(policies.sight(&asker, asker.agency, EntryFacts { kind, ..entry }) > Sight::Nothing, who, "read an entry")?;
                }
            }
        }
    }
    Ok(())
}

/// Each method can be called by somebody, in some role and for some purpose. People are seen in whatever was adopted; and a place may want no
/// openings in emergencies.
pub(super) fn check_all_are_called(policies: &Policies, agencies: &[&str]) -> Result<(), PolicyError> {
    let could = |asker: &Asker<'_>, method: Method| {
        !is_nobodys_to_read(asker.is_keeper, asker.acting == Acting::Nobody, method) && policies.may_call(asker, method.call())
    };
    let asked = Method::ALL.iter().filter(|method| !matches!(method.call().does, Does::SeeIn | Does::OpenInEmergency));
    match asked.copied().find(|method| !askers(agencies).any(|asker| could(&asker, *method))) {
        Some(method) => Err(PolicyError::LeftToNobody { method: method.call().name }),
        None => Ok(()),
    }
}

/// Everybody who may ask, for each purpose that can be stated and for none.
fn askers<'a>(agencies: &'a [&'a str]) -> impl Iterator<Item = Asker<'a>> {
    let keeper = Asker { is_keeper: true, ..asking(KEEPER, Acting::Nobody) };
    let agencys = agencies.iter().flat_map(|agency| {
        let lead = Asker { is_safeguarding_lead: true, ..asking(agency, Acting::Supporter) };
        [asking(agency, Acting::Nobody), asking(agency, Acting::Supporter), lead, asking(agency, Acting::Resident)]
    });
    agencys.chain([keeper]).flat_map(|asker| PURPOSES.into_iter().chain([""]).map(move |purpose| Asker { purpose, ..asker }))
}
