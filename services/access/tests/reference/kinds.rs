//! One event of each of the 67 kinds, with what its reading may turn on drawn by chance. What the rules make of it is not known here.

use throughline_proto::v1::{
    AccountConnected, AgencyJoined, AlongsideEnded, AlongsideStarted, AskPickedUp, AskedForHelp, BondTold, ChoseToWorkOn, CircleChanged,
    ConnectedToGroup, Corrected, DetailsChanged, Died, DisagreementAdded, EmergencyOpened, EmergencyReviewed, EndedBecause, Erased, Event,
    ExportReviewed, FamilyNamed, FirstHeardOf, GroupFormed, GroupLeft, Happened, Helped, HoldPlaced, HopeShared, Introduced,
    InvitationMade, InvitationUsed, KeyChanged, LifeMapMade, LivesTogether, Looked, LooksReleased, MeetingPlanned, Met, MomentHappened,
    MovedAway, Noted, OfferAnswered, OfferPublished, OfferTakenBack, OfferWithdrawn, OfferedHelp, OtherwiseTold, Party, PolicyAdopted,
    ProfilesJoined, ProfilesMayMatch, ProfilesSeparated, ProxyBasis, ProxyNamed, ReachedOut, ResidentTold, RestChosen, RestrictionEnded,
    RestrictionPlaced, RetentionSet, RoleHeld, SafetyConcernAnswered, SafetyConcernShared, SaidHowItWas, SharingChosen, SharingLevel,
    SharingScope, SpaceOffered, SpaceUsed, StepTaken, StrengthShared, SupporterAway, SupporterJoined, SupporterLeft, SupporterReflected,
    Withdrawn, WithdrawnBecause, Yes, YesBasis, event::Kind, happened::Moment, party::Party as Somebody, sharing_scope::Scope,
};
use throughline_story::kind_name;

use crate::{
    chance::Chance,
    generate::{self, AGENCIES, GROUPS, OTHERS, PROFILES, SUPPORTERS, TOPICS, supporters_of},
};

/// How many kinds there are.
pub const KINDS: usize = 67;
/// Dates around the day of reading, which is 2026-06-15, and none.
const UNTIL: [&str; 5] = ["", "", "2026-06-14", "2026-06-15", "2027-01-01"];
/// Around the moment of reading, which is noon; and none.
const OPEN_UNTIL: [Option<&str>; 5] = [
    Some("2026-06-15T12:00:00.000001+00:00"),
    Some("2026-06-15T12:30:00+00:00"),
    Some("2026-06-15T12:59:59+00:00"),
    Some("2026-06-15T12:00:00+00:00"),
    None,
];
const PURPOSES: [&str; 4] = ["", "visit", "safety", "safety"];

/// The kind with this number, by this agency, after these events.
pub fn kind(number: usize, chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    match number {
        0..15 => of_days(number, chance, agency, before),
        15..30 => of_walking(number, chance, agency, before),
        30..42 => of_change(number, chance, agency, before),
        _ => of_the_place(number, chance, agency, before),
    }
}

fn of_days(number: usize, chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    match number {
        0 => Kind::FirstHeardOf(FirstHeardOf { person: chance.pick(&PROFILES).to_owned(), ..Default::default() }),
        1 => Kind::DetailsChanged(DetailsChanged {}),
        2 => Kind::ReachedOut(ReachedOut::default()),
        3 => Kind::MeetingPlanned(MeetingPlanned::default()),
        4 => Kind::Met(Met { with: vec![chance.pick(&supporters_of(agency)).to_owned()], one_way: chance.percent(20) }),
        5 => Kind::StrengthShared(StrengthShared::default()),
        6 => Kind::HopeShared(HopeShared::default()),
        7 => Kind::MomentHappened(MomentHappened::default()),
        8 => Kind::AskedForHelp(AskedForHelp::default()),
        9 => Kind::AskPickedUp(AskPickedUp { ask: earlier(chance, before, &["asked_for_help"]), by: None }),
        10 => Kind::OfferedHelp(OfferedHelp { ask: earlier(chance, before, &["asked_for_help"]), ..Default::default() }),
        11 => Kind::OfferTakenBack(OfferTakenBack { offer: earlier(chance, before, &["offered_help"]), ..Default::default() }),
        12 => Kind::OfferAnswered(OfferAnswered {
            offer: earlier(chance, before, &["offered_help"]),
            answer: i32::try_from(1 + chance.below(3)).unwrap(),
            ..Default::default()
        }),
        13 => Kind::Helped(Helped { promise: earlier(chance, before, &["asked_for_help", "offered_help"]), ..Default::default() }),
        _ => Kind::Noted(Noted::default()),
    }
}

