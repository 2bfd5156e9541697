//! People as one meets them, told apart or brought together. All of them are made up.

use throughline_matching::{Agreement, Field, Level, Score, Traits};
use throughline_proto::v1::{Details, Evidence, Reach};

fn rosa() -> Details {
    Details {
        known_as: "Rosa".into(),
        given_name: "Rosemary".into(),
        family_name: "Tilbrook".into(),
        born: "1951-06-02".into(),
        address: "12 Osier Walk, Dagenham".into(),
        postcode: "RM10 8QX".into(),
        ..Details::default()
    }
}

fn named(given: &str, family: &str) -> Details {
    Details { given_name: given.into(), family_name: family.into(), ..Details::default() }
}

fn agreement(one: &Details, other: &Details) -> Agreement {
    Agreement::between(&Traits::of(one), &Traits::of(other))
}

fn may_match(one: &Details, other: &Details) -> bool {
    Score::between(&Traits::of(one), &Traits::of(other)).may_match()
}

#[test]
fn somebody_who_moved_and_goes_by_another_name_is_asked_about() {
    let moved = Details {
        known_as: String::new(),
        given_name: "Rosie".into(),
        address: "47 Lapwing Close".into(),
        postcode: "IG11 7PL".into(),
        ..rosa()
    };
    assert!(may_match(&rosa(), &moved));
    assert_eq!(agreement(&rosa(), &moved).evidence(), [Evidence::Name, Evidence::Born]);
}

#[test]
fn names_the_other_way_round_are_the_same_names() {
    let crossed = Details { known_as: String::new(), given_name: "Tilbrook".into(), family_name: "Rosemary".into(), ..rosa() };
    assert_eq!(agreement(&rosa(), &crossed).level(Field::Given), Level::Same);
    assert_eq!(agreement(&rosa(), &crossed).level(Field::Family), Level::Same);
    assert!(may_match(&rosa(), &crossed));
}

#[test]
fn names_without_a_family_name_match_by_their_parts() {
    let (one, other) = (named("Abdul Karim", "Miah"), named("Md Abdul", "Karim"));
    assert_eq!(agreement(&one, &other).level(Field::Given), Level::Part);
    let (one, other) = (named("Hodan Ali", "Warsame"), named("Hodan", "Ali Warsame"));
    assert_ne!(agreement(&one, &other).level(Field::Given), Level::Other);
    assert_ne!(agreement(&one, &other).level(Field::Family), Level::Other);
}

#[test]
fn a_name_from_before_a_marriage_still_counts() {
    let before = Details { family_name: "Marsh".into(), ..rosa() };
    let after = Details { other_names: vec!["Marsh".into()], ..rosa() };
    assert_eq!(agreement(&before, &after).level(Field::Family), Level::Same);
}

#[test]
fn another_name_does_not_help_names_that_are_the_other_way_round() {
    let one = Details { other_names: vec!["Marsh".into()], ..named("Mohammed", "Tilbrook") };
    let other = Details { known_as: "Tilbrook".into(), ..named("Md", "Marsh") };
    assert!(Score::between(&Traits::of(&one), &Traits::of(&other)).bits < Score::between(&Traits::of(&one), &Traits::of(&one)).bits);
}

#[test]
fn the_same_name_in_another_script_is_the_same_name() {
    assert_eq!(agreement(&named("Иван", "Петров"), &named("Ivan", "Petrov")).level(Field::Given), Level::Same);
    assert_eq!(agreement(&named("রোকেয়া", "বেগম"), &named("রোকেয়া", "বেগম")).level(Field::Family), Level::Same);
    assert_eq!(agreement(&named("Ștefan", "Ionescu"), &named("Stefan", "Ionescu")).level(Field::Given), Level::Same);
}

#[test]
fn brothers_and_sisters_at_one_address_are_two_people() {
    let sister = Details { known_as: String::new(), given_name: "Maureen".into(), born: "1954-11-20".into(), ..rosa() };
    assert!(!may_match(&rosa(), &sister));
    assert!(!may_match(&rosa(), &Details { born: String::new(), ..sister }));
}

#[test]
fn somebody_of_the_family_is_no_match_because_another_ones_names_were_exchanged() {
    let crossed = Details { known_as: String::new(), given_name: "Tilbrook".into(), family_name: "Rosemary".into(), ..rosa() };
    let brother = Details { known_as: String::new(), given_name: "Derek".into(), born: "1954-11-20".into(), ..rosa() };
    assert!(!may_match(&crossed, &brother));
}

