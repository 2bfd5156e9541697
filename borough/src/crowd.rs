//! Very many people by their details alone, for measuring how somebody is found among them: names as unevenly spread as real ones, homes that
//! are shared, and slips in writing down. They have no lives; those who have are in `cast`.

use throughline_proto::v1::{Details, Reach};

use crate::dice::Dice;

/// Names of a community: how many of a thousand of its people carry each; the rest have one of the long tail.
struct Community {
    given: &'static [(&'static str, u32)],
    family: &'static [(&'static str, u32)],
}

/// Half of a made-up borough: names that very many share, in several spellings.
const ONE: Community = Community {
    given: &[("Mohammed", 70), ("Muhammad", 30), ("Md", 15), ("Abdul", 35), ("Fatima", 25), ("Aisha", 18), ("Ali", 15), ("Maria", 15)],
    family: &[
        ("Begum", 55),
        ("Ahmed", 50),
        ("Khan", 45),
        ("Ali", 45),
        ("Hussain", 42),
        ("Islam", 40),
        ("Rahman", 40),
        ("Khatun", 30),
        ("Miah", 28),
        ("Uddin", 28),
        ("Singh", 20),
        ("Chowdhury", 20),
    ],
};
const OTHER: Community = Community {
    given: &[("David", 15), ("John", 15), ("Michael", 14), ("James", 13), ("Margaret", 10), ("Mary", 10), ("Sarah", 10), ("Daniel", 9)],
    family: &[("Smith", 13), ("Jones", 9), ("Brown", 8), ("Williams", 8), ("Taylor", 6), ("Adeyemi", 5), ("Popescu", 5), ("Clarke", 4)],
};
const FIRST: [&str; 16] = ["ba", "che", "da", "fi", "go", "ha", "ja", "ke", "lo", "ma", "ni", "pe", "ro", "sa", "ti", "wi"];
const MIDDLE: [&str; 12] = ["", "la", "ri", "no", "sha", "mi", "de", "ber", "tun", "ka", "lin", "vo"];
const LAST: [&str; 16] = ["n", "ra", "ton", "li", "s", "de", "ssa", "mer", "ko", "ley", "nda", "r", "wski", "yemi", "scu", "ne"];
const STREETS: u32 = 1_100;
const A_POSTCODE_HAS_HOMES: u32 = 17;
/// Towns outside of the borough, whose names say something of an address and yet very many have: one street in so many lies in each.
const BEYOND: [&str; 2] = ["Romford", "Ilford"];
const STREETS_TO_ONE_BEYOND: u32 = 25;

/// A made-up crowd, from a seed.
#[derive(Debug)]
pub struct Crowd(Dice);

impl Crowd {
    /// The same seed makes the same people.
    pub fn new(seed: u64) -> Self {
        Self(Dice::new(seed, 0))
    }

    /// So many people, home by home.
    pub fn people(&mut self, count: usize) -> Vec<Details> {
        people(count, &mut self.0)
    }

    /// One of these, and the same person written down by somebody else: with two or three slips or gaps.
    pub fn written_again(&mut self, people: &[Details]) -> (Details, Details) {
        let details = self.0.find(people).clone();
        let again = written_again(details.clone(), &mut self.0);
        (details, again)
    }
}

/// Small numbers far oftener than large ones.
fn uneven(dice: &mut Dice, end: u32) -> u32 {
    let (one, other) = (u64::from(dice.below(end)), u64::from(dice.below(end)));
    (one * other / u64::from(end)) as u32
}

fn people(count: usize, dice: &mut Dice) -> Vec<Details> {
    let mut people = Vec::with_capacity(count);
    let mut home = 0;
    while people.len() < count {
        let community = if dice.chance(50) { &ONE } else { &OTHER };
        let family = name(community.family, dice);
        let (street, phone) = (uneven(dice, STREETS), dice.chance(15).then(|| number(dice)));
        let house = 1 + dice.below(140);
        for _ in 0..=dice.below(4) {
            let mut details = person(community, &family, dice);
            details.address = format!("{house} {} Road, {}", word(street * 3 + 1), town(street));
            details.postcode = format!(
                "RM{} {}{}",
                8 + home / A_POSTCODE_HAS_HOMES % 3,
                home / A_POSTCODE_HAS_HOMES % 9,
                letters(home / A_POSTCODE_HAS_HOMES)
            );
            details.reach.extend(phone.clone().map(|at| Reach { at, ..Reach::default() }));
            people.push(details);
        }
        home += 1;
    }
    people.truncate(count);
    people
}

/// The town in which a street lies.
fn town(street: u32) -> &'static str {
    BEYOND.get((street % STREETS_TO_ONE_BEYOND) as usize).copied().unwrap_or("Dagenham")
}

