//! Events made of small numbers: every kind, with references that may or may not fit, and dates, enumerations and parts that may be garbage.

use proptest::prelude::{Strategy, any};
use throughline_proto::v1::{
    AccountConnected, AgencyJoined, AlongsideEnded, AlongsideStarted, AskPickedUp, AskedForHelp, BondTold, ChoseToWorkOn, CircleChanged,
    CircleMember, ConnectedToGroup, Corrected, DetailsChanged, Died, DisagreementAdded, EmergencyOpened, EmergencyReviewed, Erased, Event,
    ExportDecision, ExportReviewed, FamilyNamed, FirstHeardOf, GroupFormed, GroupLeft, Happened, Helped, HoldPlaced, HopeShared,
    Introduced, InvitationMade, InvitationUsed, KeyChanged, LifeMapMade, LivesTogether, Looked, LooksReleased, MeetingPlanned, Met,
    MomentHappened, MovedAway, Noted, OfferAnswered, OfferPublished, OfferTakenBack, OfferWithdrawn, OfferedHelp, OtherwiseTold, Part,
    Party, PolicyAdopted, ProfilesJoined, ProfilesMayMatch, ProfilesSeparated, ProxyNamed, ReachedOut, RestChosen, RestrictionEnded,
    RestrictionPlaced, RetentionSet, RoleHeld, SafetyConcernAnswered, SafetyConcernShared, SaidHowItWas, SharingChosen, SharingScope,
    SpaceOffered, SpaceUsed, StepTaken, StrengthShared, SupporterAway, SupporterJoined, SupporterLeft, SupporterReflected, Withdrawn, Yes,
    circle_member::Member, event::Kind, sharing_scope::Scope,
};
use throughline_story::{Told, kind_name};

use crate::given::{AMINA, BEN, CARE, CARL, HARMONY, ROSA, ROSA_TOO, TOM, id, on, resident, supporter};

/// How many kinds there are.
pub const KINDS: u8 = 67;

/// A handful of numbers, from which an event is made.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub kind: u8,
    pub who: u8,
    pub refers: u8,
    pub when: u8,
    pub choice: u8,
    pub more: u8,
}

/// Any seed. Kinds that make and answer promises come often.
pub fn seed() -> impl Strategy<Value = Seed> {
    (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>())
        .prop_map(|(kind, who, refers, when, choice, more)| Seed { kind, who, refers, when, choice, more })
}

/// A history in the order of the log.
pub fn history() -> impl Strategy<Value = Vec<Told>> {
    proptest::collection::vec(seed(), 0..40).prop_map(|seeds| {
        let count = seeds.len();
        let events = seeds.into_iter().enumerate().map(|(index, seed)| event(index + 1, count, seed));
        events.zip(1..).map(|(event, position)| Told { position, event }).collect()
    })
}

pub fn event(number: usize, count: usize, seed: Seed) -> Event {
    let people = match seed.who % 8 {
        0..=3 => vec![part(ROSA, 1)],
        4 => vec![part(ROSA, 1), part(TOM, 1)],
        5 => vec![part(ROSA_TOO, 1), part(TOM, 2)],
        6 => vec![part(TOM, 1), part(ROSA, i32::from(seed.more % 5))],
        _ => vec![part(TOM, 1), part(ROSA, 3)],
    };
    Event {
        id: id(number),
        happened: happened(seed.when),
        people,
        agency: if seed.more.is_multiple_of(2) { HARMONY.into() } else { CARE.into() },
        recorded_by: if seed.more.is_multiple_of(3) { String::new() } else { pick(seed.more).into() },
        kind: (seed.kind != u8::MAX).then(|| kind(seed, &id(usize::from(seed.refers) % (count + 2)))),
        ..Default::default()
    }
}

fn part(person: &str, role: i32) -> Part {
    Part { person: person.into(), role }
}

