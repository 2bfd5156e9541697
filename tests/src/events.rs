//! Events to write: what the tests say happened. Days lie in the past of every machine's clock, except where a test says otherwise.

use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, Answer, AskedForHelp, Details, DetailsChanged, EndedBecause, EraseProfilesRequest, Event, Happened,
    HelpKind, Manner, Met, Noted, OfferAnswered, OfferedHelp, Part, Party, Role, RoleHeld, SafetyConcernAnswered, SafetyConcernShared,
    SupporterAway, Voice, Withdrawn, WithdrawnBecause, Words, Yes, YesBasis, event::Kind, happened::Moment, party,
};
use uuid::Uuid;

/// A calendar day.
pub fn day(date: &str) -> Happened {
    Happened { moment: Some(Moment::Date(date.to_owned())) }
}

/// The keeper's request to erase somebody, by these profiles.
pub fn erasure(profiles: &[&str]) -> EraseProfilesRequest {
    EraseProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2025-10-01")),
        profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
        basis: "UK GDPR article 17(1)(b)".to_owned(),
        ..EraseProfilesRequest::default()
    }
}

/// A local date and time with its offset.
pub fn time(text: &str) -> Happened {
    Happened { moment: Some(Moment::Time(text.to_owned())) }
}

/// Today in UTC, and days before it.
pub fn days_ago(days: i64) -> Happened {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    let today = i64::try_from(since.as_secs() / 86_400).expect("a day");
    day(&throughline_story::day_to_date(today - days).expect("a date"))
}

/// An event about nobody yet.
pub fn of_nobody(kind: Kind) -> Event {
    Event { happened: Some(day("2025-01-06")), kind: Some(kind), ..Event::default() }
}

/// An event about one person.
pub fn about(person: &str, kind: Kind) -> Event {
    Event { people: vec![Part { person: person.to_owned(), role: Role::About.into() }], ..of_nobody(kind) }
}

/// The same event on another day.
#[must_use]
pub fn on(happened: Happened, event: Event) -> Event {
    Event { happened: Some(happened), ..event }
}

/// The same event with words for one of its people.
#[must_use]
pub fn with_words(event: Event, person: &str, text: &str) -> Event {
    let mut event = event;
    event.words.push(Words { person: person.to_owned(), text: text.to_owned(), voice: Voice::Supporter.into(), details: None });
    event
}

/// More of somebody's details, under this profile.
pub fn details_changed(person: &str, details: Details) -> Event {
    let words = Words { person: person.to_owned(), details: Some(details), ..Words::default() };
    Event { words: vec![words], ..about(person, Kind::DetailsChanged(DetailsChanged {})) }
}

/// An event is taken back.
pub fn withdrawn(event: &str, because: WithdrawnBecause) -> Event {
    of_nobody(Kind::Withdrawn(Withdrawn { event: event.to_owned(), because: because.into(), why: String::new() }))
}

/// They spent time together.
pub fn met(person: &str, supporter: &str) -> Event {
    let with = if supporter.is_empty() { Vec::new() } else { vec![supporter.to_owned()] };
    Event { manner: Manner::InPerson.into(), ..about(person, Kind::Met(Met { with, one_way: false })) }
}

/// Something to remember.
pub fn noted(person: &str, what: &str) -> Event {
    about(person, Kind::Noted(Noted { what: what.to_owned(), ..Noted::default() }))
}

/// Help was offered.
pub fn offered(person: &str, what: &str, kind: HelpKind) -> Event {
    let offer = OfferedHelp { what: what.to_owned(), kind: kind.into(), ..OfferedHelp::default() };
    about(person, Kind::OfferedHelp(offer))
}

/// An offer was answered.
pub fn answered(offer: &str, answer: Answer) -> Event {
    of_nobody(Kind::OfferAnswered(OfferAnswered { offer: offer.to_owned(), answer: answer.into(), until: String::new() }))
}

/// Somebody asked.
pub fn asked(person: &str, what: &str) -> Event {
    let ask = AskedForHelp { what: what.to_owned(), kind: HelpKind::Home.into(), by: None };
    about(person, Kind::AskedForHelp(ask))
}

/// A supporter began to walk alongside, with the person's yes.
pub fn alongside(person: &str, supporter: &str) -> Event {
    let yes = Some(yes(person, supporter));
    about(person, Kind::AlongsideStarted(AlongsideStarted { supporter: supporter.to_owned(), yes, meet_every_days: 0 }))
}

/// A supporter stopped walking alongside.
pub fn alongside_ended(person: &str, supporter: &str, because: EndedBecause) -> Event {
    let ended = AlongsideEnded { supporter: supporter.to_owned(), because: because.into(), ..AlongsideEnded::default() };
    on(day("2025-06-02"), about(person, Kind::AlongsideEnded(ended)))
}

/// The person's own yes.
pub fn yes(person: &str, heard_by: &str) -> Yes {
    Yes {
        basis: YesBasis::Own.into(),
        given_by: Some(Party { party: Some(party::Party::Resident(person.to_owned())) }),
        heard_by: heard_by.to_owned(),
        manner: Manner::InPerson.into(),
        view: String::new(),
    }
}

/// A supporter holds a role at their agency, or holds it no longer.
pub fn role_held(role: &str, supporter: &str, ended: bool) -> Event {
    of_nobody(Kind::RoleHeld(RoleHeld { role: role.to_owned(), supporter: supporter.to_owned(), ended }))
}

/// A supporter is away until the end of a day, and somebody covers.
pub fn away(supporter: &str, until: &str, covered_by: &str) -> Event {
    let away = SupporterAway { supporter: supporter.to_owned(), until: until.to_owned(), covered_by: covered_by.to_owned() };
    of_nobody(Kind::SupporterAway(away))
}

/// A worry about somebody's safety, of which they are not told.
pub fn concern(person: &str, role: &str) -> Event {
    let shared = SafetyConcernShared {
        to_roles: vec![role.to_owned()],
        lawful_basis: "Care Act 2014, section 42".into(),
        resident_told: false,
        why_not_told: "He reads her letters.".into(),
    };
    about(person, Kind::SafetyConcernShared(shared))
}

/// Somebody answered a worry about safety.
pub fn concern_answered(concern: &str) -> Event {
    let (what, why_not_told) = ("A visit today.".into(), "He reads her letters.".into());
    of_nobody(Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern: concern.to_owned(), what, resident_told: false, why_not_told }))
}

/// Details with what somebody is called, and nothing else.
pub fn named(name: &str) -> Details {
    Details { known_as: name.to_owned(), ..Details::default() }
}
