//! The resident's choices in force: the newest about the same thing and the same reader counts.

use throughline_proto::v1::{SharingChoice, SharingChosen, SharingScope, Story};

use super::Told;

pub(super) fn chosen(story: &mut Story, told: &Told, it: &SharingChosen) {
    let choice = it.clone();
    if choice.never_supporters.is_empty() {
        if choice.scope.as_ref().is_none_or(|scope| scope.scope.is_none()) {
            return;
        }
        replace_earlier(&mut story.sharing, &choice);
    } else {
        story.sharing.retain_mut(|held| still_names_somebody(held, &choice.never_supporters));
    }
    story.sharing.push(SharingChoice { choice: Some(choice), when: told.event.happened.clone(), event: told.event.id.clone() });
}

/// Takes the new choice's readers out of earlier choices about the same thing.
fn replace_earlier(earlier: &mut Vec<SharingChoice>, new: &SharingChosen) {
    earlier.retain_mut(|held| {
        let Some(choice) = &mut held.choice else { return false };
        if !choice.never_supporters.is_empty() || !is_same(choice.scope.as_ref(), new.scope.as_ref()) {
            return true;
        }
        if choice.agencies.is_empty() || new.agencies.is_empty() {
            // "Everybody alongside" is a reader of its own.
            return choice.agencies.is_empty() != new.agencies.is_empty();
        }
        choice.agencies.retain(|agency| !new.agencies.contains(agency));
        !choice.agencies.is_empty()
    });
}

fn is_same(one: Option<&SharingScope>, other: Option<&SharingScope>) -> bool {
    one.and_then(|scope| scope.scope.as_ref()) == other.and_then(|scope| scope.scope.as_ref())
}

/// Takes supporters out of an earlier choice about supporters, of which nothing is left when it names nobody else.
fn still_names_somebody(held: &mut SharingChoice, supporters: &[String]) -> bool {
    let Some(choice) = &mut held.choice else { return false };
    if choice.never_supporters.is_empty() {
        return true;
    }
    choice.never_supporters.retain(|supporter| !supporters.contains(supporter));
    !choice.never_supporters.is_empty()
}
