//! The resident's choices in force: the newest about the same thing and the same reader counts. The oldest stands first.
//!
//! There is no clock here, so a choice that runs out leaves standing what outlasts it: an older "nothing" is in force again after it.

use throughline_proto::v1::{SharingChoice, SharingChosen, SharingScope, Story};

use super::Told;

pub(super) fn chosen(story: &mut Story, told: &Told, it: &SharingChosen) {
    let about_something = it.scope.as_ref().is_some_and(|scope| scope.scope.is_some());
    if it.never_supporters.is_empty() && !about_something {
        return;
    }
    let by_proxy = !told.event.by_proxy.is_empty();
    // What a proxy chose stands beside what the person chose themselves, and never in its place.
    let outranks = |held: &SharingChoice| by_proxy && !held.by_proxy;
    story.sharing.retain_mut(|held| outranks(held) || held.choice.as_mut().is_some_and(|earlier| still_says_something(earlier, it)));
    let (when, event) = (told.event.happened.clone(), told.event.id.clone());
    story.sharing.push(SharingChoice { choice: Some(it.clone()), when, event, by_proxy });
}

/// Takes the readers of the new choice out of an earlier one about the same thing, and says whether anything is left of that.
fn still_says_something(earlier: &mut SharingChosen, new: &SharingChosen) -> bool {
    if outlasts(earlier, new) {
        return true;
    }
    if !earlier.never_supporters.is_empty() || !new.never_supporters.is_empty() {
        // A choice about supporters looks at nothing else.
        let had_any = !earlier.never_supporters.is_empty();
        earlier.never_supporters.retain(|supporter| !new.never_supporters.contains(supporter));
        return !had_any || !earlier.never_supporters.is_empty();
    }
    if !is_same(earlier.scope.as_ref(), new.scope.as_ref()) {
        return true;
    }
    if earlier.agencies.is_empty() || new.agencies.is_empty() {
        // "Everybody alongside" is a reader of its own.
        return earlier.agencies.is_empty() != new.agencies.is_empty();
    }
    earlier.agencies.retain(|agency| !new.agencies.contains(agency));
    !earlier.agencies.is_empty()
}

/// Dates of this form compare as texts.
fn outlasts(earlier: &SharingChosen, new: &SharingChosen) -> bool {
    !new.until.is_empty() && (earlier.until.is_empty() || earlier.until > new.until)
}

fn is_same(one: Option<&SharingScope>, other: Option<&SharingScope>) -> bool {
    one.and_then(|scope| scope.scope.as_ref()) == other.and_then(|scope| scope.scope.as_ref())
}
