//! Things that happened with Rosa: the events whose English wording the snapshots hold.

use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, Answer, AskPickedUp, AskedForHelp, Bond, BondTold, ChoseToWorkOn, CircleChanged, CircleMember,
    Colour, ConnectedToGroup, Corrected, DetailsChanged, Died, DisagreementAdded, DoneBy, EmergencyOpened, EmergencyReviewed, EndedBecause,
    Erased, Event, ExportDecision, ExportReviewed, FamilyNamed, FirstHeardOf, GroupLeft, Happened, HeardHow, HelpKind, HelpSize, Helped,
    HoldPlaced, HopeShared, HowItWas, Introduced, KeptAfter, LifeMapAnswer, LifeMapMade, LivesTogether, Looked, LookedAt, LooksReleased,
    Manner, MeetingPlanned, Met, Moment, MomentHappened, MovedAway, Noted, OfferAnswered, OfferTakenBack, OfferedHelp, Part, Party, Place,
    ProfilesJoined, ProfilesSeparated, ReachedOut, ResidentTold, RestChosen, RestrictionEnded, RestrictionPlaced, RetentionSet, Role,
    RoleHeld, SafetyConcernAnswered, SafetyConcernShared, SaidHowItWas, SharingChosen, SharingLevel, SharingScope, SpaceUsed, StepTaken,
    StrengthShared, SupporterAway, SupporterJoined, SupporterLeft, SupporterReflected, TheyKnow, Withdrawn, WithdrawnBecause, Yes,
    circle_member::Member, event::Kind, happened, party, place, sharing_scope::Scope,
};

use crate::known::{AMIRA, BEN, HIDDEN, KITCHEN, OFFER, PAT, ROSA, ROSA_TOO, TOM, WALKERS};

/// Something about Rosa, recorded by Amira from Harmony House.
pub fn with_rosa(kind: Kind) -> Event {
    about(&[ROSA], kind)
}

/// Something about these people, recorded by Amira from Harmony House.
pub fn about(people: &[&str], kind: Kind) -> Event {
    let people = people.iter().map(|person| Part { person: (*person).to_owned(), role: Role::About.into() }).collect();
    Event { people, agency: "harmony-house".into(), recorded_by: AMIRA.into(), kind: Some(kind), ..Event::default() }
}

pub fn resident(person: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Resident(person.into())) })
}

pub fn agency() -> Option<Party> {
    Some(Party { party: Some(party::Party::Agency("harmony-house".into())) })
}

fn supporter(supporter: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Supporter(supporter.into())) })
}

pub fn at_home(mut event: Event) -> Event {
    event.place = Some(Place { place: Some(place::Place::Text("at home".into())) });
    event
}

fn at(mut event: Event, place: place::Place) -> Event {
    event.place = Some(Place { place: Some(place) });
    event
}

fn by(mut event: Event, manner: Manner) -> Event {
    event.manner = manner.into();
    event
}

pub fn met() -> Kind {
    Kind::Met(Met { with: vec![AMIRA.into()], one_way: false })
}

/// Being in touch, walking beside somebody, a place and its groups.
pub fn together() -> Vec<Event> {
    let yes = Some(Yes::default());
    let started = |yes| with_rosa(Kind::AlongsideStarted(AlongsideStarted { supporter: AMIRA.into(), yes, meet_every_days: 0 }));
    let ended = |because: EndedBecause, why: &str| {
        with_rosa(Kind::AlongsideEnded(AlongsideEnded {
            supporter: AMIRA.into(),
            because: because.into(),
            why: why.into(),
            ..Default::default()
        }))
    };
    let mut with_tom = with_rosa(met());
    with_tom.people.push(Part { person: TOM.into(), role: Role::Present.into() });
    with_tom.people.push(Part { person: HIDDEN.into(), role: Role::Present.into() });
    let planned_for = Some(Happened { moment: Some(happened::Moment::Time("2026-03-14T15:30:00+00:00".into())) });
    vec![
        at_home(with_rosa(met())),
        at(with_rosa(met()), place::Place::Text("Barking Library".into())),
        at(with_rosa(met()), place::Place::Space(KITCHEN.into())),
        at(with_rosa(met()), place::Place::Group(HIDDEN.into())),
        by(with_rosa(met()), Manner::Phone),
        with_tom,
        about(&[ROSA, TOM, PAT], met()),
        with_rosa(Kind::Met(Met { with: vec![AMIRA.into(), BEN.into()], one_way: true })),
        by(with_rosa(Kind::ReachedOut(ReachedOut { by: vec![BEN.into()] })), Manner::Letter),
        at_home(with_rosa(Kind::MeetingPlanned(MeetingPlanned { planned_for, with: vec![] }))),
        with_rosa(Kind::Introduced(Introduced { to: resident(TOM), by: supporter(BEN), yes: yes.clone() })),
        with_rosa(Kind::Introduced(Introduced { to: supporter(BEN), by: None, yes: None })),
        started(yes),
        started(None),
        ended(EndedBecause::ResidentChose, ""),
        ended(EndedBecause::SupporterLeaving, "moving to Leeds."),
        with_rosa(Kind::SupporterAway(SupporterAway { supporter: AMIRA.into(), until: "2026-03-03".into(), covered_by: BEN.into() })),
        with_rosa(Kind::SaidHowItWas(SaidHowItWas { event: OFFER.into(), how: HowItWas::AllRight.into() })),
        with_rosa(Kind::ConnectedToGroup(ConnectedToGroup { group: WALKERS.into() })),
        with_rosa(Kind::GroupLeft(GroupLeft { group: HIDDEN.into(), why: "the stairs".into() })),
        with_rosa(Kind::SpaceUsed(SpaceUsed { space: KITCHEN.into(), what: "a street painting".into(), people: 12 })),
        with_rosa(Kind::SupporterJoined(SupporterJoined { supporter: BEN.into(), what_they_do: "link worker".into() })),
        with_rosa(Kind::SupporterLeft(SupporterLeft { supporter: HIDDEN.into(), promised_by: String::new() })),
        with_rosa(Kind::SupporterReflected(SupporterReflected { supporter: AMIRA.into(), cup: 4 })),
    ]
}

