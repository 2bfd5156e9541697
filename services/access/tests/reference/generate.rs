//! Small stories and those who read them, drawn by chance: what people of different agencies might write about one person. What any reader
//! sees of it is not known here.

use throughline_access::{ActingFor, Caller, KEEPER, purpose::PURPOSES};
use throughline_proto::v1::{
    Audience, AudienceWidth, Event, FirstHeardOf, Happened, Lane, Part, Place, Role as PartOf, Topic, event::Kind, happened::Moment,
    place::Place as Where,
};
use throughline_story::{Told, lane};

use crate::{
    chance::Chance,
    kinds::{self, KINDS},
    situation::{Asking, Role, Tale},
};

/// Agencies, the keeper's among them.
pub const AGENCIES: [&str; 4] = ["garden", "surgery", "library", KEEPER];
/// Two of each agency.
pub const SUPPORTERS: [&str; 8] =
    ["garden-ann", "garden-bob", "surgery-ann", "surgery-bob", "library-ann", "library-bob", "keeper-ann", "keeper-bob"];
/// The profiles that may be the person of the story.
pub const PROFILES: [&str; 3] = ["rosa-1", "rosa-2", "rosa-3"];
/// Other people.
pub const OTHERS: [&str; 2] = ["omar", "mei"];
/// Another profile of the first of them, by which another agency knows them.
const OMAR_TOO: &str = "omar-2";
/// Groups, one of them a space.
pub const GROUPS: [&str; 2] = ["walkers", "kitchen"];
/// What starts closed.
pub const TOPICS: [Topic; 5] = [Topic::Health, Topic::Abuse, Topic::Immigration, Topic::Sexuality, Topic::Offences];
/// The day of reading.
pub const TODAY: &str = "2026-06-15";
/// Noon of that day.
pub const NOON_US: i64 = 1_781_524_800_000_000;
/// The kinds, by their numbers, on which much of reading turns: joins, alongside, introductions, choices, changes, worries, looks, proxies,
/// emergencies.
const OFTEN: [usize; 26] =
    [40, 40, ALONGSIDE, ALONGSIDE, 15, 38, 38, 38, 38, 36, 36, 35, 37, 32, 32, 33, 54, 54, PROXY, PROXY, 37, 61, 62, 62, 62, 63];
/// That of AlongsideStarted.
const ALONGSIDE: usize = 18;
/// That of ProxyNamed.
const PROXY: usize = 56;
/// That of SharingChosen.
const CHOICE: usize = 38;

/// The supporters of an agency.
pub fn supporters_of(agency: &str) -> Vec<&'static str> {
    SUPPORTERS.into_iter().filter(|name| name.split('-').next() == Some(agency)).collect()
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
    if chance.percent(60) {
        events.push(event(chance, ALONGSIDE, &profiles, &events));
    }
    if chance.percent(30) {
        events.push(event(chance, PROXY, &profiles, &events));
        if chance.percent(80) {
            events.push(event(chance, CHOICE, &profiles, &events));
        }
    }
    for _ in 0..3 + chance.below(9) {
        let number = if chance.percent(50) { chance.pick(&OFTEN) } else { chance.below(KINDS) };
        events.push(event(chance, number, &profiles, &events));
    }
    let told = |(index, event)| Told { position: index as u64 + 1, event };
    Tale { profiles, told: events.into_iter().enumerate().map(told).collect() }
}

/// Somebody who reads, and what for.
pub fn asking(chance: &mut Chance) -> Asking {
    let acting_for = chance.below(12);
    // The keeper's portal is where most residents sign in.
    let agency = if acting_for > 6 && chance.percent(40 + 5 * acting_for) { KEEPER } else { chance.pick(&AGENCIES) };
    let acting_for = match acting_for {
        0..3 => ActingFor::System,
        3..7 => ActingFor::Supporter(chance.pick(&supporters_of(agency)).to_owned()),
        7..9 => ActingFor::Resident(chance.pick(&PROFILES).to_owned()),
        _ => ActingFor::Resident(chance.pick(&[OTHERS[0], OTHERS[0], OTHERS[0], OTHERS[1], OMAR_TOO]).to_owned()),
    };
    let purpose = match chance.below(20) {
        0..7 => "",
        7..16 => "visit",
        _ => chance.pick(&PURPOSES),
    };
    let caller = Caller { agency: agency.to_owned(), acting_for, keeper: agency == KEEPER };
    let is = who_is(&caller);
    Asking { caller, is, purpose, today: TODAY.to_owned(), now_us: NOON_US, roles: roles(chance, agency) }
}

/// All profiles of one of the others, where the caller's agency knows them by the one that it says: the garden knows Omar,
/// the surgery the same Omar by another profile, and the library Mei.
fn who_is(caller: &Caller) -> Vec<String> {
    let ActingFor::Resident(person) = &caller.acting_for else { return Vec::new() };
    let known: [(&str, &[(&str, &str)]); 2] =
        [("omar", &[("garden", OTHERS[0]), ("surgery", OMAR_TOO)]), ("mei", &[("library", OTHERS[1])])];
    let theirs = known.iter().find(|(_, profiles)| profiles.iter().any(|(_, profile)| profile == person));
    let vouches = |(agency, profile): &(&str, &str)| profile == person && caller.agency == *agency;
    let profiles = theirs.filter(|(_, profiles)| profiles.iter().any(vouches)).map(|(_, profiles)| *profiles).unwrap_or_default();
    profiles.iter().map(|(_, profile)| (*profile).to_owned()).collect()
}

