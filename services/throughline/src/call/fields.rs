//! Looks through JSON, before it becomes a message, for fields and values that the message does not have, and names the nearest one
//! that it does have.

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use crate::{exit::WrongUse, nearest::did_you_mean};

/// More names than these would bury the one that matters.
const NAMES_SHOWN: usize = 24;
/// The well-known types have a JSON of their own.
const WELL_KNOWN: &str = "google.protobuf.";

/// The first field or value that is not there, if any.
pub fn check(value: &Value, message: &MessageDescriptor) -> Result<(), WrongUse> {
    match value {
        Value::Object(object) => check_object(object, message, ""),
        other => Err(WrongUse::new(format!("a {} is a JSON object {{…}}, not {}", message.name(), what_it_is(other)))),
    }
}

fn check_object(object: &Map<String, Value>, message: &MessageDescriptor, path: &str) -> Result<(), WrongUse> {
    if message.full_name().starts_with(WELL_KNOWN) {
        return Ok(());
    }
    object.iter().try_for_each(|(name, value)| {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let field = message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name));
        let field = field.ok_or_else(|| unknown(name, &path, message))?;
        match value {
            Value::Array(items) if field.is_list() => {
                items.iter().enumerate().try_for_each(|(index, item)| check_value(item, &field, &format!("{path}[{index}]")))
            }
            value => check_value(value, &field, &path),
        }
    })
}

fn check_value(value: &Value, field: &FieldDescriptor, path: &str) -> Result<(), WrongUse> {
    match (field.kind(), value) {
        (Kind::Message(message), Value::Object(object)) if !field.is_map() => check_object(object, &message, path),
        (Kind::Enum(choices), Value::String(name)) if choices.get_value_by_name(name).is_none() => {
            Err(WrongUse::new(format!("{path} cannot be \"{name}\".{}", meant_value(name, &choices))))
        }
        _ => Ok(()),
    }
}

fn unknown(name: &str, path: &str, message: &MessageDescriptor) -> WrongUse {
    let names: Vec<String> = message.fields().map(|field| field.name().to_owned()).collect();
    let hint = did_you_mean(name, names.iter().map(String::as_str));
    WrongUse::new(format!("there is no field {path}: a {} has no \"{name}\".{hint} It has {}", message.name(), listed(&names)))
}

fn meant_value(written: &str, choices: &EnumDescriptor) -> String {
    // The first says that nothing was said, as a field that is left out does.
    let names: Vec<String> = choices.values().filter(|value| value.number() != 0).map(|value| value.name().to_owned()).collect();
    // Somebody who writes "yes" means ANSWER_YES.
    let ending = format!("_{}", written.to_uppercase().replace([' ', '-'], "_"));
    let meant = names.iter().find(|name| name.ends_with(&ending));
    let hint = meant.map_or_else(|| did_you_mean(written, names.iter().map(String::as_str)), |name| format!(" Did you mean \"{name}\"?"));
    format!("{hint} It can be {}", listed(&names))
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMES_SHOWN);
    let shown = names.iter().take(NAMES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more; `--describe` lists them") }
}

fn what_it_is(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_proto::strict::descriptors;

    use super::*;

    fn checked(value: &Value) -> Result<(), WrongUse> {
        check(value, &descriptors().get_message_by_name("throughline.v1.RecordRequest").expect("it is there"))
    }

    #[test]
    fn an_unknown_field_is_named_with_its_path_and_the_nearest_known_one() {
        let error = checked(&json!({"events": [{"hapened": {"date": "2026-03-14"}}]})).expect_err("misspelt");
        assert!(error.0.contains("events[0].hapened") && error.0.contains("Did you mean \"happened\"?"), "{error}");
    }

    #[test]
    fn an_unknown_field_lists_those_that_there_are() {
        let error = checked(&json!({"zzz": 1})).expect_err("unknown");
        assert!(error.0.contains("request_id, events, validate_only"), "{error}");
    }

    #[test]
    fn a_short_name_of_a_value_finds_the_whole_one() {
        let error = checked(&json!({"events": [{"offer_answered": {"answer": "not now"}}]})).expect_err("unknown");
        assert!(error.0.contains("Did you mean \"ANSWER_NOT_NOW\"?"), "{error}");
    }

    #[test]
    fn what_is_no_object_is_said() {
        assert!(checked(&json!([1])).expect_err("a list").0.contains("not a list"));
    }
}
