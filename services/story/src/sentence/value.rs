//! What may stand in a message's variables: text, somebody's name, a count. Never anything that a message could execute.

/// A variable's value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// Text that is ready to be shown; or a word that a message chooses by, as "ANSWER_YES" (the proto's own names).
    Text(&'a str),
    /// Somebody, or several.
    Name(&'a Named),
    /// How many.
    Count(u64),
}

/// A variable of a message, by its name there.
pub(super) type Argument<'a> = (&'static str, Value<'a>);

impl Value<'_> {
    /// What `{ $name-is -> … }` chooses by.
    pub(super) fn is(&self) -> &'static str {
        match self {
            Self::Text("") => "none",
            Self::Text(_) | Self::Count(_) => "one",
            Self::Name(named) => named.is.word(),
        }
    }
}

/// Somebody as they are called in a sentence, with what its grammar must know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// "you", "Rosa", "Amira from Harmony House and Tom".
    pub(super) text: String,
    /// Who that is to the reader.
    pub(super) is: Is,
}

impl Named {
    /// One person, group or agency that is not the reader.
    pub(super) fn one(text: String) -> Self {
        Self { text, is: Is::One }
    }

    /// Nobody: a message leaves that part out.
    pub(super) fn nobody() -> Self {
        Self { text: String::new(), is: Is::Nobody }
    }
}

/// Who somebody is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// Nobody was given.
    Nobody,
    /// The reader.
    You,
    /// The reader and others.
    WithYou,
    /// One who is not the reader.
    One,
    /// Several, the reader not among them.
    Several,
}

impl Is {
    /// The word in the messages.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::You => "you",
            Self::WithYou => "with-you",
            Self::One => "one",
            Self::Several => "several",
        }
    }
}
