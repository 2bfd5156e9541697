//! Where requests come from: the argument, or standard input; one for a plain call, one a line for a stream.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Read as _},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::Context as _;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::json::from_json;
use crate::output::Output;

const STANDARD_INPUT: &str = "-";
const REQUEST_ID: &str = "request_id";
const LINES_AHEAD: usize = 64;

/// What stopped the reading of requests early, if anything did.
#[derive(Debug, Clone, Default)]
pub struct Trouble(Arc<Mutex<Option<anyhow::Error>>>);

impl Trouble {
    /// The error, once.
    pub fn into_result(self) -> anyhow::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    fn put(&self, error: anyhow::Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// The one request of a plain call.
pub fn message(given: Option<&str>, message: &MessageDescriptor, output: &Output) -> anyhow::Result<DynamicMessage> {
    let text = match given {
        None => "{}".to_owned(),
        Some(STANDARD_INPUT) => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
            text
        }
        Some(text) => text.to_owned(),
    };
    Ok(with_request_id(from_json(&text, message, "")?, output))
}

/// The requests of a stream: the one given, or a line of JSON each from standard input. They are sent as they are read.
pub fn messages(
    given: Option<&str>,
    message: &MessageDescriptor,
    output: &Output,
) -> anyhow::Result<(ReceiverStream<DynamicMessage>, Trouble)> {
    let (sender, receiver) = mpsc::channel(LINES_AHEAD);
    let trouble = Trouble::default();
    match given {
        Some(text) if text != STANDARD_INPUT => {
            sender.try_send(with_request_id(from_json(text, message, "")?, output))?;
        }
        _ => {
            if io::stdin().is_terminal() {
                output.remark("One request a line, as JSON; end with Ctrl-D.");
            }
            let (message, output, trouble) = (message.clone(), *output, trouble.clone());
            // A thread of its own: reading a terminal cannot be interrupted, and must not keep the process from ending.
            thread::spawn(move || {
                if let Err(error) = read_lines(&message, &sender, &output) {
                    trouble.put(error);
                }
            });
        }
    }
    Ok((ReceiverStream::new(receiver), trouble))
}

fn read_lines(message: &MessageDescriptor, sender: &mpsc::Sender<DynamicMessage>, output: &Output) -> anyhow::Result<()> {
    for (index, line) in io::stdin().lock().lines().enumerate() {
        let line = line.context("cannot read standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        let request = from_json(&line, message, &format!("line {}: ", index + 1))?;
        if sender.blocking_send(with_request_id(request, output)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Whoever tries a method out should not have to make up a UUID first; whoever wants to retry finds it on standard error.
fn with_request_id(mut request: DynamicMessage, output: &Output) -> DynamicMessage {
    // A stream's message carries the request inside.
    if let Some(inner) = request.descriptor().get_field_by_name("request").filter(|field| request.has_field(field)) {
        if let Value::Message(message) = request.get_field_mut(&inner) {
            let filled = with_request_id(message.clone(), output);
            *message = filled;
        }
        return request;
    }
    if let Some(field) = request.descriptor().get_field_by_name(REQUEST_ID)
        && field.kind() == Kind::String
        && !request.has_field(&field)
    {
        let id = Uuid::now_v7().to_string();
        output.remark(format!("{REQUEST_ID}: {id} (made for you; give it again to retry this very request)"));
        request.set_field(&field, Value::String(id));
    }
    request
}

#[cfg(test)]
mod tests {
    use throughline_proto::strict::descriptors;

    use super::*;
    use crate::{call::to_json, output::Format};

    fn read(name: &str, text: Option<&str>) -> serde_json::Value {
        let descriptor = descriptors().get_message_by_name(&format!("throughline.v1.{name}")).expect(name);
        to_json(&message(text, &descriptor, &Output::new(Format::Text, true)).expect("it reads")).expect("JSON")
    }

    #[test]
    fn without_json_an_empty_request_is_sent() {
        assert_eq!(read("ListMyPeopleRequest", None), serde_json::json!({}));
    }

    #[test]
    fn a_request_id_left_out_is_made() {
        assert_eq!(read("RecordRequest", None)["request_id"].as_str().map(str::len), Some(36));
        let inside = read("RecordManyRequest", Some(r#"{"request": {}}"#));
        assert_eq!(inside["request"]["request_id"].as_str().map(str::len), Some(36));
    }

    #[test]
    fn a_request_id_that_is_given_is_kept() {
        assert_eq!(read("RecordRequest", Some(r#"{"request_id": "mine"}"#))["request_id"], "mine");
    }
}
