//! Policies on their way in: what cannot be read, or would lock somebody out or let in, is not adopted, and those that hold go on holding.

use throughline_access::Policies;
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, event::Kind},
};

/// Refuses policies that could not come into force.
pub(crate) fn check(event: &Event, index: usize) -> Result<(), Refusal> {
    let Some(Kind::PolicyAdopted(adopted)) = &event.kind else { return Ok(()) };
    if adopted.text.is_empty() {
        return Ok(());
    }
    let field = |name| format!("events[{index}].policy_adopted.{name}");
    if throughline_access::policies::digest(&adopted.text) != adopted.digest.as_slice() {
        return Err(Refusal::field(Reason::FieldInvalid, field("digest"), "not the SHA-256 of the text"));
    }
    Policies::to_adopt(&adopted.text).map_err(|error| Refusal::field(Reason::PoliciesUnfit, field("text"), error.to_string()))?;
    Ok(())
}