fn offered(by: Option<Party>) -> OfferedHelp {
    let what = "a lift to the GP on Tuesday.".into();
    OfferedHelp { what, kind: HelpKind::GettingAbout.into(), size: HelpSize::AnHour.into(), by, ..Default::default() }
}

/// Asking, offering, answering, helping.
pub fn helping() -> Vec<Event> {
    let again = OfferedHelp { what_changed: "it is free now".into(), due: "2026-05-01".into(), ..offered(None) };
    let answered = |answer: Answer, until: &str| {
        with_rosa(Kind::OfferAnswered(OfferAnswered { offer: OFFER.into(), answer: answer.into(), until: until.into() }))
    };
    let helped = |from, to, done: DoneBy, promise: &str| {
        let what = "cooked for the street".into();
        with_rosa(Kind::Helped(Helped { from, to, what, kind: HelpKind::Food.into(), promise: promise.into(), done: done.into() }))
    };
    let asked = |by, what: &str| with_rosa(Kind::AskedForHelp(AskedForHelp { what: what.into(), kind: HelpKind::Company.into(), by }));
    vec![
        asked(None, "can somebody look in on Sundays?"),
        asked(resident(TOM), "a visit"),
        with_rosa(Kind::AskPickedUp(AskPickedUp { ask: OFFER.into(), by: None })),
        with_rosa(Kind::OfferedHelp(offered(agency()))),
        with_rosa(Kind::OfferedHelp(again)),
        about(&[TOM], Kind::OfferedHelp(offered(resident(ROSA)))),
        about(&[ROSA, TOM], Kind::OfferedHelp(offered(None))),
        with_rosa(Kind::OfferTakenBack(OfferTakenBack { offer: OFFER.into(), why: "the car broke down".into() })),
        answered(Answer::Yes, ""),
        answered(Answer::NotNow, "2026-03-03"),
        answered(Answer::No, "2026-03-03"),
        helped(resident(ROSA), resident(TOM), DoneBy::Giver, ""),
        helped(resident(TOM), None, DoneBy::Receiver, OFFER),
        helped(supporter(AMIRA), None, DoneBy::Giver, OFFER),
    ]
}

