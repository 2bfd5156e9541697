//! How each kind of event must be spelt: what it must say, and in which words.

use throughline_proto::v1::{
    AccountConnected, AgencyJoined, AlongsideEnded, AlongsideStarted, AskPickedUp, AskedForHelp, BondTold, ChoseToWorkOn, CircleChanged,
    CircleMember, ConnectedToGroup, Corrected, DisagreementAdded, Erased, Event, ExportReviewed, FamilyNamed, FirstHeardOf, GroupFormed,
    GroupLeft, Helped, HoldPlaced, Introduced, InvitationMade, InvitationUsed, KeyChanged, LifeMapAnswer, LifeMapMade, MeetingPlanned,
    MomentHappened, OfferAnswered, OfferPublished, OfferTakenBack, OfferWithdrawn, OfferedHelp, PolicyAdopted, ProfilesJoined,
    ProfilesMayMatch, ProfilesSeparated, ProxyBasis, ProxyMay, ProxyNamed, Reason, RestChosen, RestrictionPlaced, RetentionSet,
    SafetyConcernAnswered, SafetyConcernShared, SaidHowItWas, SharingChosen, SharingScope, SpaceOffered, SpaceUsed, StepTaken,
    StrengthShared, SupporterAway, SupporterReflected, Withdrawn, Words, Yes, circle_member::Member, event::Kind, sharing_scope::Scope,
};

use crate::{
    given::{AMINA, CARE, ROSA, TOM, Telling, about, id, on, resident, yes_of},
    happenings::{corrected_to, died, ended, met, noted, offered, started, withdrawn},
    shape::{check, is_right, sent, wrong},
};

fn text(length: usize) -> String {
    "x".repeat(length)
}

fn people() -> Vec<String> {
    vec![ROSA.into(), TOM.into()]
}

