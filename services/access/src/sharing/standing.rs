//! How somebody stands to the person of a story: who walks alongside, who was introduced, who had a part, and who was shut out.

use throughline_proto::v1::{Alongside, Party, Story, party};
use throughline_story::happened_key;

use super::choices::is_in_force;
use crate::caller::{ActingFor, Caller};

/// Now, and with a yes.
pub(super) fn is_alongside(story: &Story, agency: &str) -> bool {
    let ended = |beside: &Alongside| beside.until.is_some() || !beside.ended_event.is_empty();
    story.alongside.iter().any(|beside| beside.agency == agency && beside.with_yes && !ended(beside))
}

/// Introduced with a yes, and what came of it has not ended: then the introduction has served, and the door is a new yes.
pub(super) fn was_introduced(story: &Story, caller: &Caller) -> bool {
    let ended_since = |when| {
        let ended = story.alongside.iter().filter(|beside| beside.agency == caller.agency).filter_map(|beside| beside.until.as_ref());
        ended.filter_map(|until| happened_key(until).ok()).any(|until| Some(until) >= when)
    };
    let to_caller = |to: &Party| match &to.party {
        Some(party::Party::Agency(agency)) => *agency == caller.agency,
        Some(party::Party::Supporter(supporter)) => matches!(&caller.acting_for, ActingFor::Supporter(acting) if acting == supporter),
        Some(party::Party::Resident(_)) | None => false,
    };
    let granted =
        story.introductions.iter().filter(|introduction| introduction.with_yes && introduction.to.as_ref().is_some_and(to_caller));
    let mut moments = granted.map(|introduction| introduction.when.as_ref().and_then(|when| happened_key(when).ok()));
    moments.any(|when| !ended_since(when))
}

/// Knows the person under a profile of its own, or is or was alongside: it wrote something here, and keeps sight of that.
pub(super) fn has_had_a_part(story: &Story, agency: &str) -> bool {
    story.profiles.iter().any(|profile| profile.agency == agency) || story.alongside.iter().any(|beside| beside.agency == agency)
}

/// The resident chose that this supporter sees nothing of them.
pub(super) fn is_shut_out(story: &Story, supporter: &str, today: &str) -> bool {
    let choices = story.sharing.iter().filter_map(|kept| kept.choice.as_ref());
    choices.filter(|choice| is_in_force(choice, today)).any(|choice| choice.never_supporters.iter().any(|shut_out| shut_out == supporter))
}
