//! Addresses in one line, and postcodes: numbers and words in any order, with what says little left out.

use std::{collections::HashSet, sync::LazyLock};

use crate::{
    alike::{Sound, is_one_slip},
    known_names::lines,
    level::Level,
    placeholders::{is_no_postcode, is_of_no_address, take_from_address},
    text::{joined, words},
};

/// Words that say little: see the file.
static SAYS_LITTLE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("../data/address-words.txt")).flat_map(str::split_whitespace).collect());

/// A line that tells less, and has no number, may be a town, where many live: to be of one town is nothing in common.
const WORDS_OF_AN_ADDRESS: usize = 2;

/// Where somebody lives.
#[derive(Clone, Default)]
pub(crate) struct Address {
    /// The numbers of house and flat, in order.
    pub(crate) numbers: Vec<String>,
    /// The words that say something, as they came.
    pub(crate) words: Vec<String>,
    /// Each two neighbouring letters of the words, in order: what a slip, a space too much or another order of the words hardly changes.
    pairs: Vec<[u8; 2]>,
    /// The postcode, in capitals and without spaces.
    pub(crate) postcode: Option<String>,
}

impl Address {
    /// The address in its two fields. A postcode that stands in the line counts if there is none by itself.
    pub(crate) fn of(line: &str, postcode: &str) -> Self {
        let mut all = words(line);
        let in_the_line = take_postcode(&mut all);
        take_from_address(&mut all);
        let of_its_own = Some(joined(postcode).to_uppercase()).filter(|postcode| (3..=10).contains(&postcode.len()));
        let postcode = [of_its_own, in_the_line].into_iter().flatten().find(|postcode| !is_no_postcode(postcode));
        let (mut numbers, words): (Vec<String>, Vec<String>) =
            all.into_iter().partition(|word| word.bytes().next().is_some_and(|first| first.is_ascii_digit()));
        let mut telling: Vec<String> = words.into_iter().filter(|word| word.len() > 1 && !SAYS_LITTLE.contains(word.as_str())).collect();
        if telling.iter().all(|word| is_of_no_address(word)) {
            telling.clear();
        }
        numbers.sort_unstable();
        numbers.dedup();
        Self { numbers, pairs: pairs_of(&telling), words: telling, postcode }
    }

    /// How far the numbers agree: a flat that only one of them names is no contradiction, and two flats of one house are two homes.
    pub(crate) fn compare_numbers(&self, other: &Self) -> Level {
        let (mine, theirs) = (&self.numbers, &other.numbers);
        if mine.is_empty() || theirs.is_empty() {
            return Level::Unknown;
        }
        if mine == theirs {
            return Level::Same;
        }
        let names_all = |some: &[String], others: &[String]| some.iter().all(|number| others.contains(number));
        if names_all(mine, theirs) || names_all(theirs, mine) {
            return Level::Part;
        }
        // Another flat of the same house is as far from being the same home as a slip is.
        if self.has_a_number_of(other) {
            return Level::Slip;
        }
        let slip = mine.iter().any(|one| theirs.iter().any(|other| one.len().max(other.len()) > 1 && is_one_slip(one, other)));
        if slip { Level::Slip } else { Level::Other }
    }

    /// How far the words agree, by Dice's measure over pairs of letters.
    pub(crate) fn compare_words(&self, other: &Self) -> Level {
        if self.pairs.is_empty() || other.pairs.is_empty() {
            return Level::Unknown;
        }
        let common = common(&self.pairs, &other.pairs);
        let shorter = self.pairs.len().min(other.pairs.len());
        let dice = ratio(2 * common, self.pairs.len() + other.pairs.len());
        // One line may leave the town or the estate out: what is there counts, though a little less.
        let alike = dice.max(0.85 * ratio(common, shorter));
        let level = match alike {
            0.95.. => Level::Same,
            0.75.. => Level::Slip,
            0.55.. => Level::Part,
            0.4.. => Level::Weak,
            _ => Level::Other,
        };
        // Numbers that differ are told of the house. Were they told here too, a street would seem rarer than it is to whoever fits the weights.
        let have_numbers = !self.numbers.is_empty() && !other.numbers.is_empty();
        let is_an_address = have_numbers || self.tells().min(other.tells()) >= WORDS_OF_AN_ADDRESS;
        if is_an_address || level == Level::Other { level } else { Level::Unknown }
    }

