//! What was noted, and what was put right, taken back or seen differently afterwards.

use throughline_proto::v1::{Corrected, DisagreementAdded, Noted, Withdrawn, WithdrawnBecause};

use super::{
    teller::Teller,
    value::Value::{Name, Text},
};

pub(super) fn noted(teller: &Teller<'_>, noted: &Noted) -> String {
    let by = teller.party_or_doer(teller.event.told_by.as_ref());
    teller.say("noted", &[("by", Name(&by)), ("what", Text(&teller.text(&noted.what)))])
}

pub(super) fn corrected(teller: &Teller<'_>, corrected: &Corrected) -> String {
    teller.say("corrected", &[("by", Name(&teller.doer())), ("why", Text(&teller.text(&corrected.why)))])
}

pub(super) fn withdrawn(teller: &Teller<'_>, withdrawn: &Withdrawn) -> String {
    // What makes it unsafe, or whom it was really about, must not be told by the explanation.
    let why = match withdrawn.because() {
        WithdrawnBecause::WrongPerson | WithdrawnBecause::UnsafeToShow => "".into(),
        WithdrawnBecause::Unspecified | WithdrawnBecause::Mistake => teller.text(&withdrawn.why),
    };
    let because = withdrawn.because().as_str_name();
    teller.say("withdrawn", &[("by", Name(&teller.doer())), ("because", Text(because)), ("why", Text(&why))])
}

pub(super) fn disagreement_added(teller: &Teller<'_>, disagreement: &DisagreementAdded) -> String {
    let by = teller.party(disagreement.by.as_ref()).unwrap_or_else(|| teller.who());
    teller.say("disagreement_added", &[("by", Name(&by)), ("view", Text(&teller.text(&disagreement.view)))])
}
