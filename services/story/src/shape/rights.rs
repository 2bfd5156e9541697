//! The shape of what is decided about a person's rights: what of an export is given, what is not used for now, how long things are kept.

use std::collections::HashSet;

use throughline_proto::v1::{Event, ExportReviewed, KeptAfter, KeptBackBecause, RestrictionPlaced, RetentionSet};

use super::{check::Check, people::profiles, sharing::is_kind};
use crate::order::{date_to_day, happened_day};

const DECISIONS_LIMIT: usize = 200;
/// A hundred years: nobody meant more.
const LONGEST_DAYS: u32 = 36_525;
/// All kinds without a setting of their own.
const EVERYTHING: &str = "everything";

pub(super) fn export_reviewed(it: &ExportReviewed, check: &mut Check) {
    let field = "export_reviewed.decisions";
    if it.decisions.len() > DECISIONS_LIMIT {
        return check.too_large(field, DECISIONS_LIMIT, "decisions", "send them in several events");
    }
    check.wrong_if(it.decisions.is_empty(), field, "missing; say what was decided");
    let mut seen = HashSet::new();
    for (index, one) in it.decisions.iter().enumerate() {
        check.wrong_if(!seen.insert(&one.event), format_args!("{field}[{index}].event"), "was decided about already; say it once");
        if one.released {
            check.wrong_if(one.because != 0, format_args!("{field}[{index}].because"), "only for what is kept back; leave it out");
        } else {
            check.said::<KeptBackBecause>(format_args!("{field}[{index}].because"), one.because);
        }
    }
}

pub(super) fn restriction_placed(it: &RestrictionPlaced, event: &Event, check: &mut Check) {
    profiles("restriction_placed.profiles", 1, &it.profiles, check);
    check.required_text("restriction_placed.basis", &it.basis);
    check.date("restriction_placed.until", &it.until);
    let Some(ended) = &it.ended else { return };
    check.wrong_if(!it.until.is_empty(), "restriction_placed.until", "only for what begins; leave it out");
    let field = "restriction_placed.ended.told_on";
    check.wrong_if(ended.told_on.is_empty(), field, "missing; tell the person first, and say on which day they were told");
    check.date(field, &ended.told_on);
    let day = event.happened.as_ref().and_then(|happened| happened_day(happened).ok());
    let is_after = day.zip(date_to_day(&ended.told_on).ok()).is_some_and(|(ended, told)| told > ended);
    check.wrong_if(is_after, field, "after it ended; the person is told before");
}

pub(super) fn retention_set(it: &RetentionSet, check: &mut Check) {
    let kind = it.kind.as_str();
    check.wrong_if(
        kind != EVERYTHING && !is_kind(kind),
        "retention_set.kind",
        "not the name of a field in Event's kinds, such as met, nor everything",
    );
    check.required_text("retention_set.basis", &it.basis);
    if !it.ended {
        let fits = (1..=LONGEST_DAYS).contains(&it.keep_for_days);
        check.wrong_if(!fits, "retention_set.keep_for_days", "say for how many days: 1 to 36,525");
        check.said::<KeptAfter>("retention_set.after", it.after);
    }
}