/// None, some or several roles that are held: mostly at the agency of whoever reads.
fn roles(chance: &mut Chance, agency: &'static str) -> Vec<Role> {
    (0..chance.below(4))
        .map(|_| {
            let agency = if chance.percent(80) { agency } else { chance.pick(&AGENCIES) };
            let supporters = supporters_of(agency);
            let covered_by = chance.percent(40).then(|| chance.pick(&supporters));
            Role { role: kinds::role(chance, agency), held_by: chance.pick(&supporters), covered_by }
        })
        .collect()
}

/// Who may see it, where that is not as usual.
pub fn audience(chance: &mut Chance) -> Option<Audience> {
    match chance.below(10) {
        0 => Some(Audience { width: AudienceWidth::JustUs.into(), agencies: Vec::new() }),
        1 | 2 => Some(Audience { width: AudienceWidth::Agencies.into(), agencies: vec![chance.pick(&AGENCIES).to_owned()] }),
        3 => Some(Audience::default()),
        _ => None,
    }
}

fn heard_of(chance: &mut Chance, profile: &str, index: usize) -> Event {
    let agency = chance.pick(&AGENCIES);
    let kind = Kind::FirstHeardOf(FirstHeardOf { person: profile.to_owned(), ..Default::default() });
    Event { people: vec![part(profile, PartOf::About)], ..around(chance, index, agency, kind) }
}

fn place(chance: &mut Chance) -> Option<Place> {
    let place = match chance.below(10) {
        0 => Where::Group(chance.pick(&GROUPS).to_owned()),
        1 => Where::Space(chance.pick(&GROUPS).to_owned()),
        2 => Where::Text("at home".to_owned()),
        _ => return None,
    };
    Some(Place { place: Some(place) })
}

fn event(chance: &mut Chance, number: usize, profiles: &[String], before: &[Event]) -> Event {
    let agency = chance.pick(&AGENCIES);
    let kind = kinds::kind(number, chance, agency, before);
    let people = people(chance, profiles, &kind, before);
    Event { people, ..around(chance, before.len(), agency, kind) }
}

/// Health most of all, so that choices about it meet with it; sometimes two.
pub fn topics(chance: &mut Chance) -> Vec<i32> {
    match chance.below(20) {
        0 | 1 => vec![Topic::Health.into()],
        2 => vec![chance.pick(&TOPICS).into()],
        3 => vec![Topic::Health.into(), chance.pick(&[Topic::Abuse, Topic::Offences]).into()],
        _ => Vec::new(),
    }
}

fn around(chance: &mut Chance, index: usize, agency: &str, kind: Kind) -> Event {
    let day = 1 + chance.below(14);
    Event {
        id: format!("event-{index}"),
        happened: Some(Happened { moment: Some(Moment::Date(format!("2026-06-{day:02}"))) }),
        agency: agency.to_owned(),
        recorded_by: if chance.percent(60) { chance.pick(&supporters_of(agency)).to_owned() } else { String::new() },
        audience: audience(chance),
        topics: topics(chance),
        place: place(chance),
        by_proxy: if matches!(kind, Kind::SharingChosen(_)) && chance.percent(20) { "a-naming".to_owned() } else { String::new() },
        kind: Some(kind),
        ..Default::default()
    }
}

/// Mostly about the person; sometimes they were there, or were only spoken of. What changes another event is about the same people, what is
/// about supporters names nobody else, and what is about the place may name nobody: nothing else is taken in.
fn people(chance: &mut Chance, profiles: &[String], kind: &Kind, before: &[Event]) -> Vec<Part> {
    if let Some(supporter) = supporter_in(kind) {
        return if chance.percent(50) { vec![part(supporter, PartOf::About)] } else { Vec::new() };
    }
    if let Some(changed) = changed_in(kind).and_then(|id| before.iter().find(|event| event.id == id)) {
        return changed.people.clone();
    }
    let of_the_place = lane(&Event { kind: Some(kind.clone()), ..Default::default() }) != Lane::Story;
    if of_the_place && changed_in(kind).is_none() && chance.percent(30) {
        return Vec::new();
    }
    let person = &profiles[chance.below(profiles.len())];
    let mut people = match chance.below(20) {
        0 => vec![part(person, PartOf::Mentioned), part(OTHERS[0], PartOf::About)],
        1..5 => vec![part(person, PartOf::Present), part(OTHERS[0], PartOf::About)],
        _ => vec![part(person, PartOf::About)],
    };
    if chance.percent(10) {
        people.push(part(OTHERS[1], chance.pick(&[PartOf::About, PartOf::Present, PartOf::Mentioned])));
    }
    people
}

fn supporter_in(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::SupporterLeft(it) => Some(&it.supporter),
        Kind::SupporterAway(it) => Some(&it.supporter),
        Kind::SupporterJoined(it) => Some(&it.supporter),
        Kind::SupporterReflected(it) => Some(&it.supporter),
        Kind::RoleHeld(it) => Some(&it.supporter),
        _ => None,
    }
}

fn changed_in(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Corrected(it) => Some(&it.event),
        Kind::Withdrawn(it) => Some(&it.event),
        Kind::DisagreementAdded(it) => Some(&it.event),
        _ => None,
    }
}

fn part(person: &str, role: PartOf) -> Part {
    Part { person: person.to_owned(), role: role.into() }
}
