//! `agency`: who takes part, and their tokens. Who takes part is written to the log by the keeper; tokens are only for this place.

use std::path::Path;

use anyhow::bail;
use throughline_access::{KEEPER, Tokens};
use throughline_proto::v1::{
    AgencyJoined, Event, Happened, RecordRequest, event::Kind, happened::Moment, record_service_client::RecordServiceClient,
};
use tonic::Code;

use super::{Folder, folder::Place, opened::existing};
use crate::{
    cli::{AgencyAction, AgencyAdd, AgencyArgs, CertificateArgs, DataArgs, ServerArgs, TokenArgs},
    config::{PLACE, is_word, word_of},
    connect::{Connection, Credentials, Node, Speaker, Transport, at_address, connect},
    exit::{Exit, WrongUse},
    output::Output,
};

pub(super) async fn run(node: &impl Node, args: &AgencyArgs, output: &Output) -> anyhow::Result<Exit> {
    match &args.action {
        AgencyAction::Add(add) => run_add(node, &args.place, add, output).await,
        AgencyAction::List => list(&args.place.data, output),
    }
}

async fn run_add(node: &impl Node, at: &DataArgs, add: &AgencyAdd, output: &Output) -> anyhow::Result<Exit> {
    let word = add.slug.clone().unwrap_or_else(|| word_of(&add.name));
    check_word(&word)?;
    let folder = Folder::new(&at.data);
    if folder.place()?.is_none() {
        // A new place begins with its first agency.
        folder.begin(&Place::new(PLACE, false))?;
    }
    let server = ServerArgs { place: at.clone(), address: None, token: TokenArgs::default(), certificate: CertificateArgs::default() };
    let Connection { transport, .. } = &connect(node, &server, Speaker::Keeper).await?;
    join(transport.clone(), &word, &add.name).await?;
    // An agency may have several tokens, for instance while it changes from one to the next.
    let label = format!("agency add, {}", uuid::Uuid::now_v7());
    let token = Tokens::open(&at.data)?.add(&word, &label)?;
    if output.is_json() {
        output.json(&serde_json::json!({ "agency": word, "name": add.name, "token": token }))?;
    } else {
        output.remark(format!("{} takes part as {word}. Its token, shown only this once:", add.name));
        output.line(token)?;
    }
    Ok(Exit::Done)
}

fn list(data: &Path, output: &Output) -> anyhow::Result<Exit> {
    existing(&Folder::new(data))?;
    for entry in Tokens::open(data)?.entries().into_iter().filter(|entry| entry.agency != KEEPER) {
        if output.is_json() {
            output.json(&serde_json::json!({ "agency": entry.agency, "created": entry.created, "label": entry.label }))?;
        } else {
            output.line(format!("{}  (token of {}, {})", entry.agency, entry.created, entry.label))?;
        }
    }
    Ok(Exit::Done)
}

fn check_word(word: &str) -> anyhow::Result<()> {
    if word == KEEPER || !is_word(word) {
        return Err(WrongUse::new(format!(
            "\"{word}\" cannot be an agency's word: use a to z, 0 to 9 and hyphens, and not \"{KEEPER}\"; give one with --slug"
        ))
        .into());
    }
    Ok(())
}

/// A token for a run of the command line in an agency's name; the one of an earlier run ends.
pub(super) async fn token_for_this_run(folder: &Path, address: &str, word: &str, name: &str) -> anyhow::Result<String> {
    check_word(word)?;
    let keeper = Credentials::new(Some(&Tokens::keeper_token(folder)?), None)?;
    let connection = at_address(address, keeper, None).await?;
    join(connection.transport, word, name).await?;
    let tokens = Tokens::open(folder)?;
    let label = format!("command line, for {word}");
    if tokens.entries().iter().any(|entry| entry.label == label) {
        tokens.remove(&label)?;
    }
    Ok(tokens.add(word, &label)?)
}

/// Writes to the log that an agency takes part, unless it does already.
async fn join(transport: Transport, word: &str, name: &str) -> anyhow::Result<()> {
    let joined = AgencyJoined { agency: word.to_owned(), name: name.to_owned() };
    let event = Event {
        happened: Some(Happened { moment: Some(Moment::Date(today())) }),
        kind: Some(Kind::AgencyJoined(joined)),
        ..Event::default()
    };
    let request = RecordRequest { request_id: uuid::Uuid::now_v7().to_string(), events: vec![event], ..RecordRequest::default() };
    match RecordServiceClient::new(transport).record(request).await {
        Ok(_) => Ok(()),
        Err(status) if status.code() == Code::AlreadyExists => Ok(()),
        Err(status) => bail!("the place did not take the agency in: {}", status.message()),
    }
}

fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
