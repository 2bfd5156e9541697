//! What verify finds, and what it means. Nothing in here may look for anything.

use std::fmt;

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: a record's position, or the number of records that a checkpoint or the head speaks of.
    pub position: u64,
    /// What.
    pub trouble: Trouble,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no record at this position.
    RecordMissing,
    /// The store cannot read the record's rows.
    RecordUnreadable,
    /// The record that belongs here has another number.
    PositionDiffers,
    /// The header is not one.
    HeaderUnreadable,
    /// Header and leaf do not belong together.
    LeafDiffers,
    /// A request's records do not follow each other.
    RequestTorn,
    /// A sealed part is not the one that the header speaks of.
    PartDiffers,
    /// A sealed part is not there, and nobody erased those whose it was.
    PartMissing,
    /// There is a part that no header speaks of.
    PartStray,
    /// The index of what was applied once does not know the record.
    OnceMissing,
    /// The index of what was applied once leads to a record that it should not.
    OnceStray,
    /// The index of what was applied once cannot be read.
    OnceUnreadable,
    /// There are records after the head.
    HeadBehind,
    /// The head's tree is not that of the records.
    HeadDiffers,
    /// A saved checkpoint is not one of this log.
    CheckpointUnbelievable,
    /// A checkpoint speaks of more records than there are.
    CheckpointAhead,
    /// A checkpoint was signed over other records.
    CheckpointDiffers,
    /// Two checkpoints of one size, with two roots.
    TwoHistories,
    /// Too few witnesses have cosigned the checkpoint.
    WitnessesMissing,
    /// A tile is not that of the records.
    TileDiffers,
    /// A key that came with a part does not open it.
    PartUnopened,
    /// A record is not in the tree that was signed.
    NotIncluded,
    /// What was written down beside the records is not what they say.
    BesideDiffers,
    /// There is a file that does not belong here, or one is missing or cannot be read.
    FileUnfit,
}

impl Trouble {
    /// What it means, and for whom.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::RecordMissing => "a record was removed, or its number was changed",
            Self::RecordUnreadable => "the file is damaged where this record lies",
            Self::PositionDiffers => "a record's number was changed",
            Self::HeaderUnreadable => "a record's header was changed, or a newer program wrote it",
            Self::LeafDiffers => "a record's header or its leaf in the tree was changed",
            Self::RequestTorn => "records of one request were removed, reordered or put in between",
            Self::PartDiffers => "what somebody said, or the facts of an event, were changed",
            Self::PartMissing => "what somebody said, or the facts of an event, were removed without an erasure",
            Self::PartStray => "something was added beside a record",
            Self::OnceMissing => "a retry of this request would be applied a second time",
            Self::OnceStray => "a new request might be taken for this one",
            Self::OnceUnreadable => "the file is damaged where it says what was applied once",
            Self::HeadBehind => "records were added without the head, or the head was changed",
            Self::HeadDiffers => "the head was changed, or records before it",
            Self::CheckpointUnbelievable => "a saved checkpoint was changed, or the log's key is another",
            Self::CheckpointAhead => "the log was restored from an older backup, or records at its end were removed",
            Self::CheckpointDiffers => "records were changed since this checkpoint was signed: one of those since the one before",
            Self::TwoHistories => "the log shows one history here and another there",
            Self::WitnessesMissing => "nobody else vouches that this is the only history: it may have been shown to nobody but you",
            Self::TileDiffers => "a tile was changed, or is of another log",
            Self::PartUnopened => "what was opened is not what was sealed: the key or the part was changed",
            Self::NotIncluded => "this record was never in the log, or it or its proof was changed",
            Self::BesideDiffers => "what lies beside the records was changed, or is of another log",
            Self::FileUnfit => "a file was added, removed or changed",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, trouble, expected, found } = self;
        write!(formatter, "position {position}: {}; expected {expected}, found {found}", trouble.meaning())
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
