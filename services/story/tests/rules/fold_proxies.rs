//! Who may read and speak for somebody: what names a proxy, what suspends one, and what does neither.

use throughline_proto::v1::{
    Bond, BondTold, CircleChanged, CircleMember, DisagreementAdded, Event, FamilyNamed, LivesTogether, Party, ProxyBasis, ProxyMay,
    ProxyNamed, SharingChosen, SharingLevel, SharingScope, Story, Yes, YesBasis, circle_member::Member, event::Kind, sharing_scope::Scope,
};
use throughline_story::{fold, proxying};

use crate::{
    given::{AMINA, CARE, ROSA, ROSA_TOO, TOM, Telling, agency, id, resident, said, story, supporter, told, yes_of},
    happenings::{corrected, died, moved_away, withdrawn},
};

const MEI: &str = "00000000-0000-4000-8000-0000000000a9";

pub fn mother() -> ProxyNamed {
    ProxyNamed {
        proxy: TOM.into(),
        basis: ProxyBasis::ParentalResponsibility.into(),
        rests_on: "birth certificate, seen".into(),
        may: ProxyMay::ReadAndSpeak.into(),
        until: "2028-06-15".into(),
        yes: Some(Yes { basis: YesBasis::Parent.into(), given_by: resident(TOM), view: "fine with her".into(), ..yes_of(TOM).unwrap() }),
        ..Default::default()
    }
}

pub fn attorney() -> ProxyNamed {
    let basis = ProxyBasis::LastingPowerOfAttorney.into();
    ProxyNamed { basis, until: String::new(), yes: None, decided_by: AMINA.into(), ..mother() }
}

pub fn named(it: ProxyNamed) -> Kind {
    Kind::ProxyNamed(it)
}

pub fn disagreed(event: usize, by: Option<Party>) -> Kind {
    Kind::DisagreementAdded(DisagreementAdded { event: id(event), by, view: "not mine".into() })
}

fn reads_on(events: impl IntoIterator<Item = Event>, today: &str) -> bool {
    proxying(&story(events), &[TOM.to_owned()], today).is_some()
}

fn reads(events: impl IntoIterator<Item = Event>) -> bool {
    reads_on(events, "2026-06-15")
}

#[test]
fn whoever_was_named_reads_until_the_day_that_is_no_longer_part_of_it() {
    assert!(reads_on([said(1, named(mother()))], "2028-06-14"));
    assert!(!reads_on([said(1, named(mother()))], "2028-06-15"));
    assert!(reads_on([said(1, named(attorney()))], "2048-06-15"), "open");
}

#[test]
fn bonds_a_home_a_circle_and_a_family_name_nobody() {
    let bond = |bond: Bond| Kind::BondTold(BondTold { of: TOM.into(), to: ROSA.into(), bond: bond.into(), ended: false });
    let members = || vec![CircleMember { member: Some(Member::Resident(TOM.into())), part: "mum".into() }];
    let events = [
        said(1, bond(Bond::ParentalResponsibility)),
        said(2, bond(Bond::Parent)),
        said(3, Kind::LivesTogether(LivesTogether::default())).of(&[ROSA, TOM]),
        said(4, Kind::CircleChanged(CircleChanged { members: members() })),
        said(5, Kind::FamilyNamed(FamilyNamed { members: members() })),
    ];
    assert!(story(events.clone()).proxies.is_empty());
    assert!(!reads(events));
}

