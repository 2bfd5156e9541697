//! The fields that are compared, and how far two people can agree in one. What an agreement is worth is in the weights.

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The given name, or what they like to be called.
    Given,
    /// The family name; of two names that stand the other way round, the one that fits better.
    Family,
    /// The date of birth.
    Born,
    /// The numbers of house and flat.
    House,
    /// The words of the address.
    Street,
    /// The postcode.
    Postcode,
    /// The NHS number, if its check digit is right.
    NhsNumber,
    /// Telephone numbers and e-mail addresses.
    Reach,
}

impl Field {
    /// All of them, in the order of the weights' file.
    pub const ALL: [Self; 8] =
        [Self::Given, Self::Family, Self::Born, Self::House, Self::Street, Self::Postcode, Self::NhsNumber, Self::Reach];

    /// Its name in the weights' file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Born => "born",
            Self::House => "house",
            Self::Street => "street",
            Self::Postcode => "postcode",
            Self::NhsNumber => "nhs_number",
            Self::Reach => "reach",
        }
    }

    /// How far two people can agree in it, from wholly to not at all.
    pub fn levels(self) -> &'static [Level] {
        use Level::{Other, Part, Same, Slip, Sound, Variant, Weak};
        match self {
            Self::Given | Self::Family => &[Same, Variant, Slip, Sound, Part, Weak, Other],
            Self::Born => &[Same, Variant, Slip, Part, Weak, Other],
            Self::House => &[Same, Part, Slip, Other],
            Self::Street => &[Same, Slip, Part, Weak, Other],
            Self::Postcode => &[Same, Slip, Part, Weak, Other],
            Self::NhsNumber => &[Same, Other],
            Self::Reach => &[Same, Slip, Other],
        }
    }

    /// Whether those who share a home share it too.
    pub(crate) fn is_of_the_home(self) -> bool {
        self.is_of_the_roof() || self == Self::Family
    }

    /// Whether people who are no family, and share a roof, share it too.
    pub(crate) fn is_of_the_roof(self) -> bool {
        self.is_of_the_address() || self == Self::Reach
    }

    /// Whether it is another one for whoever moves.
    pub(crate) fn is_of_the_address(self) -> bool {
        self.is_of_the_street() || self == Self::House
    }

    /// Whether neighbours share it too.
    pub(crate) fn is_of_the_street(self) -> bool {
        matches!(self, Self::Street | Self::Postcode)
    }
}

/// How far two people agree in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The same.
    Same,
    /// Another form of the same: a nickname, a known spelling, day and month the other way round.
    Variant,
    /// A slip of the fingers away.
    Slip,
    /// It sounds the same.
    Sound,
    /// A part of it is the same: one of two names, two of year, month and day, the first half of a postcode.
    Part,
    /// It looks a little alike: an initial, the same year, some words of an address.
    Weak,
    /// Something else.
    Other,
    /// At least one of the two does not say.
    Unknown,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 8] = [Self::Same, Self::Variant, Self::Slip, Self::Sound, Self::Part, Self::Weak, Self::Other, Self::Unknown];

    /// Its name in the weights' file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Variant => "variant",
            Self::Slip => "slip",
            Self::Sound => "sound",
            Self::Part => "part",
            Self::Weak => "weak",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// For choosing between two ways to lay two people side by side: more is more alike, and not to say is neither for nor against.
    pub(crate) fn rank(self) -> i8 {
        match self {
            Self::Same => 7,
            Self::Variant => 5,
            Self::Slip => 4,
            Self::Sound => 3,
            Self::Part => 2,
            Self::Weak => 1,
            Self::Unknown => 0,
            Self::Other => -2,
        }
    }

    /// Whether it speaks for the same person, to whoever reads why.
    pub(crate) fn is_clear(self) -> bool {
        matches!(self, Self::Same | Self::Variant | Self::Slip | Self::Sound)
    }
}
