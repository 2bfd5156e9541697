//! The events that are recorded while measuring, besides the borough's own of 400 bytes. Nothing here sends them.

use throughline_proto::v1::{
    AlongsideStarted, Answer, Details, DoneBy, Event, FirstHeardOf, Happened, HeardHow, HelpKind, HelpSize, Helped, Manner, OfferAnswered,
    OfferedHelp, Part, Party, RecordRequest, Role, SupporterJoined, TheyKnow, Words, Yes, YesBasis, event::Kind, happened::Moment, party,
};
use uuid::Uuid;

pub use throughline_borough::bench_event as met;

/// Before every meeting, so that everything that stories begin with has happened by then.
const BEGAN: &str = "2025-12-31";
/// After every meeting of the borough's, so that an event of this moment is the newest of its story. What happens at one moment is told
/// in the order of the log.
const JUST_NOW: &str = "2026-10-30T15:30:00+00:00";

/// A request of its own for these events.
pub fn request(events: Vec<Event>) -> RecordRequest {
    RecordRequest { request_id: Uuid::now_v7().to_string(), events, ..RecordRequest::default() }
}

/// A supporter takes part.
pub fn supporter_joined() -> Event {
    let joined = SupporterJoined { what_they_do: "keeps the door and the kettle".into(), ..Default::default() };
    Event { words: vec![named("Pat")], ..at_the_beginning(Kind::SupporterJoined(joined)) }
}

/// Somebody is heard of for the first time.
pub fn first_heard_of(number: usize) -> Event {
    heard_of(Details { known_as: format!("Resident {number}"), ..Details::default() })
}

/// Somebody with these details is.
pub fn heard_of(details: Details) -> Event {
    let heard = FirstHeardOf { person: String::new(), how: HeardHow::OutAndAbout.into(), they_know: TheyKnow::Yes.into() };
    Event { words: vec![Words { details: Some(details), ..Words::default() }], ..at_the_beginning(Kind::FirstHeardOf(heard)) }
}

/// A supporter walks beside somebody, with their yes.
pub fn alongside(person: &str, supporter: &str) -> Event {
    let yes = Yes {
        basis: YesBasis::Own.into(),
        given_by: Some(Party { party: Some(party::Party::Resident(person.into())) }),
        heard_by: supporter.into(),
        manner: Manner::InPerson.into(),
        ..Default::default()
    };
    about(person, supporter, Kind::AlongsideStarted(AlongsideStarted { supporter: supporter.into(), yes: Some(yes), meet_every_days: 28 }))
}

/// Two or three people met with a supporter; it is about the first, and enters the others' stories too.
pub fn met_together(people: &[&str], supporter: &str, number: u64) -> Event {
    let (about, present) = people.split_first().unwrap_or((&"", &[]));
    let mut event = met(about, supporter, number);
    event.people.extend(present.iter().map(|person| Part { person: (*person).to_owned(), role: Role::Present.into() }));
    event
}

/// The same event, happened just now: the newest of its story.
pub fn just_now(event: Event) -> Event {
    Event { happened: Some(Happened { moment: Some(Moment::Time(JUST_NOW.into())) }), ..event }
}

/// Help is offered: the decision rests on the story.
pub fn offered(person: &str, supporter: &str) -> Event {
    let offered = OfferedHelp {
        what: "a lift to the market on Thursdays, and help with the bags".into(),
        kind: HelpKind::GettingAbout.into(),
        size: HelpSize::AnHour.into(),
        ..Default::default()
    };
    just_now(about(person, supporter, Kind::OfferedHelp(offered)))
}

/// The offer is taken up: the decision rests on the story.
pub fn answered_yes(person: &str, supporter: &str, offer: &str) -> Event {
    let answered = OfferAnswered { offer: offer.into(), answer: Answer::Yes.into(), until: String::new() };
    just_now(about(person, supporter, Kind::OfferAnswered(answered)))
}

/// It was seen through, as the receiver says; so that no promise stays open for ever.
pub fn helped(person: &str, supporter: &str, offer: &str) -> Event {
    let helped = Helped {
        from: Some(Party { party: Some(party::Party::Supporter(supporter.into())) }),
        to: Some(Party { party: Some(party::Party::Resident(person.into())) }),
        what: "drove to the market and back".into(),
        kind: HelpKind::GettingAbout.into(),
        promise: offer.into(),
        done: DoneBy::Receiver.into(),
    };
    just_now(about(person, supporter, Kind::Helped(helped)))
}

fn about(person: &str, supporter: &str, kind: Kind) -> Event {
    let people = vec![Part { person: person.into(), role: Role::About.into() }];
    Event { people, recorded_by: supporter.into(), ..at_the_beginning(kind) }
}

fn at_the_beginning(kind: Kind) -> Event {
    Event { happened: Some(Happened { moment: Some(Moment::Date(BEGAN.into())) }), kind: Some(kind), ..Event::default() }
}

fn named(name: &str) -> Words {
    Words { details: Some(Details { known_as: name.into(), ..Details::default() }), ..Words::default() }
}