/// What each kind lacks when nothing is said.
#[test]
fn a_kind_that_says_nothing_is_told_what_is_missing() {
    let cases: Vec<(Kind, &[&str])> = vec![
        (Kind::MeetingPlanned(MeetingPlanned::default()), &["meeting_planned.planned_for"]),
        (Kind::StrengthShared(StrengthShared::default()), &["strength_shared.what"]),
        (Kind::MomentHappened(MomentHappened::default()), &["moment_happened.moment"]),
        (Kind::AskedForHelp(AskedForHelp::default()), &["asked_for_help.what", "asked_for_help.kind"]),
        (Kind::AskPickedUp(AskPickedUp::default()), &["ask_picked_up.ask"]),
        (Kind::OfferedHelp(OfferedHelp::default()), &["offered_help.what", "offered_help.kind"]),
        (Kind::OfferTakenBack(OfferTakenBack::default()), &["offer_taken_back.offer"]),
        (Kind::OfferAnswered(OfferAnswered::default()), &["offer_answered.offer", "offer_answered.answer"]),
        (Kind::Helped(Helped::default()), &["helped.from", "helped.kind"]),
        (Kind::Introduced(Introduced::default()), &["introduced.to"]),
        (Kind::ConnectedToGroup(ConnectedToGroup::default()), &["connected_to_group.group"]),
        (Kind::GroupLeft(GroupLeft::default()), &["group_left.group"]),
        (Kind::AlongsideStarted(AlongsideStarted::default()), &["alongside_started.supporter"]),
        (Kind::AlongsideEnded(AlongsideEnded::default()), &["alongside_ended.supporter", "alongside_ended.because"]),
        (Kind::BondTold(BondTold::default()), &["bond_told.of", "bond_told.to", "bond_told.bond"]),
        (Kind::LifeMapMade(LifeMapMade::default()), &["life_map_made.set"]),
        (Kind::ChoseToWorkOn(ChoseToWorkOn::default()), &["chose_to_work_on.what"]),
        (Kind::StepTaken(StepTaken::default()), &["step_taken.what"]),
        (Kind::SaidHowItWas(SaidHowItWas::default()), &["said_how_it_was.event", "said_how_it_was.how"]),
        (noted(""), &["noted.what"]),
        (
            Kind::SafetyConcernShared(SafetyConcernShared::default()),
            &["safety_concern_shared.to_roles", "safety_concern_shared.lawful_basis", "safety_concern_shared.why_not_told"],
        ),
        (Kind::SafetyConcernAnswered(SafetyConcernAnswered::default()), &["safety_concern_answered.concern"]),
        (Kind::Corrected(Box::default()), &["corrected.event", "corrected.instead"]),
        (Kind::Withdrawn(Withdrawn::default()), &["withdrawn.event", "withdrawn.because"]),
        (Kind::DisagreementAdded(DisagreementAdded::default()), &["disagreement_added.event", "disagreement_added.by"]),
        (Kind::SharingChosen(SharingChosen::default()), &["sharing_chosen.level", "sharing_chosen.scope"]),
        (Kind::ProfilesMayMatch(ProfilesMayMatch::default()), &["profiles_may_match.profiles"]),
        (Kind::ProfilesJoined(ProfilesJoined::default()), &["profiles_joined.profiles"]),
        (Kind::ProfilesSeparated(ProfilesSeparated::default()), &["profiles_separated.profiles"]),
        (Kind::Erased(Erased::default()), &["erased.profiles", "erased.basis"]),
        (Kind::ProxyNamed(ProxyNamed::default()), &["proxy_named.proxy", "proxy_named.basis", "proxy_named.may", "proxy_named.rests_on"]),
        (Kind::HoldPlaced(HoldPlaced::default()), &["hold_placed.profiles", "hold_placed.basis"]),
        (Kind::ExportReviewed(ExportReviewed::default()), &["export_reviewed.decisions"]),
        (Kind::RestrictionPlaced(RestrictionPlaced::default()), &["restriction_placed.profiles", "restriction_placed.basis"]),
        (
            Kind::RetentionSet(RetentionSet::default()),
            &["retention_set.kind", "retention_set.basis", "retention_set.keep_for_days", "retention_set.after"],
        ),
        (Kind::OfferPublished(OfferPublished::default()), &["offer_published.name"]),
        (Kind::OfferWithdrawn(OfferWithdrawn::default()), &["offer_withdrawn.offer"]),
        (Kind::SpaceOffered(SpaceOffered::default()), &["space_offered.name"]),
        (Kind::SpaceUsed(SpaceUsed::default()), &["space_used.space"]),
        (Kind::GroupFormed(GroupFormed::default()), &["group_formed.name"]),
        (Kind::AgencyJoined(AgencyJoined::default()), &["agency_joined.agency", "agency_joined.name"]),
        (Kind::PolicyAdopted(PolicyAdopted::default()), &["policy_adopted.policy", "policy_adopted.digest"]),
        (Kind::KeyChanged(KeyChanged::default()), &["key_changed.purpose", "key_changed.public_key"]),
        (of_an_agency(b"no certificate"), &["key_changed.certificate"]),
        (key_for("certificate"), &["key_changed.agency", "key_changed.serial"]),
        (key_for("token"), &["key_changed.agency", "key_changed.label"]),
        (Kind::AgencyJoined(AgencyJoined { agency: "portal".into(), name: "Portal".into() }), &["agency_joined.agency"]),
        (
            Kind::InvitationMade(InvitationMade::default()),
            &["invitation_made.supporter", "invitation_made.token_digest", "invitation_made.until_unix_us"],
        ),
        (Kind::InvitationUsed(InvitationUsed::default()), &["invitation_used.invitation", "invitation_used.nonce"]),
        (Kind::AccountConnected(AccountConnected::default()), &["account_connected.supporter", "account_connected.account"]),
    ];
    for (kind, fields) in cases {
        assert_eq!(wrong(&sent(kind)), fields);
    }
    let of_a_supporter = |kind| wrong(&sent(kind).of(&[]));
    assert_eq!(of_a_supporter(Kind::SupporterAway(SupporterAway::default())), ["supporter_away.supporter"]);
    let cup = Kind::SupporterReflected(SupporterReflected { supporter: AMINA.into(), cup: 6 });
    assert_eq!(of_a_supporter(cup), ["supporter_reflected.cup"]);
}

#[test]
fn kinds_that_need_say_nothing_are_right() {
    for kind in [
        met(&[]),
        died(),
        Kind::MovedAway(Default::default()),
        Kind::LivesTogether(Default::default()),
        Kind::RestChosen(Default::default()),
    ] {
        is_right(&sent(kind));
    }
    is_right(&sent(Kind::FirstHeardOf(FirstHeardOf::default())).of(&[]));
}

