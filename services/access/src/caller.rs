//! Who is calling: the agency by its credential, and the person it says, in the call's metadata, that it acts for.
//!
//! Nothing here says what a caller may see; that is `sharing`. No token and no id ever enters a message.

use throughline_proto::{ACTING_FOR, Refusal, SIGNED_IN_AT, v1::Reason};
pub use throughline_story::{ActingFor, Writer as Caller};
use tonic::codegen::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::{
    certificates::is_word,
    tokens::{KEEPER, PORTAL},
};

/// On a call that PeopleService makes to RecordService in the same process: the keeper asked to erase by the call that is for it. It is no
/// part of what travels, so that nobody else can say so.
#[derive(Debug, Clone, Copy)]
pub struct Erases;

/// The same on a call that SignInService makes there: it has asked who calls, and writes how people come in.
#[derive(Debug, Clone, Copy)]
pub struct SignsIn;

/// The caller of an agency's call with these headers. Whether a supporter is the agency's own is for [`check_acting_for`],
/// and whether a resident is, for [`crate::speaks_for`].
pub(crate) fn caller(agency: String, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let acting_for = acting_for(headers)?;
    let keeper = agency == KEEPER;
    Ok(Caller { agency, acting_for, keeper })
}

/// The caller of a call that the place's own portal makes: the person who is signed in there, of whose agency the portal says which it is.
/// `knows` says which agency's profile of a resident one is. Without a person it is the portal itself, which only sees people to the door.
pub(crate) fn caller_through_the_portal(headers: &HeaderMap, knows: impl Fn(&str) -> Option<String>) -> Result<Caller, Refusal> {
    let malformed = || {
        not_yours(
            "the portal gives \"throughline-acting-for\" once, as \"<agency>/supporter/<id>\", \"resident/<profile>\" or \"auditor/<word>\"",
        )
    };
    let Some(value) = only(headers, ACTING_FOR).map_err(|TwoValues| malformed())? else {
        return Ok(Caller { agency: PORTAL.to_owned(), acting_for: ActingFor::System, keeper: false });
    };
    let text = value.to_str().map_err(|_| malformed())?;
    if let Some(acting_for @ ActingFor::Resident(_)) = parse_acting_for(text) {
        let agency =
            text.strip_prefix("resident/").and_then(knows).ok_or_else(|| not_yours("nobody who takes part knows this resident"))?;
        return Ok(Caller { agency, acting_for, keeper: false });
    }
    if let Some(auditor) = text.strip_prefix("auditor/").filter(|auditor| is_word(auditor)) {
        return Ok(Caller { agency: KEEPER.to_owned(), acting_for: ActingFor::Auditor(auditor.to_owned()), keeper: true });
    }
    let (agency, rest) = text.split_once('/').filter(|(agency, _)| is_word(agency)).ok_or_else(malformed)?;
    match parse_acting_for(rest) {
        Some(acting_for @ ActingFor::Supporter(_)) if agency != KEEPER && agency != PORTAL => {
            Ok(Caller { agency: agency.to_owned(), acting_for, keeper: false })
        }
        _ => Err(malformed()),
    }
}

/// Refuses a caller who acts for a supporter that is not theirs. `belongs` says whether a supporter takes part for the caller's
/// agency today: somebody who left does not.
pub fn check_acting_for(caller: &Caller, belongs: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    match &caller.acting_for {
        // A resident is compared with the story that is asked for, which is not known yet.
        ActingFor::System | ActingFor::Resident(_) | ActingFor::Auditor(_) => Ok(()),
        ActingFor::Supporter(supporter) if belongs(supporter) => Ok(()),
        ActingFor::Supporter(_) => Err(not_yours(
            "this supporter does not take part for your agency; name one of yours in \"throughline-acting-for\", or leave it out",
        )),
    }
}

/// As of which record somebody signed in at the portal. One that does not say, says that it was before everything.
pub(crate) fn signed_in_at(headers: &HeaderMap) -> Result<u64, Refusal> {
    let malformed = || not_yours("the portal gives \"throughline-signed-in-at\" once, as it was told when somebody signed in");
    match only(headers, SIGNED_IN_AT).map_err(|TwoValues| malformed())? {
        Some(value) => value.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(malformed),
        None => Ok(0),
    }
}

/// Somebody is signed in no longer.
pub(crate) fn signed_in_before() -> Refusal {
    not_yours("all of this person's accounts were disconnected after they had signed in; they sign in anew")
}

fn acting_for(headers: &HeaderMap) -> Result<ActingFor, Refusal> {
    let malformed = || not_yours("\"throughline-acting-for\" is given once, as \"supporter/<id>\" or \"resident/<profile>\", or left out");
    let Some(value) = only(headers, ACTING_FOR).map_err(|TwoValues| malformed())? else { return Ok(ActingFor::System) };
    value.to_str().ok().and_then(parse_acting_for).ok_or_else(malformed)
}

/// For whom a call is made, from "supporter/<id>" or "resident/<profile>".
pub fn parse_acting_for(text: &str) -> Option<ActingFor> {
    let (part, id) = text.split_once('/').filter(|(_, id)| is_id(id))?;
    match part {
        "supporter" => Some(ActingFor::Supporter(id.to_owned())),
        "resident" => Some(ActingFor::Resident(id.to_owned())),
        _ => None,
    }
}

/// The usual text form, and no other: ids are compared as texts.
fn is_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text)
}

struct TwoValues;

fn only<'a>(headers: &'a HeaderMap, key: &str) -> Result<Option<&'a HeaderValue>, TwoValues> {
    let mut values = headers.get_all(key).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(TwoValues),
    }
}

fn not_yours(message: &str) -> Refusal {
    Refusal::new(Reason::NotYoursToActFor, message)
}

#[cfg(test)]
mod tests;
