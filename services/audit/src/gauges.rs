//! Numbers that publishing tells of itself.

/// How many records the newest published checkpoint covers.
pub const PUBLISHED: &str = "throughline_published_records";
/// Witnesses that were asked and have not cosigned, since this node began.
pub const NOT_COSIGNED: &str = "throughline_witnesses_not_cosigned_total";
