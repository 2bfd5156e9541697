//! Page tokens (AIP-158): opaque to callers, good for the very list they were given for and for nobody else. A keyed MAC binds each to
//! its list, its caller and its question, so that a token from another story is not a way into it.

use throughline_proto::{Refusal, v1::Reason};

use crate::{
    Caller,
    hex::{hex, unhex},
};

/// How many bytes of the MAC a token carries.
const MAC_BYTES: usize = 12;

/// The list that a token belongs to: its method, its caller, and what was asked.
pub struct List<'a> {
    /// A keyed MAC over parts, for page tokens alone.
    pub mac: &'a dyn Fn(&[&[u8]]) -> [u8; 32],
    /// Who asks.
    pub caller: &'a Caller,
    /// The method: "GetStory".
    pub method: &'a str,
    /// Everything of the question that a next page must share.
    pub question: &'a str,
}

impl List<'_> {
    /// A token for a place in this list.
    pub fn token<const N: usize>(&self, place: [u8; N]) -> String {
        let mac = self.mac(&place);
        hex(&[place.as_slice(), &mac[..MAC_BYTES]].concat())
    }

    /// The place that a token of this list stands for; none for the first page.
    pub fn place<const N: usize>(&self, token: &str) -> Result<Option<[u8; N]>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        let not_ours =
            || Refusal::field(Reason::PageTokenInvalid, "page_token", "this token was not given for this list; begin again without one");
        let bytes = unhex(token).filter(|bytes| bytes.len() == N + MAC_BYTES).ok_or_else(not_ours)?;
        let (place, mac) = bytes.split_first_chunk::<N>().ok_or_else(not_ours)?;
        if self.mac(place)[..MAC_BYTES] == *mac { Ok(Some(*place)) } else { Err(not_ours()) }
    }

    /// How many a token passes over, for a list that is counted through; none for the first page.
    pub fn skipped(&self, token: &str) -> Result<usize, Refusal> {
        Ok(self.place::<8>(token)?.map_or(0, |place| usize::try_from(u64::from_be_bytes(place)).unwrap_or(usize::MAX)))
    }

    /// The token for the page that begins after so many, of a list of so many; empty after the last.
    pub fn next_skip(&self, next: usize, count: usize) -> String {
        if next < count { self.token((next as u64).to_be_bytes()) } else { String::new() }
    }

    fn mac(&self, place: &[u8]) -> [u8; 32] {
        let acting_for = format!("{:?}", self.caller.acting_for);
        let parts: [&[u8]; 5] =
            [self.method.as_bytes(), self.caller.agency.as_bytes(), acting_for.as_bytes(), self.question.as_bytes(), place];
        (self.mac)(&parts)
    }
}

/// How many a page has: what was asked for, within bounds.
pub fn page_size(asked: u32, usual: usize, most: usize) -> usize {
    match asked as usize {
        0 => usual,
        asked => asked.min(most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ActingFor;

    fn mac(parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = [0; 32];
        for (index, byte) in parts.concat().into_iter().enumerate() {
            mac[index % 12] ^= byte.rotate_left(u32::try_from(index % 8).unwrap());
        }
        mac
    }

    fn caller(agency: &str) -> Caller {
        Caller { agency: agency.to_owned(), acting_for: ActingFor::System, keeper: false }
    }

    fn list<'a>(caller: &'a Caller, question: &'a str) -> List<'a> {
        List { mac: &mac, caller, method: "GetStory", question }
    }

    #[test]
    fn a_token_leads_back_to_its_place() {
        let caller = caller("harmony-house");
        let list = list(&caller, "story");
        assert_eq!(list.place::<3>(&list.token([1, 2, 3])), Ok(Some([1, 2, 3])));
        assert_eq!(list.place::<3>(""), Ok(None));
    }

    #[test]
    fn a_token_of_another_list_or_caller_is_not_taken() {
        let (ours, theirs) = (caller("harmony-house"), caller("care-city"));
        let token = list(&ours, "story").token([1, 2, 3]);
        for other in [list(&ours, "stony"), list(&theirs, "story")] {
            assert_eq!(other.place::<3>(&token).unwrap_err().reason, Reason::PageTokenInvalid);
        }
    }

    #[test]
    fn a_token_that_was_made_up_or_cut_off_is_not_taken() {
        let caller = caller("harmony-house");
        let list = list(&caller, "story");
        let token = list.token([1, 2, 3]);
        for made_up in ["zz", "é", "00", &token[..token.len() - 2], &token.replace('0', "1")] {
            assert!(list.place::<3>(made_up).is_err() || made_up == token);
        }
    }
}
