//! The shape of putting right, taking back and seeing differently.

use throughline_proto::v1::{Corrected, DisagreementAdded, Event, Withdrawn, WithdrawnBecause, event::Kind};

use super::{
    by_kind,
    check::{Ahead, Check},
    envelope,
};

pub(super) fn corrected(it: &Corrected, event: &Event, check: &mut Check) {
    check.named("corrected.event", &it.event);
    check.text("corrected.why", &it.why);
    match it.instead.as_ref().and_then(|instead| Some((instead, instead.kind.as_ref()?))) {
        None => check.wrong("corrected.instead", "missing; say how it should read: the same kind as before"),
        Some((_, Kind::Corrected(_) | Kind::Withdrawn(_))) => {
            check.wrong("corrected.instead", "a correction is not corrected; put the first event right again");
        }
        Some((instead, kind)) => check.inside(|check| replacement(instead, kind, event, check)),
    }
}

/// How it should read. Its words stand in the correction itself.
fn replacement(instead: &Event, kind: &Kind, correction: &Event, check: &mut Check) {
    check.server_gives("id", &instead.id);
    check.server_gives("agency", &instead.agency);
    check.server_gives("by_proxy", &instead.by_proxy);
    check.wrong_if(!instead.people.is_empty(), "people", "leave it empty: the people stay as they were");
    check.wrong_if(!instead.words.is_empty(), "words", "leave it empty: words go into the words of the correction itself");
    check.wrong_if(!instead.source_key.is_empty(), "source_key", "leave it empty: the key goes into the correction itself");
    if instead.happened.is_some() {
        check.moment("happened", instead.happened.as_ref(), Ahead::Refused);
    }
    envelope::around(instead, check);
    // Details are looked for in the correction's own words; that there are none leaves the details as they were.
    if !matches!(kind, Kind::DetailsChanged(_)) {
        by_kind(correction, kind, check);
    }
}

pub(super) fn withdrawn(it: &Withdrawn, check: &mut Check) {
    check.named("withdrawn.event", &it.event);
    check.said::<WithdrawnBecause>("withdrawn.because", it.because);
    check.text("withdrawn.why", &it.why);
}

pub(super) fn disagreement_added(it: &DisagreementAdded, check: &mut Check) {
    check.named("disagreement_added.event", &it.event);
    let somebody = it.by.as_ref().is_some_and(|by| by.party.is_some());
    check.wrong_if(!somebody, "disagreement_added.by", "missing; say who sees it differently");
    check.text("disagreement_added.view", &it.view);
}
