//! Where DESIGN.md says one thing and the policies or the reader do another. The model keeps to DESIGN.md; only what is named here may
//! differ, exactly so, and each must still be met with: whoever mends one takes it off the list.

/// A point on which the reader under test does not follow DESIGN.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disagreement {
    /// A withdrawal as "wrong person" or "unsafe to show" hides more than the words.
    SentenceIsHiddenToo,
    /// Names and ways to be reached are read in a stilled story without a reason.
    DetailsWantNoReason,
    /// What answers an event is told to those who may not see that event.
    AnswerTellsOfWhatIsHidden,
    /// A correction that is to be "just us" is told as far as what it corrects.
    AudienceOfACorrectionIsNotHeeded,
}

/// All of them, and why each is one.
pub const DISAGREEMENTS: [(Disagreement, &str); 4] = [
    (
        Disagreement::SentenceIsHiddenToo,
        "rule 6 and WithdrawnBecause hide \"the words\", and \"both stay visible\"; the policy \"hidden\" takes the sentence too",
    ),
    (
        Disagreement::DetailsWantNoReason,
        "rule 1: in a stilled story \"reading wants a reason\"; the policy forbids sentence and words without one, and not details",
    ),
    (
        Disagreement::AnswerTellsOfWhatIsHidden,
        "I12: no answer \"tells a caller about what they may not see\"; the entry names an event that is hidden from them",
    ),
    (
        Disagreement::AudienceOfACorrectionIsNotHeeded,
        "`Corrected.instead` says \"how it should read\", and Event.audience \"who may see it\"; its topics are heeded, its audience is not",
    ),
];
