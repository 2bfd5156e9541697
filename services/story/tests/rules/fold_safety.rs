//! What was opened in an emergency, and when the resident is told.

use throughline_proto::v1::{
    EmergencyOpened, EmergencyReviewed, Event, LooksReleased, ResidentTold, SafetyConcernAnswered, SafetyConcernShared, Story, event::Kind,
};
use throughline_story::is_told_later;

use crate::{
    given::{AMINA, CARE, HARMONY, TOM, Telling, id, on, said, story},
    happenings::withdrawn,
};

fn opened() -> Event {
    let until = Some(on("2026-03-01T11:00:00+00:00"));
    said(1, Kind::EmergencyOpened(EmergencyOpened { supporter: AMINA.into(), reason: "No answer.".into(), until }))
        .on("2026-03-01T10:00:00+00:00")
}

fn reviewed(number: usize, told: ResidentTold) -> Event {
    let reviewed = EmergencyReviewed { opening: id(1), found: "It was right.".into(), told: told.into(), ..Default::default() };
    said(number, Kind::EmergencyReviewed(reviewed)).by(CARE)
}

fn told_later(story: &Story) -> bool {
    is_told_later(story, &id(1))
}

#[test]
fn an_opening_stands_in_the_story_of_whoever_it_is_about() {
    let told = story([opened()]);
    let opening = &told.openings[0];
    assert_eq!((opening.supporter.as_str(), opening.agency.as_str(), opening.reason.as_str()), (AMINA, HARMONY, "No answer."));
    assert!(opening.when.is_some() && opening.until.is_some() && opening.reviews.is_empty());
    assert!(story([opened().of(&[TOM])]).openings.is_empty());
}

#[test]
fn a_resident_is_told_unless_whoever_looked_last_said_later() {
    assert!(!told_later(&story([opened()])));
    assert!(told_later(&story([opened(), reviewed(2, ResidentTold::Later)])));
    assert!(!told_later(&story([opened(), reviewed(2, ResidentTold::Later), reviewed(3, ResidentTold::Now)])));
    // Whoever writes down only the day has not decided before whoever wrote down the hour.
    let at_noon = reviewed(2, ResidentTold::Later).on("2026-03-01T12:00:00+00:00");
    assert!(!told_later(&story([opened(), at_noon, reviewed(3, ResidentTold::Now)])));
}

#[test]
fn a_review_of_the_same_day_belongs_to_its_opening() {
    assert_eq!(story([opened(), reviewed(2, ResidentTold::Now)]).openings[0].reviews.len(), 1);
}

#[test]
fn the_concerns_under_which_looks_are_shown_are_kept() {
    let released = said(5, Kind::LooksReleased(LooksReleased { concern: id(1), why: "She is safe.".into() }));
    let told = story([released]);
    assert_eq!((told.releases[0].concern.as_str(), told.releases[0].event.as_str()), (id(1).as_str(), id(5).as_str()));
}

#[test]
fn a_worry_that_was_taken_back_waits_for_nobody_and_is_kept_as_one() {
    let roles = vec!["care-city/lead".to_owned()];
    let worry = || said(1, Kind::SafetyConcernShared(SafetyConcernShared { to_roles: roles.clone(), ..Default::default() }));
    let answered = || said(2, Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: id(1), ..Default::default() })).by(CARE);
    let open = story([worry()]);
    assert!(!open.concerns[0].withdrawn && open.promises.len() == 1);
    for told in [story([worry(), said(3, withdrawn(1))]), story([worry(), answered(), said(3, withdrawn(1))])] {
        assert!(told.concerns[0].withdrawn && told.concerns[0].to_roles == roles && told.promises.is_empty(), "{told:?}");
    }
}
