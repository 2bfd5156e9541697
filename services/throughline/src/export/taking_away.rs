//! `throughline export --resident`: one person's story as a zip, and what a reviewer decided about what tells of others.

use std::{fs, io::Write as _, path::Path};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;
use throughline_proto::{
    PURPOSE,
    v1::{
        Event, ExportDecision, ExportReviewed, ExportStoryRequest, ExportedStory, KeptBackBecause, Part, RecordRequest, Role, event::Kind,
        export_story_response, record_service_client::RecordServiceClient, story_service_client::StoryServiceClient,
    },
};
use tonic::{Request, metadata::MetadataValue};
use uuid::Uuid;

use super::private_file;
use crate::{
    cli::ExportArgs,
    connect::{Connection, LARGEST_ANSWER_BYTES},
    exit::{Exit, WrongUse},
    output::{Output, counted},
    recording::today,
    status::failed,
};

/// How many decisions one event may have.
const DECISIONS: usize = 200;

/// Exports a story, or records what was decided about it.
pub(super) async fn run(args: &ExportArgs, resident: &str, connection: &Connection, output: &Output) -> anyhow::Result<Exit> {
    if let Some(review) = &args.review {
        return record(review, connection, output).await;
    }
    let Some(path) = &args.output else { return Err(WrongUse::new("a zip goes into a file: say --out FILE.zip").into()) };
    let request =
        ExportStoryRequest { person: resident.to_owned(), language: args.language.clone().unwrap_or_default(), at_least_position: 0 };
    let mut request = Request::new(request);
    request.metadata_mut().insert(PURPOSE, MetadataValue::from_static("rights"));
    let mut stories = StoryServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let mut parts = stories.export_story(request).await.map_err(|status| failed(&status))?.into_inner();
    let (mut zip, mut done) = (Vec::new(), None);
    while let Some(answer) = parts.message().await.map_err(|status| failed(&status))? {
        match answer.part {
            Some(export_story_response::Part::Piece(piece)) => zip.extend(piece),
            Some(export_story_response::Part::Done(exported)) => done = Some(exported),
            None => {}
        }
    }
    let done = done.filter(|done| done.bytes == zip.len() as u64).context("the export was cut off before its end; nothing was written")?;
    let mut file = private_file(path)?;
    file.write_all(&zip).and_then(|()| file.sync_all()).with_context(|| format!("cannot write {}", path.display()))?;
    say(path, &done, output)?;
    Ok(Exit::Done)
}

fn say(path: &Path, done: &ExportedStory, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(&json!({
            "file": path, "bytes": done.bytes, "entries": done.entries, "to_review": done.to_review, "kept_back": done.kept_back,
        }))?;
        return Ok(());
    }
    output.line(format!("{} in {}.", counted(u64::from(done.entries), "entry", "entries"), path.display()))?;
    if done.to_review > 0 {
        output.line(format!(
            "The words of {} are held back, because they tell of others: fill in review.json, and give it with --review.",
            counted(u64::from(done.to_review), "entry", "entries")
        ))?;
    }
    if done.kept_back > 0 {
        output.line(format!("The words of {} are kept back, as was decided.", counted(u64::from(done.kept_back), "entry", "entries")))?;
    }
    Ok(())
}

/// `review.json`, filled in.
#[derive(Debug, Deserialize)]
struct Review {
    person: String,
    entries: Vec<Reviewed>,
}

#[derive(Debug, Deserialize)]
struct Reviewed {
    event: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    because: String,
}

async fn record(path: &Path, connection: &Connection, output: &Output) -> anyhow::Result<Exit> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let review: Review = serde_json::from_str(&text).map_err(|error| WrongUse::new(format!("{} is no review: {error}", path.display())))?;
    let decisions = review.entries.iter().filter(|entry| !entry.decision.is_empty()).map(decision).collect::<Result<Vec<_>, _>>()?;
    if decisions.is_empty() {
        return Err(WrongUse::new("nothing is decided in it: say \"release\" or \"keep\" in the decision of each entry").into());
    }
    let events = decisions.chunks(DECISIONS).map(|decisions| reviewed(&review.person, decisions)).collect();
    let request = RecordRequest { request_id: Uuid::now_v7().to_string(), events, ..RecordRequest::default() };
    let answer = RecordServiceClient::new(connection.transport.clone()).record(request).await.map_err(|status| failed(&status))?;
    let receipt = answer.into_inner().receipt.unwrap_or_default();
    let position = receipt.entries.last().map_or(0, |entry| entry.position);
    if output.is_json() {
        output.json(&json!({ "position": position, "decided": decisions.len() }))?;
    } else {
        let decided = counted(decisions.len() as u64, "decision", "decisions");
        output.line(format!("Recorded {decided}, by record {position}. The next export heeds them."))?;
    }
    Ok(Exit::Done)
}

fn decision(entry: &Reviewed) -> Result<ExportDecision, WrongUse> {
    let because = match (entry.decision.as_str(), entry.because.as_str()) {
        ("release", "") => KeptBackBecause::Unspecified,
        ("keep", "of_others") => KeptBackBecause::OfOthers,
        ("keep", "told_in_confidence") => KeptBackBecause::ToldInConfidence,
        ("keep", "of_harm") => KeptBackBecause::OfHarm,
        ("keep", "legal") => KeptBackBecause::Legal,
        _ => {
            return Err(WrongUse::new(format!(
                "the decision about {} is \"release\", or \"keep\" because of_others, told_in_confidence, of_harm or legal",
                entry.event
            )));
        }
    };
    Ok(ExportDecision { event: entry.event.clone(), released: entry.decision == "release", because: because.into() })
}

fn reviewed(person: &str, decisions: &[ExportDecision]) -> Event {
    Event {
        happened: Some(today()),
        people: vec![Part { person: person.to_owned(), role: Role::About.into() }],
        kind: Some(Kind::ExportReviewed(ExportReviewed { decisions: decisions.to_vec() })),
        ..Event::default()
    }
}
