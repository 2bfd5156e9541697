//! What one life fills the sentences with: its own words, the sections that it chose, its age, and which lines it has used.

use super::WORDS;

/// A word that is somebody's own. The order is that of [`OWN_NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    Name,
    She,
    CapitalShe,
    Her,
    His,
    CapitalHis,
    Hers,
    Supporter,
    Agency,
    OtherSupporter,
    OtherAgency,
    Street,
    Dish,
    Language,
    Country,
    Thing,
    Group,
    Neighbour,
    Close,
    Small,
    Hope,
}

pub(super) const OWN_NAMES: [&str; 21] = [
    "name",
    "she",
    "She",
    "her",
    "his",
    "His",
    "hers",
    "supporter",
    "agency",
    "other-supporter",
    "other-agency",
    "street",
    "dish",
    "language",
    "country",
    "thing",
    "group",
    "neighbour",
    "close",
    "small",
    "hope",
];

/// A section that the life itself chose, and may change as it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    Now,
    Seen,
    Said,
    Season,
}

/// An age at which some things are said in another way. A section "visit.young" is how "visit" is said under eighteen; ".mid" and ".old"
/// are said in turn with what fits anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    Young,
    Mid,
    Old,
}

pub(super) const AGE_NAMES: [&str; 3] = [".young", ".mid", ".old"];

pub(super) const CHOSEN_NAMES: [&str; 4] = ["now", "seen", "said", "season"];

/// What one life fills the sentences with, and which lines it has used.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    pub(super) own: [String; OWN_NAMES.len()],
    pub(super) chosen: [Option<usize>; CHOSEN_NAMES.len()],
    used: Vec<u64>,
    pub(super) age: Option<Age>,
}

impl Filling {
    /// Says from now on what fits somebody of so many years.
    pub(crate) fn set_age(&mut self, years: i32) {
        self.age = match years {
            ..18 => Some(Age::Young),
            25..55 => Some(Age::Mid),
            55.. => Some(Age::Old),
            _ => None,
        };
    }

    /// Sets somebody's own word.
    pub(crate) fn set(&mut self, own: Own, value: impl Into<String>) {
        self.own[own as usize] = value.into();
    }

    /// Reads it.
    pub(crate) fn get(&self, own: Own) -> &str {
        &self.own[own as usize]
    }

    /// Chooses a section.
    pub(crate) fn choose(&mut self, chosen: Chosen, section: &str) {
        self.chosen[chosen as usize] = WORDS.section(section);
    }

    pub(super) fn is_used(&self, line: usize) -> bool {
        self.used.get(line / 64).is_some_and(|bits| bits >> (line % 64) & 1 == 1)
    }

    pub(super) fn mark_used(&mut self, line: usize) {
        if self.used.len() <= line / 64 {
            self.used.resize(line / 64 + 1, 0);
        }
        self.used[line / 64] |= 1 << (line % 64);
    }
}
