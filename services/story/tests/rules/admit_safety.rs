//! Who says who holds a role, who answers a worry about safety, releases looks, and looks at what was opened in an emergency.

use throughline_proto::v1::{
    Corrected, DisagreementAdded, EmergencyOpened, EmergencyReviewed, Event, LooksReleased, Reason, ResidentTold, RoleHeld,
    SafetyConcernAnswered, SafetyConcernShared, Withdrawn, WithdrawnBecause, event::Kind,
};

use crate::given::{AMINA, BEN, CARE, CARL, Given, HARMONY, ROSA, TOM, Telling, given, id, said};

const LEAD: &str = "harmony-house/safeguarding-lead";
const CARE_LEAD: &str = "care-city/safeguarding-lead";

fn held(role: &str, supporter: &str, ended: bool) -> Event {
    said(1, Kind::RoleHeld(RoleHeld { role: role.into(), supporter: supporter.into(), ended })).of(&[supporter])
}

/// Care City worries about Rosa, whom it does not know, and says so to Harmony House's lead; or Harmony House to Care City's.
fn concern(writer: &str, role: &str) -> Event {
    let shared = SafetyConcernShared { to_roles: vec![role.into()], lawful_basis: "Care Act 2014".into(), ..Default::default() };
    said(1, Kind::SafetyConcernShared(shared)).by(writer)
}

fn answered(by: &str) -> Event {
    said(2, Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: id(1), ..Default::default() })).by(by)
}

fn released(by: &str) -> Event {
    said(3, Kind::LooksReleased(LooksReleased { concern: id(1), why: "She is safe.".into() })).by(by)
}

fn opened(agency: &str, supporter: &str) -> Event {
    let opened = EmergencyOpened { supporter: supporter.into(), reason: "No answer at the door.".into(), until: None };
    said(1, Kind::EmergencyOpened(opened)).by(agency).recorded_by(supporter)
}

fn reviewed(by: &str) -> Event {
    let reviewed =
        EmergencyReviewed { opening: id(1), found: "It was right.".into(), told: ResidentTold::Now.into(), ..Default::default() };
    said(2, Kind::EmergencyReviewed(reviewed)).by(by)
}

fn withdrawn(event: usize, by: &str) -> Event {
    let because = WithdrawnBecause::Mistake.into();
    said(9, Kind::Withdrawn(Withdrawn { event: id(event), because, ..Default::default() })).by(by)
}

#[test]
fn an_agencys_own_system_says_who_of_its_people_holds_its_roles() {
    given([]).when(held(LEAD, AMINA, false)).then_admitted();
    given([]).when(held(LEAD, AMINA, false)).for_supporter(AMINA).then_refused(Reason::AgencysToSay);
    given([]).when(held(CARE_LEAD, CARL, false)).then_refused(Reason::NotAllowed);
    given([]).when(held(LEAD, CARL, false)).then_refused(Reason::NotYoursToActFor);
    given([]).left(AMINA).when(held(LEAD, AMINA, false)).then_refused(Reason::SupporterUnknown);
}

#[test]
fn the_keeper_says_so_for_any_agency_and_of_its_own_people() {
    given([]).when(held(CARE_LEAD, CARL, false)).by_keeper().then_admitted();
    given([]).when(held(CARE_LEAD, AMINA, false)).by_keeper().then_refused(Reason::NotYoursToActFor);
}

#[test]
fn only_a_role_that_is_held_can_end() {
    given([]).when(held(LEAD, AMINA, true)).then_refused(Reason::RolesNotAsSaid);
    given([]).holding(LEAD, AMINA, "").when(held(LEAD, AMINA, true)).then_admitted();
    // To cover for somebody is not to hold it.
    given([]).holding(LEAD, AMINA, BEN).when(held(LEAD, BEN, true)).then_refused(Reason::RolesNotAsSaid);
    given([held(LEAD, AMINA, false)]).when(withdrawn(1, HARMONY).of(&[])).then_refused(Reason::NotForRecord);
}

#[test]
fn a_worry_is_answered_by_whoever_holds_its_role_or_covers() {
    let worried = || given([concern(HARMONY, CARE_LEAD)]);
    let with_cover = || worried().holding(CARE_LEAD, CARL, "cover");
    with_cover().when(answered(CARE)).for_supporter(CARL).then_admitted();
    with_cover().when(answered(CARE).recorded_by("cover")).decide().expect_err("nobody of theirs");
    with_cover().when(answered(CARE)).then_refused(Reason::RoleNotHeld);
    with_cover().when(answered(CARE).recorded_by(CARL)).then_admitted();
    // Where nobody holds it, whoever acts for the agency has seen it.
    worried().when(answered(CARE)).then_admitted();
}

#[test]
fn a_worry_for_a_role_that_nobody_holds_is_answered_by_the_safeguarding_lead_if_there_is_one() {
    let worried = || given([concern(HARMONY, "care-city/duty-worker")]);
    worried().when(answered(CARE)).then_admitted();
    worried().holding(CARE_LEAD, CARL, "").when(answered(CARE)).for_supporter(CARL).then_admitted();
    worried().holding(CARE_LEAD, "somebody", "").when(answered(CARE).of(&[])).for_supporter(CARL).then_refused(Reason::EventUnknown);
}

