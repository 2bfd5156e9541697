//! A name as it is compared: in one piece, in its parts, with its other forms and its sound.

use crate::{
    alike::{Sound, is_slip, looks_like},
    known_names::{Group, groups_of, share_of},
    level::Level,
    placeholders::is_no_name,
    text::words,
};

/// Nobody has more parts to a name that anybody would look for.
const MOST_PARTS: usize = 8;

/// One name: a given name, a family name, or what somebody likes to be called.
#[derive(Clone)]
pub(crate) struct Name {
    whole: String,
    groups: &'static [Group],
    sound: Sound,
    pub(crate) parts: Vec<Part>,
}

/// One word of a name.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) word: String,
    pub(crate) groups: &'static [Group],
    pub(crate) sound: Sound,
    /// The share of people who carry it, if it is known to be common, or 0.
    pub(crate) share: f64,
}

/// How far two names agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Alike {
    pub(crate) level: Level,
    /// The share of people who carry what they agree in, if it is known to be common, or 0.
    pub(crate) share: f64,
}

impl Name {
    /// The name in a text; nothing if there is no letter in it, or if it is nobody's.
    pub(crate) fn of(text: &str) -> Option<Self> {
        Self::of_words(words(text))
    }

    /// The name in these words.
    pub(crate) fn of_words(mut words: Vec<String>) -> Option<Self> {
        words.truncate(MOST_PARTS);
        let whole = words.concat();
        if whole.is_empty() || is_no_name(&words) {
            return None;
        }
        let parts = words
            .into_iter()
            .map(|word| Part { groups: groups_of(&word), sound: Sound::of(&word), share: share_of(&word), word })
            .collect();
        Some(Self { groups: groups_of(&whole), sound: Sound::of(&whole), whole, parts })
    }

    /// How far two names agree. The same whichever comes first.
    pub(crate) fn compare(&self, other: &Self) -> Alike {
        let of_parts = self.parts_in_common(other);
        let level = if self.whole == other.whole {
            Level::Same
        } else if have_a_form_in_common(self.groups, other.groups) {
            Level::Variant
        } else if is_slip(&self.whole, &other.whole) {
            Level::Slip
        } else if self.sound.is_like(&other.sound) {
            Level::Sound
        } else if let Some(share) = of_parts {
            return Alike { level: Level::Part, share };
        } else if looks_like(&self.whole, &other.whole) || begins_like(&self.whole, &other.whole) {
            Level::Weak
        } else {
            Level::Other
        };
        Alike { level, share: self.share().max(other.share()) }
    }

    /// A rare part makes a name rare.
    fn share(&self) -> f64 {
        self.parts.iter().map(|part| part.share).reduce(f64::min).unwrap_or_default()
    }

    /// How common the rarest part is that both have, if they have one.
    fn parts_in_common(&self, other: &Self) -> Option<f64> {
        if self.parts.len() + other.parts.len() == 2 {
            return None;
        }
        let pairs = self.parts.iter().flat_map(|mine| other.parts.iter().map(move |theirs| (mine, theirs)));
        pairs.filter(|(mine, theirs)| mine.is_like(theirs)).map(|(mine, theirs)| mine.share.max(theirs.share)).reduce(f64::min)
    }
}

impl Part {
    /// Part of a name by itself: an initial or a particle is not enough.
    fn is_like(&self, other: &Self) -> bool {
        let long = self.word.len() >= 3 && other.word.len() >= 3;
        long && (self.word == other.word || have_a_form_in_common(self.groups, other.groups) || is_slip(&self.word, &other.word))
    }
}

fn have_a_form_in_common(one: &[Group], other: &[Group]) -> bool {
    one.iter().any(|group| other.contains(group))
}

/// An initial for a name, or its beginning: "J" and "Jean", "Sam" and "Samina".
fn begins_like(one: &str, other: &str) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    (shorter.len() == 1 || shorter.len() >= 3) && longer.starts_with(shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> Level {
        let (one, other) = (Name::of(one).expect("a name"), Name::of(other).expect("a name"));
        assert_eq!(one.compare(&other), other.compare(&one), "whichever comes first");
        one.compare(&other).level
    }

    #[test]
    fn each_way_in_which_names_agree_has_its_level() {
        assert_eq!(level("Mary Ann", "maryann"), Level::Same);
        assert_eq!(level("Bill", "William"), Level::Variant);
        assert_eq!(level("Mohammed", "Md."), Level::Variant);
        assert_eq!(level("hannagan", "hannaan"), Level::Slip);
        assert_eq!(level("Wojciechowski", "Voyciehovsky"), Level::Other);
        assert_eq!(level("Philbert", "Fillbirt"), Level::Sound);
        assert_eq!(level("Abdul Karim", "Karim"), Level::Part);
        assert_eq!(level("J", "Jean"), Level::Weak);
        assert_eq!(level("Rosa", "Martin"), Level::Other);
    }

    #[test]
    fn there_is_no_name_where_there_is_no_letter() {
        assert!(Name::of("").is_none() && Name::of(" - ").is_none() && Name::of("\u{200b}").is_none());
    }

    #[test]
    fn what_names_agree_in_is_as_common_as_its_rarest_part() {
        let share = |one: &str, other: &str| Name::of(one).zip(Name::of(other)).map(|(one, other)| one.compare(&other).share);
        assert!(share("Mohammed Ali", "Mohammed Ali") > Some(0.0));
        assert_eq!(share("Mohammed Sondergeld", "Mohammed Sondergeld"), Some(0.0));
        assert!(share("Mohammed Sondergeld", "Mohammed Tilbrook") > Some(0.0), "they agree in Mohammed alone");
    }
}