#[test]
fn a_name_that_runs_in_the_family_does_not_make_two_brothers_one() {
    let named = |born: &str| Details {
        known_as: String::new(),
        given_name: "Mohammed".into(),
        family_name: "Rahman".into(),
        born: born.into(),
        ..rosa()
    };
    assert!(!may_match(&named("1951-06-02"), &named("1984-11-20")));
}

#[test]
fn neighbours_with_the_same_given_name_are_two_people() {
    let neighbour =
        Details { family_name: "Cracknell".into(), born: "1984-11-20".into(), address: "31 Osier Walk, Dagenham".into(), ..rosa() };
    assert!(!may_match(&rosa(), &neighbour));
}

#[test]
fn twins_are_told_apart_by_their_nhs_numbers() {
    let twin = Details { known_as: String::new(), given_name: "Maureen".into(), nhs_number: "9434765919".into(), ..rosa() };
    assert!(!may_match(&Details { nhs_number: "9876543210".into(), ..rosa() }, &twin));
}

#[test]
fn a_name_alone_is_never_enough() {
    assert!(!may_match(&named("Rosemary", "Tilbrook"), &named("Rosemary", "Tilbrook")));
    assert!(!may_match(&named("Mohammed", "Ahmed"), &named("Mohammed", "Ahmed")));
}

#[test]
fn a_name_that_many_share_weighs_less_than_a_rare_one() {
    let bits = |given: &str, family: &str| Score::between(&Traits::of(&named(given, family)), &Traits::of(&named(given, family))).bits;
    assert!(bits("Mohammed", "Ahmed") + 3.0 < bits("Ifeoma", "Sondergeld"));
}

#[test]
fn a_first_of_january_weighs_less_than_another_day() {
    let bits = |born: &str| {
        let person = Details { born: born.into(), ..named("Hodan", "Warsame") };
        Score::between(&Traits::of(&person), &Traits::of(&person)).bits
    };
    assert!(bits("1980-01-01") + 3.0 < bits("1980-03-07"));
}

#[test]
fn an_nhs_number_with_a_wrong_check_digit_counts_for_nothing() {
    let wrong = Details { nhs_number: "9434765918".into(), ..rosa() };
    assert_eq!(agreement(&wrong, &wrong), agreement(&rosa(), &rosa()));
    let right = Details { nhs_number: "943 476 5919".into(), ..rosa() };
    assert_eq!(agreement(&right, &right).evidence(), [Evidence::Name, Evidence::Born, Evidence::Address, Evidence::NhsNumber]);
}

#[test]
fn a_telephone_number_is_the_same_however_it_is_written() {
    let with = |at: &str| Details { reach: vec![Reach { at: at.into(), ..Reach::default() }], ..named("Rosa", "Marsh") };
    assert_eq!(agreement(&with("+44 7700 900123"), &with("07700 900123")).level(Field::Reach), Level::Same);
    assert!(may_match(&with("+44 7700 900123"), &with("07700 900123")));
}

#[test]
fn nobody_is_like_nobody() {
    let nobody = Details::default();
    for other in [&nobody, &rosa()] {
        let score = Score::between(&Traits::of(&nobody), &Traits::of(other));
        assert!(score.bits.abs() < 0.01 && !score.may_match());
        assert!(agreement(&nobody, other).evidence().is_empty());
    }
}

#[test]
fn what_is_printed_of_a_person_tells_nothing_of_them() {
    let printed = format!("{:?}", Traits::of(&rosa()));
    assert!(!printed.to_lowercase().contains("ros") && !printed.contains("1951"));
}

#[test]
fn two_who_share_a_town_or_no_abode_are_two_people() {
    for (address, postcode) in [("Romford", ""), ("no fixed abode", "ZZ99 3VZ"), ("of no fixed abode", ""), ("The Hostel", "")] {
        let at =
            |born: &str| Details { born: born.into(), address: address.into(), postcode: postcode.into(), ..named("Ifeoma", "Sondergeld") };
        assert!(!may_match(&at(""), &at("")), "{address}");
        assert!(!may_match(&at("1951-06-02"), &at("1984-11-20")), "{address}");
    }
}