#[test]
fn a_worry_is_put_right_and_not_passed_to_other_roles() {
    let corrected = |role: &str| {
        let instead = Some(Box::new(concern(HARMONY, role)));
        said(2, Kind::Corrected(Box::new(Corrected { event: id(1), instead, ..Default::default() })))
    };
    given([concern(HARMONY, CARE_LEAD)]).when(corrected(CARE_LEAD)).then_admitted();
    given([concern(HARMONY, CARE_LEAD)]).when(corrected("care-city/duty-worker")).then_refused(Reason::NotForRecord);
}

#[test]
fn whoever_holds_another_role_does_not_even_name_the_worry() {
    let given = || given([concern(HARMONY, CARE_LEAD)]).holding(CARE_LEAD, "somebody", "").holding("care-city/other", CARL, "");
    // The people are those of the worry; whoever named only that is told that there is none (`record`).
    given().when(answered(CARE)).for_supporter(CARL).then_refused(Reason::PersonUnknown);
    given().when(released(CARE)).for_supporter(CARL).then_refused(Reason::PersonUnknown);
    given().when(answered(CARE).of(&[])).for_supporter(CARL).then_refused(Reason::EventUnknown);
}

#[test]
fn whoever_shared_a_worry_does_not_answer_it_themselves() {
    given([concern(HARMONY, CARE_LEAD)]).when(answered(HARMONY)).then_refused(Reason::RoleNotHeld);
}

#[test]
fn looks_are_released_by_a_lead_and_never_for_want_of_one() {
    let worried = || given([concern(HARMONY, CARE_LEAD)]);
    worried().holding(CARE_LEAD, CARL, "").when(released(CARE)).for_supporter(CARL).then_admitted();
    worried().when(released(CARE)).for_supporter(CARL).then_refused(Reason::RoleNotHeld);
    worried().holding(CARE_LEAD, CARL, "").when(released(HARMONY)).for_supporter(AMINA).then_refused(Reason::RoleNotHeld);
}

#[test]
fn nobody_opens_a_story_with_an_event() {
    given([]).when(opened(HARMONY, AMINA)).then_refused(Reason::NotForRecord);
}

fn an_opening() -> Given {
    given([opened(HARMONY, AMINA)]).holding(LEAD, BEN, "").holding(CARE_LEAD, CARL, "")
}

#[test]
fn an_opening_is_looked_at_by_a_lead_of_an_agency_with_a_part_in_it_or_the_keeper() {
    an_opening().when(reviewed(HARMONY)).for_supporter(BEN).then_admitted();
    an_opening().when(reviewed(HARMONY)).for_supporter(AMINA).then_refused(Reason::RoleNotHeld);
    // Care City does not know Rosa until it is said that she is the person whom it knows.
    an_opening().when(reviewed(CARE).of(&[])).for_supporter(CARL).then_refused(Reason::EventUnknown);
    an_opening().joined().when(reviewed(CARE)).for_supporter(CARL).then_admitted();
    an_opening().when(reviewed("keeper")).by_keeper().then_admitted();
}

#[test]
fn that_a_resident_is_told_later_a_named_lead_decides_and_nobody_else() {
    let later = || {
        let reviewed =
            EmergencyReviewed { opening: id(1), told: ResidentTold::Later.into(), why_later: "He reads it.".into(), ..Default::default() };
        said(2, Kind::EmergencyReviewed(reviewed))
    };
    an_opening().when(later()).for_supporter(BEN).then_admitted();
    an_opening().when(later().by("keeper")).by_keeper().then_refused(Reason::RoleNotHeld);
}

#[test]
fn nobody_looks_at_their_own_opening() {
    an_opening().holding(LEAD, AMINA, "").when(reviewed(HARMONY)).for_supporter(AMINA).then_refused(Reason::WithThemselves);
}

#[test]
fn an_opening_and_its_review_stay_as_they_were_written() {
    an_opening().when(withdrawn(1, HARMONY)).then_refused(Reason::StaysAsWritten);
    let instead = Some(Box::new(opened(HARMONY, BEN)));
    let corrected = Kind::Corrected(Box::new(Corrected { event: id(1), instead, ..Default::default() }));
    an_opening().when(said(9, corrected)).then_refused(Reason::StaysAsWritten);
    given([opened(HARMONY, AMINA), reviewed(HARMONY)]).when(withdrawn(2, HARMONY)).then_refused(Reason::StaysAsWritten);
}

#[test]
fn the_resident_disagrees_with_an_opening_once_they_are_told() {
    let disagrees = || said(9, Kind::DisagreementAdded(DisagreementAdded { event: id(1), ..Default::default() })).by(CARE);
    let given = |told: ResidentTold| {
        let mut review = reviewed(HARMONY);
        if let Some(Kind::EmergencyReviewed(it)) = &mut review.kind {
            it.told = told.into();
        }
        given([opened(HARMONY, AMINA), review]).joined()
    };
    given(ResidentTold::Now).when(disagrees()).for_resident(ROSA).then_admitted();
    given(ResidentTold::Later).when(disagrees()).for_resident(ROSA).then_refused(Reason::EventUnknown);
    given(ResidentTold::Now).when(disagrees().of(&[TOM])).for_resident(TOM).then_refused(Reason::EventUnknown);
}
