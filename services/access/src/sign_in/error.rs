//! Why nobody was signed in: for the page that says so, and for whoever runs the place. Nothing personal, no part of a token.

/// Why nobody was signed in, and what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The settings cannot be used.
    #[error("the provider's address must begin with https:// (http:// only on this machine), and the portal's own must be an address")]
    Settings,
    /// The provider cannot be reached, or answers with something else.
    #[error("the provider of sign-in cannot be reached just now; try again in a moment")]
    ProviderAway,
    /// The person said no at the provider, or it did not let them through.
    #[error("nobody was signed in there; try again if you meant to")]
    TurnedBack,
    /// The answer is not to the question that this browser began with.
    #[error("this answer belongs to another attempt to sign in; begin again")]
    NotBegunHere,
    /// The provider does not take the code: it was used, or is not its own.
    #[error("the provider no longer takes this answer; begin again")]
    CodeNotTaken,
    /// Issued in the future, too long ago, or expired already.
    #[error(
        "the provider's answer is from another time than now: whoever runs this place must set the clock of its server (or the provider's is wrong)"
    )]
    OtherTime,
    /// Not signed by the provider, or in a way that is not believed; for somebody else; or not for this attempt.
    #[error("the provider's answer is not believed ({0}); tell whoever runs this place")]
    NotBelieved(NotBelieved),
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBelieved {
    /// The way in which it is signed, or that it is not.
    #[error("its signature")]
    Signature,
    /// Somebody else vouches.
    #[error("its issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("its audience")]
    Audience,
    /// It belongs to another attempt.
    #[error("its nonce")]
    Nonce,
    /// Something else is missing or wrong.
    #[error("its shape")]
    Shape,
}
