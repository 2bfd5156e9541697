//! The same story for programs: `story.json`, with the field names of the .proto files; and `review.json`, what is to be looked through.

use prost::Message;
use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::{Value, json};
use throughline_proto::{
    strict::descriptors,
    v1::{KeptBackBecause, Look},
};

use super::gather::{Gathered, Given};

/// What a program checks before it reads on.
const FORMAT: &str = "throughline story 1";
const REVIEW_FORMAT: &str = "throughline review 1";

/// The whole story.
pub(crate) fn story(gathered: &Gathered, position: u64) -> Value {
    let story = &gathered.story;
    json!({
        "format": FORMAT,
        "made_at": gathered.made_at,
        "as_of_position": position,
        "language": gathered.language,
        "answers": gathered.answers,
        "erased": gathered.erased,
        "details": gathered.details.as_ref().map(|details| message("Details", details)),
        "story": message("Story", story),
        "entries": gathered.entries.iter().map(entry).collect::<Vec<_>>(),
        "looks": gathered.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

/// What tells of others: the entries by their ids, without a word of what they say. A reviewer fills in "decision" and, for what is kept back,
/// "because".
pub(crate) fn review(gathered: &Gathered) -> Value {
    let person = gathered.story.profiles.first().map(|profile| profile.person.clone()).unwrap_or_default();
    let listed = gathered.entries.iter().filter(|given| given.held_back || given.decision.is_some());
    json!({
        "format": REVIEW_FORMAT,
        "person": person,
        "decisions": ["release", "keep"],
        "because": ["of_others", "told_in_confidence", "of_harm", "legal"],
        "entries": listed.map(to_review).collect::<Vec<_>>(),
    })
}

fn to_review(given: &Given) -> Value {
    let event = given.entry.event.clone().unwrap_or_default();
    let decision = given.decision.as_ref().map_or("", |decision| if decision.released { "release" } else { "keep" });
    let because = given.decision.as_ref().map_or("", |decision| because(decision.because()));
    json!({
        "event": event.id,
        "position": given.entry.position,
        "kind": event.kind.as_ref().map_or("", throughline_story::kind_name),
        "written_by": event.agency,
        "tells_of": given.tells_of.iter().map(|one| one.word()).collect::<Vec<_>>(),
        "decision": decision,
        "because": because,
    })
}

fn because(because: KeptBackBecause) -> &'static str {
    match because {
        KeptBackBecause::Unspecified => "",
        KeptBackBecause::OfOthers => "of_others",
        KeptBackBecause::ToldInConfidence => "told_in_confidence",
        KeptBackBecause::OfHarm => "of_harm",
        KeptBackBecause::Legal => "legal",
    }
}

fn entry(given: &Given) -> Value {
    let entry = &given.entry;
    json!({
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "agency_name": entry.agency_name,
        "sentence": entry.sentence,
        "event": entry.event.as_ref().map(|event| message("Event", event)),
        "changes": entry.changes.iter().map(|change| message("Change", change)).collect::<Vec<_>>(),
        "held_back": given.held_back,
        "tells_of": given.tells_of.iter().map(|one| one.word()).collect::<Vec<_>>(),
    })
}

fn look(look: &Look) -> Value {
    json!({
        "position": look.position,
        "when": look.when.as_ref().map(|when| message("Happened", when)),
        "agency": look.agency,
        "agency_name": look.agency_name,
        "sentence": look.sentence,
        "purpose": look.purpose,
    })
}

/// A message as gRPC's JSON, with the names of the .proto files. Our own messages are known to our own descriptors.
fn message(name: &str, message: &impl Message) -> Value {
    let descriptor = descriptors().get_message_by_name(&format!("throughline.v1.{name}"));
    let options = SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    descriptor
        .and_then(|descriptor| DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice()).ok())
        .and_then(|message| message.serialize_with_options(serde_json::value::Serializer, &options).ok())
        .unwrap_or_default()
}
