//! One story as it stood: told in the order in which it happened, then what it added up to, and what is gone since.

use std::io::{self, Write};

use anyhow::Context as _;
use serde_json::{Value, json};
use throughline_proto::v1::{
    Entry, ErasedSince, GetStoryAsKnownRequest, GetStoryAsKnownResponse, LogPoint, audit_service_client::AuditServiceClient,
    happened::Moment,
};

use super::{point, tell::Teller};
use crate::{
    cli::ReplayArgs,
    connect::{Connection, LARGEST_ANSWER_BYTES},
    exit::WrongUse,
    moment,
    output::{Output, Tone, count, counted},
    progress::{Progress, Unit},
    records,
    status::failed,
};

const PAGE: u32 = 500;

pub fn request(args: &ReplayArgs, resident: &str) -> Result<GetStoryAsKnownRequest, WrongUse> {
    Ok(GetStoryAsKnownRequest {
        person: resident.to_owned(),
        at_position: args.at.unwrap_or_default(),
        known_at: args.known_at.as_deref().map(|text| point::by_end_of("--known-at", text)).transpose()?.unwrap_or_default(),
        as_agency: args.as_agency.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        page_size: PAGE,
        ..GetStoryAsKnownRequest::default()
    })
}

/// Reads the story page by page and writes it.
pub async fn write(connection: &Connection, request: GetStoryAsKnownRequest, output: &Output, sink: &mut impl Write) -> anyhow::Result<()> {
    let (resident, agency) = (request.person.clone(), request.as_agency.clone());
    let asked = request.known_at.clone();
    let (story, entries) = read(connection, request, output).await?;
    let known = story.known.clone().context("the answer does not say up to where it counts")?;
    if output.is_json() {
        write_json(&story, &entries, &known, sink)?;
    } else {
        write_text(&Heading { resident: &resident, agency: &agency }, &story, &entries, &known, output, sink)?;
    }
    // The end of this day, for instance, is still to come.
    if is_later(&asked, &known.moment) {
        output.remark(format!("That moment is still to come: this is what was known at {}.", moment::plain_utc(&known.moment)));
    }
    Ok(())
}

/// The first answer, and all entries, the earliest first.
async fn read(
    connection: &Connection,
    mut request: GetStoryAsKnownRequest,
    output: &Output,
) -> anyhow::Result<(GetStoryAsKnownResponse, Vec<Entry>)> {
    let mut progress = Progress::start(&output.without_bars_on_a_terminal(), "Reading the story", Unit::Things("entries"), Some(0));
    let mut audit = AuditServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let mut first: Option<GetStoryAsKnownResponse> = None;
    let mut entries = Vec::new();
    loop {
        let mut answer = audit.get_story_as_known(request.clone()).await.map_err(|status| failed(&status))?.into_inner();
        progress.set_total(answer.entries_in_all);
        progress.advance(answer.entries.len() as u64);
        entries.append(&mut answer.entries);
        // The pages after it are of the same point, however much is written meanwhile; also where it is as of now.
        if let Some(known) = &answer.known {
            if request.known_at.is_empty() {
                request.at_position = known.position;
            } else {
                request.known_at.clone_from(&known.moment);
            }
        }
        request.page_token.clone_from(&answer.next_page_token);
        let first = first.get_or_insert(answer);
        if request.page_token.is_empty() {
            progress.finish();
            entries.reverse();
            return Ok((first.clone(), entries));
        }
    }
}

fn is_later(asked: &str, known: &str) -> bool {
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    moment(asked).zip(moment(known)).is_some_and(|(asked, known)| asked > known)
}

/// Whose story it is, and who is asked about.
struct Heading<'a> {
    resident: &'a str,
    agency: &'a str,
}

