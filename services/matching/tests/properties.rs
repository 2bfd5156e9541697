//! What holds for any two people, however strange their details are.

use proptest::{collection::vec, prelude::*};
use throughline_matching::{Agreement, Field, Level, Score, Traits, keys_of};
use throughline_proto::v1::{Details, Reach};

/// More keys than anybody has, whatever they are called.
const MANY_KEYS: usize = 300;

/// Something that people write into a field, or anything at all.
fn text(usual: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(usual).prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => any::<String>(),
        1 => "\\PC{0,300}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    text(&[
        "Rosa",
        "Rosemary",
        "Rosie",
        "Mohammed",
        "Md",
        "Abdul Karim",
        "Karim",
        "Tilbrook",
        "Tillbrook",
        "Begum",
        "J",
        "O’Neill",
        "王",
        "রহিম",
    ])
}

fn person() -> impl Strategy<Value = Details> {
    let born = text(&["1951-06-02", "1951-02-06", "1951-06-20", "1980-01-01", "1951-13-45", "1900-01-01", "19510602"]);
    let address = text(&["12 Osier Walk", "Flat 3, 12 Osier Wlk", "31 Ripple Road, Barking IG11 7PL", "The Hostel", "0", "london"]);
    let postcode = text(&["RM10 8QX", "rm108qx", "RM10 8XQ", "IG11 7PL", "2776", "-"]);
    let nhs_number = text(&["943 476 5919", "9876543210", "9434765918", "0000000000"]);
    let reach = vec(text(&["+44 7700 900123", "07700 900123", "rosa@example.org", "none"]), 0..3);
    (name(), name(), name(), vec(name(), 0..3), born, address, (postcode, nhs_number, reach)).prop_map(
        |(given_name, family_name, known_as, other_names, born, address, (postcode, nhs_number, reach))| Details {
            given_name,
            family_name,
            known_as,
            other_names,
            born,
            address,
            postcode,
            nhs_number,
            reach: reach.into_iter().map(|at| Reach { at, ..Reach::default() }).collect(),
            ..Details::default()
        },
    )
}

fn between(one: &Details, other: &Details) -> Agreement {
    Agreement::between(&Traits::of(one), &Traits::of(other))
}

fn bits(one: &Details, other: &Details) -> f64 {
    Score::between(&Traits::of(one), &Traits::of(other)).bits
}

proptest! {
    #[test]
    fn it_does_not_matter_who_comes_first(one in person(), other in person()) {
        prop_assert_eq!(between(&one, &other), between(&other, &one));
        prop_assert!((bits(&one, &other) - bits(&other, &one)).abs() < 1e-9);
    }

    #[test]
    fn nobody_is_more_like_a_person_than_they_are_themselves(
        one in person().prop_filter("with both names", |person| [&person.given_name, &person.family_name].iter().all(|name| name.chars().any(char::is_alphanumeric))),
        other in person(),
    ) {
        // By another name that is rarer than their own somebody may be known better than by that.
        let [one, other] = [one, other].map(|person| Details { other_names: Vec::new(), ..person });
        prop_assert!(bits(&one, &one) >= bits(&one, &other) - 1e-9, "{} {}", bits(&one, &one), bits(&one, &other));
    }

    #[test]
    fn what_one_does_not_say_is_as_if_neither_did(one in person(), other in person()) {
        let without = |person: &Details| Details { born: String::new(), nhs_number: String::new(), reach: Vec::new(), ..person.clone() };
        let (half, neither) = (between(&one, &without(&other)), between(&without(&one), &without(&other)));
        for field in [Field::Born, Field::NhsNumber, Field::Reach] {
            prop_assert_eq!(half.level(field), Level::Unknown);
        }
        prop_assert_eq!(half, neither);
    }

    #[test]
    fn every_level_is_one_of_its_field(one in person(), other in person()) {
        let agreement = between(&one, &other);
        for field in Field::ALL {
            let level = agreement.level(field);
            prop_assert!(level == Level::Unknown || field.levels().contains(&level), "{:?} {:?}", field, level);
        }
        prop_assert!(Score::between(&Traits::of(&one), &Traits::of(&other)).likelihood().is_finite());
    }

    #[test]
    fn keys_are_few_and_in_order(one in person()) {
        let keys = keys_of(&Traits::of(&one));
        prop_assert!(keys.len() <= MANY_KEYS && keys.is_sorted());
        prop_assert_eq!(&keys, &keys_of(&Traits::of(&one)));
    }
}
