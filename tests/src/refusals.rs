//! How a call was not carried out, as a partner's program reads it: one code, exactly one `ErrorInfo`, and field violations.

use std::collections::HashMap;

use throughline_proto::{ERROR_DOMAIN, v1::Reason};
use tonic::{Code, Status};
use tonic_types::{ErrorDetail, StatusExt as _};

/// A refusal.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The gRPC code.
    pub code: Code,
    /// The reason's name: "PERSON_UNKNOWN".
    pub reason: String,
    /// What a person reads.
    pub message: String,
    /// The fields that are not right.
    pub fields: Vec<String>,
    /// Limits, dates, positions.
    pub metadata: HashMap<String, String>,
}

/// Reads why a call was not carried out. It must say so in exactly one `ErrorInfo`.
pub fn refused<T>(result: Result<T, Status>) -> Refused {
    let Err(status) = result else { panic!("it was carried out") };
    let (mut infos, mut fields) = (Vec::new(), Vec::new());
    for detail in status.get_error_details_vec() {
        match detail {
            ErrorDetail::ErrorInfo(info) => infos.push(info),
            ErrorDetail::BadRequest(bad) => fields.extend(bad.field_violations.into_iter().map(|violation| violation.field)),
            _ => {}
        }
    }
    assert_eq!(infos.len(), 1, "exactly one ErrorInfo in {status:?}");
    let info = infos.remove(0);
    assert_eq!(info.domain, ERROR_DOMAIN);
    assert!(!status.message().is_empty(), "it says what to do");
    Refused { code: status.code(), reason: info.reason, message: status.message().to_owned(), fields, metadata: info.metadata }
}

impl Refused {
    /// It is this reason, with the code that the catalogue gives it.
    #[track_caller]
    pub fn is(&self, reason: Reason) -> &Self {
        assert_eq!((self.reason.as_str(), self.code), (reason.name(), reason.code()), "{self:?}");
        self
    }

    /// It names this field, and no other.
    #[track_caller]
    pub fn at(&self, field: &str) -> &Self {
        assert_eq!(self.fields, [field], "{self:?}");
        self
    }
}