fn write_text(
    heading: &Heading<'_>,
    story: &GetStoryAsKnownResponse,
    entries: &[Entry],
    known: &LogPoint,
    output: &Output,
    sink: &mut impl Write,
) -> io::Result<()> {
    let Heading { resident, agency } = heading;
    writeln!(sink, "{}", output.paint(Tone::Heading, format!("The story of {resident}")))?;
    let seen_by = if agency.is_empty() { String::new() } else { format!(", as {agency} was allowed to see it") };
    writeln!(sink, "As it was known on {}, up to record {}{seen_by}.\n", moment::plain_utc(&known.moment), count(known.position))?;
    if story.hidden {
        return writeln!(sink, "{agency} was not allowed to know of this story.");
    }
    let teller = Teller { output };
    for entry in entries {
        if entry.event.is_some() {
            teller.tell_entry(entry.position, entry, sink)?;
        } else {
            let recorded = moment::plain_utc(&entry.recorded_at);
            writeln!(sink, "position {}  recorded {recorded}  {}", entry.position, entry.agency_name)?;
        }
    }
    write_list("What it added up to:", story.standing.iter(), output, sink)?;
    write_list("What is gone since:", story.erased.iter().map(|erased| &erased.sentence), output, sink)?;
    let hands =
        if story.structure_only { String::new() } else { format!("; {} of hands", counted(story.changes_of_hands, "change", "changes")) };
    let end = format!("{}{hands}.", counted(story.entries_in_all, "entry", "entries"));
    writeln!(sink, "\n{}", output.paint(Tone::Heading, end))
}

fn write_list<'a>(heading: &str, lines: impl Iterator<Item = &'a String>, output: &Output, sink: &mut impl Write) -> io::Result<()> {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            writeln!(sink, "\n{}", output.paint(Tone::Heading, heading))?;
        }
        writeln!(sink, "  {line}")?;
    }
    Ok(())
}

fn write_json(story: &GetStoryAsKnownResponse, entries: &[Entry], known: &LogPoint, sink: &mut impl Write) -> anyhow::Result<()> {
    for entry in entries {
        writeln!(sink, "{}", entry_json(entry)?)?;
    }
    let mut told = json!({ "profiles": story.profiles, "hidden": story.hidden, "structure_only": story.structure_only });
    if let Some(adds_up) = &story.story {
        told["story"] = records::message_json("throughline.v1.Story", adds_up)?;
        told["standing"] = json!(story.standing);
    }
    if let Some(details) = &story.details {
        told["details"] = records::message_json("throughline.v1.Details", details)?;
    }
    told["erased"] = story.erased.iter().map(erased_json).collect();
    told["adopted_at"] = json!(story.adopted_at);
    writeln!(sink, "{told}")?;
    let end = json!({
        "position": known.position, "moment": known.moment, "entries": story.entries_in_all, "changes_of_hands": story.changes_of_hands,
    });
    writeln!(sink, "{}", json!({ "end": end }))?;
    Ok(())
}

fn entry_json(entry: &Entry) -> anyhow::Result<Value> {
    let mut line = json!({
        "position": entry.position, "recorded_at": entry.recorded_at, "agency_name": entry.agency_name, "person": entry.person,
    });
    if let Some(event) = &entry.event {
        line["event"] = records::event_json(event)?;
        line["sentence"] = json!(entry.sentence);
        line["more_is_private"] = json!(entry.more_is_private);
        let changes: anyhow::Result<Vec<Value>> =
            entry.changes.iter().map(|change| records::message_json("throughline.v1.Change", change)).collect();
        line["changes"] = json!(changes?);
    }
    Ok(line)
}

/// When something was erased and on what basis, for programs.
pub fn erased_json(erased: &ErasedSince) -> Value {
    let when = erased.when.as_ref().and_then(|happened| happened.moment.as_ref()).map(|(Moment::Date(when) | Moment::Time(when))| when);
    json!({ "sentence": erased.sentence, "when": when, "basis": erased.basis, "event": erased.event, "position": erased.position })
}
