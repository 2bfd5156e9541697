//! An agency changes only what it wrote (rule 6); a resident may disagree with anything.

use throughline_proto::v1::{
    DisagreementAdded, Event, OfferPublished, OfferWithdrawn, ProfilesJoined, Reason, SharingChosen, SharingLevel, SharingScope,
    SpaceOffered, event::Kind, sharing_scope::Scope,
};

use crate::{
    given::{AMINA, CARE, HARMONY, ROSA, ROSA_TOO, TOM, Telling, about, given, id, resident, said},
    happenings::{corrected, died, met, noted, offered, withdrawn},
};

#[test]
fn an_agency_puts_right_and_takes_back_what_it_wrote() {
    for change in [corrected(1, met(&[])), withdrawn(1)] {
        let admission = given([said(1, met(&[AMINA]))]).when(said(2, change)).then_admitted();
        assert_eq!(admission.depends_on, [ROSA.to_owned()].into());
    }
}

#[test]
fn what_another_agency_wrote_is_not_yours_to_change() {
    for change in [corrected(1, met(&[])), withdrawn(1)] {
        given([said(1, met(&[])).by(CARE).of(&[ROSA_TOO])])
            .joined()
            .when(said(2, change).of(&[ROSA_TOO]))
            .then_refused(Reason::NotYoursToChange);
    }
}

#[test]
fn what_another_agency_wrote_about_others_reads_like_nothing() {
    for change in [corrected(1, met(&[])), withdrawn(1)] {
        given([said(1, met(&[])).by(CARE).of(&[TOM])]).when(said(2, change.clone())).then_refused(Reason::EventUnknown);
        given([]).when(said(2, change)).then_refused(Reason::EventUnknown);
    }
}

#[test]
fn what_was_withdrawn_is_not_changed_again() {
    for change in [corrected(1, met(&[])), withdrawn(1)] {
        given([said(1, met(&[])), said(2, withdrawn(1))]).when(said(3, change)).then_refused(Reason::AlreadyWithdrawn);
    }
    given([said(1, met(&[]))]).when_all([said(2, withdrawn(1)), said(3, withdrawn(1))]).then_refused(Reason::AlreadyWithdrawn);
}

#[test]
fn a_withdrawal_is_not_withdrawn_and_a_correction_may_be() {
    given([said(1, met(&[])), said(2, withdrawn(1))]).when(said(3, withdrawn(2))).then_refused(Reason::AlreadyWithdrawn);
    given([said(1, met(&[])), said(2, corrected(1, met(&[])))]).when(said(3, withdrawn(2))).then_admitted();
}

#[test]
fn a_correction_keeps_the_kind() {
    given([said(1, met(&[]))]).when(said(2, corrected(1, died()))).then_refused(Reason::FieldInvalid);
    given([said(1, offered("soup"))]).when(said(2, corrected(1, offered("stew")))).then_admitted();
}

#[test]
fn a_change_is_about_the_same_people() {
    for change in [corrected(1, noted("x")), withdrawn(1)] {
        let both = || given([said(1, noted("y")).by(CARE).of(&[TOM, ROSA_TOO])]);
        both().when(said(2, change.clone()).by(CARE).of(&[TOM])).then_refused(Reason::FieldInvalid);
        both().when(said(2, change).by(CARE).of(&[ROSA_TOO, TOM])).then_admitted();
    }
}

#[test]
fn an_agency_changes_what_it_wrote_also_when_it_no_longer_knows_the_person() {
    given([said(1, met(&[])).of(&[TOM])]).when(said(2, withdrawn(1)).of(&[TOM])).then_admitted();
}

#[test]
fn joins_and_what_the_keeper_said_are_undone_in_their_own_way() {
    let joined = Kind::ProfilesJoined(ProfilesJoined { profiles: vec![ROSA.into(), ROSA_TOO.into()], ..Default::default() });
    let event = said(1, joined).of(&[ROSA, ROSA_TOO]);
    given([event]).joined().when(said(2, withdrawn(1)).of(&[ROSA, ROSA_TOO])).then_refused(Reason::NotForRecord);
}

#[test]
fn a_resident_may_disagree_with_anything_in_their_story() {
    let disagreed = Kind::DisagreementAdded(DisagreementAdded { event: id(1), by: resident(ROSA), ..Default::default() });
    let world = || given([said(1, noted("x")).by(CARE).of(&[ROSA_TOO])]);
    world().joined().when(said(2, disagreed.clone())).for_resident(ROSA).then_admitted();
    world().joined().when(said(2, disagreed.clone())).then_admitted();
    world().when(said(2, disagreed)).then_refused(Reason::EventUnknown);
}

