//! The requests that an import makes. The same row makes the same request on every run and every machine, so that nothing is added twice.

use jiff::civil::Date;
use prost::Message as _;
use prost_reflect::DynamicMessage;
use throughline_proto::{
    strict::descriptors,
    v1::{
        Details, Event, FirstHeardOf, Happened, HeardHow, Noted, Party, RecordRequest, SupporterJoined, TheyKnow, Voice, Words,
        event::Kind, happened::Moment, party,
    },
};
use uuid::Uuid;

use super::{
    mapping,
    prepare::{NewPerson, NewSupporter},
    recipe::{Ready, fitting_key},
    wording,
};

/// What all request ids of imports are made under.
const IMPORTS: Uuid = Uuid::from_u128(0x1f6a_94d2_5b3e_5c7f_a1c8_39d0_62e4_b7f5);
/// What the first event of a request names itself by.
const ITSELF: &str = "#0";

/// Makes the requests of one agency's import.
#[derive(Debug, Clone)]
pub struct Requests {
    agency: String,
}

impl Requests {
    /// For the agency of this word.
    pub fn new(agency: impl Into<String>) -> Self {
        Self { agency: agency.into() }
    }

    /// A supporter takes part. Who took part before is answered with their first request, by the key, whatever this one says.
    pub fn supporter(&self, supporter: &NewSupporter, shape: &mapping::Supporter) -> RecordRequest {
        let details = Details { known_as: supporter.name.clone(), ..Details::default() };
        let event = Event {
            happened: on(shape.joined.unwrap_or(supporter.day)),
            source_key: fitting_key(format!("supporter:{}", supporter.name)),
            words: vec![Words { person: ITSELF.to_owned(), details: Some(details), ..Words::default() }],
            kind: Some(Kind::SupporterJoined(SupporterJoined { what_they_do: shape.what_they_do.clone(), ..SupporterJoined::default() })),
            ..Event::default()
        };
        self.request(&content(&event), event)
    }

    /// The agency first heard of a person; the same as with supporters.
    pub fn person(&self, person: &NewPerson, they_know: Option<mapping::TheyKnow>) -> RecordRequest {
        let they_know = match they_know {
            None => TheyKnow::Unspecified,
            Some(mapping::TheyKnow::Yes) => TheyKnow::Yes,
            Some(mapping::TheyKnow::NotYet) => TheyKnow::NotYet,
        };
        let first = FirstHeardOf { how: HeardHow::FromRecords.into(), they_know: they_know.into(), ..FirstHeardOf::default() };
        let event = Event {
            happened: on(person.day),
            source_key: fitting_key(format!("person:{}", person.reference)),
            words: vec![Words { person: ITSELF.to_owned(), details: Some(person.details.clone()), ..Words::default() }],
            kind: Some(Kind::FirstHeardOf(first)),
            ..Event::default()
        };
        self.request(&content(&event), event)
    }

    /// What a row says, now that everybody in it has an id. The request is named for the row's key alone, so that a row that has changed
    /// since is noticed.
    pub fn event(&self, ready: &Ready, person: &str, supporter: Option<&str>) -> RecordRequest {
        self.request("", addressed(ready, person, supporter))
    }

    /// The same as a note, because as what it says it would break a rule. `cells` is the whole row, so that nothing of it is lost.
    pub fn kept(&self, ready: &Ready, person: &str, supporter: Option<&str>, because: &str, cells: &str) -> RecordRequest {
        let mut event = addressed(ready, person, supporter);
        let wording = event.kind.as_ref().map(wording_of).unwrap_or_default();
        let what = if wording.is_empty() { kind_name(&event) } else { wording };
        // The row's own words stand among its cells; a row too long for words keeps those that it had.
        if cells.len() <= wording::LONGEST_WORDS_BYTES {
            event.words =
                vec![Words { person: person.to_owned(), text: cells.to_owned(), voice: Voice::Source.into(), ..Words::default() }];
        }
        let because = wording::beginning(because, wording::LONGEST_TEXT_BYTES).to_owned();
        event.kind = Some(Kind::Noted(Noted { what, kept_because: because }));
        self.request("kept", event)
    }

    fn request(&self, form: &str, event: Event) -> RecordRequest {
        let name = format!("{}\0{}\0{form}", self.agency, event.source_key);
        RecordRequest { request_id: Uuid::new_v5(&IMPORTS, name.as_bytes()).to_string(), events: vec![event], ..RecordRequest::default() }
    }
}

fn content(event: &Event) -> String {
    Uuid::new_v5(&IMPORTS, &event.encode_to_vec()).to_string()
}

/// A row's event with the ids of its person and supporter, also where its kind names the supporter.
fn addressed(ready: &Ready, person: &str, supporter: Option<&str>) -> Event {
    let mut event = ready.event.clone();
    for part in &mut event.people {
        person.clone_into(&mut part.person);
    }
    for words in &mut event.words {
        person.clone_into(&mut words.person);
    }
    let supporter = supporter.unwrap_or_default();
    supporter.clone_into(&mut event.recorded_by);
    match &mut event.kind {
        Some(Kind::AlongsideStarted(started)) if started.supporter.is_empty() => supporter.clone_into(&mut started.supporter),
        Some(Kind::AlongsideEnded(ended)) if ended.supporter.is_empty() => supporter.clone_into(&mut ended.supporter),
        Some(Kind::Helped(helped)) if helped.from.is_none() && !supporter.is_empty() => {
            helped.from = Some(Party { party: Some(party::Party::Supporter(supporter.to_owned())) });
        }
        _ => {}
    }
    event
}

/// The wording that a row gave its event: the text of the field that it went to.
fn wording_of(kind: &Kind) -> String {
    match kind {
        Kind::StrengthShared(event) => event.what.clone(),
        Kind::HopeShared(event) => event.what.clone(),
        Kind::MomentHappened(event) => event.what.clone(),
        Kind::AskedForHelp(event) => event.what.clone(),
        Kind::OfferedHelp(event) => event.what.clone(),
        Kind::Helped(event) => event.what.clone(),
        Kind::AlongsideEnded(event) => event.why.clone(),
        Kind::ChoseToWorkOn(event) => event.what.clone(),
        Kind::StepTaken(event) => event.what.clone(),
        Kind::Noted(event) => event.what.clone(),
        Kind::OtherwiseTold(event) => event.what.clone(),
        _ => String::new(),
    }
}

/// What kind it is, in words: "alongside started".
fn kind_name(event: &Event) -> String {
    let message = descriptors()
        .get_message_by_name("throughline.v1.Event")
        .and_then(|descriptor| DynamicMessage::decode(descriptor, event.encode_to_vec().as_slice()).ok());
    let field = message.and_then(|message| message.fields().map(|(field, _)| field).find(|field| field.containing_oneof().is_some()));
    field.map(|field| field.name().replace('_', " ")).unwrap_or_default()
}

fn on(day: Date) -> Option<Happened> {
    Some(Happened { moment: Some(Moment::Date(day.to_string())) })
}

#[cfg(test)]
#[path = "requests_tests.rs"]
mod tests;
