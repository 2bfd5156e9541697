//! The catalogue of reasons: each has a code of its own choosing. `Reason::code` is exhaustive; this holds what the compiler cannot.

use throughline_proto::{strict, v1::Reason};
use tonic::Code;

use crate::finding::{Finding, assert_tidy};

/// The server's own faults. Everything else that a caller meets is something that they, or time, can mend.
const OWN_FAULTS: [Reason; 2] = [Reason::Internal, Reason::Unspecified];

fn has_a_code(reason: Reason, code: Code) -> Option<Finding> {
    let vague = matches!(code, Code::Ok | Code::Unknown) || (code == Code::Internal && !OWN_FAULTS.contains(&reason));
    vague.then(|| Finding::new("proto/src/reason.rs", 1, format!("{} is answered with {code:?}", reason.as_str_name())))
}

#[test]
fn every_reason_has_a_code() {
    let catalogue = strict::descriptors().get_enum_by_name("throughline.v1.Reason").expect("the catalogue is on the wire");
    let reasons = catalogue.values().map(|value| Reason::try_from(value.number()).expect("the types and the descriptors agree"));
    assert_tidy(reasons.filter_map(|reason| has_a_code(reason, reason.code())));
}

#[test]
fn a_reason_without_a_code_of_its_own_is_found() {
    assert!(has_a_code(Reason::PersonUnknown, Code::Internal).is_some());
    assert!(has_a_code(Reason::TooBusy, Code::Unknown).is_some());
    assert!(has_a_code(Reason::Internal, Code::Internal).is_none());
}
