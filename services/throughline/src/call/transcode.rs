//! From a message straight to JSON text, without a tree of values in between: a replay of everything writes millions of events. It writes what
//! `to_json` gives, which is what the tests hold it to.

use std::{collections::HashMap, str};

use prost::encoding::{WireType, decode_key, decode_varint};
use prost_reflect::{EnumDescriptor, FieldDescriptor, MessageDescriptor};

/// One kind of message, and all kinds that it may hold.
#[derive(Debug)]
pub struct Transcoder(Vec<Vec<Option<Field>>>);

#[derive(Debug)]
struct Field {
    /// The name as JSON has it, with the colon.
    key: String,
    is_list: bool,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Bool,
    Signed,
    Unsigned,
    Enum(HashMap<i32, String>),
    Text,
    Bytes,
    /// By its place among the kinds of message.
    Message(usize),
}

impl Transcoder {
    /// For one kind of message; nothing where it holds something that none of ours does: maps, fractions, numbers of fixed width.
    pub fn new(message: &MessageDescriptor) -> Option<Self> {
        let (mut known, mut all) = (HashMap::new(), Vec::new());
        place(message, &mut known, &mut all)?;
        Some(Self(all))
    }

    /// Writes a message that was encoded by this program; nothing where the bytes are not one.
    pub fn write(&self, encoded: &[u8], json: &mut Vec<u8>) -> Option<()> {
        self.message(0, encoded, json)
    }

    fn message(&self, place: usize, mut rest: &[u8], json: &mut Vec<u8>) -> Option<()> {
        let (fields, mut last) = (self.0.get(place)?, None);
        json.push(b'{');
        while !rest.is_empty() {
            let (number, wire) = decode_key(&mut rest).ok()?;
            let field = fields.get(usize::try_from(number).ok()?)?.as_ref()?;
            // What a list holds comes one after the other.
            match last {
                Some((before, true)) if before == number => json.push(b','),
                Some((_, was_list)) => {
                    json.extend_from_slice(if was_list { b"]," } else { b"," });
                    begin(field, json);
                }
                None => begin(field, json),
            }
            last = Some((number, field.is_list));
            self.value(field, wire, &mut rest, json)?;
        }
        json.extend_from_slice(if matches!(last, Some((_, true))) { b"]}" } else { b"}" });
        Some(())
    }

    fn value(&self, field: &Field, wire: WireType, rest: &mut &[u8], json: &mut Vec<u8>) -> Option<()> {
        match wire {
            WireType::Varint => scalar(&field.kind, decode_varint(rest).ok()?, json),
            WireType::LengthDelimited => {
                let length = usize::try_from(decode_varint(rest).ok()?).ok()?;
                let (mut value, after) = rest.split_at_checked(length)?;
                *rest = after;
                match &field.kind {
                    Kind::Message(place) => self.message(*place, value, json),
                    Kind::Text => serde_json::to_writer(json, str::from_utf8(value).ok()?).ok(),
                    Kind::Bytes => {
                        use base64::{Engine as _, engine::general_purpose::STANDARD};
                        serde_json::to_writer(json, &STANDARD.encode(value)).ok()
                    }
                    // Numbers of a list come together.
                    kind => {
                        let mut is_first = true;
                        while !value.is_empty() {
                            if !std::mem::take(&mut is_first) {
                                json.push(b',');
                            }
                            scalar(kind, decode_varint(&mut value).ok()?, json)?;
                        }
                        Some(())
                    }
                }
            }
            _ => None,
        }
    }
}

