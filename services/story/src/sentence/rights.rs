//! What was decided about somebody's rights: what of an export is given, what is not used for now, how long things are kept.

use throughline_proto::v1::{ExportReviewed, RestrictionPlaced, RetentionSet};

use super::{
    people::at_least,
    teller::{Teller, yes_or_no},
    value::Value::{Count, Name, Text},
};

pub(super) fn export_reviewed(teller: &Teller<'_>, reviewed: &ExportReviewed) -> String {
    let back = reviewed.decisions.iter().filter(|decision| !decision.released).count();
    let (by, who) = (teller.doer(), teller.who());
    let arguments = [("by", Name(&by)), ("who", Name(&who)), ("held", Text(yes_or_no(back > 0))), ("count", Count(back as u64))];
    teller.say("export_reviewed", &arguments)
}

pub(super) fn restriction_placed(teller: &Teller<'_>, restriction: &RestrictionPlaced) -> String {
    let (basis, until) = (teller.text(&restriction.basis), teller.date(&restriction.until));
    let told = restriction.ended.as_ref().map(|ended| teller.date(&ended.told_on)).unwrap_or_default();
    let message = if restriction.ended.is_some() { "restriction_placed-ended" } else { "restriction_placed" };
    let count = at_least(1, &restriction.profiles);
    teller.say(message, &[("count", count), ("basis", Text(&basis)), ("until", Text(&until)), ("told", Text(&told))])
}

pub(super) fn retention_set(teller: &Teller<'_>, set: &RetentionSet) -> String {
    let agency = if set.agency.is_empty() { String::new() } else { teller.agency(&set.agency) };
    let message = if set.ended { "retention_set-ended" } else { "retention_set" };
    let (basis, kind, all) = (teller.text(&set.basis), teller.text(&set.kind), yes_or_no(set.kind == "everything"));
    let days = Count(u64::from(set.keep_for_days));
    let arguments = [
        ("all", Text(all)),
        ("kind", Text(&kind)),
        ("agency", Text(&agency)),
        ("days", days),
        ("after", Text(set.after().as_str_name())),
        ("basis", Text(&basis)),
    ];
    teller.say(message, &arguments)
}