#[test]
fn what_is_nobody_elses_business_may_be_said_in_the_words_alone() {
    let words = vec![Words { person: ROSA.into(), text: "about her health".into(), ..Default::default() }];
    let quiet = Kind::AskedForHelp(AskedForHelp { kind: 6, ..Default::default() });
    is_right(&Event { words, ..sent(quiet) });
}

#[test]
fn full_events_of_many_kinds_are_right() {
    for kind in [
        offered("soup"),
        started(AMINA),
        ended(AMINA, 1.try_into().unwrap()),
        withdrawn(9),
        Kind::MeetingPlanned(MeetingPlanned { planned_for: Some(on("2027-01-01")), with: vec![AMINA.into()] }),
        Kind::ChoseToWorkOn(ChoseToWorkOn { indicator: "warm-home".into(), by_when: "2027-01-01".into(), ..Default::default() }),
        Kind::BondTold(BondTold { of: ROSA.into(), to: TOM.into(), bond: 5, ended: false }),
        Kind::SafetyConcernShared(SafetyConcernShared {
            to_roles: vec!["council-adults/safeguarding-lead".into()],
            lawful_basis: "Care Act 2014, section 42".into(),
            resident_told: true,
            why_not_told: String::new(),
        }),
        Kind::ProfilesJoined(ProfilesJoined { profiles: people(), evidence: vec![1], yes: yes_of(ROSA) }),
        Kind::PolicyAdopted(PolicyAdopted { policy: "sharing 1".into(), digest: vec![0; 32], ..Default::default() }),
    ] {
        is_right(&sent(kind));
    }
}

#[test]
fn enumerations_hold_only_what_is_known() {
    let cases: Vec<(Kind, &str)> = vec![
        (Kind::OfferedHelp(OfferedHelp { what: "x".into(), kind: 99, ..Default::default() }), "offered_help.kind"),
        (Kind::OfferedHelp(OfferedHelp { what: "x".into(), kind: 1, size: -1, ..Default::default() }), "offered_help.size"),
        (Kind::Helped(Helped { from: resident(TOM), kind: 1, done: 9, ..Default::default() }), "helped.done"),
        (
            Kind::ProfilesMayMatch(ProfilesMayMatch { profiles: people(), evidence: vec![0], asked: Vec::new() }),
            "profiles_may_match.evidence[0]",
        ),
        (
            Kind::AlongsideStarted(AlongsideStarted { supporter: AMINA.into(), yes: Some(Yes::default()), meet_every_days: 0 }),
            "alongside_started.yes.basis",
        ),
        (
            Kind::LifeMapMade(LifeMapMade { set: "s".into(), answers: vec![LifeMapAnswer { indicator: "i".into(), colour: 0 }] }),
            "life_map_made.answers[0].colour",
        ),
    ];
    for (kind, field) in cases {
        assert_eq!(wrong(&sent(kind)), [field]);
    }
}

#[test]
fn a_yes_may_lack_who_gave_it_for_then_it_is_none() {
    let yes = Some(Yes { basis: 1, ..Default::default() });
    is_right(&sent(Kind::AlongsideStarted(AlongsideStarted { supporter: AMINA.into(), yes, meet_every_days: 0 })));
}

#[test]
fn dates_are_dates_or_left_out() {
    let cases: Vec<(Kind, &str)> = vec![
        (Kind::RestChosen(RestChosen { until: "soon".into(), ..Default::default() }), "rest_chosen.until"),
        (Kind::OfferAnswered(OfferAnswered { offer: id(1), answer: 3, until: "2026-02-30".into() }), "offer_answered.until"),
        (Kind::OfferedHelp(OfferedHelp { what: "x".into(), kind: 1, due: "x".into(), ..Default::default() }), "offered_help.due"),
        (Kind::ChoseToWorkOn(ChoseToWorkOn { what: "x".into(), by_when: "x".into(), ..Default::default() }), "chose_to_work_on.by_when"),
    ];
    for (kind, field) in cases {
        assert_eq!(wrong(&sent(kind)), [field]);
    }
    let planned = Kind::MeetingPlanned(MeetingPlanned { planned_for: Some(on("2027-01-01T00:00:00Z")), with: Vec::new() });
    let refusal = check(&sent(planned)).expect_err("made up");
    assert_eq!((refusal.reason, refusal.violations[0].field.as_str()), (Reason::MadeUpTime, "events[3].meeting_planned.planned_for.time"));
}

