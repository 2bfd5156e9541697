//! Introductions (rule 3): with the resident's yes they grant reading to whom they were made, until what came of them has ended.

use throughline_proto::v1::{Alongside, Introduction, Party, party};

use super::given::{CARE_CITY, Given, HARMONY, HUMOURISK, met, on, rosas_story, supporter, system, with_a_yes};
use crate::sharing::Sight;

fn introduced(to: party::Party, with_yes: bool) -> Given {
    let mut given = rosas_story().event(met("e", HARMONY));
    let when = Some(on("2026-03-01"));
    given.story.introductions.push(Introduction { to: Some(Party { party: Some(to) }), when, with_yes, ..Default::default() });
    given
}

fn to_care_city(with_yes: bool) -> Given {
    introduced(party::Party::Agency(CARE_CITY.into()), with_yes)
}

#[test]
fn an_agency_that_they_were_introduced_to_with_a_yes_reads_what_is_known_widely() {
    assert_eq!(to_care_city(true).sight(&system(CARE_CITY), "e"), Sight::Sentence);
    assert_eq!(to_care_city(true).sight(&system(HUMOURISK), "e"), Sight::Nothing);
}

#[test]
fn an_introduction_without_a_yes_grants_nothing() {
    assert_eq!(to_care_city(false).sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn a_supporter_whom_they_were_introduced_to_reads_and_their_colleagues_do_not() {
    let given = introduced(party::Party::Supporter("sam".into()), true);
    assert_eq!(given.sight(&supporter(CARE_CITY, "sam"), "e"), Sight::Sentence);
    assert_eq!(given.sight(&supporter(CARE_CITY, "kim"), "e"), Sight::Nothing);
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn an_introduction_grants_nothing_once_what_came_of_it_has_ended() {
    let ended = |until| to_care_city(true).beside(Alongside { until: Some(on(until)), ..with_a_yes(CARE_CITY) });
    assert_eq!(ended("2026-05-20").sight(&system(CARE_CITY), "e"), Sight::Nothing);
    assert_eq!(ended("2026-02-20").sight(&system(CARE_CITY), "e"), Sight::Sentence);
}
