//! Which gRPC code goes with which reason: the catalogue of `reason.proto`, in one place.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::v1::Reason;

impl Reason {
    /// The code that a call refused for this reason is answered with.
    pub fn code(self) -> Code {
        match self {
            Self::FieldInvalid
            | Self::UnknownField
            | Self::UnknownEvent
            | Self::InTheFuture
            | Self::MadeUpTime
            | Self::TooLarge
            | Self::PageTokenInvalid
            | Self::NotForRecord
            | Self::Malformed
            | Self::PoliciesUnfit
            | Self::PurposeUnknown => Code::InvalidArgument,
            Self::TokenUnknown | Self::CertificateUnknown => Code::Unauthenticated,
            Self::NotYoursToActFor
            | Self::NotYourAgency
            | Self::NotYoursToChange
            | Self::NotAllowed
            | Self::ResidentsToSay
            | Self::PersonMissing
            | Self::ProxyMayOnlyRead
            | Self::RoleNotHeld
            | Self::AgencysToSay
            | Self::ForThePortal => Code::PermissionDenied,
            Self::PersonUnknown
            | Self::EventUnknown
            | Self::OfferUnknown
            | Self::GroupUnknown
            | Self::SupporterUnknown
            | Self::AgencyUnknown
            | Self::InvitationUnknown
            | Self::AccountUnknown => Code::NotFound,
            Self::OfferAlreadyAnswered
            | Self::TheySaidNo
            | Self::ProfilesNotAsSaid
            | Self::AlreadyWithdrawn
            | Self::WithThemselves
            | Self::NotAlongside
            | Self::StoryStilled
            | Self::AskAlreadyPickedUp
            | Self::PersonErased
            | Self::UnderHold
            | Self::ProxyContested
            | Self::ProxyPastEighteen
            | Self::BirthdayUnknown
            | Self::RolesNotAsSaid
            | Self::StaysAsWritten
            | Self::NotRestricted => Code::FailedPrecondition,
            Self::RequestIdReused | Self::SourceKeyReused | Self::AgencyExists => Code::AlreadyExists,
            Self::StoryMovedOn => Code::Aborted,
            Self::TooBusy | Self::RateLimited | Self::QuotaUsed => Code::ResourceExhausted,
            Self::LogCannotWrite | Self::LogCannotRead | Self::LookNotWritten | Self::Stopping | Self::ViewUnconfirmed => Code::Unavailable,
            Self::ViewBehind => Code::DeadlineExceeded,
            Self::RecordUnreadable => Code::DataLoss,
            Self::LogBehindCheckpoint => Code::FailedPrecondition,
            Self::Internal | Self::Unspecified => Code::Internal,
        }
    }

    /// Why a call was refused; unspecified where the answer does not say, or says something that is not known here.
    pub fn of(status: &Status) -> Self {
        let info = status.get_error_details().error_info().cloned();
        info.and_then(|info| Self::from_str_name(&format!("REASON_{}", info.reason))).unwrap_or_default()
    }

    /// The name as it stands in `ErrorInfo`: "THEY_SAID_NO".
    pub fn name(self) -> &'static str {
        self.as_str_name().trim_start_matches("REASON_")
    }
}