#[test]
fn an_indicator_has_one_answer() {
    let answer = |indicator: &str| LifeMapAnswer { indicator: indicator.into(), colour: 2 };
    let map = |answers| sent(Kind::LifeMapMade(LifeMapMade { set: "signal".into(), answers }));
    is_right(&map(vec![answer("warm-home"), answer("sleep")]));
    assert_eq!(wrong(&map(vec![answer("sleep"), answer("sleep")])), ["life_map_made.answers[1].indicator"]);
}

#[test]
fn members_of_a_circle_are_somebody() {
    let member = |member| CircleMember { member, part: String::new() };
    let circle = |members| sent(Kind::CircleChanged(CircleChanged { members }));
    is_right(&circle(vec![member(Some(Member::Resident(TOM.into()))), member(Some(Member::Text("the daughter in Leeds".into())))]));
    is_right(&circle(vec![]));
    assert_eq!(
        wrong(&circle(vec![member(None), member(Some(Member::Supporter(String::new())))])),
        ["circle_changed.members[1].supporter", "circle_changed.members[0]"]
    );
    let family = Kind::FamilyNamed(FamilyNamed { members: vec![member(Some(Member::Text(text(501))))] });
    assert_eq!(wrong(&sent(family)), ["family_named.members[0].text"]);
}

#[test]
fn a_worry_says_why_the_resident_was_not_told() {
    let concern = |resident_told, why: &str| {
        sent(Kind::SafetyConcernShared(SafetyConcernShared {
            to_roles: vec!["adults/lead".into()],
            lawful_basis: "law".into(),
            resident_told,
            why_not_told: why.into(),
        }))
    };
    is_right(&concern(true, ""));
    is_right(&concern(false, "it would not be safe"));
    assert_eq!(wrong(&concern(false, "")), ["safety_concern_shared.why_not_told"]);
}

#[test]
fn a_sharing_choice_is_about_something_or_about_supporters() {
    let chosen = |scope| {
        let scope = Some(SharingScope { scope: Some(scope) });
        sent(Kind::SharingChosen(SharingChosen { scope, level: 1, agencies: vec![CARE.into()], ..Default::default() }))
    };
    for scope in [Scope::Everything(true), Scope::Kind("life_map_made".into()), Scope::Topic(1), Scope::WrittenBy(CARE.into())] {
        is_right(&chosen(scope));
    }
    assert_eq!(wrong(&chosen(Scope::Kind("mett".into()))), ["sharing_chosen.scope.kind"]);
    assert_eq!(wrong(&chosen(Scope::Kind("people".into()))), ["sharing_chosen.scope.kind"]);
    assert_eq!(wrong(&chosen(Scope::Everything(false))), ["sharing_chosen.scope.everything"]);
    assert_eq!(wrong(&chosen(Scope::Topic(0))), ["sharing_chosen.scope.topic"]);
    assert_eq!(wrong(&chosen(Scope::Event(String::new()))), ["sharing_chosen.scope.event"]);
    is_right(&sent(Kind::SharingChosen(SharingChosen { never_supporters: vec![AMINA.into()], ..Default::default() })));
}

#[test]
fn a_correction_gives_only_what_should_read_differently() {
    let instead = Event { kind: Some(met(&[])), happened: Some(on("2026-02-01")), ..Default::default() };
    is_right(&sent(corrected_to(9, instead.clone())));
    let too_much = Event { id: id(1), agency: CARE.into(), people: vec![about(ROSA)], source_key: "k".into(), ..instead.clone() };
    assert_eq!(
        wrong(&sent(corrected_to(9, too_much))),
        ["corrected.instead.id", "corrected.instead.agency", "corrected.instead.people", "corrected.instead.source_key"]
    );
    let wordy = Event { words: vec![Words { person: ROSA.into(), ..Default::default() }], ..instead.clone() };
    assert_eq!(wrong(&sent(corrected_to(9, wordy))), ["corrected.instead.words"]);
    let wrong_inside =
        Event { kind: Some(Kind::OfferedHelp(OfferedHelp { what: "x".into(), ..Default::default() })), ..Default::default() };
    assert_eq!(wrong(&sent(corrected_to(9, wrong_inside))), ["corrected.instead.offered_help.kind"]);
    assert_eq!(wrong(&sent(corrected_to(9, Event { kind: Some(met(&["x"])), ..Default::default() }))), ["corrected.instead.met.with[0]"]);
    let ahead = Event { happened: Some(on("2027-01-01")), ..instead };
    assert_eq!(check(&sent(corrected_to(9, ahead))).expect_err("not yet").reason, Reason::InTheFuture);
}

