//! The shape of worries about safety.

use throughline_proto::v1::{SafetyConcernAnswered, SafetyConcernShared};

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
