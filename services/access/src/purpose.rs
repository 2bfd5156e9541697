//! What somebody reads a story for, as their system states it with "throughline-purpose". Residents are told it in plain words.

use throughline_proto::{PURPOSE, Refusal, v1::Reason};
use tonic::codegen::http::HeaderMap;

/// The purposes that can be stated. Which are barred, policies say.
pub const PURPOSES: [&str; 8] = ["visit", "call", "planning", "safety", "records", "rights", "audit", "enforcement"];

/// The purpose that a call states; empty where it states none.
pub(crate) fn purpose(headers: &HeaderMap) -> Result<&'static str, Refusal> {
    let mut stated = headers.get_all(PURPOSE).iter();
    let value = match (stated.next(), stated.next()) {
        (None, _) => return Ok(""),
        (Some(value), None) => value.to_str().ok(),
        (Some(_), Some(_)) => None,
    };
    let known = PURPOSES.into_iter().find(|known| Some(*known) == value);
    known.ok_or_else(|| {
        let message = format!("\"throughline-purpose\" is given once, as one of {}, or left out", PURPOSES.join(", "));
        Refusal::new(Reason::PurposeUnknown, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        values.iter().for_each(|value| {
            headers.append(PURPOSE, value.parse().unwrap());
        });
        headers
    }

    #[test]
    fn a_purpose_is_one_of_those_that_are_known_or_none() {
        assert_eq!(purpose(&headers(&[])), Ok(""));
        assert_eq!(purpose(&headers(&["visit"])), Ok("visit"));
        for unknown in [&["curiosity"][..], &[""], &["visit", "call"], &["VISIT"]] {
            assert_eq!(purpose(&headers(unknown)).unwrap_err().reason, Reason::PurposeUnknown);
        }
    }
}