#[test]
fn a_choice_about_one_event_names_one_that_is_there() {
    let choice = |event| {
        let scope = Some(SharingScope { scope: Some(Scope::Event(id(event))) });
        said(2, Kind::SharingChosen(SharingChosen { scope, ..Default::default() }))
    };
    given([said(1, met(&[]))]).when(choice(1)).then_admitted();
    given([said(1, met(&[]))]).when(choice(9)).then_refused(Reason::EventUnknown);
}

#[test]
fn no_agency_opens_to_itself_what_others_wrote() {
    let theirs = said(1, met(&[])).by(CARE).of(&[ROSA_TOO]);
    let choice = |scope, agencies: &[&str], level: SharingLevel| {
        let scope = Some(SharingScope { scope: Some(scope) });
        let agencies = agencies.iter().map(|&agency| agency.to_owned()).collect();
        said(2, Kind::SharingChosen(SharingChosen { scope, agencies, level: level.into(), ..Default::default() }))
    };
    let everything = || Scope::Everything(true);
    let is = || given([theirs.clone()]).joined();
    for level in [SharingLevel::Sentence, SharingLevel::Words] {
        for agencies in [&[][..], &[HARMONY], &[CARE, HARMONY]] {
            is().when(choice(everything(), agencies, level)).then_refused(Reason::ResidentsToSay);
            is().when(choice(everything(), agencies, level)).for_resident(ROSA).then_admitted();
            is().when(choice(Scope::Event(id(1)), agencies, level)).then_refused(Reason::ResidentsToSay);
            is().when(choice(Scope::WrittenBy(CARE.into()), agencies, level)).then_refused(Reason::ResidentsToSay);
            is().when(choice(Scope::WrittenBy(HARMONY.into()), agencies, level)).then_admitted();
        }
        is().when(choice(everything(), &[CARE], level)).then_admitted();
    }
    is().when(choice(everything(), &[], SharingLevel::Nothing)).then_admitted();
    let never = SharingChosen { never_supporters: vec![AMINA.into()], ..Default::default() };
    is().when(said(2, Kind::SharingChosen(never))).then_admitted();
    // Nor by putting right what it wrote down.
    let for_another = choice(everything(), &[CARE], SharingLevel::Words);
    let for_itself = choice(everything(), &[HARMONY], SharingLevel::Words).kind.expect("a choice");
    given([theirs.clone(), for_another]).joined().when(said(3, corrected(2, for_itself))).then_refused(Reason::NotForRecord);
}

#[test]
fn an_agency_withdraws_what_it_published() {
    let withdraws = said(2, Kind::OfferWithdrawn(OfferWithdrawn { offer: id(1), why: String::new() })).of(&[]);
    let published = |kind: Kind, agency: &str| given([Event { people: Vec::new(), ..said(1, kind).by(agency) }]);
    let offer = || Kind::OfferPublished(OfferPublished::default());
    published(offer(), &withdraws.agency).when(withdraws.clone()).then_admitted();
    published(Kind::SpaceOffered(SpaceOffered::default()), &withdraws.agency).when(withdraws.clone()).then_admitted();
    published(offer(), CARE).when(withdraws.clone()).then_refused(Reason::NotYoursToChange);
    given([said(1, offered("soup"))]).when(withdraws.clone()).then_refused(Reason::OfferUnknown);
    given([]).when(withdraws).then_refused(Reason::OfferUnknown);
}

#[test]
fn words_of_a_correction_are_for_the_same_people() {
    let words = vec![throughline_proto::v1::Words { person: ROSA.into(), text: "as it was".into(), ..Default::default() }];
    let event = Event { words, people: vec![about(ROSA)], ..said(2, corrected(1, met(&[]))) };
    given([said(1, met(&[]))]).when(event).then_admitted();
}

#[test]
fn a_resident_takes_back_what_they_told_themselves_and_disagrees_with_the_rest() {
    for change in [corrected(1, met(&[])), withdrawn(1)] {
        for written in [said(1, met(&[])), said(1, met(&[])).recorded_by(AMINA), Event { told_by: resident(TOM), ..said(1, met(&[])) }] {
            given([written]).when(said(2, change.clone())).for_resident(ROSA).then_refused(Reason::NotYoursToChange);
        }
        let by_herself = Event { told_by: resident(ROSA), ..said(1, met(&[])) };
        given([by_herself.clone()]).when(said(2, change.clone())).for_resident(ROSA).then_admitted();
        given([by_herself.recorded_by(AMINA)]).when(said(2, change)).for_resident(ROSA).then_refused(Reason::NotYoursToChange);
    }
}