#[test]
fn corrections_and_withdrawals_are_not_corrected() {
    let none = Kind::Corrected(Box::new(Corrected { event: id(1), ..Default::default() }));
    for kind in [withdrawn(1), none.clone()] {
        assert_eq!(wrong(&sent(corrected_to(9, Event { kind: Some(kind), ..Default::default() }))), ["corrected.instead"]);
    }
    assert_eq!(wrong(&sent(none)), ["corrected.instead"]);
}

#[test]
fn an_agencys_word_is_short_and_plain() {
    let joined = |agency: &str| sent(Kind::AgencyJoined(AgencyJoined { agency: agency.into(), name: "A".into() })).of(&[]);
    is_right(&joined("harmony-house-2"));
    is_right(&joined(&text(63)));
    for word in ["Harmony", "harmony house", "-x", "x-", &text(64)] {
        assert_eq!(wrong(&joined(word)), ["agency_joined.agency"]);
    }
}

const AUTHORITY: &str = "
    3082017e30820123a0030201020214638338549182353e51eb9ec8b174233514f25f2e300a06082a8648ce3d04030230143112301006035504030c09
    636172652d63697479301e170d3236313132373035313333385a170d3236313132383035313333385a30143112301006035504030c09636172652d63
    6974793059301306072a8648ce3d020106082a8648ce3d03010703420004087e857a66549332144ec24170c769325df3c079d6afc73ffcc4ee9685a1
    ba46cfc894fa51e878d8397f12d02940d2f887b4b7436e5f0bfba3cb1aad14328834a3533051301d0603551d0e04160414172fddd72a91949bbdc50d
    c7a54064a377a7f679301f0603551d23041830168014172fddd72a91949bbdc50dc7a54064a377a7f679300f0603551d130101ff040530030101ff30
    0a06082a8648ce3d0403020349003046022100b6866c1ff7ad615ccc885d1776efdb834012e329f0715a99336d1c98cd4d0bbf022100ef99184d443b
    9502a978fc2b8ca1cc626c8b8613d6d559a770830795d7903e7a";

fn key_for(purpose: &str) -> Kind {
    Kind::KeyChanged(KeyChanged { purpose: purpose.into(), ..KeyChanged::default() })
}

fn of_an_agency(certificate: &[u8]) -> Kind {
    let key = KeyChanged { purpose: "agency".into(), agency: "care-city".into(), certificate: certificate.into(), ..KeyChanged::default() };
    Kind::KeyChanged(key)
}