fn happened(when: u8) -> Option<Happened> {
    match when {
        0 => None,
        1 => Some(on("never")),
        2 => Some(on("2026-03-01T00:00:00Z")),
        // Few days and few hours, so that many fall together.
        _ if when.is_multiple_of(2) => Some(on(&format!("2026-03-{:02}", when % 5 + 1))),
        _ => Some(on(&format!("2026-03-{:02}T{:02}:30:00+0{}:00", when % 5 + 1, when % 4 * 5 + 1, when % 3))),
    }
}

fn pick(number: u8) -> &'static str {
    [AMINA, BEN, CARL][usize::from(number) % 3]
}

fn somebody(number: u8) -> Option<Party> {
    match number % 4 {
        0 => None,
        1 => resident(TOM),
        2 => resident(ROSA),
        _ => supporter(pick(number)),
    }
}

fn yes(number: u8) -> Option<Yes> {
    let given_by = if number % 5 == 4 { resident(TOM) } else { resident(ROSA) };
    (!number.is_multiple_of(4)).then(|| Yes {
        basis: i32::from(number % 5),
        given_by,
        heard_by: AMINA.into(),
        view: "asked".into(),
        ..Default::default()
    })
}

fn scope(number: u8, event: &str) -> Option<SharingScope> {
    let scope = match number % 5 {
        0 => None,
        1 => Some(Scope::Everything(true)),
        2 => Some(Scope::Kind("met".into())),
        3 => Some(Scope::Group("2026-03-01".into())),
        _ => Some(Scope::Event(event.into())),
    };
    Some(SharingScope { scope })
}

/// Every kind, in the order of `Event`; beyond them those again that make, answer and close promises.
fn kind(seed: Seed, event: &str) -> Kind {
    match seed.kind % 90 {
        32..=66 => kept(seed, event.to_owned()),
        89 => kept(Seed { kind: 38, ..seed }, event.to_owned()),
        _ => lived(seed, event.to_owned()),
    }
}

fn until(number: u8) -> String {
    if number.is_multiple_of(2) { String::new() } else { format!("2026-{:02}-01", number % 13) }
}

