//! Names and ways to be reached.

use throughline_proto::v1::{SharingLevel, WithdrawnBecause, sharing_scope::Scope};

use super::given::{CARE_CITY, Given, HARMONY, ROSA, choice, everything, rosa, rosas_story, system, viewer};
use crate::{Caller, Reader};

fn sees(given: &Given, caller: &Caller) -> bool {
    Reader::new(&viewer(caller), &given.story).may_see_details(ROSA, HARMONY)
}

#[test]
fn details_are_for_the_agency_that_wrote_them_and_the_resident() {
    let given = rosas_story().alongside(CARE_CITY);
    assert!(sees(&given, &system(HARMONY)));
    assert!(sees(&given, &rosa()));
    assert!(!sees(&given, &system(CARE_CITY)));
}

#[test]
fn a_choice_of_words_opens_details_and_one_of_the_sentence_does_not() {
    for (scope, level, expected) in [
        (everything(), SharingLevel::Words, true),
        (everything(), SharingLevel::Sentence, false),
        (Scope::Kind("details_changed".into()), SharingLevel::Words, true),
        (Scope::Kind("met".into()), SharingLevel::Words, false),
    ] {
        assert_eq!(sees(&rosas_story().chosen(choice(scope, &[CARE_CITY], level)), &system(CARE_CITY)), expected);
    }
}

#[test]
fn details_under_a_profile_of_another_story_are_not_shown() {
    assert!(!Reader::new(&viewer(&system(HARMONY)), &rosas_story().story).may_see_details("tom", HARMONY));
}

#[test]
fn details_of_the_wrong_person_are_not_shown() {
    let given = rosas_story().withdrawn("heard-of-rosa", WithdrawnBecause::WrongPerson);
    assert!(!sees(&given, &system(HARMONY)) && !sees(&given, &rosa()));
}