fn of_walking(number: usize, chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    let supporter = if number == 18 { chance.pick(&supporters_of(agency)).to_owned() } else { walker(chance, agency, before) };
    match number {
        15 => Kind::Introduced(Introduced { to: Some(somebody(chance)), by: None, yes: yes(chance) }),
        16 => Kind::ConnectedToGroup(ConnectedToGroup { group: chance.pick(&GROUPS).to_owned() }),
        17 => Kind::GroupLeft(GroupLeft { group: chance.pick(&GROUPS).to_owned(), ..Default::default() }),
        18 => Kind::AlongsideStarted(AlongsideStarted { supporter, yes: yes(chance), meet_every_days: 0 }),
        19 => Kind::AlongsideEnded(AlongsideEnded { supporter, because: EndedBecause::Other.into(), ..Default::default() }),
        20 => Kind::SupporterAway(SupporterAway {
            supporter,
            until: chance.pick(&UNTIL).to_owned(),
            covered_by: chance.pick(&SUPPORTERS).to_owned(),
        }),
        21 => Kind::BondTold(BondTold { of: chance.pick(&PROFILES).to_owned(), to: chance.pick(&OTHERS).to_owned(), ..Default::default() }),
        22 => Kind::LivesTogether(LivesTogether::default()),
        23 => Kind::CircleChanged(CircleChanged::default()),
        24 => Kind::FamilyNamed(FamilyNamed::default()),
        25 => Kind::LifeMapMade(LifeMapMade::default()),
        26 => Kind::ChoseToWorkOn(ChoseToWorkOn::default()),
        27 => Kind::StepTaken(StepTaken { choice: earlier(chance, before, &["chose_to_work_on"]), ..Default::default() }),
        28 => Kind::SaidHowItWas(SaidHowItWas { event: any_earlier(chance, before), ..Default::default() }),
        _ => Kind::RestChosen(RestChosen::default()),
    }
}

fn of_change(number: usize, chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    match number {
        30 => Kind::Died(Died {}),
        31 => Kind::MovedAway(MovedAway::default()),
        32 => Kind::SafetyConcernShared(SafetyConcernShared { to_roles: roles(chance), ..Default::default() }),
        33 => Kind::SafetyConcernAnswered(SafetyConcernAnswered {
            concern: earlier(chance, before, &["safety_concern_shared"]),
            ..Default::default()
        }),
        34 => Kind::OtherwiseTold(OtherwiseTold { resident_agrees: chance.percent(50), ..Default::default() }),
        35 => corrected(chance, agency, before),
        36 => Kind::Withdrawn(Withdrawn {
            event: own_earlier(chance, agency, before).map(|event| event.id.clone()).unwrap_or_default(),
            because: chance.pick(&[WithdrawnBecause::Mistake, WithdrawnBecause::WrongPerson, WithdrawnBecause::UnsafeToShow]).into(),
            ..Default::default()
        }),
        37 => Kind::DisagreementAdded(DisagreementAdded { event: disputed(chance, before), by: by_somebody(chance), ..Default::default() }),
        38 => Kind::SharingChosen(choice(chance, before)),
        39 => Kind::ProfilesMayMatch(ProfilesMayMatch {
            profiles: vec![chance.pick(&PROFILES).to_owned(), chance.pick(&OTHERS).to_owned()],
            asked: if chance.percent(60) { vec![chance.pick(&AGENCIES).to_owned()] } else { Vec::new() },
            ..Default::default()
        }),
        40 => Kind::ProfilesJoined(ProfilesJoined { profiles: PROFILES.map(str::to_owned).to_vec(), ..Default::default() }),
        _ => Kind::ProfilesSeparated(ProfilesSeparated { profiles: vec![chance.pick(&PROFILES).to_owned()], ..Default::default() }),
    }
}

