//! The shape of being in touch and walking beside somebody.

use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, EndedBecause, HowItWas, Introduced, Manner, MeetingPlanned, SaidHowItWas, SupporterAway, Yes,
    YesBasis,
};

use super::check::{Ahead, Check};

pub(super) fn meeting_planned(it: &MeetingPlanned, check: &mut Check) {
    check.moment("meeting_planned.planned_for", it.planned_for.as_ref(), Ahead::Allowed);
}

pub(super) fn introduced(it: &Introduced, check: &mut Check) {
    let somebody = it.to.as_ref().is_some_and(|to| to.party.is_some());
    check.wrong_if(!somebody, "introduced.to", "missing; say to whom they were introduced");
    yes("introduced.yes", it.yes.as_ref(), check);
}

pub(super) fn alongside_started(it: &AlongsideStarted, check: &mut Check) {
    check.named("alongside_started.supporter", &it.supporter);
    yes("alongside_started.yes", it.yes.as_ref(), check);
}

pub(super) fn alongside_ended(it: &AlongsideEnded, check: &mut Check) {
    check.named("alongside_ended.supporter", &it.supporter);
    check.said::<EndedBecause>("alongside_ended.because", it.because);
    check.text("alongside_ended.why", &it.why);
}

pub(super) fn supporter_away(it: &SupporterAway, check: &mut Check) {
    check.named("supporter_away.supporter", &it.supporter);
    check.date("supporter_away.until", &it.until);
}

pub(super) fn said_how_it_was(it: &SaidHowItWas, check: &mut Check) {
    check.named("said_how_it_was.event", &it.event);
    check.said::<HowItWas>("said_how_it_was.how", it.how);
}

/// A yes, where there is one. Who gave it and who heard it may be missing: then it is no yes, and grants nothing.
pub(super) fn yes(field: &str, yes: Option<&Yes>, check: &mut Check) {
    if let Some(yes) = yes {
        check.said::<YesBasis>(format_args!("{field}.basis"), yes.basis);
        check.known::<Manner>(format_args!("{field}.manner"), yes.manner);
        check.text(format_args!("{field}.view"), &yes.view);
    }
}
