//! Policies on their way in: what cannot be read, or would lock somebody out or let in, is not adopted, and those that hold go on holding.

use throughline_access::Policies;
use throughline_proto::{
    Refusal,
    v1::{Event, Reason, event::Kind},
};
use throughline_views::Directory;

/// Refuses policies that could not come into force where these agencies take part.
pub(crate) fn check(events: &[Event], directory: &Directory) -> Result<(), Refusal> {
    events.iter().enumerate().try_for_each(|(index, event)| check_one(event, index, directory))
}

fn check_one(event: &Event, index: usize, directory: &Directory) -> Result<(), Refusal> {
    let Some(Kind::PolicyAdopted(adopted)) = &event.kind else { return Ok(()) };
    if adopted.text.is_empty() {
        return Ok(());
    }
    let field = |name| format!("events[{index}].policy_adopted.{name}");
    if throughline_access::policies::digest(&adopted.text) != adopted.digest.as_slice() {
        return Err(Refusal::field(Reason::FieldInvalid, field("digest"), "not the SHA-256 of the text"));
    }
    let mut agencies: Vec<&str> = directory.agencies.keys().map(String::as_str).collect();
    // Of several who would be locked out, the same is told each time.
    agencies.sort_unstable();
    Policies::to_adopt(&adopted.text, &agencies)
        .map_err(|error| Refusal::field(Reason::PoliciesUnfit, field("text"), error.to_string()))?;
    Ok(())
}