fn begin(field: &Field, json: &mut Vec<u8>) {
    json.extend_from_slice(field.key.as_bytes());
    if field.is_list {
        json.push(b'[');
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the wire has 64 bits of each, and prost wrote them")]
fn scalar(kind: &Kind, value: u64, json: &mut Vec<u8>) -> Option<()> {
    match kind {
        Kind::Bool => json.extend_from_slice(if value == 0 { b"false" } else { b"true" }),
        Kind::Signed => serde_json::to_writer(json, &value.cast_signed()).ok()?,
        Kind::Unsigned => serde_json::to_writer(json, &value).ok()?,
        Kind::Enum(names) => match names.get(&(value as i32)) {
            Some(name) => json.extend_from_slice(name.as_bytes()),
            None => serde_json::to_writer(json, &(value as i32)).ok()?,
        },
        Kind::Text | Kind::Bytes | Kind::Message(_) => return None,
    }
    Some(())
}

/// The place of a kind of message, which is taken before that of what it holds: the first is the one that was asked for.
fn place(message: &MessageDescriptor, known: &mut HashMap<String, usize>, all: &mut Vec<Vec<Option<Field>>>) -> Option<usize> {
    if let Some(place) = known.get(message.full_name()) {
        return Some(*place);
    }
    let at = all.len();
    known.insert(message.full_name().to_owned(), at);
    all.push(Vec::new());
    let mut fields = Vec::new();
    for field in message.fields() {
        let number = usize::try_from(field.number()).ok()?;
        fields.resize_with(fields.len().max(number + 1), || None);
        fields[number] = Some(field_of(&field, known, all)?);
    }
    all[at] = fields;
    Some(at)
}

fn field_of(field: &FieldDescriptor, known: &mut HashMap<String, usize>, all: &mut Vec<Vec<Option<Field>>>) -> Option<Field> {
    let kind = match field.kind() {
        prost_reflect::Kind::Bool => Kind::Bool,
        prost_reflect::Kind::Int32 | prost_reflect::Kind::Int64 => Kind::Signed,
        prost_reflect::Kind::Uint32 | prost_reflect::Kind::Uint64 => Kind::Unsigned,
        prost_reflect::Kind::Enum(names) => Kind::Enum(names_of(&names)),
        prost_reflect::Kind::String => Kind::Text,
        prost_reflect::Kind::Bytes => Kind::Bytes,
        prost_reflect::Kind::Message(message) => Kind::Message(place(&message, known, all)?),
        _ => return None,
    };
    (!field.is_map()).then(|| Field { key: format!("\"{}\":", field.name()), is_list: field.is_list(), kind })
}

fn names_of(names: &EnumDescriptor) -> HashMap<i32, String> {
    names.values().map(|value| (value.number(), format!("\"{}\"", value.name()))).collect()
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_reflect::DynamicMessage;
    use serde_json::Value;
    use throughline_proto::{
        strict::descriptors,
        v1::{Answer, Event, Happened, KeyChanged, Manner, Met, OfferAnswered, Part, Role, Words, event::Kind, happened::Moment},
    };

    use super::*;
    use crate::call::to_json;

    fn both(event: &Event) -> (Value, Value) {
        let descriptor = descriptors().get_message_by_name("throughline.v1.Event").expect("it is there");
        let (encoded, mut json) = (event.encode_to_vec(), Vec::new());
        Transcoder::new(&descriptor).expect("it is plain").write(&encoded, &mut json).expect("it is one");
        let message = DynamicMessage::decode(descriptor, encoded.as_slice()).expect("it is one");
        (serde_json::from_slice(&json).expect("JSON"), to_json(&message).expect("JSON"))
    }

    #[test]
    fn it_writes_what_the_tree_of_values_would() {
        let part = |person: &str, role: i32| Part { person: person.into(), role };
        let events = [
            Event::default(),
            Event {
                id: "a \"quoted\" id\u{202e}\n".into(),
                manner: Manner::InPerson.into(),
                people: vec![part("one", Role::About.into()), part("two", 99)],
                words: vec![Words { person: "one".into(), text: "It’s 8 o’clock 🙂".into(), ..Words::default() }; 2],
                happened: Some(Happened { moment: Some(Moment::Date("2026-03-14".into())) }),
                kind: Some(Kind::Met(Met { one_way: true, ..Met::default() })),
                ..Event::default()
            },
            Event {
                kind: Some(Kind::OfferAnswered(OfferAnswered { answer: Answer::No.into(), ..OfferAnswered::default() })),
                ..Event::default()
            },
            Event { kind: Some(Kind::KeyChanged(KeyChanged { public_key: vec![0, 255, 7], ..KeyChanged::default() })), ..Event::default() },
        ];
        for event in events {
            let (written, expected) = both(&event);
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn every_message_of_ours_can_be_written() {
        for message in descriptors().all_messages().filter(|message| message.full_name().starts_with("throughline.v1.")) {
            assert!(Transcoder::new(&message).is_some(), "{}", message.full_name());
        }
    }

    #[test]
    fn what_is_no_message_is_none() {
        let descriptor = descriptors().get_message_by_name("throughline.v1.Event").expect("it is there");
        let transcoder = Transcoder::new(&descriptor).expect("it is plain");
        for bytes in [&[0xff][..], &[0x0a, 9, b'x'], &[0x0a, 1, 0xff], &[0xfa, 0xff, 0x7f, 0]] {
            assert_eq!(transcoder.write(bytes, &mut Vec::new()), None, "{bytes:?}");
        }
    }
}
