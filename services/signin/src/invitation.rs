//! A link: its token, and how one use of it is told from another.

use throughline_access::secret;
use throughline_proto::{
    Refusal,
    v1::{Event, Happened, InvitationMade, InvitationUsed, InviteRequest, Reason, RecordRequest, event::Kind, happened::Moment},
};
use throughline_views::{InvitationKnown, today};
use uuid::Uuid;
use zeroize::Zeroizing;

/// For how long a link counts.
const COUNTS_FOR_US: i64 = 24 * 60 * 60 * 1_000_000;

/// A link that is about to be made.
#[derive(Debug)]
pub(crate) struct Made {
    /// What is shown this once.
    pub(crate) token: Zeroizing<String>,
    /// Until when it counts, in microseconds since 1970.
    pub(crate) until_unix_us: i64,
    /// What is written.
    pub(crate) event: Event,
}

/// A new link for somebody, of whom these are the other profiles.
pub(crate) fn make(asked: &InviteRequest, profiles: Vec<String>, now_us: i64) -> Result<Made, Refusal> {
    let token = secret::draw().map_err(|_| internal())?;
    let until_unix_us = now_us + COUNTS_FOR_US;
    let made = InvitationMade {
        supporter: asked.supporter.clone(),
        resident: asked.resident.clone(),
        auditor: asked.auditor.clone(),
        token_digest: secret::digest_of(&token).to_vec(),
        until_unix_us: until_unix_us.cast_unsigned(),
        profiles,
    };
    Ok(Made { token, until_unix_us, event: said(Kind::InvitationMade(made)) })
}

/// Whether a link has not expired.
pub(crate) fn counts_at(invitation: &InvitationKnown, now_us: i64) -> bool {
    now_us < invitation.until_unix_us
}

/// The one request by which a link is used. Its id follows from the invitation and its content differs with each use, so that the log, which
/// applies a request once at most and takes no other content under its id, decides between two at the same moment.
pub(crate) fn using(invitation: &InvitationKnown) -> Result<RecordRequest, Refusal> {
    let made_by = Uuid::parse_str(&invitation.event).map_err(|_| internal())?;
    let used = InvitationUsed { invitation: invitation.event.clone(), nonce: Uuid::new_v4().as_bytes().to_vec() };
    Ok(request(Uuid::new_v5(&made_by, b"throughline invitation used"), vec![said(Kind::InvitationUsed(used))]))
}

pub(crate) fn request(request_id: Uuid, events: Vec<Event>) -> RecordRequest {
    RecordRequest { request_id: request_id.to_string(), events, ..RecordRequest::default() }
}

/// Something that is said today.
pub(crate) fn said(kind: Kind) -> Event {
    Event { happened: Some(Happened { moment: Some(Moment::Date(today())) }), kind: Some(kind), ..Event::default() }
}

/// The same for a link that was never there, was used, has expired, or is of somebody who no longer takes part.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(Reason::InvitationUnknown, "this link does not count: it was used, has expired, or was never made; ask for a new one")
}

pub(crate) fn internal() -> Refusal {
    Refusal::new(Reason::Internal, "a fault of the server's own; it has been logged")
}

#[cfg(test)]
mod tests {
    use throughline_views::SignsInAs;

    use super::*;

    fn known(until_unix_us: i64) -> InvitationKnown {
        InvitationKnown { event: Uuid::nil().to_string(), whom: SignsInAs::Resident("rosa".into()), until_unix_us }
    }

    #[test]
    fn a_link_counts_for_a_day() {
        let made = make(&InviteRequest::default(), Vec::new(), 1_000).expect("it is made");
        let day_us = 24 * 60 * 60 * 1_000_000;
        assert!(counts_at(&known(made.until_unix_us), 1_000 + day_us - 1) && !counts_at(&known(made.until_unix_us), 1_000 + day_us));
    }

    #[test]
    fn two_uses_of_a_link_are_one_request_with_different_content() {
        let (one, other) = (using(&known(1)).expect("a request"), using(&known(1)).expect("a request"));
        assert!(one.request_id == other.request_id && one.events != other.events);
    }

    #[test]
    fn only_a_tokens_digest_is_written() {
        let made = make(&InviteRequest::default(), Vec::new(), 0).expect("it is made");
        let written = format!("{:?}", made.event);
        assert!(!written.contains(made.token.as_str()) && made.token.len() == 43);
    }
}
