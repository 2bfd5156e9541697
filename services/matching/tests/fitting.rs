//! Fitting on a small made-up list in which everybody stands twice, and nobody says so.

use throughline_matching::{Agreement, Field, Level, Traits, Weights, fit};
use throughline_proto::v1::Details;

const GIVEN: [&str; 10] = ["Rosa", "Liam", "Ngozi", "Tariq", "Ioana", "Kofi", "Harjinder", "Maureen", "Shireen", "Derek"];
const FAMILY: [&str; 7] = ["Tilbrook", "Okonkwo", "Qureshi", "Popescu", "Mensah", "Sandhu", "Cracknell"];
const STREETS: [&str; 9] = ["Osier", "Lapwing", "Curlew", "Mulberry", "Tollgate", "Saltmarsh", "Quince", "Damson", "Plover"];

/// A number below `end` that looks like chance, another for each field.
fn chance(number: usize, field: u64, end: usize) -> usize {
    let mixed = (number as u64 * 8 + field + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as usize % end
}

/// Two hundred people, and each once more; of every five, one then has another day of birth, and one another address.
fn list() -> Vec<Details> {
    let person = |number: usize| Details {
        given_name: GIVEN[chance(number, 0, GIVEN.len())].into(),
        family_name: FAMILY[chance(number, 1, FAMILY.len())].into(),
        born: format!("{}-{:02}-{:02}", 1940 + chance(number, 2, 60), 1 + chance(number, 3, 12), 1 + chance(number, 4, 28)),
        address: format!("{} {} Road", 1 + chance(number, 5, 97), STREETS[chance(number, 6, STREETS.len())]),
        ..Details::default()
    };
    let again = |number: usize| match number % 5 {
        0 => Details { born: person(number + 1_000).born, ..person(number) },
        1 => Details { address: person(number + 1_000).address, ..person(number) },
        _ => person(number),
    };
    (0..200).flat_map(|number| [person(number), again(number)]).collect()
}

fn fitted() -> Weights {
    fitted_from(1000.0 / list().len() as f64)
}

fn fitted_from(expected: f64) -> Weights {
    let people: Vec<Traits> = list().iter().map(Traits::of).collect();
    let rest = |at: usize| people.iter().skip(at + 1);
    fit(people.iter().enumerate().flat_map(|(at, one)| rest(at).map(move |other| Agreement::between(one, other))), expected)
}

#[test]
fn the_fitting_finds_by_itself_how_often_a_person_is_written_down_differently() {
    let weights = fitted();
    for (field, share) in [(Field::Born, 0.2), (Field::House, 0.2)] {
        let other = weights.odds(field, Level::Other).same;
        assert!((other - share).abs() < 0.05, "{field:?}: {other}");
    }
    assert!(weights.odds(Field::Given, Level::Same).same > 0.7);
}

#[test]
fn what_the_list_does_not_show_keeps_the_guess() {
    let weights = fitted();
    for (field, level) in [(Field::NhsNumber, Level::Same), (Field::Postcode, Level::Part), (Field::Reach, Level::Other)] {
        assert_eq!(weights.odds(field, level), Weights::guess().odds(field, level));
    }
}

#[test]
fn without_any_pairs_the_guess_stands() {
    assert_eq!(fit([], 1.0).odds(Field::Born, Level::Same), Weights::guess().odds(Field::Born, Level::Same));
}

#[test]
fn wherever_the_fitting_begins_it_settles_on_the_same() {
    let (few, many) = (fitted_from(0.1), fitted_from(10.0));
    for field in Field::ALL {
        for level in field.levels() {
            let [few, many] = [&few, &many].map(|weights| weights.odds(field, *level).bits());
            assert!((few - many).abs() < 0.05, "{field:?} {level:?}: {few} and {many}");
        }
    }
}