#[test]
fn a_footing_without_what_it_wants_is_kept_and_grants_nothing() {
    let own_wish = |yes| ProxyNamed { basis: ProxyBasis::OwnWish.into(), yes, ..mother() };
    let decision = |given_by, view: &str| {
        let yes = Yes { basis: YesBasis::BestInterests.into(), given_by, view: view.into(), ..yes_of(TOM).unwrap() };
        ProxyNamed { basis: ProxyBasis::BestInterests.into(), yes: Some(yes), ..mother() }
    };
    for (kept, reading) in [
        (ProxyNamed { yes: None, ..mother() }, false),
        (ProxyNamed { yes: yes_of(ROSA), ..mother() }, true),
        (ProxyNamed { until: String::new(), ..mother() }, false),
        (ProxyNamed { rests_on: String::new(), ..mother() }, false),
        (ProxyNamed { decided_by: String::new(), ..attorney() }, false),
        (ProxyNamed { basis: ProxyBasis::CourtAppointedDeputy.into(), ..attorney() }, true),
        (own_wish(yes_of(ROSA)), true),
        (own_wish(yes_of(TOM)), false),
        (own_wish(None), false),
        (decision(supporter(AMINA), "her sister"), true),
        (decision(supporter(AMINA), ""), false),
        (decision(agency(CARE), "her sister"), false),
        (ProxyNamed { basis: 0, ..mother() }, false),
    ] {
        let story = story([said(1, named(kept.clone()))]);
        assert_eq!(story.proxies.len(), 1, "{kept:?}");
        assert_eq!(proxying(&story, &[TOM.to_owned()], "2026-06-15").is_some(), reading, "{kept:?}");
    }
}

#[test]
fn the_person_themselves_is_nobodys_proxy_also_once_profiles_are_joined() {
    let events = [said(1, named(ProxyNamed { proxy: ROSA_TOO.into(), ..mother() }))];
    let joined = fold(&[ROSA.to_owned(), ROSA_TOO.to_owned()], told(events));
    assert!(joined.proxies.is_empty());
    let story = story([said(1, named(mother()))]);
    assert_eq!(proxying(&story, &[TOM.to_owned(), ROSA.to_owned()], "2026-06-15"), None);
}

#[test]
fn any_profile_that_is_joined_with_the_named_one_counts() {
    let story = story([said(1, named(mother()))]);
    assert!(proxying(&story, &["another".to_owned(), TOM.to_owned()], "2026-06-15").is_some());
    assert!(proxying(&story, &["another".to_owned()], "2026-06-15").is_none());
    assert!(proxying(&story, &[], "2026-06-15").is_none());
}

#[test]
fn a_mother_of_two_is_named_in_each_story_for_itself() {
    let events = [said(1, named(mother())), said(2, named(mother())).of(&[MEI])];
    let of = |person: &str| fold(&[person.to_owned()], told(events[..1].to_vec()));
    assert!(proxying(&of(ROSA), &[TOM.to_owned()], "2026-06-15").is_some());
    assert!(proxying(&of(MEI), &[TOM.to_owned()], "2026-06-15").is_none());
}

#[test]
fn what_the_person_disputes_is_suspended_at_once() {
    assert!(!reads([said(1, named(mother())), said(2, disagreed(1, resident(ROSA))).on("2026-04-01")]));
}

#[test]
fn a_dispute_of_the_same_day_counts_though_only_its_date_is_known() {
    let events = [said(1, named(mother())).on("2026-03-01T10:00:00+00:00"), said(2, disagreed(1, resident(ROSA)))];
    assert!(!reads(events));
}

#[test]
fn a_dispute_suspends_whoever_it_is_about_on_every_footing() {
    let events = [said(1, named(mother())), said(2, named(attorney())), said(3, disagreed(1, resident(ROSA))).on("2026-04-01")];
    assert!(!reads(events));
}

#[test]
fn somebody_else_with_parental_responsibility_may_dispute_it_and_nobody_besides() {
    let bond = BondTold { of: MEI.into(), to: ROSA.into(), bond: Bond::ParentalResponsibility.into(), ended: false };
    let disputed = |by| [said(1, named(mother())), said(3, disagreed(1, by)).on("2026-04-01")];
    assert!(!reads([vec![said(2, Kind::BondTold(bond))], disputed(resident(MEI)).to_vec()].concat()));
    let father = ProxyNamed { proxy: MEI.into(), ..mother() };
    assert!(!reads([vec![said(2, named(father))], disputed(resident(MEI)).to_vec()].concat()));
    for by in [resident(MEI), resident(TOM), supporter(AMINA), agency(CARE), None] {
        assert!(reads(disputed(by.clone())), "{by:?}");
    }
}