/// One that was made once; it gives out others, and lasted for a day.
fn authority() -> Vec<u8> {
    AUTHORITY
        .split_whitespace()
        .collect::<String>()
        .as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn an_agencys_authority_comes_with_its_certificate_and_another_key_with_none() {
    is_right(&sent(of_an_agency(&authority())).of(&[]));
    let taken_back = KeyChanged {
        purpose: "agency".into(),
        agency: "care-city".into(),
        certificate: authority(),
        serial: vec![1; 20],
        ..KeyChanged::default()
    };
    is_right(&sent(Kind::KeyChanged(taken_back)).of(&[]));
    let with = |change: &dyn Fn(&mut KeyChanged)| {
        let mut key =
            KeyChanged { purpose: "agency".into(), agency: "care-city".into(), certificate: authority(), ..KeyChanged::default() };
        change(&mut key);
        wrong(&sent(Kind::KeyChanged(key)).of(&[]))
    };
    assert_eq!(with(&|key| key.serial = vec![1; 21]), ["key_changed.serial"]);
    assert_eq!(with(&|key| (key.ended, key.serial) = (true, vec![1])), ["key_changed.serial"]);
    assert_eq!(with(&|key| key.agency.clear()), ["key_changed.agency"]);
    assert_eq!(with(&|key| key.public_key = vec![1]), ["key_changed.public_key"]);
    assert_eq!(with(&|key| key.certificate.push(0)), ["key_changed.certificate"]);
    assert_eq!(with(&|key| key.certificate = vec![0x30; 9 << 10]), ["key_changed.certificate"]);
    assert_eq!(with(&|key| (key.purpose, key.public_key) = ("checkpoints".into(), vec![1])), ["key_changed.purpose"]);
}

fn mother() -> ProxyNamed {
    ProxyNamed {
        proxy: TOM.into(),
        basis: ProxyBasis::ParentalResponsibility.into(),
        rests_on: "birth certificate, seen".into(),
        may: ProxyMay::Read.into(),
        until: "2030-01-01".into(),
        ..Default::default()
    }
}

#[test]
fn parental_responsibility_says_until_when_and_for_no_longer_than_a_childhood() {
    is_right(&sent(Kind::ProxyNamed(mother())));
    assert_eq!(wrong(&sent(Kind::ProxyNamed(ProxyNamed { until: String::new(), ..mother() }))), ["proxy_named.until"]);
    is_right(&sent(Kind::ProxyNamed(ProxyNamed { until: "2044-03-01".into(), ..mother() })));
    assert_eq!(wrong(&sent(Kind::ProxyNamed(ProxyNamed { until: "2044-03-02".into(), ..mother() }))), ["proxy_named.until"]);
}

#[test]
fn a_power_of_attorney_and_a_deputy_say_who_saw_the_document() {
    for basis in [ProxyBasis::LastingPowerOfAttorney, ProxyBasis::CourtAppointedDeputy] {
        let named = ProxyNamed { basis: basis.into(), until: String::new(), ..mother() };
        assert_eq!(wrong(&sent(Kind::ProxyNamed(named.clone()))), ["proxy_named.decided_by"]);
        is_right(&sent(Kind::ProxyNamed(ProxyNamed { decided_by: AMINA.into(), ..named })));
    }
}

#[test]
fn naming_again_after_a_contest_says_why_and_an_end_says_little() {
    let contested = ProxyNamed { after_contest: id(3), ..mother() };
    assert_eq!(wrong(&sent(Kind::ProxyNamed(contested.clone()))), ["proxy_named.why"]);
    is_right(&sent(Kind::ProxyNamed(ProxyNamed { why: "she asked again".into(), ..contested })));
    let basis = ProxyBasis::ParentalResponsibility.into();
    is_right(&sent(Kind::ProxyNamed(ProxyNamed { proxy: TOM.into(), basis, ended: true, ..Default::default() })));
}

#[test]
fn each_person_is_given_a_proxy_of_their_own() {
    let event = sent(Kind::ProxyNamed(mother()));
    let two = Event { people: vec![about(ROSA), about(CARE)], ..event };
    assert!(check(&two).is_err());
}

#[test]
fn a_certificate_that_was_made_is_known_by_its_serial_number_and_a_token_by_its_label() {
    let key = |purpose: &str, change: &dyn Fn(&mut KeyChanged)| {
        let mut key = KeyChanged { purpose: purpose.into(), agency: "care-city".into(), ..KeyChanged::default() };
        change(&mut key);
        sent(Kind::KeyChanged(key)).of(&[])
    };
    is_right(&key("certificate", &|key| key.serial = vec![1; 20]));
    is_right(&key("token", &|key| key.label = "agency add".into()));
    is_right(&key("token", &|key| (key.label, key.ended) = ("agency add".into(), true)));
    let more: [&dyn Fn(&mut KeyChanged); 2] = [&|key| key.public_key = vec![1], &|key| key.certificate = vec![1]];
    for more in more {
        assert_eq!(wrong(&key("certificate", &|key| (key.serial = vec![1], more(key)).1)), ["key_changed.purpose"]);
        assert_eq!(wrong(&key("token", &|key| (key.label = "agency add".into(), more(key)).1)), ["key_changed.purpose"]);
    }
    assert_eq!(wrong(&key("certificate", &|key| (key.serial, key.ended) = (vec![1], true))), ["key_changed.purpose"]);
    assert_eq!(wrong(&key("certificate", &|key| (key.serial, key.label) = (vec![1], "one".into()))), ["key_changed.label"]);
    assert_eq!(wrong(&key("token", &|key| (key.serial, key.label) = (vec![1], "one".into()))), ["key_changed.purpose"]);
}
