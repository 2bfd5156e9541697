//! Two words that may be one: by spelling and by sound. What a word means is not known here.

use rphonetic::DoubleMetaphone;
use strsim::{jaro_winkler, osa_distance};

/// Longer codes tell more names apart, and find fewer that were spoilt at their end.
const SOUND_LETTERS: usize = 5;

/// How a word sounds, in the two ways that Double Metaphone gives.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sound {
    pub(crate) first: String,
    second: String,
}

impl Sound {
    /// The sound of a word in plain Latin letters.
    pub(crate) fn of(word: &str) -> Self {
        let sound = DoubleMetaphone::new(Some(SOUND_LETTERS)).double_metaphone(word);
        Self { first: sound.primary(), second: sound.alternate() }
    }

    /// Whether two words can sound the same. Two consonants say too little.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let mine = [&self.first, &self.second];
        mine.iter().any(|sound| sound.len() >= 3 && (**sound == other.first || **sound == other.second))
    }
}

/// Whether a slip or two of the fingers lead from one word to the other: one in a short word, two in a long one.
pub(crate) fn is_slip(one: &str, other: &str) -> bool {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let allowed = match shorter {
        0..=2 => return false,
        3..=5 => 1,
        _ => 2,
    };
    longer - shorter <= allowed && osa_distance(one, other) <= allowed
}

/// Whether one letter is wrong, missing or too much, or two neighbours changed places.
pub(crate) fn is_one_slip(one: &str, other: &str) -> bool {
    one.len().abs_diff(other.len()) <= 1 && osa_distance(one, other) <= 1
}

/// Whether two words look alike, by Jaro and Winkler's measure.
pub(crate) fn looks_like(one: &str, other: &str) -> bool {
    one.len() >= 3 && other.len() >= 3 && jaro_winkler(one, other) >= 0.86
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_one_in_a_short_word_and_two_in_a_long_one() {
        assert!(is_slip("ana", "anna") && is_slip("siggins", "sigigns") && is_slip("barnaby", "branabby"));
        assert!(!is_slip("al", "ali") && !is_slip("amir", "amina") && !is_slip("", ""));
    }

    #[test]
    fn names_that_sound_alike_are_alike() {
        for (one, other) in [("stephen", "steven"), ("choudhury", "chowdhury"), ("mohammed", "muhamad"), ("philips", "fillips")] {
            assert!(Sound::of(one).is_like(&Sound::of(other)), "{one} {other}");
        }
        assert!(!Sound::of("rosa").is_like(&Sound::of("martin")) && !Sound::of("").is_like(&Sound::of("")));
    }
}
