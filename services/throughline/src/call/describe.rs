//! `call --list` and `call METHOD --describe`: what there is to call, in the words of the .proto files' own comments.

use std::io;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::json;

use super::method::short_name;
use crate::output::{Output, Tone};

/// All methods, service by service.
pub fn list(pool: &DescriptorPool, output: &Output) -> io::Result<()> {
    for service in pool.services() {
        if !output.is_json() {
            output.line(output.paint(Tone::Heading, service.full_name()))?;
        }
        for method in service.methods() {
            let comment = comment(&method.parent_file(), method.path());
            if output.is_json() {
                output.json(&json!({ "method": method.full_name(), "comment": comment }))?;
            } else {
                let first = comment.split_inclusive(['.', ';']).next().unwrap_or_default().trim_end_matches(';');
                output.line(format!("  {:<38} {}", short_name(&method), output.paint(Tone::Quiet, first)))?;
            }
        }
    }
    Ok(())
}

/// One method's request, field by field.
pub fn method(method: &MethodDescriptor, output: &Output) -> io::Result<()> {
    let input = method.input();
    if output.is_json() {
        let fields: Vec<_> = input
            .fields()
            .map(|field| json!({ "name": field.name(), "type": type_name(&field), "comment": comment(&field.parent_message().parent_file(), field.path()) }))
            .collect();
        return output.json(&json!({ "method": method.full_name(), "request": input.full_name(), "fields": fields }));
    }
    output.line(output.paint(Tone::Heading, short_name(method)))?;
    output.line(comment(&method.parent_file(), method.path()))?;
    output.line("")?;
    message(&input, output)?;
    // One level deeper is what somebody wants to see who writes the request: the Event of a Record.
    for field in input.fields() {
        if let Kind::Message(inner) = field.kind() {
            output.line("")?;
            message(&inner, output)?;
        }
    }
    Ok(())
}

fn message(message: &MessageDescriptor, output: &Output) -> io::Result<()> {
    output.line(output.paint(Tone::Heading, message.name()))?;
    for field in message.fields() {
        let comment = comment(&message.parent_file(), field.path());
        let head = format!("{} ({})", field.name(), type_name(&field));
        output.line(format!("  {head:<40} {}", output.paint(Tone::Quiet, comment)))?;
    }
    Ok(())
}

fn type_name(field: &FieldDescriptor) -> String {
    let name = match field.kind() {
        Kind::Message(message) => message.name().to_owned(),
        Kind::Enum(choices) => choices.name().to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    if field.is_list() { format!("list of {name}") } else { name }
}

/// The comment above a declaration, as one line.
fn comment(file: &prost_reflect::FileDescriptor, path: &[i32]) -> String {
    let source = file.file_descriptor_proto().source_code_info.as_ref();
    let location = source.and_then(|source| source.location.iter().find(|location| location.path == path));
    let text = location.and_then(|location| location.leading_comments.as_deref()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use throughline_proto::strict::descriptors;

    use super::*;

    #[test]
    fn comments_of_the_proto_files_are_found() {
        let method = super::super::method::find(descriptors(), "GetStory").expect("it is there");
        assert_eq!(comment(&method.parent_file(), method.path()), "One story: what it adds up to, and its newest entries.");
    }

    #[test]
    fn a_lists_type_says_so() {
        let event = descriptors().get_message_by_name("throughline.v1.Event").expect("it is there");
        let people = event.get_field_by_name("people").expect("it is there");
        assert_eq!(type_name(&people), "list of Part");
    }
}