/// A life, and the people in it.
pub fn living() -> Vec<Event> {
    let answers = [(Colour::Green, 22), (Colour::Yellow, 9), (Colour::Red, 4), (Colour::Skipped, 1)].into_iter();
    let answers =
        answers.flat_map(|(colour, count)| vec![LifeMapAnswer { indicator: "warm-home".into(), colour: colour.into() }; count]).collect();
    let moment = |moment: Moment, what: &str| with_rosa(Kind::MomentHappened(MomentHappened { moment: moment.into(), what: what.into() }));
    let mut told_by_tom = with_rosa(Kind::StrengthShared(StrengthShared { what: "cooks for forty".into() }));
    told_by_tom.told_by = resident(TOM);
    let bond = |of: &str, bond: Bond, to: &str, ended| {
        about(&[ROSA, TOM], Kind::BondTold(BondTold { of: of.into(), to: to.into(), bond: bond.into(), ended }))
    };
    let member = |member, part: &str| CircleMember { member: Some(member), part: part.into() };
    let circle = vec![
        member(Member::Supporter(AMIRA.into()), "link worker"),
        member(Member::Text("the daughter in Leeds".into()), ""),
        member(Member::Resident(HIDDEN.into()), ""),
    ];
    let rest = |until: &str, leave_me_be, ended| with_rosa(Kind::RestChosen(RestChosen { until: until.into(), leave_me_be, ended }));
    vec![
        with_rosa(Kind::StrengthShared(StrengthShared { what: "cooks for forty".into() })),
        told_by_tom,
        with_rosa(Kind::HopeShared(HopeShared { what: "to see my grandson play".into() })),
        moment(Moment::HomeFromHospital, ""),
        moment(Moment::Other, "the garden is finished"),
        with_rosa(Kind::LifeMapMade(LifeMapMade { set: "signal-uk-2024".into(), answers })),
        with_rosa(Kind::ChoseToWorkOn(ChoseToWorkOn {
            indicator: "warm-home".into(),
            why: "cold nights".into(),
            by_when: "2026-05-01".into(),
            ..Default::default()
        })),
        with_rosa(Kind::StepTaken(StepTaken { choice: String::new(), what: "rang the landlord".into() })),
        rest("2026-05-01", false, false),
        rest("", true, false),
        rest("", false, true),
        with_rosa(Kind::Died(Died {})),
        with_rosa(Kind::MovedAway(MovedAway { where_to: "Leeds".into() })),
        bond(ROSA, Bond::Parent, TOM, false),
        bond(TOM, Bond::CaresFor, ROSA_TOO, false),
        bond(TOM, Bond::Partner, ROSA, true),
        about(&[ROSA, TOM], Kind::LivesTogether(LivesTogether { ended: false })),
        with_rosa(Kind::CircleChanged(CircleChanged { members: circle.clone() })),
        with_rosa(Kind::FamilyNamed(FamilyNamed { members: circle })),
        with_rosa(Kind::FirstHeardOf(FirstHeardOf {
            how: HeardHow::FromSomebodyClose.into(),
            they_know: TheyKnow::NotYet.into(),
            ..Default::default()
        })),
        with_rosa(Kind::DetailsChanged(DetailsChanged {})),
    ]
}

/// What was written, changed, shared and looked at.
pub fn writing() -> Vec<Event> {
    [written(), looking()].concat()
}

fn written() -> Vec<Event> {
    let withdrawn = |because: WithdrawnBecause| {
        with_rosa(Kind::Withdrawn(Withdrawn { event: OFFER.into(), because: because.into(), why: "it says where she lives now".into() }))
    };
    let sharing = |scope, agencies: &[&str], level: SharingLevel, never: &[&str]| {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let scope = Some(SharingScope { scope: Some(scope) });
        with_rosa(Kind::SharingChosen(SharingChosen {
            scope,
            agencies: owned(agencies),
            level: level.into(),
            until: "2026-03-03".into(),
            never_supporters: owned(never),
        }))
    };
    let concern = |resident_told, why: &str| {
        let to_roles = vec!["council-adults/safeguarding-lead".into()];
        with_rosa(Kind::SafetyConcernShared(SafetyConcernShared {
            to_roles,
            resident_told,
            why_not_told: why.into(),
            ..Default::default()
        }))
    };
    vec![
        with_rosa(Kind::Noted(Noted { what: "T06 Determine necessity of stop advice".into(), kept_because: String::new() })),
        with_rosa(Kind::Corrected(Box::new(Corrected { why: "it was Monday".into(), ..Default::default() }))),
        withdrawn(WithdrawnBecause::Mistake),
        withdrawn(WithdrawnBecause::UnsafeToShow),
        with_rosa(Kind::DisagreementAdded(DisagreementAdded { event: OFFER.into(), by: None, view: "nobody asked me".into() })),
        concern(true, ""),
        concern(false, "he may read it"),
        with_rosa(Kind::SafetyConcernAnswered(SafetyConcernAnswered {
            what: "a visit today".into(),
            resident_told: true,
            ..Default::default()
        })),
        sharing(Scope::Everything(true), &[], SharingLevel::Nothing, &[]),
        sharing(Scope::Kind("life_map_made".into()), &["community-solutions"], SharingLevel::Sentence, &[]),
        sharing(Scope::WrittenBy("harmony-house".into()), &[], SharingLevel::Words, &[]),
        sharing(Scope::Everything(true), &[], SharingLevel::Nothing, &[BEN]),
        with_rosa(Kind::ProfilesJoined(ProfilesJoined { profiles: vec![ROSA.into(), ROSA_TOO.into()], ..Default::default() })),
        with_rosa(Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![TOM.into()], why: "two people of one name".into() })),
        with_rosa(Kind::Erased(Erased { profiles: vec![ROSA.into()], basis: "UK GDPR article 17(1)(b)".into() })),
        with_rosa(Kind::HoldPlaced(HoldPlaced {
            profiles: vec![ROSA.into(), ROSA_TOO.into()],
            basis: "UK GDPR article 17(3)(e)".into(),
            until: "2026-12-31".into(),
            ended: false,
        })),
        with_rosa(Kind::HoldPlaced(HoldPlaced { profiles: vec![ROSA.into()], basis: "settled".into(), until: String::new(), ended: true })),
        with_rosa(Kind::ExportReviewed(ExportReviewed { decisions: vec![decision(true)] })),
        with_rosa(Kind::ExportReviewed(ExportReviewed { decisions: vec![decision(true), decision(false)] })),
        with_rosa(Kind::ExportReviewed(ExportReviewed { decisions: vec![decision(false), decision(false)] })),
        restriction("2026-12-31", None),
        restriction("", Some("2026-02-20")),
        retention("everything", "", KeptAfter::LastHappened, false),
        retention("met", "harmony-house", KeptAfter::Stilled, false),
        retention("met", "", KeptAfter::Unspecified, true),
    ]
}

