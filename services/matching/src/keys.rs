//! Under which keys a person is looked for: whoever has one key in common is worth comparing. Each key says something of the person, so that
//! it must never be kept as it is: whoever keeps it makes a keyed MAC of it first.
//!
//! No key is made of one name, one year or one street alone: too many would have it. Each pass survives slips in what it leaves out, and
//! whoever agrees in none of them would not score enough either.

use std::collections::BTreeSet;

use crate::{
    alike::Sound,
    born::Born,
    known_names::head_of,
    name::{Name, Part},
    traits::Traits,
};

/// More parts of names, words and numbers of an address give no further keys.
const MOST_PARTS: usize = 6;
const MOST_WORDS: usize = 4;
const MOST_NUMBERS: usize = 2;
/// Nor do more names of which one part is a form.
const MOST_FORMS: usize = 3;
/// Two names that so many people carry together find too many by themselves.
const TOO_COMMON: f64 = 1.0 / 20_000.0;
/// A name that so many people carry finds too many with one word of an address, which may be a town's.
const TOO_COMMON_IN_A_TOWN: f64 = 0.004;
/// How common a name is taken to be that is not listed.
const UNLISTED: f64 = 0.001;

/// The keys of a person, in order: about fifteen.
pub fn keys_of(traits: &Traits) -> Vec<Vec<u8>> {
    let sounds = sounds_of(traits);
    let mut keys = Keys(BTreeSet::new());
    keys.of_birth(traits.born.as_ref(), &sounds);
    keys.of_names(traits.born.as_ref(), &sounds);
    keys.of_home(traits, &sounds);
    if let Some(number) = &traits.nhs_number {
        keys.add(&["nhs number", number]);
    }
    for reach in &traits.reaches {
        keys.add(&["reach", reach]);
    }
    keys.0.into_iter().collect()
}

/// How a part of a name sounds, and how many people have it.
struct Sounding {
    /// Which part of the name, from the first.
    part: usize,
    sound: String,
    share: f64,
}

struct Keys(BTreeSet<Vec<u8>>);

impl Keys {
    fn add(&mut self, parts: &[&str]) {
        self.0.insert(parts.join("|").into_bytes());
    }

    /// The date, whichever of month and day was written first. On the first of January it takes a name too.
    fn of_birth(&mut self, born: Option<&Born>, sounds: &[Sounding]) {
        let Some(born) = born else { return };
        let (one, other) = born.month_and_day();
        if !born.is_new_year() {
            self.add(&["born", born.year(), one, other]);
            return;
        }
        for name in sounds {
            self.add(&["new year", born.year(), &name.sound]);
        }
    }

    /// Each two parts of the name, in whatever order, with the year of birth; and without, unless many have both: without a year, such names
    /// find nobody. A misspelt name does not look like one that many have, so that it must be found under the year too.
    fn of_names(&mut self, born: Option<&Born>, sounds: &[Sounding]) {
        for one in sounds {
            for other in sounds.iter().filter(|other| one.part < other.part) {
                let (first, second) = if one.sound <= other.sound { (one, other) } else { (other, one) };
                if one.share * other.share <= TOO_COMMON {
                    self.add(&["names", &first.sound, &second.sound]);
                }
                if let Some(born) = born {
                    self.add(&["names and year", &first.sound, &second.sound, born.year()]);
                }
            }
        }
    }

    /// Street or postcode with a name, and the house by its number and a word.
    fn of_home(&mut self, traits: &Traits, sounds: &[Sounding]) {
        let words: BTreeSet<String> = traits.address.sounds().take(MOST_WORDS).collect();
        for name in sounds {
            if let Some(postcode) = &traits.address.postcode {
                self.add(&["postcode", postcode, &name.sound]);
            }
            for word in &words {
                match &traits.born {
                    Some(born) if name.share > TOO_COMMON_IN_A_TOWN => self.add(&["street and year", word, &name.sound, born.year()]),
                    _ if name.share > TOO_COMMON_IN_A_TOWN => {}
                    _ => self.add(&["street", word, &name.sound]),
                }
            }
        }
        for number in traits.address.numbers.iter().take(MOST_NUMBERS) {
            for word in &words {
                self.add(&["house", number, word]);
            }
        }
    }
}

