//! Where DESIGN.md says one thing and the policies or the reader do another. The model keeps to DESIGN.md; only what is named here may
//! differ, exactly so, and each must still be met with: whoever mends one takes it off the list.

/// A point on which the reader under test does not follow DESIGN.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disagreement {
    /// A look for safety, by an agency with a part in the story that a concern names, is shown to the resident.
    LookForSafetyIsShown,
    /// A look by an agency that a concern names is shown once that concern is taken back, or was never folded.
    LookOutlivesItsConcern,
}

/// All of them, and why each is one.
pub const DISAGREEMENTS: [(Disagreement, &str); 2] = [
    (
        Disagreement::LookForSafetyIsShown,
        "\"looks made under one are shown to the resident only when a named lead releases them\", and it says that it was for safety",
    ),
    (
        Disagreement::LookOutlivesItsConcern,
        "the same; that there was a concern stays hidden, also when it is taken back, or the person was only there",
    ),
];
