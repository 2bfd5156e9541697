//! Messages as JSON, with the field names of the .proto files and with numbers as numbers.

use prost_reflect::{DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;

use super::fields;
use crate::exit::WrongUse;

/// A message as JSON.
pub fn to_json(message: &DynamicMessage) -> Result<Value, serde_json::Error> {
    let options = SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    message.serialize_with_options(serde_json::value::Serializer, &options)
}

/// JSON as a message; `place` says where it came from ("line 3: ").
pub fn from_json(text: &str, message: &MessageDescriptor, place: &str) -> Result<DynamicMessage, WrongUse> {
    let value: Value = serde_json::from_str(text).map_err(|error| WrongUse::new(format!("{place}this is not JSON: {error}")))?;
    from_value(value, message).map_err(|error| WrongUse::new(format!("{place}{error}")))
}

/// A JSON value as a message. Unknown fields and values are named, with what was probably meant.
pub fn from_value(value: Value, message: &MessageDescriptor) -> Result<DynamicMessage, WrongUse> {
    fields::check(&value, message)?;
    DynamicMessage::deserialize_with_options(message.clone(), value, &DeserializeOptions::new())
        .map_err(|error| WrongUse::new(format!("the JSON is not a {}: {error}", message.name())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_proto::strict::descriptors;

    use super::*;

    fn request(name: &str) -> MessageDescriptor {
        descriptors().get_message_by_name(&format!("throughline.v1.{name}")).expect(name)
    }

    #[test]
    fn a_message_reads_back_as_it_was_written() {
        let text = r#"{"request_id":"r","events":[{"happened":{"date":"2026-03-14"},"met":{"one_way":true}}],"nothing_new_since":9007199254740993}"#;
        let message = from_json(text, &request("RecordRequest"), "").expect("valid");
        assert_eq!(to_json(&message).expect("JSON").to_string().len(), text.len());
        assert_eq!(to_json(&message).expect("JSON")["nothing_new_since"], json!(9_007_199_254_740_993_u64));
    }

    #[test]
    fn names_in_camel_case_are_understood_too() {
        assert!(from_json(r#"{"pageSize": 3}"#, &request("GetStoryRequest"), "").is_ok());
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        let error = from_json("{person}", &request("GetStoryRequest"), "line 7: ").expect_err("no JSON");
        assert!(error.0.starts_with("line 7: this is not JSON"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_type_is_said() {
        let error = from_json(r#"{"page_size": "many"}"#, &request("GetStoryRequest"), "").expect_err("no number");
        assert!(error.0.contains("GetStoryRequest"), "{error}");
    }
}
