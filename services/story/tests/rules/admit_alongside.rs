//! Walking alongside: rules 2 and 3. Nearly everything is kept.

use throughline_proto::v1::{
    AlongsideEnded, EndedBecause, Introduced, Reason, SupporterAway, SupporterLeft, SupporterReflected, event::Kind,
};

use crate::{
    given::{AMINA, BEN, CARE, CARL, ROSA, ROSA_TOO, TOM, Telling, given, resident, said, supporter},
    happenings::{ended, left, met, started, started_without_yes},
};

fn leaves(supporter: &str, promised_by: &str) -> Kind {
    Kind::SupporterLeft(SupporterLeft { supporter: supporter.into(), promised_by: promised_by.into() })
}

fn away(supporter: &str, covered_by: &str) -> Kind {
    Kind::SupporterAway(SupporterAway { supporter: supporter.into(), until: String::new(), covered_by: covered_by.into() })
}

#[test]
fn to_walk_alongside_without_a_yes_is_kept() {
    given([]).when(said(1, started_without_yes(AMINA))).then_admitted();
}

#[test]
fn an_end_that_leaves_nobody_is_kept() {
    for because in [EndedBecause::FundingEnded, EndedBecause::ResidentChose, EndedBecause::NotAMatch] {
        let admission = given([said(1, started(AMINA))]).when(said(2, ended(AMINA, because))).then_admitted();
        assert!(admission.depends_on.is_empty());
    }
}

#[test]
fn who_was_never_alongside_does_not_stop() {
    given([said(1, started(AMINA))]).when(said(2, ended(BEN, EndedBecause::Other))).then_refused(Reason::NotAlongside);
    given([]).when(said(2, ended(AMINA, EndedBecause::Other))).then_refused(Reason::NotAlongside);
}

#[test]
fn who_began_in_the_same_request_may_stop_in_it() {
    given([]).when_all([said(1, started(AMINA)), said(2, ended(AMINA, EndedBecause::Other))]).then_admitted();
}

#[test]
fn who_has_left_begins_to_walk_with_nobody_and_may_still_be_named() {
    given([]).left(AMINA).when(said(1, started(AMINA))).then_refused(Reason::NotAlongside);
    given([]).left(AMINA).when(said(1, met(&[AMINA])).recorded_by(AMINA)).then_admitted();
    given([]).when_all([left(AMINA), said(1, started(AMINA))]).then_refused(Reason::NotAlongside);
}

#[test]
fn an_agency_says_so_of_its_own_supporters_and_a_resident_of_any() {
    given([]).when(said(1, started(CARL))).then_refused(Reason::NotYoursToActFor);
    given([]).when(said(1, started(CARL))).for_resident(ROSA).then_admitted();
    let walk = || given([said(1, started(CARL)).by(CARE).of(&[ROSA_TOO])]).joined();
    walk().when(said(2, ended(CARL, EndedBecause::Other))).then_refused(Reason::NotYoursToActFor);
    walk().when(said(2, ended(CARL, EndedBecause::ResidentChose))).for_resident(ROSA).then_admitted();
    walk().when(said(2, ended(CARL, EndedBecause::Other)).by(CARE).of(&[ROSA_TOO])).then_admitted();
}

#[test]
fn the_promise_stands_in_the_name_of_the_agencys_own() {
    let promised = |promised_by: &str| {
        let ended = AlongsideEnded { supporter: AMINA.into(), promised_by: promised_by.into(), ..Default::default() };
        said(2, Kind::AlongsideEnded(ended))
    };
    given([said(1, started(AMINA))]).when(promised(BEN)).then_admitted();
    given([said(1, started(AMINA))]).when(promised(CARL)).then_refused(Reason::NotYoursToActFor);
}

#[test]
fn a_supporter_is_said_to_have_left_by_their_own_agency() {
    given([]).when(said(1, leaves(AMINA, BEN)).of(&[AMINA])).then_admitted();
    given([]).when(said(1, leaves(CARL, "")).of(&[CARL])).then_refused(Reason::NotYoursToActFor);
    given([]).when(said(1, leaves(AMINA, AMINA)).of(&[AMINA])).then_refused(Reason::WithThemselves);
    given([]).when(said(1, leaves("nobody", "")).of(&["nobody"])).then_refused(Reason::SupporterUnknown);
}

#[test]
fn nobody_covers_for_themselves() {
    given([]).when(said(1, away(AMINA, AMINA)).of(&[AMINA])).then_refused(Reason::WithThemselves);
    given([]).when(said(1, away(AMINA, CARL)).of(&[AMINA])).then_admitted();
    given([]).when(said(1, away(CARL, "")).of(&[CARL])).then_refused(Reason::NotYoursToActFor);
}

#[test]
fn a_reflection_is_the_agencys_own_supporters() {
    let cup =
        |supporter: &str| said(1, Kind::SupporterReflected(SupporterReflected { supporter: supporter.into(), cup: 3 })).of(&[supporter]);
    given([]).when(cup(AMINA)).then_admitted();
    given([]).when(cup(CARL)).then_refused(Reason::NotYoursToActFor);
}

#[test]
fn nobody_is_introduced_to_themselves() {
    let to = |party| Kind::Introduced(Introduced { to: party, ..Default::default() });
    given([]).joined().when(said(1, to(resident(ROSA_TOO)))).then_refused(Reason::WithThemselves);
    given([]).joined().when(said(1, to(supporter(CARL)))).then_admitted();
    given([]).joined().when(said(1, to(resident(ROSA_TOO))).by(CARE).of(&[TOM])).then_admitted();
}
