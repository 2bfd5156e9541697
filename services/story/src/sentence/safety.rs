//! Worries about safety, who is to see them, what was opened in an emergency, and learning from what might have been. Lawful bases are kept beside the sentence, not in it.

use throughline_proto::v1::{
    EmergencyOpened, EmergencyReviewed, LooksReleased, OtherwiseTold, RoleHeld, SafetyConcernAnswered, SafetyConcernShared,
};

use super::{
    teller::{Teller, yes_or_no},
    text,
    value::Value::{Name, Text},
};

pub(super) fn concern_shared(teller: &Teller<'_>, shared: &SafetyConcernShared) -> String {
    let roles = shared.to_roles.iter().map(|role| Some(role_in_words(teller, role))).collect();
    let (by, who, roles, why) = (teller.doer(), teller.who(), teller.list(roles), teller.text(&shared.why_not_told));
    let told = yes_or_no(shared.resident_told);
    teller.say(
        "safety_concern_shared",
        &[("by", Name(&by)), ("who", Name(&who)), ("roles", Name(&roles)), ("told", Text(told)), ("why", Text(&why))],
    )
}

pub(super) fn concern_answered(teller: &Teller<'_>, answered: &SafetyConcernAnswered) -> String {
    let (by, who, what) = (teller.doer(), teller.who(), teller.text(&answered.what));
    let (told, why) = (yes_or_no(answered.resident_told), teller.text(&answered.why_not_told));
    teller.say(
        "safety_concern_answered",
        &[("by", Name(&by)), ("who", Name(&who)), ("what", Text(&what)), ("told", Text(told)), ("why", Text(&why))],
    )
}

pub(super) fn otherwise_told(teller: &Teller<'_>, otherwise: &OtherwiseTold) -> String {
    let told_by = teller.event.told_by.as_ref();
    let by = teller.party_or_doer(told_by);
    teller.say("otherwise_told", &[("by", Name(&by)), ("what", Text(&teller.text(&otherwise.what)))])
}

pub(super) fn role_held(teller: &Teller<'_>, held: &RoleHeld) -> String {
    let (by, role) = (teller.supporter_of_agency(&held.supporter), role_in_words(teller, &held.role));
    teller.say("role_held", &[("by", Name(&by)), ("role", Text(&role)), ("ended", Text(yes_or_no(held.ended)))])
}

pub(super) fn looks_released(teller: &Teller<'_>, released: &LooksReleased) -> String {
    let (by, who, why) = (teller.doer(), teller.who(), teller.text(&released.why));
    teller.say("looks_released", &[("by", Name(&by)), ("who", Name(&who)), ("why", Text(&why))])
}

pub(super) fn emergency_opened(teller: &Teller<'_>, opened: &EmergencyOpened) -> String {
    let (by, who, why) = (teller.supporter_of_agency(&opened.supporter), teller.who(), teller.text(&opened.reason));
    let until = teller.moment(opened.until.as_ref());
    teller.say("emergency_opened", &[("by", Name(&by)), ("who", Name(&who)), ("until", Text(&until)), ("why", Text(&why))])
}

pub(super) fn emergency_reviewed(teller: &Teller<'_>, reviewed: &EmergencyReviewed) -> String {
    let (by, who, what, why) = (teller.doer(), teller.who(), teller.text(&reviewed.found), teller.text(&reviewed.why_later));
    let told = reviewed.told().as_str_name();
    teller.say(
        "emergency_reviewed",
        &[("by", Name(&by)), ("who", Name(&who)), ("what", Text(&what)), ("told", Text(told)), ("why", Text(&why))],
    )
}

/// "council-adults/safeguarding-lead": "the safeguarding lead at Adult Social Care".
fn role_in_words(teller: &Teller<'_>, role: &str) -> String {
    let (agency, role) = role.split_once('/').unwrap_or((&teller.event.agency, role));
    teller.phrase("role", &[("role", Text(&text::spelt_out(role))), ("agency", Text(&teller.agency(agency)))])
}
