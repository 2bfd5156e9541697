//! What somebody sees who reads for another: what their naming opens, and nothing that the person keeps.

use throughline_proto::v1::{
    Bond, BondHeld, CircleMember, DisagreementAdded, FamilyNamed, LifeMapMade, Looked, Profile, Proxy, ProxyBasis, ProxyMay, ProxyNamed,
    SharingLevel, Stilled, Topic, circle_member::Member, event::Kind, sharing_scope::Scope,
};

use super::given::{
    CARE_CITY, Given, HARMONY, ROSA, TODAY, choice, event, everything, just_us, met, noted, rosas_story, system, touching, viewer_who_is,
};
use crate::{ActingFor, Caller, KEEPER, Reader, Sight, sharing::vouched_for};

const MUM: &str = "mum";
const MUM_TOO: &str = "mum-too";

/// Somebody else, through an agency that has nothing to do with Rosa.
fn mum() -> Caller {
    Caller { acting_for: ActingFor::Resident(MUM_TOO.into()), ..system(CARE_CITY) }
}

fn named() -> Proxy {
    Proxy {
        proxy: MUM.into(),
        basis: ProxyBasis::ParentalResponsibility.into(),
        may: ProxyMay::Read.into(),
        until: "2028-06-15".into(),
        event: "named".into(),
        agency: HARMONY.into(),
        is_granted: true,
        ..Default::default()
    }
}

fn read_by(proxy: Proxy) -> Given {
    let mut given = rosas_story();
    given.story.proxies.push(proxy);
    given
}

/// As she is known by two profiles.
fn sight(given: &Given, id: &str) -> Sight {
    sight_as(given, id, &[MUM, MUM_TOO])
}

fn sight_as(given: &Given, id: &str, is: &[&str]) -> Sight {
    let viewer = viewer_who_is(&mum(), is);
    let reader = Reader::new(&viewer, &given.story);
    let find = |id: &str| given.events.iter().find(|event| event.id == id);
    find(id).map_or(Sight::Nothing, |event| {
        reader.sight(event, |target| find(target).map_or(Sight::Nothing, |event| reader.sight(event, |_| Sight::Nothing)))
    })
}

fn opens(given: &Given) -> bool {
    Reader::new(&viewer_who_is(&mum(), &[MUM, MUM_TOO]), &given.story).may_open()
}

#[test]
fn a_proxy_opens_the_story_and_reads_words_in_it_under_any_of_their_profiles() {
    let given = read_by(named()).event(noted("e", HARMONY));
    assert!(opens(&given));
    assert_eq!(sight(&given, "e"), Sight::Words);
    assert_eq!(sight_as(&given, "e", &[MUM_TOO]), Sight::Nothing, "only the named profile would be another person");
    assert_eq!(sight_as(&given, "e", &[]), Sight::Nothing, "the agency vouches for nobody");
}

#[test]
fn nobody_is_a_proxy_before_they_are_granted_after_their_day_or_while_it_is_contested() {
    let not = [
        Proxy { is_granted: false, ..named() },
        Proxy { until: TODAY.into(), ..named() },
        Proxy { contested_by: vec!["d".into()], ..named() },
        Proxy { proxy: "somebody".into(), ..named() },
    ];
    for proxy in not {
        let given = read_by(proxy.clone()).event(met("e", HARMONY));
        assert!(!opens(&given) && sight(&given, "e") == Sight::Nothing, "{proxy:?}");
    }
}

#[test]
fn bonds_a_home_a_circle_and_a_family_open_nothing() {
    let mut given = rosas_story().event(met("e", HARMONY));
    let bond = |bond: Bond| BondHeld { of: MUM.into(), to: ROSA.into(), bond: bond.into(), ..Default::default() };
    given.story.bonds = vec![bond(Bond::Parent), bond(Bond::ParentalResponsibility), bond(Bond::CaresFor)];
    given.story.home = vec![MUM.into()];
    given.story.circle = vec![CircleMember { member: Some(Member::Resident(MUM.into())), part: "mum".into() }];
    given.story.family = given.story.circle.clone();
    assert!(!opens(&given));
    assert_eq!(sight(&given, "e"), Sight::Nothing);
}

#[test]
fn what_is_between_the_person_and_others_is_not_told_to_a_proxy() {
    let look = event("look", HARMONY, Kind::Looked(Looked::default()));
    let family = event("family", HARMONY, Kind::FamilyNamed(FamilyNamed::default()));
    let choice = event("choice", HARMONY, Kind::SharingChosen(choice(everything(), &[], SharingLevel::Words)));
    let naming = event("naming", HARMONY, Kind::ProxyNamed(ProxyNamed { proxy: MUM.into(), ..Default::default() }));
    let disputed = Kind::DisagreementAdded(DisagreementAdded { event: "naming".into(), ..Default::default() });
    let given = read_by(named())
        .concern("worry", HARMONY, &["council/lead"])
        .event(look)
        .event(family)
        .event(choice)
        .event(naming)
        .event(event("disputed", HARMONY, disputed))
        .event(just_us(noted("just-us", HARMONY)));
    for id in ["worry", "look", "family", "choice", "naming", "disputed", "just-us"] {
        assert_eq!(sight(&given, id), Sight::Nothing, "{id}");
    }
}

