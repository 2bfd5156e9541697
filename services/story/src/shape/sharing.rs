//! The shape of the resident's choices about who may see what, and of what supporters keep to themselves.

use throughline_proto::{
    strict::descriptors,
    v1::{SharingChosen, SharingLevel, SharingScope, SupporterReflected, Topic, sharing_scope::Scope},
};

use super::check::Check;

/// With supporters who may see nothing at all, nothing else is looked at.
pub(super) fn sharing_chosen(it: &SharingChosen, check: &mut Check) {
    check.date("sharing_chosen.until", &it.until);
    if it.never_supporters.is_empty() {
        check.said::<SharingLevel>("sharing_chosen.level", it.level);
        match &it.scope {
            Some(SharingScope { scope: Some(about) }) => scope(about, check),
            None | Some(SharingScope { scope: None }) => check.wrong("sharing_chosen.scope", "missing; say about what the choice is"),
        }
    }
}

fn scope(scope: &Scope, check: &mut Check) {
    match scope {
        Scope::Kind(name) => {
            check.wrong_if(!is_kind(name), "sharing_chosen.scope.kind", "not the name of a field in Event's kinds, such as met");
        }
        Scope::Everything(everything) => {
            check.wrong_if(!everything, "sharing_chosen.scope.everything", "say true, or choose another scope");
        }
        Scope::Topic(topic) => check.said::<Topic>("sharing_chosen.scope.topic", *topic),
        Scope::Event(_) | Scope::WrittenBy(_) | Scope::Group(_) => {}
    }
}

/// Whether events of a kind with this name exist. Read from the descriptor, so that there is no second list.
pub(super) fn is_kind(name: &str) -> bool {
    descriptors()
        .get_message_by_name("throughline.v1.Event")
        .and_then(|event| event.get_field_by_name(name))
        .is_some_and(|field| field.containing_oneof().is_some_and(|oneof| oneof.name() == "kind"))
}

pub(super) fn supporter_reflected(it: &SupporterReflected, check: &mut Check) {
    check.named("supporter_reflected.supporter", &it.supporter);
    check.wrong_if(!(1..=5).contains(&it.cup), "supporter_reflected.cup", "say how full: 1 (empty) to 5 (full)");
}
