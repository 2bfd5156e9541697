//! Who may be named as somebody's proxy, and what a proxy may say.

use throughline_proto::v1::{
    Answer, ProxyMay, ProxyNamed, Reason, SharingChosen, SharingLevel, SharingScope, event::Kind, sharing_scope::Scope,
};

use crate::{
    fold_proxies::{attorney, disagreed, mother, named},
    given::{CARE, ROSA, ROSA_TOO, TOM, Telling, given, id, resident, said, supporter, yes_of},
    happenings::{answered, corrected, offered, withdrawn},
};

/// Care City knows Tom, and Rosa as another profile.
fn by_care(number: usize, kind: Kind) -> throughline_proto::v1::Event {
    said(number, kind).by(CARE).of(&[ROSA_TOO])
}

fn choice(level: SharingLevel) -> Kind {
    let scope = Some(SharingScope { scope: Some(Scope::Everything(true)) });
    Kind::SharingChosen(SharingChosen { scope, level: level.into(), ..Default::default() })
}

#[test]
fn an_agency_that_knows_both_names_a_proxy() {
    given([]).when(by_care(1, named(attorney_of_care()))).then_admitted();
}

fn attorney_of_care() -> ProxyNamed {
    ProxyNamed { decided_by: crate::given::CARL.into(), ..attorney() }
}

#[test]
fn nobody_is_named_whom_the_agency_does_not_know() {
    given([]).when(said(1, named(attorney()))).then_refused(Reason::PersonUnknown);
}

#[test]
fn nobody_is_their_own_proxy_under_whatever_profile() {
    let own = |proxy: &str| named(ProxyNamed { proxy: proxy.into(), ..attorney() });
    given([]).when(said(1, own(ROSA))).then_refused(Reason::WithThemselves);
    given([]).joined().when(said(1, own(ROSA_TOO))).then_refused(Reason::WithThemselves);
}

#[test]
fn an_agency_that_is_only_alongside_names_nobody() {
    let alongside = crate::happenings::started(crate::given::CARL);
    given([said(1, alongside).by(CARE)]).when(said(2, named(attorney_of_care())).by(CARE)).then_refused(Reason::NotAllowed);
}

#[test]
fn a_resident_names_who_acts_for_them_by_their_own_wish_and_for_nobody_else() {
    let wish = || ProxyNamed { basis: throughline_proto::v1::ProxyBasis::OwnWish.into(), yes: yes_of(ROSA_TOO), ..mother() };
    given([]).when(by_care(1, named(wish()))).for_resident(ROSA_TOO).then_admitted();
    given([]).when(by_care(1, named(attorney_of_care()))).for_resident(ROSA_TOO).then_refused(Reason::ResidentsToSay);
    given([]).when(by_care(1, named(wish()))).for_resident(TOM).then_refused(Reason::ResidentsToSay);
    // A proxy names no other.
    let other = by_care(2, named(wish()));
    given([by_care(1, named(attorney_of_care()))]).when(other).for_resident(TOM).then_refused(Reason::ResidentsToSay);
}

#[test]
fn parental_responsibility_ends_on_the_birthday_that_the_agency_knows() {
    let until = |until: &str| named(ProxyNamed { until: until.into(), ..mother() });
    given([]).when(by_care(1, until("2028-06-15"))).born(ROSA_TOO, "2010-06-15").then_admitted();
    given([]).when(by_care(1, until("2028-06-16"))).born(ROSA_TOO, "2010-06-15").then_refused(Reason::ProxyPastEighteen);
    // Of two dates the earlier birthday counts, and of other people none.
    let two = given([]).when(by_care(1, until("2028-06-15"))).born(ROSA_TOO, "2010-06-15").born(ROSA_TOO, "2009-06-15");
    two.then_refused(Reason::ProxyPastEighteen);
    // Where it is not known, nobody could tell when it ends.
    given([]).when(by_care(1, until("2028-06-15"))).then_refused(Reason::BirthdayUnknown);
    given([]).when(by_care(1, until("2028-06-15"))).born(TOM, "2010-06-15").then_refused(Reason::BirthdayUnknown);
}

