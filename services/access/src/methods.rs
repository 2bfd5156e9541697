//! What each method does: one line a method, by which policies know it.

use crate::policies::facts::{Call, Does};

/// The methods, from one line each, so that none is missing where all of them are asked about.
macro_rules! methods {
    ($($method:ident => $does:ident,)*) => {
        /// A method of one of the services.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the .proto files say what each does")]
        pub enum Method {
            $($method,)*
        }

        impl Method {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$method,)*];

            /// Its name, as policies and reflection know it: "GetStory".
            pub fn name(self) -> &'static str {
                self.call().name
            }

            pub(crate) fn call(self) -> Call {
                match self {
                    $(Self::$method => Call { name: stringify!($method), does: Does::$does },)*
                }
            }
        }
    };
}

methods! {
    Record => Write,
    RecordMany => Write,
    GetStory => Read,
    ListEntries => Read,
    WatchStory => Read,
    ListChanges => Read,
    WatchChanges => Read,
    ListMyPeople => Read,
    ListOpenPromises => Read,
    ListQuietStories => Read,
    ExportStory => Read,
    OpenInEmergency => OpenInEmergency,
    FindPeople => Read,
    FindGroups => LookUp,
    MatchPeople => Read,
    LookUpReferences => LookUp,
    FirstHearOf => Write,
    JoinProfiles => Write,
    SeparateProfiles => Write,
    EraseProfiles => Keep,
    GetErasure => Keep,
    ListLooks => SeeLooks,
    Explain => Audit,
    GetCheckpoint => LookUp,
    GetInclusionProof => LookUp,
    GetConsistencyProof => LookUp,
    GetStoryAsKnown => Audit,
    CompareStory => Audit,
    ListAgencies => Audit,
    DescribeChange => Audit,
    DescribeProcessing => Audit,
    ListDue => Audit,
    ListEmergencyOpenings => Review,
    ListRetention => Audit,
    ListRoles => LookUp,
    ListWordsHeld => SeeLooks,
    Replay => Audit,
    Invite => Write,
    UseInvitation => SeeIn,
    FindAccount => SeeIn,
    ConnectAccount => SeeIn,
    EndSessions => SeeIn,
}