fn of_the_place(number: usize, chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    let supporter = chance.pick(&supporters_of(agency)).to_owned();
    match number {
        42 => Kind::Erased(Erased { profiles: vec![chance.pick(&PROFILES).to_owned()], ..Default::default() }),
        43 => Kind::OfferPublished(OfferPublished::default()),
        44 => Kind::OfferWithdrawn(OfferWithdrawn::default()),
        45 => Kind::SpaceOffered(SpaceOffered::default()),
        46 => Kind::SpaceUsed(SpaceUsed::default()),
        47 => Kind::GroupFormed(GroupFormed::default()),
        48 => Kind::AgencyJoined(AgencyJoined::default()),
        49 => Kind::SupporterJoined(SupporterJoined { supporter, ..Default::default() }),
        50 => Kind::SupporterLeft(SupporterLeft { supporter: walker(chance, agency, before), ..Default::default() }),
        51 => Kind::PolicyAdopted(PolicyAdopted::default()),
        52 => Kind::KeyChanged(KeyChanged::default()),
        53 => Kind::SupporterReflected(SupporterReflected { supporter, cup: 3 }),
        56 => Kind::ProxyNamed(proxy(chance, before)),
        57 => Kind::ExportReviewed(ExportReviewed::default()),
        58 => Kind::RestrictionPlaced(RestrictionPlaced {
            profiles: vec![chance.pick(&PROFILES).to_owned()],
            until: chance.pick(&UNTIL).to_owned(),
            ended: chance.percent(15).then(RestrictionEnded::default),
            ..Default::default()
        }),
        59 => Kind::RetentionSet(RetentionSet::default()),
        55 => Kind::HoldPlaced(HoldPlaced { profiles: vec![chance.pick(&PROFILES).to_owned()], ..Default::default() }),
        54 => Kind::Looked(Looked {
            reader: Some(somebody(chance)),
            purpose: chance.pick(&PURPOSES).to_owned(),
            at: 0,
            under_concern: if chance.percent(50) { earlier(chance, before, &["safety_concern_shared"]) } else { String::new() },
            in_emergency: if chance.percent(50) { earlier(chance, before, &["emergency_opened"]) } else { String::new() },
            ..Default::default()
        }),
        60 => Kind::RoleHeld(RoleHeld { role: role(chance, agency), supporter, ended: chance.percent(30) }),
        61 => Kind::LooksReleased(LooksReleased { concern: earlier(chance, before, &["safety_concern_shared"]), ..Default::default() }),
        62 => Kind::EmergencyOpened(EmergencyOpened { supporter, until: chance.pick(&OPEN_UNTIL).map(time), ..Default::default() }),
        64 => Kind::InvitationMade(InvitationMade::default()),
        65 => Kind::InvitationUsed(InvitationUsed::default()),
        66 => Kind::AccountConnected(AccountConnected::default()),
        _ => Kind::EmergencyReviewed(EmergencyReviewed {
            opening: earlier(chance, before, &["emergency_opened"]),
            told: chance.pick(&[ResidentTold::Now, ResidentTold::Later]).into(),
            ..Default::default()
        }),
    }
}