fn written_again(mut again: Details, dice: &mut Dice) -> Details {
    for _ in 0..2 + dice.below(2) {
        match dice.below(9) {
            0 => again.given_name = slip(&again.given_name, dice),
            1 => again.family_name = slip(&again.family_name, dice),
            2 => std::mem::swap(&mut again.given_name, &mut again.family_name),
            3 => again.born = slip_of_a_day(&again.born, dice),
            4 => again.address = slip(&again.address, dice),
            5 => again.postcode = slip(&again.postcode, dice),
            6 => again.nhs_number.clear(),
            7 => again.reach.clear(),
            _ => again.address.clear(),
        }
    }
    again
}

/// A slip that still is a day: whoever writes down another is told so at once.
fn slip_of_a_day(day: &str, dice: &mut Dice) -> String {
    let is_a_day = |text: &String| {
        let number = |range| text.get(range).and_then(|digits: &str| digits.parse::<u32>().ok()).unwrap_or_default();
        text.len() == 10
            && text.match_indices('-').map(|(at, _)| at).eq([4, 7])
            && (1900..=2024).contains(&number(0..4))
            && (1..=12).contains(&number(5..7))
            && (1..=28).contains(&number(8..10))
    };
    (0..16).map(|_| slip(day, dice)).find(is_a_day).unwrap_or_else(|| day.to_owned())
}

fn person(community: &Community, family: &str, dice: &mut Dice) -> Details {
    let other = if dice.chance(20) { Some(name(community.family, dice)) } else { None };
    let day = if dice.chance(4) { "01-01".to_owned() } else { format!("{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)) };
    let reach = if dice.chance(65) { vec![Reach { at: number(dice), ..Reach::default() }] } else { Vec::new() };
    let given_name = name(community.given, dice);
    // Some systems ask what people like to be called, and many then write the given name once more.
    let known_as = match dice.below(10) {
        0 => given_name.clone(),
        1 => name(community.given, dice),
        _ => String::new(),
    };
    Details {
        known_as,
        given_name,
        family_name: other.unwrap_or_else(|| family.to_owned()),
        born: format!("{}-{day}", 1935 + dice.below(88)),
        nhs_number: if dice.chance(40) { nhs_number(dice) } else { String::new() },
        reach,
        ..Details::default()
    }
}

fn name(heads: &[(&str, u32)], dice: &mut Dice) -> String {
    let mut rolled = dice.below(1000);
    for (name, share) in heads {
        match rolled.checked_sub(*share) {
            None => return (*name).to_owned(),
            Some(rest) => rolled = rest,
        }
    }
    word(uneven(dice, 3_000))
}

/// The word with this number.
fn word(number: u32) -> String {
    let pick = |table: &[&'static str], at: u32| table[at as usize % table.len()];
    [pick(&FIRST, number), pick(&MIDDLE, number / 16), pick(&LAST, number / 192 + number)].concat()
}

fn letters(number: u32) -> String {
    let letter = |at: u32| char::from(b'A' + (at % 26) as u8);
    [letter(number / 9), letter(number / 234)].iter().collect()
}

fn number(dice: &mut Dice) -> String {
    format!("07{:04} {:05}", dice.below(10_000), dice.below(100_000))
}

/// Nine digits and the check digit that belongs to them, or nothing where ten would.
fn nhs_number(dice: &mut Dice) -> String {
    let nine = 400_000_000 + dice.below(99_999_999);
    let digits = nine.to_string();
    let sum: u32 = digits.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => String::new(),
        check => format!("{digits}{check}"),
    }
}

/// One letter or digit wrong, missing or exchanged with the next.
fn slip(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 2 {
        return text.to_owned();
    }
    let at = dice.below(letters.len() as u32 - 1) as usize;
    match dice.below(3) {
        0 => letters.swap(at, at + 1),
        1 if !letters[at].is_ascii_digit() => drop(letters.remove(at)),
        _ if letters[at].is_ascii_digit() => letters[at] = char::from(b'0' + dice.below(10) as u8),
        _ => letters[at] = char::from(b'a' + dice.below(26) as u8),
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_crowd_and_its_homes_are_shared() {
        let people = Crowd::new(7).people(1_000);
        assert_eq!(people, Crowd::new(7).people(1_000));
        assert!(people.windows(2).any(|two| two[0].address == two[1].address && two[0] != two[1]));
    }

    #[test]
    fn some_say_what_they_like_to_be_called_and_some_live_beyond_the_borough() {
        let people = Crowd::new(7).people(1_000);
        let some = |is: &dyn Fn(&Details) -> bool| people.iter().filter(|person| is(person)).count();
        assert!((50..200).contains(&some(&|person| person.known_as == person.given_name)));
        assert!((50..200).contains(&some(&|person| !person.known_as.is_empty() && person.known_as != person.given_name)));
        for town in BEYOND {
            assert!((10..200).contains(&some(&|person| person.address.ends_with(town))), "{town}");
        }
    }

    #[test]
    fn whoever_is_written_down_again_is_one_of_them_with_something_changed() {
        let mut crowd = Crowd::new(7);
        let people = crowd.people(50);
        let again: Vec<_> = (0..50).map(|_| crowd.written_again(&people)).collect();
        assert!(again.iter().all(|(person, _)| people.contains(person)));
        assert!(again.iter().filter(|(person, again)| person != again).count() > 40);
    }
}