    /// How many of its words tell where that is.
    fn tells(&self) -> usize {
        self.words.iter().filter(|word| !is_of_no_address(word)).count()
    }

    fn has_a_number_of(&self, other: &Self) -> bool {
        self.numbers.iter().any(|number| other.numbers.contains(number))
    }

    /// How far the postcodes agree.
    pub(crate) fn compare_postcodes(&self, other: &Self) -> Level {
        let (Some(mine), Some(theirs)) = (&self.postcode, &other.postcode) else { return Level::Unknown };
        if mine == theirs {
            return Level::Same;
        }
        if is_one_slip(mine, theirs) {
            return Level::Slip;
        }
        match (outward(mine), outward(theirs)) {
            (Some(mine), Some(theirs)) if mine == theirs => Level::Part,
            (None, None) if strsim::osa_distance(mine, theirs) <= 2 => Level::Weak,
            _ => Level::Other,
        }
    }

    /// How the longer words sound.
    pub(crate) fn sounds(&self) -> impl Iterator<Item = String> {
        self.words.iter().filter(|word| word.len() >= 4).map(|word| Sound::of(word).first).filter(|sound| sound.len() >= 2)
    }
}

/// The first half of a British postcode.
fn outward(postcode: &str) -> Option<&str> {
    let (outward, inward) = postcode.split_at_checked(postcode.len().checked_sub(3)?)?;
    let inward_fits = inward.bytes().enumerate().all(|(at, byte)| if at == 0 { byte.is_ascii_digit() } else { byte.is_ascii_uppercase() });
    let outward_fits = outward.len() <= 4
        && outward.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && outward.bytes().any(|byte| byte.is_ascii_digit());
    (inward_fits && outward_fits).then_some(outward)
}

/// Takes a British postcode out of the words of an address: "ig11 7pl" or "ig117pl".
fn take_postcode(words: &mut Vec<String>) -> Option<String> {
    let whole = |text: &str| Some(text.to_uppercase()).filter(|text| (5..=7).contains(&text.len()) && outward(text).is_some());
    if let Some((at, found)) = words.iter().enumerate().find_map(|(at, word)| Some((at, whole(word)?))) {
        words.remove(at);
        return Some(found);
    }
    let halves = |pair: &[String]| pair.last().filter(|inward| inward.len() == 3).and_then(|_| whole(&pair.concat()));
    let (at, found) = words.windows(2).enumerate().find_map(|(at, pair)| Some((at, halves(pair)?)))?;
    words.drain(at..at + 2);
    Some(found)
}

fn pairs_of(words: &[String]) -> Vec<[u8; 2]> {
    let letters = words.concat().into_bytes();
    let mut pairs: Vec<[u8; 2]> = letters.windows(2).filter_map(|pair| pair.try_into().ok()).collect();
    pairs.sort_unstable();
    pairs
}

/// How many pairs two sorted lists have in common, each as often as both have it.
fn common(one: &[[u8; 2]], other: &[[u8; 2]]) -> usize {
    let (mut left, mut right, mut count) = (one.iter().peekable(), other.iter().peekable(), 0);
    while let (Some(mine), Some(theirs)) = (left.peek(), right.peek()) {
        match mine.cmp(theirs) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                left.next();
                right.next();
            }
        }
    }
    count
}

