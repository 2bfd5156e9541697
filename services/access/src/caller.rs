//! Who is calling, from a call's metadata: the agency by its token, and the person it says it acts for.
//!
//! Nothing here says what a caller may see; that is `sharing`. No token and no id ever enters a message.

use throughline_proto::{ACTING_FOR, Refusal, v1::Reason};
pub use throughline_story::{ActingFor, Writer as Caller};
use tonic::{
    codegen::http::{HeaderMap, HeaderValue},
    metadata::MetadataMap,
};
use uuid::Uuid;

use crate::tokens::{KEEPER, Tokens};

/// On a call that PeopleService makes to RecordService in the same process: the keeper asked to erase by the call that is for it. It is no
/// part of what travels, so that nobody else can say so.
#[derive(Debug, Clone, Copy)]
pub struct Erases;

const AUTHORIZATION: &str = "authorization";

/// The caller of a call with this metadata. Whether a supporter is the agency's own is for [`check_acting_for`],
/// and whether a resident is, for [`crate::speaks_for`].
pub fn caller(metadata: &MetadataMap, tokens: &Tokens) -> Result<Caller, Refusal> {
    let headers = metadata.as_ref();
    let agency = agency(headers, tokens).ok_or_else(token_unknown)?;
    let acting_for = acting_for(headers)?;
    let keeper = agency == KEEPER;
    Ok(Caller { agency, acting_for, keeper })
}

/// The agency of a call's token; none without one that is known.
pub(crate) fn agency(headers: &HeaderMap, tokens: &Tokens) -> Option<String> {
    bearer(headers).and_then(|token| tokens.who(token))
}

/// Refuses a caller who acts for a supporter that is not theirs. `belongs` says whether a supporter takes part for the caller's
/// agency today: somebody who left does not.
pub fn check_acting_for(caller: &Caller, belongs: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    match &caller.acting_for {
        // A resident is compared with the story that is asked for, which is not known yet.
        ActingFor::System | ActingFor::Resident(_) => Ok(()),
        ActingFor::Supporter(supporter) if belongs(supporter) => Ok(()),
        ActingFor::Supporter(_) => Err(not_yours(
            "this supporter does not take part for your agency; name one of yours in \"throughline-acting-for\", or leave it out",
        )),
    }
}

/// The one token of the call. Two are none: it would be unclear who calls.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = only(headers, AUTHORIZATION).ok()??.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn acting_for(headers: &HeaderMap) -> Result<ActingFor, Refusal> {
    let malformed = || not_yours("\"throughline-acting-for\" is given once, as \"supporter/<id>\" or \"resident/<profile>\", or left out");
    let Some(value) = only(headers, ACTING_FOR).map_err(|TwoValues| malformed())? else { return Ok(ActingFor::System) };
    let (part, id) = value.to_str().ok().and_then(|text| text.split_once('/')).ok_or_else(malformed)?;
    if !is_id(id) {
        return Err(malformed());
    }
    match part {
        "supporter" => Ok(ActingFor::Supporter(id.to_owned())),
        "resident" => Ok(ActingFor::Resident(id.to_owned())),
        _ => Err(malformed()),
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

fn token_unknown() -> Refusal {
    Refusal::new(
        Reason::TokenUnknown,
        "no token, or one that is not known here; send \"authorization: Bearer …\" with the token that `throughline agency add` printed",
    )
}

fn not_yours(message: &str) -> Refusal {
    Refusal::new(Reason::NotYoursToActFor, message)
}

#[cfg(test)]
mod tests;
