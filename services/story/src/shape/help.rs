//! The shape of asking, offering, answering and helping.

use throughline_proto::v1::{
    Answer, AskedForHelp, DoneBy, Event, GroupLeft, HelpKind, HelpSize, Helped, OfferAnswered, OfferTakenBack, OfferedHelp,
};

use super::{check::Check, life::said};

pub(super) fn asked_for_help(it: &AskedForHelp, event: &Event, check: &mut Check) {
    said("asked_for_help.what", &it.what, event, check);
    check.said::<HelpKind>("asked_for_help.kind", it.kind);
}

pub(super) fn offered_help(it: &OfferedHelp, event: &Event, check: &mut Check) {
    said("offered_help.what", &it.what, event, check);
    check.said::<HelpKind>("offered_help.kind", it.kind);
    check.known::<HelpSize>("offered_help.size", it.size);
    check.date("offered_help.due", &it.due);
    check.text("offered_help.what_changed", &it.what_changed);
}

pub(super) fn offer_taken_back(it: &OfferTakenBack, check: &mut Check) {
    check.named("offer_taken_back.offer", &it.offer);
    check.text("offer_taken_back.why", &it.why);
}

pub(super) fn offer_answered(it: &OfferAnswered, check: &mut Check) {
    check.named("offer_answered.offer", &it.offer);
    check.said::<Answer>("offer_answered.answer", it.answer);
    check.date("offer_answered.until", &it.until);
}

pub(super) fn helped(it: &Helped, check: &mut Check) {
    let somebody = it.from.as_ref().is_some_and(|from| from.party.is_some());
    check.wrong_if(!somebody, "helped.from", "missing; say who helped");
    check.text("helped.what", &it.what);
    check.said::<HelpKind>("helped.kind", it.kind);
    check.known::<DoneBy>("helped.done", it.done);
}

pub(super) fn group_left(it: &GroupLeft, check: &mut Check) {
    check.named("group_left.group", &it.group);
    check.text("group_left.why", &it.why);
}