/// The sounds under which the parts of a person's names are looked for: its own, and that of each name of which a part is a form. An initial
/// gives none. What sounds like a part before it, as a nickname does like the name it is of, is that part once more: the two are no two names.
fn sounds_of(traits: &Traits) -> Vec<Sounding> {
    let names = traits.given.iter().chain(&traits.family).chain(&traits.others);
    let mut words: Vec<&Part> = Vec::new();
    for part in names.flat_map(|name: &Name| &name.parts).filter(|part| part.word.len() > 1) {
        if words.iter().all(|known| known.word != part.word) {
            words.push(part);
        }
    }
    let mut found: Vec<Sounding> = Vec::new();
    for (at, part) in words.into_iter().take(MOST_PARTS).enumerate() {
        let known = soundings(at, part).find_map(|new| found.iter().find(|known| known.sound == new.sound)).map(|known| known.part);
        found.extend(soundings(known.unwrap_or(at), part));
    }
    found
}

fn soundings(at: usize, part: &Part) -> impl Iterator<Item = Sounding> {
    let share = part.share.max(UNLISTED);
    let mut sounds = vec![part.sound.first.clone()];
    sounds.extend(part.groups.iter().take(MOST_FORMS).map(|group| Sound::of(head_of(*group)).first));
    sounds.retain(|sound| !sound.is_empty());
    sounds.sort_unstable();
    sounds.dedup();
    sounds.into_iter().map(move |sound| Sounding { part: at, sound, share })
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::Details;

    use super::*;

    fn in_common(one: &Details, other: &Details) -> Vec<String> {
        let theirs = keys_of(&Traits::of(other));
        let common = keys_of(&Traits::of(one)).into_iter().filter(|key| theirs.contains(key));
        common.map(|key| String::from_utf8_lossy(&key).split('|').next().unwrap_or_default().to_owned()).collect()
    }

    fn person(given: &str, family: &str, born: &str, address: &str) -> Details {
        Details { given_name: given.into(), family_name: family.into(), born: born.into(), address: address.into(), ..Details::default() }
    }

    #[test]
    fn each_pass_finds_what_the_others_lose() {
        let known = person("Rosa", "Tilbrook", "1951-06-02", "12 Osier Walk");
        for (other, pass) in [
            (person("", "", "1951-02-06", ""), "born"),
            (person("Tillbrooke", "Rosa", "", ""), "names"),
            (person("Rose", "Marsh", "", "Osier Walk"), "street"),
            (person("", "", "", "12 osier wlk"), "house"),
        ] {
            assert_eq!(in_common(&known, &other), [pass]);
        }
    }

    #[test]
    fn a_name_that_many_share_takes_the_year_with_it() {
        let known = person("Mohammed", "Ahmed", "1980-03-04", "");
        assert_eq!(in_common(&known, &person("Muhammad", "Ahmad", "1980-09-11", "")), ["names and year"]);
        assert!(in_common(&known, &person("Mohammed", "Ahmed", "1991-09-11", "")).is_empty());
    }

    #[test]
    fn a_name_that_many_share_and_a_town_find_nobody_without_the_year() {
        let known = person("Mohammed", "Okonkwo", "1980-03-04", "12 Quince Road, Romford");
        let in_town = |born: &str| person("Muhammad", "Miah", born, "Romford");
        assert_eq!(in_common(&known, &in_town("1980-09-11")), ["street and year"]);
        assert!(in_common(&known, &in_town("1991-09-11")).is_empty() && in_common(&known, &in_town("")).is_empty());
    }

    #[test]
    fn a_new_years_day_takes_a_name_with_it() {
        let known = person("Hodan", "Warsame", "1980-01-01", "");
        assert!(in_common(&known, &person("Kofi", "Mensah", "1980-01-01", "")).is_empty());
        assert_eq!(in_common(&known, &person("Hodan", "Jama", "1980-01-01", "")), ["new year"]);
    }

    #[test]
    fn one_name_that_stands_twice_is_no_two_names() {
        for (given, known_as) in [("Chloe", "Chloe"), ("Chloe", "Khloe"), ("Rosemary", "Rosie"), ("Rosie", "Rosemary")] {
            let twice = Details { known_as: known_as.into(), ..person(given, "", "", "") };
            assert!(keys_of(&Traits::of(&twice)).is_empty(), "{given} {known_as}");
        }
    }

    #[test]
    fn a_common_name_that_is_misspelt_is_found_by_its_year() {
        let known = person("John", "Smith", "1980-03-04", "");
        assert_eq!(in_common(&known, &person("Jhon", "Smith", "1980-09-11", "")), ["names and year"]);
    }

    #[test]
    fn nobody_is_found_under_nothing() {
        assert!(keys_of(&Traits::of(&Details::default())).is_empty());
        assert!(keys_of(&Traits::of(&person("Rosa", "", "", ""))).is_empty(), "a single name is everybody's");
    }
}