fn looking() -> Vec<Event> {
    vec![
        looked(supporter(BEN), "to plan a visit", LookedAt::Unspecified),
        looked(supporter(BEN), "visit", LookedAt::List),
        looked(None, "safety", LookedAt::Unspecified),
        looked(None, "audit", LookedAt::Everything),
        looked(resident(ROSA), "", LookedAt::Unspecified),
        looked(resident(TOM), "", LookedAt::Unspecified),
        on_a_day(looked(None, "visit", LookedAt::Unspecified)),
        went_through("harmony-house", 3, 0),
        went_through("", 0, 90),
        looked(None, "audit", LookedAt::Structure),
        with_a_reason(looked(None, "", LookedAt::Unspecified)),
    ]
}

fn looked(reader: Option<Party>, purpose: &str, at: LookedAt) -> Event {
    with_rosa(Kind::Looked(Looked { reader, purpose: purpose.into(), at: at.into(), ..Default::default() }))
}

fn went_through(of_agency: &str, from_position: u64, to_position: u64) -> Event {
    let at = LookedAt::Everything.into();
    with_rosa(Kind::Looked(Looked { at, of_agency: of_agency.into(), from_position, to_position, ..Default::default() }))
}

fn with_a_reason(event: Event) -> Event {
    let Some(Kind::Looked(looked)) = event.kind else { return event };
    Event { kind: Some(Kind::Looked(Looked { reason: "she asked who wrote it".into(), ..looked })), ..event }
}

fn on_a_day(event: Event) -> Event {
    let time = happened::Moment::Time("2026-03-10T16:40:00+00:00".into());
    Event { happened: Some(Happened { moment: Some(time) }), ..event }
}

fn decision(released: bool) -> ExportDecision {
    ExportDecision { event: OFFER.into(), released, because: i32::from(!released) }
}

fn restriction(until: &str, told_on: Option<&str>) -> Event {
    with_rosa(Kind::RestrictionPlaced(RestrictionPlaced {
        profiles: vec![ROSA.into()],
        basis: "UK GDPR article 18(1)(a)".into(),
        until: until.into(),
        ended: told_on.map(|day| RestrictionEnded { told_on: day.into() }),
    }))
}

fn retention(kind: &str, agency: &str, after: KeptAfter, ended: bool) -> Event {
    with_rosa(Kind::RetentionSet(RetentionSet {
        kind: kind.into(),
        agency: agency.into(),
        keep_for_days: 2_555,
        after: after.into(),
        basis: "retention schedule 4".into(),
        ended,
    }))
}

/// Who sees to safety, and what was opened in an emergency.
pub fn keeping_safe() -> Vec<Event> {
    let held = |ended| with_rosa(Kind::RoleHeld(RoleHeld { role: "harmony-house/safeguarding-lead".into(), supporter: BEN.into(), ended }));
    let until = Some(Happened { moment: Some(happened::Moment::Time("2026-03-14T15:30:00+00:00".into())) });
    let reviewed = |told: ResidentTold, why_later: &str| {
        with_rosa(Kind::EmergencyReviewed(EmergencyReviewed {
            opening: OFFER.into(),
            found: "it was right to look".into(),
            told: told.into(),
            why_later: why_later.into(),
        }))
    };
    vec![
        held(false),
        held(true),
        with_rosa(Kind::LooksReleased(LooksReleased { concern: OFFER.into(), why: "she is safe now".into() })),
        with_rosa(Kind::EmergencyOpened(EmergencyOpened { supporter: BEN.into(), reason: "she did not open the door".into(), until })),
        reviewed(ResidentTold::Now, ""),
        reviewed(ResidentTold::Later, "he reads her letters"),
        with_rosa(Kind::Looked(Looked { reader: None, in_emergency: OFFER.into(), ..Default::default() })),
    ]
}
