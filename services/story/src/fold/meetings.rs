//! Time spent together, and planned.

use throughline_proto::v1::{Happened, Meeting, MeetingPlanned, Met, PromiseKind, Story};

use super::{Told, alongside};
use crate::order::{happened_key, is_clearly_before, lenient_key};

pub(super) fn met(story: &mut Story, told: &Told, it: &Met) {
    if it.one_way {
        return;
    }
    let event = &told.event;
    let with = match (it.with.is_empty(), event.recorded_by.is_empty()) {
        (false, _) => it.with.clone(),
        (true, false) => vec![event.recorded_by.clone()],
        (true, true) => Vec::new(),
    };
    alongside::met_with(story, told, &with);
    story.planned.retain(|planned| lies_ahead(planned.when.as_ref(), event.happened.as_ref()));
    story.last_met = Some(Meeting { when: event.happened.clone(), with, agency: event.agency.clone(), event: event.id.clone() });
}

/// Whether a meeting that is told late changes nothing: a later one is known, there is no plan that it might have been, and nobody is
/// being looked for, whom it might have found.
pub(super) fn is_outdone(story: &Story, told: &Told) -> bool {
    let later = story.last_met.as_ref().is_some_and(|last| lenient_key(last.when.as_ref()) > told.order_key().happened);
    later && story.planned.is_empty() && story.promises.iter().all(|promise| promise.kind() != PromiseKind::FindSomebody)
}

pub(super) fn planned(story: &mut Story, told: &Told, it: &MeetingPlanned) {
    let Some(planned_for) = &it.planned_for else { return };
    let Ok(key) = happened_key(planned_for) else { return };
    let last_met = story.last_met.as_ref();
    if last_met.is_some_and(|last| !lies_ahead(Some(planned_for), last.when.as_ref())) {
        return;
    }
    let event = &told.event;
    let meeting = Meeting { when: Some(planned_for.clone()), with: it.with.clone(), agency: event.agency.clone(), event: event.id.clone() };
    let index = story.planned.partition_point(|other| lenient_key(other.when.as_ref()) <= key);
    story.planned.insert(index, meeting);
}

/// Whether a plan lies ahead of a meeting. Where only a day is known, a meeting on that day is the one that was planned.
fn lies_ahead(planned_for: Option<&Happened>, met: Option<&Happened>) -> bool {
    is_clearly_before(lenient_key(met), lenient_key(planned_for))
}
