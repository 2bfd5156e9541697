//! From an admitted event to what the log seals: the facts encoded once, each person's words apart.

use prost::Message as _;
use throughline_log::Draft;
use throughline_proto::v1::Event;
use uuid::Uuid;

/// Makes the draft of an event. Its references are resolved and its ids are checked, so a malformed id cannot come this far.
pub(crate) fn draft(mut event: Event) -> Draft {
    let words = std::mem::take(&mut event.words);
    let people: Vec<Uuid> = throughline_story::concerned(&event).filter_map(|person| Uuid::parse_str(person).ok()).collect();
    let words = words
        .iter()
        .filter_map(|words| {
            let person = Uuid::parse_str(&words.person).ok()?;
            let index = people.iter().position(|other| *other == person)?;
            Some((u32::try_from(index).ok()?, words.encode_to_vec()))
        })
        .collect();
    let lane = throughline_story::lane(&event);
    let source_key = Some(event.source_key.clone()).filter(|key| !key.is_empty());
    if throughline_log::has_clear_facts(lane) {
        // An agency's key of a supporter may well be their name. The log knows it by its MAC.
        event.source_key.clear();
    }
    Draft { id: Uuid::parse_str(&event.id).unwrap_or_default(), lane, people, facts: event.encode_to_vec(), words, source_key }
}
