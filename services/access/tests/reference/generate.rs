//! Small stories and those who read them, drawn by chance: what people of different agencies might write about one person. What any reader
//! sees of it is not known here.

use throughline_access::{ActingFor, Caller, KEEPER, purpose::PURPOSES};
use throughline_proto::v1::{
    Audience, AudienceWidth, Event, FirstHeardOf, Happened, Part, Role, SupporterAway, SupporterJoined, SupporterLeft, SupporterReflected,
    Topic, event::Kind, happened::Moment,
};
use throughline_story::Told;

use crate::{
    chance::Chance,
    kinds::{self, KINDS},
    situation::{Asking, Tale},
};

/// Agencies, the keeper's among them.
pub const AGENCIES: [&str; 5] = ["garden", "surgery", "library", "housing", KEEPER];
/// Two of each of the first agencies, in their order.
pub const SUPPORTERS: [&str; 8] =
    ["garden-ann", "garden-bob", "surgery-ann", "surgery-bob", "library-ann", "library-bob", "housing-ann", "housing-bob"];
/// The profiles that may be the person of the story.
pub const PROFILES: [&str; 3] = ["rosa-1", "rosa-2", "rosa-3"];
/// Other people.
pub const OTHERS: [&str; 2] = ["omar", "mei"];
/// What starts closed.
pub const TOPICS: [Topic; 5] = [Topic::Health, Topic::Abuse, Topic::Immigration, Topic::Sexuality, Topic::Offences];
/// The day of reading.
pub const TODAY: &str = "2026-06-15";
/// The kinds on which much of reading turns: alongside, introductions, choices, changes, worries.
const OFTEN: [usize; 12] = [18, 18, 18, 15, 38, 38, 38, 36, 35, 37, 32, 33];

/// The supporters of an agency; the keeper has none, and says what others' are.
pub fn supporters_of(agency: &str) -> Vec<&'static str> {
    let own: Vec<&str> = SUPPORTERS.into_iter().filter(|name| name.starts_with(agency)).collect();
    if own.is_empty() { SUPPORTERS.to_vec() } else { own }
}

/// A story of one to three profiles and a handful of events.
pub fn tale(chance: &mut Chance) -> Tale {
    let count = 1 + chance.below(PROFILES.len());
    let profiles: Vec<String> = PROFILES[..count].iter().map(|name| (*name).to_owned()).collect();
    let mut events: Vec<Event> = Vec::new();
    for profile in &profiles {
        if chance.percent(90) {
            events.push(heard_of(chance, profile, events.len()));
        }
    }
    for _ in 0..3 + chance.below(9) {
        events.push(event(chance, &profiles, &events));
    }
    let told = |(index, event)| Told { position: index as u64 + 1, event };
    Tale { profiles, told: events.into_iter().enumerate().map(told).collect() }
}

/// Somebody who reads, and what for.
pub fn asking(chance: &mut Chance) -> Asking {
    let agency = if chance.percent(5) { KEEPER } else { chance.pick(&AGENCIES) };
    let acting_for = match chance.below(10) {
        0..3 => ActingFor::System,
        3..7 => ActingFor::Supporter(chance.pick(&supporters_of(agency)).to_owned()),
        7..9 => ActingFor::Resident(chance.pick(&PROFILES).to_owned()),
        _ => ActingFor::Resident(chance.pick(&OTHERS).to_owned()),
    };
    let purpose = if chance.percent(35) { "" } else { chance.pick(&PURPOSES) };
    Asking { caller: Caller { agency: agency.to_owned(), acting_for, keeper: agency == KEEPER }, purpose, today: TODAY.to_owned() }
}

/// Who may see it, where that is not as usual.
pub fn audience(chance: &mut Chance) -> Option<Audience> {
    match chance.below(10) {
        0 => Some(Audience { width: AudienceWidth::JustUs.into(), agencies: Vec::new() }),
        1 => Some(Audience { width: AudienceWidth::Agencies.into(), agencies: vec![chance.pick(&AGENCIES).to_owned()] }),
        2 => Some(Audience::default()),
        _ => None,
    }
}

fn heard_of(chance: &mut Chance, profile: &str, index: usize) -> Event {
    let agency = chance.pick(&AGENCIES);
    let kind = Kind::FirstHeardOf(FirstHeardOf { person: profile.to_owned(), ..Default::default() });
    Event { people: vec![part(profile, Role::About)], ..around(chance, index, agency, kind) }
}

fn event(chance: &mut Chance, profiles: &[String], before: &[Event]) -> Event {
    let agency = chance.pick(&AGENCIES);
    let number = if chance.percent(50) { chance.pick(&OFTEN) } else { chance.below(KINDS) };
    let kind = kinds::kind(number, chance, agency, before);
    let people = people(chance, profiles, &kind);
    Event { people, ..around(chance, before.len(), agency, kind) }
}

fn around(chance: &mut Chance, index: usize, agency: &str, kind: Kind) -> Event {
    let day = 1 + chance.below(14);
    Event {
        id: format!("event-{index}"),
        happened: Some(Happened { moment: Some(Moment::Date(format!("2026-06-{day:02}"))) }),
        agency: agency.to_owned(),
        recorded_by: if chance.percent(60) { chance.pick(&supporters_of(agency)).to_owned() } else { String::new() },
        audience: audience(chance),
        topics: if chance.percent(20) { vec![chance.pick(&TOPICS).into()] } else { Vec::new() },
        kind: Some(kind),
        ..Default::default()
    }
}

/// Mostly about the person; sometimes they were there, or were only spoken of. What is about supporters, the place or another event may
/// name nobody.
fn people(chance: &mut Chance, profiles: &[String], kind: &Kind) -> Vec<Part> {
    match kind {
        Kind::SupporterLeft(SupporterLeft { supporter, .. })
        | Kind::SupporterAway(SupporterAway { supporter, .. })
        | Kind::SupporterJoined(SupporterJoined { supporter, .. })
        | Kind::SupporterReflected(SupporterReflected { supporter, .. })
            if chance.percent(60) =>
        {
            return vec![part(supporter, Role::About)];
        }
        _ if chance.percent(3) => return Vec::new(),
        _ => {}
    }
    let person = &profiles[chance.below(profiles.len())];
    let mut people = match chance.below(20) {
        0 => vec![part(person, Role::Mentioned), part(OTHERS[0], Role::About)],
        1 | 2 => vec![part(person, Role::Present), part(OTHERS[0], Role::About)],
        _ => vec![part(person, Role::About)],
    };
    if chance.percent(10) {
        people.push(part(OTHERS[1], chance.pick(&[Role::About, Role::Present, Role::Mentioned])));
    }
    people
}

fn part(person: &str, role: Role) -> Part {
    Part { person: person.to_owned(), role: role.into() }
}
