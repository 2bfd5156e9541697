//! The shape of worries about safety, of who is to see them, and of what came of an emergency.

use throughline_proto::v1::{EmergencyReviewed, LooksReleased, ResidentTold, RoleHeld, SafetyConcernAnswered, SafetyConcernShared};

use super::check::Check;

pub(super) fn safety_concern_shared(it: &SafetyConcernShared, check: &mut Check) {
    check.wrong_if(it.to_roles.is_empty(), "safety_concern_shared.to_roles", "missing; say to which roles");
    check.required_text("safety_concern_shared.lawful_basis", &it.lawful_basis);
    check.text("safety_concern_shared.why_not_told", &it.why_not_told);
    let unsaid = !it.resident_told && it.why_not_told.is_empty();
    check.wrong_if(unsaid, "safety_concern_shared.why_not_told", "the resident was not told; say why not");
}

pub(super) fn safety_concern_answered(it: &SafetyConcernAnswered, check: &mut Check) {
    check.named("safety_concern_answered.concern", &it.concern);
    check.text("safety_concern_answered.what", &it.what);
    check.text("safety_concern_answered.why_not_told", &it.why_not_told);
}

pub(super) fn role_held(it: &RoleHeld, check: &mut Check) {
    check.named("role_held.role", &it.role);
    check.named("role_held.supporter", &it.supporter);
}

pub(super) fn looks_released(it: &LooksReleased, check: &mut Check) {
    check.named("looks_released.concern", &it.concern);
    check.required_text("looks_released.why", &it.why);
}

pub(super) fn emergency_reviewed(it: &EmergencyReviewed, check: &mut Check) {
    check.named("emergency_reviewed.opening", &it.opening);
    check.required_text("emergency_reviewed.found", &it.found);
    check.said::<ResidentTold>("emergency_reviewed.told", it.told);
    check.text("emergency_reviewed.why_later", &it.why_later);
    let unsaid = it.told() == ResidentTold::Later && it.why_later.is_empty();
    check.wrong_if(unsaid, "emergency_reviewed.why_later", "the resident is not told yet; say why");
}