/// What happens in a life.
fn lived(seed: Seed, event: String) -> Kind {
    let Seed { choice, more, .. } = seed;
    let (enumeration, person, until) = (i32::from(choice % 6), supporter_of(choice), until(more));
    let members = || vec![CircleMember { member: Some(Member::Resident(TOM.into())), part: String::new() }, CircleMember::default()];
    match seed.kind % 90 {
        0 => Kind::FirstHeardOf(FirstHeardOf {
            person: [ROSA, ROSA_TOO, TOM][usize::from(more) % 3].into(),
            they_know: enumeration,
            ..Default::default()
        }),
        1 => Kind::DetailsChanged(DetailsChanged {}),
        2 => Kind::ReachedOut(ReachedOut { by: vec![person] }),
        3 => Kind::MeetingPlanned(MeetingPlanned { planned_for: happened(more), with: vec![person] }),
        4 | 67..=69 => {
            Kind::Met(Met { with: if more.is_multiple_of(5) { vec![] } else { vec![person] }, one_way: choice.is_multiple_of(7) })
        }
        5 => Kind::StrengthShared(StrengthShared { what: event }),
        6 => Kind::HopeShared(HopeShared { what: event }),
        7 => Kind::MomentHappened(MomentHappened { moment: enumeration, what: event }),
        8 | 70 | 71 => Kind::AskedForHelp(AskedForHelp { what: until, kind: enumeration, by: somebody(more) }),
        9 | 72 => Kind::AskPickedUp(AskPickedUp { ask: event, by: somebody(more) }),
        10 | 73..=75 => {
            let ask = if more.is_multiple_of(3) { event } else { String::new() };
            Kind::OfferedHelp(OfferedHelp { kind: enumeration, by: somebody(more), ask, ..Default::default() })
        }
        11 => Kind::OfferTakenBack(OfferTakenBack { offer: event, why: String::new() }),
        12 | 76..=79 => Kind::OfferAnswered(OfferAnswered { offer: event, answer: enumeration, until }),
        13 | 80 | 81 => Kind::Helped(Helped { from: somebody(more), promise: event, done: enumeration, ..Default::default() }),
        14 => Kind::Introduced(Introduced { to: somebody(more), by: somebody(choice), yes: yes(choice) }),
        15 => Kind::ConnectedToGroup(ConnectedToGroup { group: until }),
        16 => Kind::GroupLeft(GroupLeft { group: until, why: String::new() }),
        17 | 82..=84 => Kind::AlongsideStarted(AlongsideStarted { supporter: person, yes: yes(more), meet_every_days: more.into() }),
        18 | 85..=87 => Kind::AlongsideEnded(AlongsideEnded { supporter: person, because: enumeration, ..Default::default() }),
        19 => Kind::SupporterAway(SupporterAway { supporter: person, until, covered_by: pick(more).into() }),
        20 => Kind::BondTold(BondTold { of: ROSA.into(), to: TOM.into(), bond: enumeration, ended: more.is_multiple_of(3) }),
        21 => Kind::LivesTogether(LivesTogether { ended: more.is_multiple_of(3) }),
        22 => Kind::CircleChanged(CircleChanged { members: members() }),
        23 => Kind::FamilyNamed(FamilyNamed { members: members() }),
        24 => Kind::LifeMapMade(LifeMapMade { set: event, answers: Vec::new() }),
        25 => Kind::ChoseToWorkOn(ChoseToWorkOn { what: event, ..Default::default() }),
        26 => Kind::StepTaken(StepTaken { choice: event, what: until }),
        27 => Kind::SaidHowItWas(SaidHowItWas { event, how: enumeration }),
        28 | 88 => Kind::RestChosen(RestChosen { until, leave_me_be: more.is_multiple_of(3), ended: choice.is_multiple_of(3) }),
        29 => Kind::Died(Died {}),
        30 => Kind::MovedAway(MovedAway { where_to: until }),
        _ => Kind::Noted(Noted { what: event, ..Default::default() }),
    }
}