#[test]
fn what_starts_closed_is_open_to_a_proxy_by_each_of_its_topics_in_their_naming_and_by_no_choice() {
    let event = || touching(noted("e", HARMONY), &[Topic::Health, Topic::Abuse]);
    let with = |topics: &[Topic]| read_by(Proxy { topics: topics.iter().map(|&topic| topic.into()).collect(), ..named() }).event(event());
    assert_eq!(sight(&with(&[]), "e"), Sight::Nothing);
    assert_eq!(sight(&with(&[Topic::Health]), "e"), Sight::Nothing);
    assert_eq!(sight(&with(&[Topic::Health, Topic::Abuse]), "e"), Sight::Words);
    for scope in [Scope::Topic(Topic::Abuse.into()), Scope::Event("e".into()), everything()] {
        let chosen = with(&[Topic::Health]).chosen(choice(scope.clone(), &[], SharingLevel::Words));
        assert_eq!(sight(&chosen, "e"), Sight::Nothing, "{scope:?}");
    }
}

#[test]
fn what_the_person_closes_to_everybody_is_closed_to_their_proxy_and_the_narrowest_choice_counts() {
    let given = || read_by(named()).event(noted("e", HARMONY));
    for scope in [everything(), Scope::Kind("noted".into()), Scope::WrittenBy(HARMONY.into()), Scope::Event("e".into())] {
        let closed = given().chosen(choice(scope.clone(), &[], SharingLevel::Nothing));
        assert_eq!(sight(&closed, "e"), Sight::Nothing, "{scope:?}");
        let to_an_agency = given().chosen(choice(scope.clone(), &[CARE_CITY], SharingLevel::Nothing));
        assert_eq!(sight(&to_an_agency, "e"), Sight::Words, "{scope:?}");
    }
    let opened = choice(Scope::Event("e".into()), &[], SharingLevel::Sentence);
    assert_eq!(sight(&given().chosen(choice(everything(), &[], SharingLevel::Nothing)).chosen(opened), "e"), Sight::Words);
}

#[test]
fn what_a_proxy_closed_for_the_person_is_not_closed_to_proxies() {
    let mut given = read_by(named()).event(met("e", HARMONY)).alongside(CARE_CITY).chosen(choice(everything(), &[], SharingLevel::Nothing));
    given.story.sharing[0].by_proxy = true;
    assert_eq!(sight(&given, "e"), Sight::Words);
    assert_eq!(given.sight(&system(CARE_CITY), "e"), Sight::Nothing);
}

#[test]
fn details_are_seen_as_the_agency_that_opened_them_wrote_them() {
    let sees = |proxy: Proxy| {
        let mut given = read_by(proxy);
        given.story.profiles.push(Profile { person: "rosa-too".into(), agency: CARE_CITY.into(), event: "h".into(), ..Default::default() });
        let viewer = viewer_who_is(&mum(), &[MUM]);
        let reader = Reader::new(&viewer, &given.story);
        [reader.may_see_details(ROSA, HARMONY), reader.may_see_details("rosa-too", CARE_CITY)]
    };
    assert_eq!(sees(named()), [false, false]);
    assert_eq!(sees(Proxy { with_details: true, ..named() }), [true, false]);
}

#[test]
fn a_proxy_reads_a_story_that_was_left_for_a_reason_only() {
    let mut given = read_by(named()).event(met("e", HARMONY));
    given.story.stilled = Some(Stilled { died: false, ..Default::default() });
    assert_eq!(sight(&given, "e"), Sight::Nothing, "no reason was stated");
    given.story.stilled = Some(Stilled { died: true, ..Default::default() });
    assert!(!opens(&given), "it ends with death");
}

#[test]
fn a_proxy_of_a_proxy_is_nobody() {
    let given = read_by(named()).event(met("e", HARMONY));
    let mut mums = read_by(Proxy { proxy: "gran".into(), ..named() });
    mums.story.profiles[0].person = MUM.into();
    let viewer = viewer_who_is(&Caller { acting_for: ActingFor::Resident("gran".into()), ..system(CARE_CITY) }, &["gran"]);
    assert!(Reader::new(&viewer, &mums.story).may_open());
    assert!(!Reader::new(&viewer, &given.story).may_open());
}

#[test]
fn only_a_proxy_who_was_named_to_speak_speaks() {
    let speaks = |may: ProxyMay| {
        let given = read_by(Proxy { may: may.into(), ..named() });
        Reader::new(&viewer_who_is(&mum(), &[MUM]), &given.story).speaks_for_the_person()
    };
    assert!(speaks(ProxyMay::ReadAndSpeak));
    assert!(!speaks(ProxyMay::Read));
}

#[test]
fn an_agency_vouches_for_who_somebody_is_by_a_profile_of_its_own() {
    let profile = |person: &str, agency: &str| Profile { person: person.into(), agency: agency.into(), ..Default::default() };
    let profiles = || vec![profile(MUM, HARMONY), profile(MUM_TOO, CARE_CITY)];
    assert_eq!(vouched_for(&mum(), MUM_TOO, profiles()), [MUM, MUM_TOO]);
    assert!(vouched_for(&mum(), MUM, profiles()).is_empty(), "Harmony House knows her so");
    assert!(vouched_for(&Caller { keeper: true, ..system(KEEPER) }, MUM, profiles()).is_empty(), "the keeper knows nobody");
    let erased = Profile { erased_event: "gone".into(), ..profile(MUM, HARMONY) };
    assert_eq!(vouched_for(&mum(), MUM_TOO, vec![erased, profile(MUM_TOO, CARE_CITY)]), [MUM_TOO]);
}

#[test]
fn a_life_map_is_read_by_a_proxy() {
    let given = read_by(named()).event(event("map", HARMONY, Kind::LifeMapMade(LifeMapMade::default())));
    assert_eq!(sight(&given, "map"), Sight::Words);
}