#[test]
fn two_unnamed_babies_of_one_day_are_two_people() {
    let baby =
        |family: &str| Details { given_name: "Baby".into(), family_name: family.into(), born: "2026-06-02".into(), ..Details::default() };
    assert_eq!(agreement(&baby("Marsh"), &baby("Marsh")).level(Field::Given), Level::Unknown);
    assert!(!may_match(&baby("Unknown"), &baby("Unknown")));
}

#[test]
fn whoever_moved_is_asked_about_however_common_their_name_is() {
    for (given, family) in [("Mohammed", "Ahmed"), ("John", "Smith"), ("Ifeoma", "Sondergeld")] {
        let at = |address: &str, postcode: &str| Details {
            born: "1980-03-04".into(),
            address: address.into(),
            postcode: postcode.into(),
            ..named(given, family)
        };
        assert!(may_match(&at("12 Osier Walk", "RM10 8QX"), &at("47 Lapwing Close", "IG11 7PL")), "{given} {family}");
        assert!(may_match(&at("12 Osier Walk", "RM10 8QX"), &at("14 Lapwing Close", "RM10 9AB")), "{given} {family}: not far");
    }
}

#[test]
fn to_have_moved_is_no_reason_to_be_one_person() {
    let at = |born: &str, address: &str, postcode: &str| Details {
        born: born.into(),
        address: address.into(),
        postcode: postcode.into(),
        ..named("Mohammed", "Ahmed")
    };
    let known = at("1980-03-04", "12 Osier Walk", "RM10 8QX");
    assert!(!may_match(&known, &at("1991-09-11", "47 Lapwing Close", "IG11 7PL")));
    assert!(!may_match(&known, &at("", "47 Lapwing Close", "IG11 7PL")));
    assert!(!may_match(&known, &at("1980-09-11", "47 Lapwing Close", "IG11 7PL")));
}

#[test]
fn a_whole_name_in_one_column_is_a_given_and_a_family_name() {
    let whole = Details { given_name: "Rosa Tilbrook".into(), ..Details::default() };
    let known_as = Details { known_as: "Rosa Tilbrook".into(), ..Details::default() };
    for one in [&whole, &known_as] {
        for other in [&whole, &known_as, &named("Rosa", "Tilbrook")] {
            let agreement = agreement(one, other);
            assert_eq!([agreement.level(Field::Given), agreement.level(Field::Family)], [Level::Same; 2]);
        }
    }
    let born = |person: &Details| Details { born: "1951-06-02".into(), ..person.clone() };
    assert!(may_match(&born(&known_as), &born(&named("Rosa", "Tilbrook"))));
}

#[test]
fn a_given_name_of_two_words_is_still_one_where_the_family_name_is_not_said() {
    let (without, with) = (named("Abdul Karim", ""), named("Abdul Karim", "Miah"));
    assert_eq!(agreement(&without, &with).level(Field::Given), Level::Same);
    assert_eq!(agreement(&without, &with).level(Field::Family), Level::Unknown);
}

#[test]
fn two_of_one_hostel_with_one_given_name_are_two_people() {
    let at = |family: &str| Details {
        address: "12 Osier Walk, Dagenham".into(),
        postcode: "RM10 8QX".into(),
        reach: vec![Reach { at: "020 7946 0958".into(), ..Reach::default() }],
        ..named("Ifeoma", family)
    };
    let without = |person: Details| Details { reach: Vec::new(), ..person };
    assert!(!may_match(&at("Sondergeld"), &at("Mensah")));
    assert!(!may_match(&without(at("Sondergeld")), &without(at("Mensah"))));
}

#[test]
fn another_flat_of_the_same_block_speaks_against() {
    let at = |flat: &str| Details { address: format!("Flat {flat}, 12 Mulberry Court, Osier Walk"), ..named("Ifeoma", "Sondergeld") };
    let odds = throughline_matching::Weights::fitted().odds(Field::House, agreement(&at("3"), &at("14")).level(Field::House));
    assert!(odds.bits() <= 0.0);
}

#[test]
fn among_fewer_people_the_same_says_more() {
    let score = Score::between(&Traits::of(&named("Rosa", "Tilbrook")), &Traits::of(&named("Rosa", "Tilbrook")));
    assert!(score.likelihood_among(1_000.0) > 0.9 && score.likelihood() < 0.25);
    assert!((score.likelihood_among(220_000.0) - score.likelihood()).abs() < f64::EPSILON);
}