#[test]
fn only_the_agency_that_named_them_answers_a_dispute_and_names_it() {
    let disputed = [said(1, named(mother())), said(2, disagreed(1, resident(ROSA))).on("2026-04-01")];
    let again = |after: usize| named(ProxyNamed { after_contest: id(after), why: "they talked".into(), ..mother() });
    let then = |event: Event| [disputed.to_vec(), vec![event.on("2026-05-01")]].concat();
    assert!(reads(then(said(3, again(2)))));
    assert!(!reads(then(said(3, again(2)).by(CARE))));
    assert!(!reads(then(said(3, again(1)))));
    assert!(!reads(then(said(3, named(mother())))), "naming them again is no answer");
    let twice = [said(3, disagreed(1, resident(ROSA))).on("2026-04-02"), said(4, again(2)).on("2026-05-01")];
    assert!(!reads([disputed.to_vec(), twice.to_vec()].concat()), "each dispute is answered");
}

#[test]
fn a_dispute_of_an_earlier_naming_is_one_of_what_stands_in_its_place() {
    let renewed = ProxyNamed { until: "2027-01-01".into(), ..mother() };
    let events =
        [said(1, named(mother())), said(2, named(renewed)).on("2026-04-01"), said(3, disagreed(1, resident(ROSA))).on("2026-05-01")];
    assert!(!reads(events));
}

#[test]
fn what_ended_or_was_taken_back_grants_nothing_and_keeps_its_dispute() {
    let end = || named(ProxyNamed { ended: true, ..mother() });
    let disputed = || said(5, disagreed(1, resident(ROSA))).on("2026-04-01");
    let again = || said(6, named(mother())).on("2026-05-01");
    for ending in [said(2, end()).on("2026-04-02"), said(2, end()).by(CARE).on("2026-04-02"), said(2, withdrawn(1)).on("2026-04-02")] {
        assert!(!reads([said(1, named(mother())), ending.clone()]));
        assert!(reads([said(1, named(mother())), ending.clone(), again()]));
        assert!(!reads([said(1, named(mother())), disputed(), ending.clone(), again()]) || ending.agency == CARE, "{ending:?}");
    }
}

#[test]
fn what_stood_in_the_place_of_another_does_not_bring_that_back_when_it_is_taken_back() {
    let events = [said(1, named(mother())), said(2, named(mother())).on("2026-04-01"), said(3, withdrawn(2)).on("2026-05-01")];
    assert!(!reads(events));
}

#[test]
fn a_naming_is_named_anew_and_not_put_right() {
    let other = named(ProxyNamed { proxy: MEI.into(), ..mother() });
    let story = story([said(1, named(mother())), said(2, corrected(1, other)).on("2026-04-01")]);
    assert_eq!(story.proxies[0].proxy, TOM);
}

#[test]
fn it_ends_with_death_and_not_with_moving_away() {
    assert!(!reads([said(1, named(attorney())), said(2, died()).on("2026-04-01")]));
    assert!(reads([said(1, named(attorney())), said(2, moved_away()).on("2026-04-01")]));
}

#[test]
fn several_footings_add_up() {
    let events = [
        said(1, named(ProxyNamed { topics: vec![1], may: ProxyMay::Read.into(), ..mother() })),
        said(2, named(ProxyNamed { with_details: true, ..attorney() })).by(CARE),
    ];
    let story = story(events);
    let proxying = proxying(&story, &[TOM.to_owned()], "2026-06-15").expect("a proxy");
    assert_eq!((proxying.may_speak, proxying.topics, proxying.details_of), (true, vec![1], vec![CARE]));
    assert_eq!(proxying.event, id(2));
}

#[test]
fn what_a_proxy_chose_stands_beside_what_the_person_chose_and_not_in_its_place() {
    let chosen = |level: SharingLevel| {
        let scope = Some(SharingScope { scope: Some(Scope::Kind("met".into())) });
        Kind::SharingChosen(SharingChosen { scope, level: level.into(), ..Default::default() })
    };
    let by_proxy = Event { by_proxy: id(1), ..said(3, chosen(SharingLevel::Words)) }.on("2026-04-01");
    let kept = |story: Story| story.sharing.iter().map(|held| held.by_proxy).collect::<Vec<_>>();
    assert_eq!(kept(story([said(2, chosen(SharingLevel::Nothing)), by_proxy.clone()])), [false, true]);
    let later = said(4, chosen(SharingLevel::Nothing)).on("2026-05-01");
    assert_eq!(kept(story([by_proxy, later])), [false], "what the person chose takes its place");
}
