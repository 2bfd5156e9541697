//! What changed in one story between two points, in plain words.

use std::io::Write;

use anyhow::Context as _;
use serde_json::json;
use throughline_proto::v1::{
    CompareStoryRequest, CompareStoryResponse, LogPoint, StoryChange, StoryChangeKind, audit_service_client::AuditServiceClient,
};

use super::point::Point;
use crate::{
    cli::ReplayArgs,
    connect::{Connection, LARGEST_ANSWER_BYTES},
    exit::WrongUse,
    moment,
    output::{Output, Tone, count},
    status::failed,
};

pub fn request(args: &ReplayArgs, resident: &str, from: &str, to: &str) -> Result<CompareStoryRequest, WrongUse> {
    let (from_position, from_moment) = Point::read("--diff", from)?.fields();
    let (to_position, to_moment) = Point::read("--diff", to)?.fields();
    Ok(CompareStoryRequest {
        person: resident.to_owned(),
        from_position,
        from_moment,
        to_position,
        to_moment,
        as_agency: args.as_agency.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        telling: None,
    })
}

pub async fn write(connection: &Connection, request: CompareStoryRequest, output: &Output, sink: &mut impl Write) -> anyhow::Result<()> {
    let resident = request.person.clone();
    let mut audit = AuditServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let answer = audit.compare_story(request).await.map_err(|status| failed(&status))?.into_inner();
    let CompareStoryResponse { from, to, changes, .. } = answer;
    let (from, to) = from.zip(to).context("the answer does not say between which points")?;
    if output.is_json() {
        for change in &changes {
            writeln!(sink, "{}", as_json(change))?;
        }
        let point = |point: &LogPoint| json!({ "position": point.position, "moment": point.moment });
        writeln!(sink, "{}", json!({ "end": { "from": point(&from), "to": point(&to), "changes": changes.len() } }))?;
        return Ok(());
    }
    let point = |point: &LogPoint| format!("{} (record {})", moment::plain_utc(&point.moment), count(point.position));
    let heading = format!("What changed in the story of {resident} between {} and {}", point(&from), point(&to));
    writeln!(sink, "{}\n", output.paint(Tone::Heading, heading))?;
    if changes.is_empty() {
        writeln!(sink, "Nothing changed.")?;
    }
    for change in &changes {
        writeln!(sink, "{}", in_words(change, output))?;
    }
    Ok(())
}

fn in_words(change: &StoryChange, output: &Output) -> String {
    let what = match (change.sentence.as_str(), change.kind()) {
        ("", StoryChangeKind::Added) => "Something was written down.",
        ("", StoryChangeKind::Came) => "Something that was written earlier is seen only now.",
        ("", _) => "Something is seen no longer.",
        (sentence, _) => sentence,
    };
    if change.position == 0 {
        return what.to_owned();
    }
    let beside = format!("— position {}, recorded {}", change.position, moment::plain_utc(&change.recorded_at));
    format!("{what}  {}", output.paint(Tone::Quiet, beside))
}

fn as_json(change: &StoryChange) -> serde_json::Value {
    let kind = change.kind().as_str_name().trim_start_matches("STORY_CHANGE_KIND_").to_lowercase();
    json!({
        "kind": kind,
        "sentence": change.sentence,
        "position": change.position,
        "event": change.event,
        "recorded_at": change.recorded_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Format;

    #[test]
    fn a_change_reads_as_a_sentence_and_says_where_it_lies() {
        let change = StoryChange {
            kind: StoryChangeKind::Added.into(),
            sentence: "Written down: Rosa met Amira.".into(),
            position: 12,
            recorded_at: "2026-03-15T09:00:00Z".into(),
            ..StoryChange::default()
        };
        let output = Output::new(Format::Text, true);
        assert_eq!(in_words(&change, &output), "Written down: Rosa met Amira.  — position 12, recorded 15 March 2026 09:00 UTC");
        let adds_up = StoryChange { position: 0, sentence: "Now: Amira walks beside Rosa.".into(), ..change };
        assert_eq!(in_words(&adds_up, &output), "Now: Amira walks beside Rosa.");
    }
}
