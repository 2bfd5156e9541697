//! What each method does: one line a method, by which policies know it.

use crate::policies::facts::{Call, Does};

/// A method of one of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the .proto files say what each does")]
pub enum Method {
    Record,
    RecordMany,
    GetStory,
    ListEntries,
    WatchStory,
    ListChanges,
    WatchChanges,
    ListMyPeople,
    ListOpenPromises,
    ListQuietStories,
    ExportStory,
    OpenInEmergency,
    FindPeople,
    MatchPeople,
    LookUpReferences,
    FirstHearOf,
    JoinProfiles,
    SeparateProfiles,
    EraseProfiles,
    GetErasure,
    ListLooks,
    Explain,
    ListAgencies,
    DescribeProcessing,
    ListDue,
    ListEmergencyOpenings,
    ListRetention,
    ListRoles,
    ListWordsHeld,
    Replay,
    Invite,
    UseInvitation,
    FindAccount,
    ConnectAccount,
}

impl Method {
    pub(crate) fn call(self) -> Call {
        let (name, does) = match self {
            Self::Record => ("Record", Does::Write),
            Self::RecordMany => ("RecordMany", Does::Write),
            Self::FirstHearOf => ("FirstHearOf", Does::Write),
            Self::JoinProfiles => ("JoinProfiles", Does::Write),
            Self::SeparateProfiles => ("SeparateProfiles", Does::Write),
            Self::LookUpReferences => ("LookUpReferences", Does::LookUp),
            Self::GetErasure => ("GetErasure", Does::LookUp),
            Self::EraseProfiles => ("EraseProfiles", Does::Keep),
            Self::GetStory => ("GetStory", Does::Read),
            Self::ListEntries => ("ListEntries", Does::Read),
            Self::WatchStory => ("WatchStory", Does::Read),
            Self::ListChanges => ("ListChanges", Does::Read),
            Self::WatchChanges => ("WatchChanges", Does::Read),
            Self::ListMyPeople => ("ListMyPeople", Does::Read),
            Self::ListOpenPromises => ("ListOpenPromises", Does::Read),
            Self::ListQuietStories => ("ListQuietStories", Does::Read),
            Self::ExportStory => ("ExportStory", Does::Read),
            Self::OpenInEmergency => ("OpenInEmergency", Does::OpenInEmergency),
            Self::FindPeople => ("FindPeople", Does::Read),
            Self::MatchPeople => ("MatchPeople", Does::Read),
            Self::ListLooks => ("ListLooks", Does::SeeLooks),
            Self::Explain => ("Explain", Does::Audit),
            Self::ListAgencies => ("ListAgencies", Does::Audit),
            Self::ListWordsHeld => ("ListWordsHeld", Does::SeeLooks),
            Self::ListRetention => ("ListRetention", Does::Audit),
            Self::ListDue => ("ListDue", Does::Audit),
            Self::DescribeProcessing => ("DescribeProcessing", Does::Audit),
            Self::ListRoles => ("ListRoles", Does::LookUp),
            Self::ListEmergencyOpenings => ("ListEmergencyOpenings", Does::Review),
            Self::Replay => ("Replay", Does::Audit),
            Self::Invite => ("Invite", Does::Write),
            Self::UseInvitation => ("UseInvitation", Does::SeeIn),
            Self::FindAccount => ("FindAccount", Does::SeeIn),
            Self::ConnectAccount => ("ConnectAccount", Does::SeeIn),
        };
        Call { name, does }
    }
}
