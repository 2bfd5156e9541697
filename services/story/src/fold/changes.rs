//! What was put right, taken back or disputed: it stands beside the original.

use throughline_proto::v1::{Change, ChangeKind, Corrected, DisagreementAdded, Story, Withdrawn};

use super::Told;

pub(super) fn corrected(story: &mut Story, told: &Told, it: &Corrected) {
    story.changes.push(change(&it.event, ChangeKind::Corrected, told));
}

pub(super) fn withdrawn(story: &mut Story, told: &Told, it: &Withdrawn) {
    let change = Change { because: it.because, ..change(&it.event, ChangeKind::Withdrawn, told) };
    story.changes.push(change);
}

pub(super) fn disagreed(story: &mut Story, told: &Told, it: &DisagreementAdded) {
    story.changes.push(change(&it.event, ChangeKind::Disagreed, told));
}

/// Whether an event was put right or taken back by one that is already told.
pub(super) fn was_changed(story: &Story, event: &str) -> bool {
    story.changes.iter().any(|change| change.event == event && change.kind() != ChangeKind::Disagreed)
}

/// Whether an event was taken back.
pub(crate) fn is_withdrawn(changes: &[Change], event: &str) -> bool {
    changes.iter().any(|change| change.event == event && change.kind() == ChangeKind::Withdrawn)
}

fn change(event: &str, kind: ChangeKind, told: &Told) -> Change {
    Change { event: event.to_owned(), kind: kind.into(), by_event: told.event.id.clone(), when: told.event.happened.clone(), because: 0 }
}
