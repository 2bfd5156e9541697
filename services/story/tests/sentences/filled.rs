//! Events of every kind, filled from the descriptors: so no kind, field or enum value that is added later can be forgotten here.

use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use throughline_proto::{
    strict,
    v1::{Event, Manner, Part, Role},
};

use crate::known::{AMIRA, HIDDEN, ROSA, TOM};

/// How many different fillings of each kind are worth trying: more than any enum has values.
const FILLINGS: usize = 24;

/// The kinds of events by their fields' names.
pub fn kinds() -> Vec<FieldDescriptor> {
    event().fields().filter(|field| field.containing_oneof().is_some()).collect()
}

/// An event of every kind with nothing in it.
pub fn empty() -> Vec<Event> {
    kinds().iter().map(|kind| with_kind(kind, DynamicMessage::new(message_of(kind)))).collect()
}

/// Events of every kind, their fields filled in many ways with these texts.
pub fn filled(texts: &[&str]) -> Vec<Event> {
    let mut events = Vec::new();
    for kind in kinds() {
        for filling in 0..FILLINGS {
            let mut turn = filling;
            let mut event = with_kind(&kind, fill(&message_of(&kind), texts, &mut turn, 0));
            event.people = people(filling);
            event.agency = "harmony-house".to_owned();
            event.recorded_by = if filling.is_multiple_of(3) { String::new() } else { AMIRA.to_owned() };
            event.manner = i32::try_from(filling).unwrap() % (Manner::Text as i32 + 1);
            events.push(event);
        }
    }
    events
}

fn people(filling: usize) -> Vec<Part> {
    let part = |person: &str, role: Role| Part { person: person.to_owned(), role: role.into() };
    match filling % 4 {
        0 => vec![part(ROSA, Role::About)],
        1 => vec![part(ROSA, Role::About), part(TOM, Role::Present)],
        2 => vec![part(TOM, Role::About), part(ROSA, Role::About), part(HIDDEN, Role::Mentioned)],
        _ => vec![part(HIDDEN, Role::About), part(ROSA, Role::Present)],
    }
}

fn event() -> MessageDescriptor {
    strict::descriptors().get_message_by_name("throughline.v1.Event").unwrap()
}

fn message_of(field: &FieldDescriptor) -> MessageDescriptor {
    field.kind().as_message().unwrap().clone()
}

fn with_kind(kind: &FieldDescriptor, message: DynamicMessage) -> Event {
    let mut event = DynamicMessage::new(event());
    event.set_field(kind, Value::Message(message));
    Event::decode(event.encode_to_vec().as_slice()).unwrap()
}

/// Each field takes the next of what it may hold, beginning elsewhere in each filling; now and then it stays empty.
fn fill(descriptor: &MessageDescriptor, texts: &[&str], turn: &mut usize, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        *turn += 1;
        let one = value(&field, texts, turn, depth);
        match one {
            Some(one) if field.is_list() => {
                let more = value(&field, texts, turn, depth);
                message.set_field(&field, Value::List([Some(one), more].into_iter().flatten().collect()));
            }
            // Of a oneof the last one set stays: which that is changes from filling to filling.
            Some(one) if field.containing_oneof().is_none() || turn.is_multiple_of(2) => message.set_field(&field, one),
            _ => {}
        }
    }
    message
}

fn value(field: &FieldDescriptor, texts: &[&str], turn: &mut usize, depth: usize) -> Option<Value> {
    *turn += 1;
    Some(match field.kind() {
        Kind::String => Value::String(texts[*turn % texts.len()].to_owned()),
        Kind::Bool => Value::Bool(turn.is_multiple_of(2)),
        Kind::Uint32 => Value::U32(u32::try_from(*turn % 30).unwrap()),
        Kind::Enum(values) => Value::EnumNumber(values.values().nth(*turn % values.values().len()).unwrap().number()),
        Kind::Message(inner) if depth < 3 => Value::Message(fill(&inner, texts, turn, depth + 1)),
        _ => return None,
    })
}