/// What is written down besides.
fn kept(seed: Seed, event: String) -> Kind {
    let Seed { choice, more, .. } = seed;
    let (enumeration, person, until) = (i32::from(choice % 6), supporter_of(choice), until(more));
    let people = || vec![ROSA.to_owned(), ROSA_TOO.to_owned(), TOM.to_owned()];
    match seed.kind % 90 {
        32 => Kind::SafetyConcernShared(SafetyConcernShared { to_roles: vec!["care-city/lead".into()], ..Default::default() }),
        33 => Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: event, ..Default::default() }),
        34 => Kind::OtherwiseTold(OtherwiseTold { what: event, resident_agrees: true }),
        35 => {
            let inner = Seed { kind: more, choice: more, ..seed };
            let instead = Event { happened: happened(choice), kind: (more % 90 != 35).then(|| kind(inner, &event)), ..Default::default() };
            Kind::Corrected(Box::new(Corrected { event, why: until, instead: Some(Box::new(instead)) }))
        }
        36 => Kind::Withdrawn(Withdrawn { event, because: enumeration, why: until }),
        37 => Kind::DisagreementAdded(DisagreementAdded { event, by: somebody(more), view: until }),
        38 => Kind::SharingChosen(SharingChosen {
            scope: scope(more, &event),
            agencies: if choice.is_multiple_of(2) { Vec::new() } else { vec![CARE.into()] },
            level: enumeration,
            until,
            never_supporters: if more.is_multiple_of(7) { vec![person] } else { Vec::new() },
        }),
        39 => Kind::ProfilesMayMatch(ProfilesMayMatch { profiles: people(), evidence: vec![enumeration], asked: Vec::new() }),
        40 => Kind::ProfilesJoined(ProfilesJoined { profiles: people(), evidence: Vec::new(), yes: yes(more) }),
        41 => Kind::ProfilesSeparated(ProfilesSeparated { profiles: people(), why: until }),
        42 => Kind::Erased(Erased { profiles: people(), basis: until }),
        43 => Kind::OfferPublished(OfferPublished { name: event, ..Default::default() }),
        44 => Kind::OfferWithdrawn(OfferWithdrawn { offer: event, why: until }),
        45 => Kind::SpaceOffered(SpaceOffered { name: event, ..Default::default() }),
        46 => Kind::SpaceUsed(SpaceUsed { space: event, ..Default::default() }),
        47 => Kind::GroupFormed(GroupFormed { space: event, ..Default::default() }),
        48 => Kind::AgencyJoined(AgencyJoined { agency: CARE.into(), name: event }),
        49 => Kind::SupporterJoined(SupporterJoined { supporter: person, what_they_do: event }),
        50 => Kind::SupporterLeft(SupporterLeft { supporter: person, promised_by: pick(more).into() }),
        51 => Kind::PolicyAdopted(PolicyAdopted { policy: event, digest: vec![choice], text: String::new() }),
        52 => Kind::KeyChanged(KeyChanged { purpose: event, public_key: vec![choice], ..KeyChanged::default() }),
        53 => Kind::HoldPlaced(HoldPlaced { profiles: people(), basis: event, until, ended: choice.is_multiple_of(2) }),
        55 => Kind::ProxyNamed(ProxyNamed {
            proxy: if more.is_multiple_of(5) { ROSA_TOO.into() } else { TOM.into() },
            basis: enumeration,
            rests_on: "seen".into(),
            may: 1 + i32::from(more % 2),
            until,
            ended: choice.is_multiple_of(5),
            yes: yes(more),
            decided_by: person,
            after_contest: if more.is_multiple_of(3) { event } else { String::new() },
            ..Default::default()
        }),
        56 => Kind::ExportReviewed(ExportReviewed {
            decisions: vec![ExportDecision { event, released: choice.is_multiple_of(2), because: enumeration }],
        }),
        57 => Kind::RestrictionPlaced(RestrictionPlaced {
            profiles: people(),
            basis: event,
            until,
            ended: choice.is_multiple_of(2).then(RestrictionEnded::default),
        }),
        58 => Kind::RetentionSet(RetentionSet { kind: event, keep_for_days: choice.into(), after: enumeration, ..Default::default() }),
        59 => Kind::InvitationMade(InvitationMade { supporter: person, token_digest: vec![choice], ..Default::default() }),
        60 => Kind::InvitationUsed(InvitationUsed { invitation: event, nonce: vec![choice] }),
        61 => Kind::AccountConnected(AccountConnected { supporter: person, account: vec![choice], ..Default::default() }),
        54 => Kind::SupporterReflected(SupporterReflected { supporter: person, cup: choice.into() }),
        62 => Kind::RoleHeld(RoleHeld { role: "care-city/lead".into(), supporter: person, ended: choice.is_multiple_of(2) }),
        63 => Kind::LooksReleased(LooksReleased { concern: event, why: until }),
        64 => Kind::EmergencyOpened(EmergencyOpened { supporter: person, reason: event, until: happened(more) }),
        65 => Kind::EmergencyReviewed(EmergencyReviewed { opening: event, told: enumeration, ..Default::default() }),
        _ => Kind::Looked(Looked { reader: somebody(choice), purpose: event, ..Looked::default() }),
    }
}

fn supporter_of(choice: u8) -> String {
    pick(choice / 7).to_owned()
}

#[test]
fn every_kind_is_among_the_random_ones() {
    let made = (0..KINDS).map(|number| kind_name(&kind(Seed { kind: number, who: 0, refers: 0, when: 3, choice: 1, more: 1 }, "e")));
    let mut names: Vec<&str> = made.collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), usize::from(KINDS));
}