/// How an event should read: of the same kind, perhaps touching on something or for somebody that the first did not.
fn corrected(chance: &mut Chance, agency: &str, before: &[Event]) -> Kind {
    let Some(original) = own_earlier(chance, agency, before) else { return Kind::Corrected(Box::default()) };
    let topics = generate::topics(chance);
    let instead = Event { kind: original.kind.clone(), topics, audience: generate::audience(chance), ..Default::default() };
    Kind::Corrected(Box::new(Corrected { event: original.id.clone(), instead: Some(Box::new(instead)), ..Default::default() }))
}

fn choice(chance: &mut Chance, before: &[Event]) -> SharingChosen {
    let until = chance.pick(&UNTIL).to_owned();
    if chance.percent(15) {
        let never_supporters = vec![chance.pick(&SUPPORTERS).to_owned()];
        return SharingChosen { never_supporters, until, ..Default::default() };
    }
    let scope = match chance.below(6) {
        0 => Scope::Event(any_earlier(chance, before)),
        1 => Scope::Kind(before.iter().filter_map(|event| event.kind.as_ref()).next_back().map_or("met", kind_name).to_owned()),
        2 => Scope::WrittenBy(chance.pick(&AGENCIES).to_owned()),
        3 => Scope::Everything(true),
        4 => Scope::Group(chance.pick(&GROUPS).to_owned()),
        _ => Scope::Topic(chance.pick(&[TOPICS[0], TOPICS[0], TOPICS[1], TOPICS[4]]).into()),
    };
    SharingChosen {
        scope: Some(SharingScope { scope: Some(scope) }),
        agencies: if chance.percent(50) { Vec::new() } else { vec![chance.pick(&AGENCIES).to_owned()] },
        level: chance
            .pick(&[SharingLevel::Nothing, SharingLevel::Nothing, SharingLevel::Sentence, SharingLevel::Words, SharingLevel::Words])
            .into(),
        until,
        never_supporters: Vec::new(),
    }
}

/// Often somebody who reads for another: that is what most is turned about.
fn disputed(chance: &mut Chance, before: &[Event]) -> String {
    let named = earlier(chance, before, &["proxy_named"]);
    if named.is_empty() || chance.percent(60) { any_earlier(chance, before) } else { named }
}

fn by_somebody(chance: &mut Chance) -> Option<Party> {
    let resident = |name: &str| Some(Party { party: Some(Somebody::Resident(name.to_owned())) });
    match chance.below(4) {
        0 => None,
        1 | 2 => resident(chance.pick(&PROFILES)),
        _ => resident(chance.pick(&OTHERS)),
    }
}

/// Mostly with what its footing wants.
fn proxy(chance: &mut Chance, before: &[Event]) -> ProxyNamed {
    let basis = [
        ProxyBasis::ParentalResponsibility,
        ProxyBasis::LastingPowerOfAttorney,
        ProxyBasis::CourtAppointedDeputy,
        ProxyBasis::OwnWish,
        ProxyBasis::BestInterests,
    ];
    let basis = chance.pick(&basis);
    ProxyNamed {
        proxy: chance.pick(&["omar", "omar", "mei", "rosa-3"]).to_owned(),
        basis: basis.into(),
        rests_on: if chance.percent(90) { "seen".to_owned() } else { String::new() },
        may: 1 + i32::from(chance.percent(50)),
        until: chance.pick(&UNTIL).to_owned(),
        ended: chance.percent(5),
        yes: proxys_yes(basis, chance),
        decided_by: if chance.percent(90) { chance.pick(&SUPPORTERS).to_owned() } else { String::new() },
        topics: if chance.percent(40) { vec![TOPICS[0].into(), chance.pick(&TOPICS).into()] } else { Vec::new() },
        with_details: chance.percent(50),
        after_contest: if chance.percent(50) { earlier(chance, before, &["disagreement_added"]) } else { String::new() },
        ..Default::default()
    }
}

