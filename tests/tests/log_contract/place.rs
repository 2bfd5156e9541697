//! What the contract asks of a store besides being one: to be opened twice, filled up, set back and tampered with.

use std::path::Path;

use throughline_log::Store;

/// Somewhere for a log to lie, with keys beside it; gone at the end of the test.
pub trait Place: Send + Sync + 'static {
    /// What the log is opened with.
    type Store: Store;
    /// What `keep` kept.
    type Kept: Send;

    /// A new, empty place.
    fn new() -> Self;

    /// Another way to the same log.
    fn store(&self) -> Self::Store;

    /// Where the keys lie.
    fn keys(&self) -> &Path;

    /// From now on there is no room, for all stores that were opened.
    fn fill(&self);

    /// There is room again.
    fn make_room(&self);

    /// Keeps the log as it is. Nobody may have it open.
    fn keep(&self) -> Self::Kept;

    /// Puts a log that was kept in the place of the one there is. Nobody may have it open.
    fn put_back(&self, kept: &Self::Kept);

    /// Flips one bit of a value that concerns the record at a position; answers with the position that verify is to name.
    fn flip(&self, column: Column, position: u64) -> u64;

    /// Deletes a sealed part.
    fn delete_part(&self, position: u64, part: u64);

    /// Deletes a record.
    fn delete_record(&self, position: u64);
}

/// A value that a store keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Header,
    Leaf,
    Position,
    Part,
    PartPosition,
    PartIndex,
    OnceHash,
    OncePosition,
    HeadPosition,
    HeadFrontier,
    HeadOrigin,
    CheckpointSize,
    CheckpointNote,
}

impl Column {
    /// All of them but the head's epoch, which says nothing about the log.
    pub const ALL: [Self; 13] = [
        Self::Header,
        Self::Leaf,
        Self::Position,
        Self::Part,
        Self::PartPosition,
        Self::PartIndex,
        Self::OnceHash,
        Self::OncePosition,
        Self::HeadPosition,
        Self::HeadFrontier,
        Self::HeadOrigin,
        Self::CheckpointSize,
        Self::CheckpointNote,
    ];
}
