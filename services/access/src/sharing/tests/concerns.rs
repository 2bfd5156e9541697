//! Safety concerns: seen by their roles and their writer, and hidden from everybody else.

use throughline_proto::v1::{Corrected, SafetyConcernAnswered, SharingChosen, SharingLevel, WithdrawnBecause, event::Kind};

use super::given::{CARE_CITY, Given, HARMONY, HUMOURISK, also_for, choice, event, everything, rosa, rosas_story, supporter, system};
use crate::Sight;

const COUNCIL: &str = "council";

fn a_concern() -> Given {
    let answered = SafetyConcernAnswered { concern: "worry".into(), ..Default::default() };
    let given = rosas_story().alongside(CARE_CITY).alongside(HARMONY).concern("worry", HARMONY, &["council/safeguarding-lead"]);
    given.event(event("answer", COUNCIL, Kind::SafetyConcernAnswered(answered)))
}

#[test]
fn its_roles_and_its_writer_read_a_concern_and_its_answer() {
    for agency in [COUNCIL, HARMONY] {
        assert_eq!(a_concern().sight(&system(agency), "worry"), Sight::Words, "{agency}");
        assert_eq!(a_concern().sight(&system(agency), "answer"), Sight::Words, "{agency}");
    }
}

#[test]
fn nobody_else_sees_that_there_is_a_concern_or_an_answer() {
    for agency in [CARE_CITY, HUMOURISK, "council-other", "safeguarding-lead"] {
        assert_eq!(a_concern().sight(&system(agency), "worry"), Sight::Nothing, "{agency}");
        assert_eq!(a_concern().sight(&system(agency), "answer"), Sight::Nothing, "{agency}");
    }
}

#[test]
fn no_choice_and_no_audience_opens_a_concern() {
    let mut given = a_concern().chosen(choice(everything(), &[CARE_CITY], SharingLevel::Words));
    given.events = given.events.into_iter().map(|event| also_for(event, CARE_CITY)).collect();
    assert_eq!(given.sight(&system(CARE_CITY), "worry"), Sight::Nothing);
    assert_eq!(given.sight(&system(CARE_CITY), "answer"), Sight::Nothing);
}

#[test]
fn no_choice_closes_a_concern_to_its_roles() {
    let given = a_concern().chosen(choice(everything(), &[COUNCIL], SharingLevel::Nothing));
    assert_eq!(given.sight(&system(COUNCIL), "worry"), Sight::Words);
}

#[test]
fn a_supporter_who_was_shut_out_sees_no_concern_either() {
    let given = a_concern().chosen(SharingChosen { never_supporters: vec!["ex".into()], ..Default::default() });
    assert_eq!(given.sight(&supporter(COUNCIL, "ex"), "worry"), Sight::Nothing);
}

#[test]
fn a_concern_that_is_put_right_stays_hidden() {
    let corrected = Corrected { event: "worry".into(), ..Default::default() };
    let given = a_concern().event(event("corrected", HARMONY, Kind::Corrected(Box::new(corrected))));
    assert_eq!(given.sight(&system(CARE_CITY), "corrected"), Sight::Nothing);
    assert_eq!(given.sight(&rosa(), "corrected"), Sight::Nothing);
    assert_eq!(given.sight(&system(COUNCIL), "corrected"), Sight::Words);
}

#[test]
fn the_words_of_a_concern_about_the_wrong_person_are_hidden_with_those_of_its_answer() {
    let given = a_concern().withdrawn("worry", WithdrawnBecause::WrongPerson);
    for agency in [COUNCIL, HARMONY] {
        assert!(given.sight(&system(agency), "worry") <= Sight::Sentence);
        assert!(given.sight(&system(agency), "answer") <= Sight::Sentence);
    }
    assert_eq!(given.sight(&rosa(), "worry"), Sight::Nothing);
}