fn proxys_yes(basis: ProxyBasis, chance: &mut Chance) -> Option<Yes> {
    let by = |name: &str| Some(Party { party: Some(Somebody::Resident(name.to_owned())) });
    let fitting = match basis {
        ProxyBasis::OwnWish => 0,
        ProxyBasis::ParentalResponsibility => chance.below(2),
        _ => 2,
    };
    let (basis, given_by) = match if chance.percent(80) { fitting } else { chance.below(3) } {
        0 => (YesBasis::Own, by(PROFILES[0])),
        1 => (YesBasis::Parent, by(OTHERS[0])),
        _ => (YesBasis::BestInterests, Some(Party { party: Some(Somebody::Supporter(chance.pick(&SUPPORTERS).to_owned())) })),
    };
    let view = if chance.percent(90) { "asked".to_owned() } else { String::new() };
    Some(Yes { basis: basis.into(), given_by, heard_by: chance.pick(&SUPPORTERS).to_owned(), view, ..Default::default() })
}

/// Mostly of somebody who is alongside: others' comings and goings are in nobody's story.
fn walker(chance: &mut Chance, agency: &str, before: &[Event]) -> String {
    let alongside: Vec<&String> = before
        .iter()
        .filter_map(|event| match &event.kind {
            Some(Kind::AlongsideStarted(it)) => Some(&it.supporter),
            _ => None,
        })
        .collect();
    if alongside.is_empty() || chance.percent(20) {
        chance.pick(&supporters_of(agency)).to_owned()
    } else {
        chance.pick(&alongside).clone()
    }
}

fn roles(chance: &mut Chance) -> Vec<String> {
    (0..=chance.below(2))
        .map(|_| {
            let agency = chance.pick(&AGENCIES);
            role(chance, agency)
        })
        .collect()
}

/// A role at an agency, mostly that of whoever looks after safety.
pub fn role(chance: &mut Chance, agency: &str) -> String {
    let name = chance.pick(&["safeguarding-lead", "safeguarding-lead", "duty-worker", "information-lead"]);
    format!("{agency}/{name}")
}

fn time(text: &str) -> Happened {
    Happened { moment: Some(Moment::Time(text.to_owned())) }
}

fn yes(chance: &mut Chance) -> Option<Yes> {
    // The first profile is every story's.
    let resident = if chance.percent(60) { PROFILES[0] } else { chance.pick(&PROFILES) };
    let given_by = Some(Party { party: Some(Somebody::Resident(resident.to_owned())) });
    let yes = Yes { basis: YesBasis::Own.into(), given_by, heard_by: chance.pick(&SUPPORTERS).to_owned(), ..Default::default() };
    chance.percent(80).then_some(yes)
}

fn somebody(chance: &mut Chance) -> Party {
    let somebody = match chance.below(5) {
        0 | 1 => Somebody::Agency(chance.pick(&AGENCIES).to_owned()),
        2 | 3 => Somebody::Supporter(chance.pick(&SUPPORTERS).to_owned()),
        _ => Somebody::Resident(chance.pick(&OTHERS).to_owned()),
    };
    Party { party: Some(somebody) }
}

/// An earlier event of one of these kinds; none where there is none.
fn earlier(chance: &mut Chance, before: &[Event], kinds: &[&str]) -> String {
    let fitting: Vec<&Event> =
        before.iter().filter(|event| event.kind.as_ref().is_some_and(|kind| kinds.contains(&kind_name(kind)))).collect();
    if fitting.is_empty() { String::new() } else { chance.pick(&fitting).id.clone() }
}

fn any_earlier(chance: &mut Chance, before: &[Event]) -> String {
    if before.is_empty() { String::new() } else { before[chance.below(before.len())].id.clone() }
}

/// An agency changes only what it wrote.
fn own_earlier<'a>(chance: &mut Chance, agency: &str, before: &'a [Event]) -> Option<&'a Event> {
    let own: Vec<&Event> = before.iter().filter(|event| event.agency == agency).collect();
    (!own.is_empty()).then(|| chance.pick(&own))
}
