//! The shape of a life: strengths, hopes, moments, the life map.

use std::collections::HashSet;

use throughline_proto::v1::{ChoseToWorkOn, Colour, Event, LifeMapMade, Moment, MomentHappened, Noted};

use super::check::Check;

/// Something was said: in the event itself, or, when it is nobody else's business, in the words.
pub(super) fn said(field: &str, what: &str, event: &Event, check: &mut Check) {
    let nothing = what.is_empty() && event.words.iter().all(|words| words.text.is_empty());
    check.wrong_if(nothing, field, "missing; say what, or put it into the words");
    check.text(field, what);
}

pub(super) fn moment_happened(it: &MomentHappened, check: &mut Check) {
    check.said::<Moment>("moment_happened.moment", it.moment);
    check.text("moment_happened.what", &it.what);
}

pub(super) fn life_map_made(it: &LifeMapMade, check: &mut Check) {
    check.required_text("life_map_made.set", &it.set);
    let mut seen = HashSet::new();
    for (index, answer) in it.answers.iter().enumerate() {
        let field = format_args!("life_map_made.answers[{index}].indicator");
        check.required_text(field, &answer.indicator);
        check.wrong_if(!seen.insert(&answer.indicator), format_args!("life_map_made.answers[{index}].indicator"), "has an answer already");
        check.said::<Colour>(format_args!("life_map_made.answers[{index}].colour"), answer.colour);
    }
}

pub(super) fn chose_to_work_on(it: &ChoseToWorkOn, event: &Event, check: &mut Check) {
    if it.indicator.is_empty() {
        said("chose_to_work_on.what", &it.what, event, check);
    }
    check.text("chose_to_work_on.what", &it.what);
    check.text("chose_to_work_on.indicator", &it.indicator);
    check.text("chose_to_work_on.why", &it.why);
    check.date("chose_to_work_on.by_when", &it.by_when);
}

pub(super) fn noted(it: &Noted, event: &Event, check: &mut Check) {
    said("noted.what", &it.what, event, check);
    check.text("noted.kept_because", &it.kept_because);
}
