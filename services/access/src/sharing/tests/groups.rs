//! What somebody chooses about a group: that they go there, and whatever happened there.

use throughline_proto::v1::{
    ConnectedToGroup, Corrected, Event, GroupLeft, GroupTie, Place, SharingLevel, event::Kind, place::Place as Where, sharing_scope::Scope,
};

use super::given::{CARE_CITY, Given, HARMONY, HUMOURISK, choice, event, everything, met, rosa, rosas_story, system};
use crate::Sight;

const WALKERS: &str = "walkers";
const CHOIR: &str = "choir";

fn joined(id: &str, group: &str) -> Event {
    event(id, HARMONY, Kind::ConnectedToGroup(ConnectedToGroup { group: group.into() }))
}

fn left(id: &str, group: &str) -> Event {
    event(id, HARMONY, Kind::GroupLeft(GroupLeft { group: group.into(), ..Default::default() }))
}

fn at(event: Event, place: Where) -> Event {
    Event { place: Some(Place { place: Some(place) }), ..event }
}

fn group(group: &str) -> Scope {
    Scope::Group(group.into())
}

fn given() -> Given {
    rosas_story()
        .alongside(CARE_CITY)
        .event(joined("joined", WALKERS))
        .event(left("left", WALKERS))
        .event(at(met("there", HARMONY), Where::Group(WALKERS.into())))
        .event(at(met("in-the-space", HARMONY), Where::Space(WALKERS.into())))
        .event(joined("choir", CHOIR))
        .event(met("elsewhere", HARMONY))
}

#[test]
fn that_somebody_goes_to_a_group_is_kept_with_all_that_happened_there() {
    let kept = given().chosen(choice(group(WALKERS), &[], SharingLevel::Nothing));
    for id in ["joined", "left", "there", "in-the-space"] {
        assert_eq!(given().sight(&system(CARE_CITY), id), Sight::Sentence, "{id}");
        assert_eq!(kept.sight(&system(CARE_CITY), id), Sight::Nothing, "{id}");
        assert_eq!(kept.sight(&rosa(), id), Sight::Words, "{id}");
    }
    for id in ["choir", "elsewhere"] {
        assert_eq!(kept.sight(&system(CARE_CITY), id), Sight::Sentence, "{id}");
    }
}

#[test]
fn a_group_is_opened_to_an_agency_by_name() {
    let opened = given().chosen(choice(group(WALKERS), &[HUMOURISK], SharingLevel::Words));
    assert_eq!(opened.sight(&system(HUMOURISK), "there"), Sight::Words);
    assert_eq!(opened.sight(&system(HUMOURISK), "elsewhere"), Sight::Nothing);
    assert!(opened.opens(&system(HUMOURISK)));
}

#[test]
fn a_group_is_narrower_than_a_kind_a_writer_and_everything_and_wider_than_an_entry() {
    let nothing = |scope| choice(scope, &[], SharingLevel::Nothing);
    let words = |scope| choice(scope, &[], SharingLevel::Words);
    for wider in [Scope::Kind("met".into()), Scope::WrittenBy(HARMONY.into()), everything()] {
        let opened = given().chosen(words(group(WALKERS))).chosen(nothing(wider.clone()));
        assert_eq!(opened.sight(&system(CARE_CITY), "there"), Sight::Words, "{wider:?}");
        let closed = given().chosen(nothing(group(WALKERS))).chosen(words(wider.clone()));
        assert_eq!(closed.sight(&system(CARE_CITY), "there"), Sight::Nothing, "{wider:?}");
    }
    let entry = given().chosen(words(Scope::Event("there".into()))).chosen(nothing(group(WALKERS)));
    assert_eq!(entry.sight(&system(CARE_CITY), "there"), Sight::Words);
}

#[test]
fn of_two_groups_the_one_that_is_kept_decides() {
    let both = at(joined("both", CHOIR), Where::Group(WALKERS.into()));
    let given = given().event(both);
    let given = given.chosen(choice(group(CHOIR), &[], SharingLevel::Words)).chosen(choice(group(WALKERS), &[], SharingLevel::Nothing));
    assert_eq!(given.sight(&system(CARE_CITY), "both"), Sight::Nothing);
}

#[test]
fn what_puts_something_right_has_to_do_with_the_group_that_it_says_instead() {
    let instead = Some(Box::new(at(Event { kind: Some(Kind::Met(Default::default())), ..Event::default() }, Where::Group(WALKERS.into()))));
    let corrected = Kind::Corrected(Box::new(Corrected { event: "elsewhere".into(), instead, ..Default::default() }));
    let given = given().event(event("corrected", HARMONY, corrected)).chosen(choice(group(WALKERS), &[], SharingLevel::Nothing));
    assert_eq!(given.sight(&system(CARE_CITY), "corrected"), Sight::Nothing);
    assert_eq!(given.sight(&system(CARE_CITY), "elsewhere"), Sight::Sentence);
}

#[test]
fn a_group_that_is_kept_is_in_no_summary_nor_that_somebody_left_it() {
    let tie = |event: &str, ended_event: &str| GroupTie {
        group: WALKERS.into(),
        event: event.into(),
        ended_event: ended_event.into(),
        ..Default::default()
    };
    let mut kept = given().chosen(choice(group(WALKERS), &[], SharingLevel::Nothing));
    kept.story.groups = vec![tie("joined", "left")];
    assert!(kept.shown_to(&system(CARE_CITY)).groups.is_empty());
    assert_eq!(kept.shown_to(&rosa()).groups.len(), 1);
    let mut ending = given().chosen(choice(Scope::Event("left".into()), &[], SharingLevel::Nothing));
    ending.story.groups = vec![tie("joined", "left")];
    assert!(ending.shown_to(&system(CARE_CITY)).groups.is_empty());
}