#[expect(clippy::cast_precision_loss, reason = "an address has a few hundred letters")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(one: &str, other: &str) -> Level {
        let (one, other) = (Address::of(one, ""), Address::of(other, ""));
        assert_eq!(one.compare_words(&other), other.compare_words(&one), "whichever comes first");
        one.compare_words(&other)
    }

    fn numbers(one: &str, other: &str) -> Level {
        Address::of(one, "").compare_numbers(&Address::of(other, ""))
    }

    fn postcodes(one: &str, other: &str) -> Level {
        Address::of("", one).compare_postcodes(&Address::of("", other))
    }

    #[test]
    fn short_forms_order_spaces_and_the_town_say_little() {
        assert_eq!(words("12 Ripple Rd", "12 ripple road, Barking, Essex"), Level::Same);
        assert_eq!(words("Mulberry Court, 3 Osier St", "3 osier street mulberry crt"), Level::Slip);
        assert_eq!(words("5 pridhamstreet marsden", "5 pridham street marsden"), Level::Slip);
        assert_eq!(words("12 Ripple Road", "12 Longbridge Road"), Level::Other);
    }

    #[test]
    fn a_flat_that_only_one_names_is_no_contradiction() {
        assert_eq!(numbers("Flat 3, 12 Ripple Road", "12 Ripple Road"), Level::Part);
        assert_eq!(numbers("112 Ripple Road", "12 Ripple Road"), Level::Slip);
        assert_eq!(numbers("12 Ripple Road", "47 Ripple Road"), Level::Other);
        assert_eq!(numbers("Ripple Road", "47 Ripple Road"), Level::Unknown);
    }

    #[test]
    fn each_slip_in_a_postcode_has_its_level() {
        assert_eq!(postcodes("IG11 7PL", "ig117pl"), Level::Same);
        assert_eq!(postcodes("IG11 7PL", "IG11 7LP"), Level::Slip);
        assert_eq!(postcodes("IG11 7PL", "IG11 8AB"), Level::Part);
        assert_eq!(postcodes("IG11 7PL", "RM10 8AB"), Level::Other);
        assert_eq!(postcodes("2776", "2767"), Level::Slip);
        assert_eq!(postcodes("", "IG11 7PL"), Level::Unknown);
    }

    #[test]
    fn a_postcode_in_the_line_is_no_number_of_a_house() {
        let address = Address::of("12 Ripple Road, Barking IG11 7PL", "");
        assert_eq!((address.numbers, address.postcode.as_deref()), (vec!["12".to_owned()], Some("IG117PL")));
        assert_eq!(Address::of("Barking IG117PL", "RM10 8AB").postcode.as_deref(), Some("RM108AB"));
    }

    #[test]
    fn two_flats_of_one_house_are_two_homes() {
        assert_eq!(numbers("Flat 3, Block 12, Osier Walk", "Flat 14, Block 12, Osier Walk"), Level::Slip);
        assert_eq!(numbers("Flat 3, 12 Osier Walk", "3/12 Osier Walk"), Level::Same);
    }

    #[test]
    fn a_town_or_a_street_alone_is_no_address() {
        assert_eq!(words("Romford", "Romford"), Level::Unknown);
        assert_eq!(words("12 Quince Road, Romford", "Romford"), Level::Unknown);
        assert_eq!(words("12 Quince Road, Romford", "Hastings"), Level::Other);
        assert_eq!(words("Osier Walk", "47 Osier Walk"), Level::Unknown);
        assert_eq!(words("12 Osier Walk", "47 Osier Walk"), Level::Same);
        assert_eq!(words("47 Osier Walk", "47 Osier Walk"), Level::Same);
        assert_eq!(words("Mulberry Court, Osier Walk", "Osier Walk, Mulberry Court"), Level::Slip);
        assert_eq!(words("Hostel, Romford", "The Hostel, Romford"), Level::Unknown);
    }

    #[test]
    fn an_address_of_nothing_is_neutral() {
        for text in ["", "of no fixed abode", "NFA", "n/a", "Not known", "The Hostel", "hostel, Barking", "—", "Road, London", "\u{0}"] {
            assert_eq!(words(text, "12 Ripple Road"), Level::Unknown, "{text}");
            assert_eq!(words(text, text), Level::Unknown, "{text}");
        }
        assert_eq!(postcodes("ZZ99 3VZ", "ZZ99 3VZ"), Level::Unknown);
        assert_eq!(Address::of("NFA, ZZ99 3VZ", "ZZ993VZ").postcode, None);
        assert_eq!(Address::of("NFA, c/o 12 Ripple Road IG11 7PL", "ZZ99 3VZ").postcode.as_deref(), Some("IG117PL"));
    }
}