#[test]
fn a_dispute_is_answered_before_somebody_is_named_again() {
    let disputed = || given([by_care(1, named(mother())), by_care(2, disagreed(1, resident(ROSA_TOO))).on("2026-04-01")]);
    let again = |after: &str| {
        let it = ProxyNamed { after_contest: after.into(), why: "they talked".into(), ..mother() };
        by_care(3, named(it)).on("2026-05-01")
    };
    disputed().when(by_care(3, named(mother()))).then_refused(Reason::ProxyContested);
    disputed().when(by_care(3, named(attorney_of_care()))).then_refused(Reason::ProxyContested);
    disputed().when(again(&id(1))).then_refused(Reason::ProxyContested);
    disputed().when(again(&id(2))).born(ROSA_TOO, "2012-06-15").then_admitted();
    given([by_care(1, named(mother()))]).when(again(&id(1))).then_refused(Reason::EventUnknown);
    // It is neither taken back nor put right behind their back.
    for change in [withdrawn(2), corrected(2, disagreed(1, supporter(crate::given::CARL)))] {
        disputed().when(by_care(3, change).on("2026-05-01")).then_refused(Reason::NotForRecord);
    }
}

#[test]
fn a_naming_is_taken_back_and_not_put_right() {
    let before = || given([by_care(1, named(mother()))]);
    before().when(by_care(2, withdrawn(1))).then_admitted();
    before().when(by_care(2, corrected(1, named(mother())))).then_refused(Reason::NotForRecord);
}

#[test]
fn a_proxy_who_may_speak_says_what_is_the_residents_to_say() {
    let offer = || said(2, offered("soup")).by(CARE).of(&[ROSA_TOO]);
    let answer = || by_care(3, answered(2, Answer::Yes));
    let before = |it: ProxyNamed| given([by_care(1, named(it)), offer()]);
    let admission = before(attorney_of_care()).when(answer()).for_resident(TOM).then_admitted();
    assert!(admission.depends_on.contains(ROSA_TOO) && admission.depends_on.contains(TOM), "it rests on whose proxy they are");
    let reads = ProxyNamed { may: ProxyMay::Read.into(), ..attorney_of_care() };
    before(reads).when(answer()).for_resident(TOM).then_refused(Reason::ProxyMayOnlyRead);
    given([offer()]).when(answer()).for_resident(TOM).then_refused(Reason::ResidentsToSay);
    let over = ProxyNamed { until: "2026-06-01".into(), ..mother() };
    before(over).when(answer()).for_resident(TOM).then_refused(Reason::ResidentsToSay);
}

#[test]
fn a_proxy_speaks_through_an_agency_that_knows_only_them() {
    // Harmony House knows Rosa and not Tom; Tom's own agency knows only Tom.
    let before = [said(1, named(ProxyNamed { decided_by: crate::given::AMINA.into(), ..attorney() })), said(2, offered("soup"))];
    let answer = said(3, answered(2, Answer::Yes)).by(CARE);
    given(before.clone()).when(answer.clone()).for_resident(TOM).then_admitted();
    given(before).when(answer).then_refused(Reason::PersonUnknown);
}

#[test]
fn a_proxy_opens_nothing_further_than_the_person_chose() {
    let before = |level| given([by_care(1, named(attorney_of_care())), by_care(2, choice(level))]);
    before(SharingLevel::Nothing).when(by_care(3, choice(SharingLevel::Sentence))).for_resident(TOM).then_refused(Reason::ResidentsToSay);
    before(SharingLevel::Sentence).when(by_care(3, choice(SharingLevel::Sentence))).for_resident(TOM).then_admitted();
    before(SharingLevel::Words).when(by_care(3, choice(SharingLevel::Nothing))).for_resident(TOM).then_admitted();
    before(SharingLevel::Nothing).when(by_care(3, choice(SharingLevel::Words))).for_resident(ROSA_TOO).then_admitted();
}

#[test]
fn nobody_disagrees_in_the_name_of_another_resident() {
    let before = || given([by_care(1, named(ProxyNamed { may: ProxyMay::Read.into(), ..attorney_of_care() }))]);
    before().when(by_care(2, disagreed(1, resident(ROSA_TOO)))).for_resident(TOM).then_refused(Reason::ResidentsToSay);
    before().when(by_care(2, disagreed(1, resident(TOM)))).for_resident(TOM).then_admitted();
    before().when(by_care(2, disagreed(1, resident(ROSA_TOO)))).for_resident(ROSA_TOO).then_admitted();
    before().when(by_care(2, disagreed(1, resident(ROSA_TOO)))).then_admitted();
}
