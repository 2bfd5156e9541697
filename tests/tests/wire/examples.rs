//! One example of every kind of event, with every field filled, made by walking the descriptors: the same on every machine, for ever.
//! The examples need not be true, nor admissible: they pin bytes. Rules must not be looked for in here.

use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor, ReflectMessage as _, Value,
};
use throughline_proto::strict;

/// Corrected holds an Event, which could hold a Corrected: one level tells everything.
const INNER_KIND: &str = "met";

/// The kinds of event, by the name of their field, in the order of their numbers.
pub fn kinds() -> Vec<FieldDescriptor> {
    kind_of_event().fields().collect()
}

/// The descriptor of Event.
pub fn event() -> MessageDescriptor {
    pool().get_message_by_name("throughline.v1.Event").expect("there is an Event")
}

/// An event of this kind in which every field has something.
pub fn example(kind: &FieldDescriptor) -> DynamicMessage {
    Filler { count: kind.number().into(), kind: kind.name().to_owned(), depth: 0 }.message(&event())
}

fn pool() -> &'static DescriptorPool {
    strict::descriptors()
}

fn kind_of_event() -> OneofDescriptor {
    event().oneofs().find(|choice| choice.name() == "kind").expect("an Event has a kind")
}

/// Fills messages, counting as it goes, so that no two values are alike.
struct Filler {
    count: u64,
    kind: String,
    depth: u32,
}

impl Filler {
    fn message(&mut self, descriptor: &MessageDescriptor) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        for field in descriptor.fields().filter(|field| field.containing_oneof().is_none()) {
            let value = self.field(&field);
            message.set_field(&field, value);
        }
        for choice in descriptor.oneofs() {
            let field = self.choose(&choice);
            let value = self.field(&field);
            message.set_field(&field, value);
        }
        message
    }

    /// An event's kind is the one asked for. Other choices take turns.
    fn choose(&mut self, choice: &OneofDescriptor) -> FieldDescriptor {
        let mut fields = choice.fields();
        let turn = usize::try_from(self.next()).expect("counts are small") % fields.len();
        let chosen = if choice == &kind_of_event() {
            let kind = if self.depth == 0 { self.kind.clone() } else { INNER_KIND.to_owned() };
            fields.find(|field| field.name() == kind)
        } else {
            fields.nth(turn)
        };
        chosen.expect("the choice has that field")
    }

    fn field(&mut self, field: &FieldDescriptor) -> Value {
        if field.is_list() { Value::List((0..2).map(|_| self.value(field)).collect()) } else { self.value(field) }
    }

    fn value(&mut self, field: &FieldDescriptor) -> Value {
        match field.kind() {
            Kind::Message(inner) if inner == event() => {
                self.depth += 1;
                let message = self.message(&inner);
                self.depth -= 1;
                Value::Message(message)
            }
            Kind::Message(inner) => Value::Message(self.message(&inner)),
            Kind::Enum(values) => Value::EnumNumber(self.number_of(&values)),
            Kind::String => Value::String(self.text(field)),
            Kind::Bool => Value::Bool(true),
            Kind::Uint32 => Value::U32(u32::try_from(self.next()).expect("counts are small")),
            Kind::Uint64 => Value::U64(self.next()),
            Kind::Bytes => Value::Bytes(vec![self.next().to_le_bytes()[0]; 32].into()),
            other => panic!("events have no {other:?}: no floats, no maps, no groups"),
        }
    }

    /// Any value but the first, which says nothing and is not written.
    fn number_of(&mut self, values: &EnumDescriptor) -> i32 {
        let said: Vec<i32> = values.values().map(|value| value.number()).filter(|number| *number != 0).collect();
        let turn = usize::try_from(self.next()).expect("counts are small") % said.len();
        said[turn]
    }

    /// Ids, days and moments look like what they are, by the field's name; the rest says where it stands.
    fn text(&mut self, field: &FieldDescriptor) -> String {
        let count = self.next();
        match field.name() {
            "id" | "person" | "resident" | "supporter" | "event" | "offer" | "ask" | "space" | "group" | "profiles" | "with"
            | "recorded_by" => {
                format!("00000000-0000-4000-8000-{count:012x}")
            }
            "date" | "until" | "due" | "by_when" | "born" => format!("2026-03-{:02}", count % 28 + 1),
            "time" => format!("2026-03-{:02}T15:30:00+00:00", count % 28 + 1),
            "agency" | "agencies" | "written_by" => format!("agency-{count}"),
            name => format!("{}.{name} – {count}", field.parent_message().name()),
        }
    }

    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }
}

#[test]
fn an_example_has_every_field_of_its_event() {
    for kind in kinds() {
        let example = example(&kind);
        let missing: Vec<String> = unset(&example);
        assert_eq!(missing, Vec::<String>::new(), "{}", kind.name());
    }
}

fn unset(message: &DynamicMessage) -> Vec<String> {
    let descriptor = message.descriptor();
    let single = descriptor.fields().filter(|field| field.containing_oneof().is_none() && !message.has_field(field));
    let choices = descriptor.oneofs().filter(|choice| choice.fields().filter(|field| message.has_field(field)).count() != 1);
    let here = single.map(|field| field.full_name().to_owned()).chain(choices.map(|choice| choice.full_name().to_owned()));
    let inside = message.fields().flat_map(|(_, value)| match value {
        Value::Message(inner) => unset(inner),
        Value::List(items) => items.iter().filter_map(Value::as_message).flat_map(unset).collect(),
        _ => Vec::new(),
    });
    here.chain(inside).collect()
}
