//! `throughline erase` and `throughline hold`: said by the keeper over gRPC, and waited for until every node has done its part.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    time::Duration,
};

use serde_json::json;
use throughline_proto::v1::{
    EraseProfilesRequest, EraseProfilesResponse, GetErasureRequest, GetErasureResponse, HoldPlaced, event::Kind,
    people_service_client::PeopleServiceClient,
};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    cli::{EraseArgs, HoldArgs},
    connect::{self, Connection, Node, Speaker, Transport},
    exit::{Exit, WrongUse},
    output::{Output, Tone, counted},
    recording::{record, today},
    rights,
    status::Failure,
};

/// How long all nodes are waited for. One that is away does its part when it is back.
const PATIENCE: Duration = Duration::from_secs(15);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Erases, or says how far it has come.
pub async fn run(args: &EraseArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let Connection { transport, .. } = &connect::connect(node, &args.server, Speaker::Keeper).await?;
    if args.status {
        let person = args.people.first().cloned().unwrap_or_default();
        let status = ask(transport, &person, 0).await?;
        say(&status, None, output)?;
        return Ok(if status.complete { Exit::Done } else { Exit::Failed });
    }
    let request = EraseProfilesRequest {
        request_id: Uuid::now_v7().to_string(),
        happened: Some(today()),
        profiles: args.people.clone(),
        basis: args.basis.clone().unwrap_or_default(),
        whole_story: args.whole_story,
        validate_only: true,
    };
    let would = send(transport, request.clone()).await?;
    // What stays with others is said before it can no longer be found.
    let left = match would.profiles.first() {
        Some(person) => rights::mentions(&rights::words_held(transport, person).await?).collect(),
        None => Vec::new(),
    };
    if !args.yes && !is_meant(&would, output)? {
        output.remark("Nothing was erased.");
        return Ok(Exit::Failed);
    }
    let erased = send(transport, EraseProfilesRequest { validate_only: false, ..request }).await?;
    let position = erased.receipt.as_ref().and_then(|receipt| receipt.entries.last()).map_or(0, |entry| entry.position);
    let person = erased.profiles.first().cloned().unwrap_or_default();
    let until = Instant::now() + PATIENCE;
    let status = loop {
        let status = ask(transport, &person, position).await?;
        if status.complete || Instant::now() > until {
            break status;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    };
    say(&status, Some(&erased), output)?;
    left.iter().for_each(|line: &String| output.remark(line));
    Ok(Exit::Done)
}

/// Places a hold, or ends one.
pub async fn hold(args: &HoldArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let Connection { transport, .. } = &connect::connect(node, &args.server, Speaker::Keeper).await?;
    let placed = HoldPlaced {
        profiles: args.people.clone(),
        basis: args.basis.clone(),
        until: args.until.clone().unwrap_or_default(),
        ended: args.end,
    };
    let position = record(transport.clone(), Kind::HoldPlaced(placed)).await.map_err(|status| Failure::from(&status))?;
    if output.is_json() {
        output.json(&json!({ "position": position, "profiles": args.people, "ended": args.end }))?;
    } else if args.end {
        output.line(format!("The hold has ended, by record {position}: {} may be erased.", profiles(&args.people)))?;
    } else {
        output.line(format!("By record {position}, {} may not be erased until the hold ends.", profiles(&args.people)))?;
    }
    Ok(Exit::Done)
}

async fn send(transport: &Transport, request: EraseProfilesRequest) -> anyhow::Result<EraseProfilesResponse> {
    Ok(PeopleServiceClient::new(transport.clone()).erase_profiles(request).await.map_err(|status| Failure::from(&status))?.into_inner())
}

async fn ask(transport: &Transport, person: &str, at_least_position: u64) -> anyhow::Result<GetErasureResponse> {
    let request = GetErasureRequest { person: person.to_owned(), at_least_position };
    Ok(PeopleServiceClient::new(transport.clone()).get_erasure(request).await.map_err(|status| Failure::from(&status))?.into_inner())
}

/// Asks a person, who must be there to be asked.
fn is_meant(would: &EraseProfilesResponse, output: &Output) -> anyhow::Result<bool> {
    if output.is_json() || !io::stdin().is_terminal() {
        return Err(WrongUse::new("nobody is there to be asked whether this is meant; say --yes").into());
    }
    output.line(format!("This erases {} for good, on every node:", profiles(&would.profiles)))?;
    for (profile, agency) in would.profiles.iter().zip(&would.agencies) {
        output.line(format!("  {profile}  (of {agency})"))?;
    }
    output.line("Nobody will be able to read what was written about them. The others' stories stay whole, and say \"someone\".")?;
    output.line("Type \"erase\" to go on:")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "erase")
}

fn say(status: &GetErasureResponse, erased: Option<&EraseProfilesResponse>, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        let nodes = status.nodes.iter().map(|node| json!({ "node": node.node, "position": node.position, "confirmed": node.confirmed }));
        output.json(&json!({
            "position": status.position,
            "event": status.event,
            "profiles": erased.map(|erased| &erased.profiles),
            "nodes": nodes.collect::<Vec<_>>(),
            "sealed_parts_deleted": status.sealed_parts_deleted,
            "complete": status.complete,
        }))?;
        return Ok(());
    }
    if let Some(erased) = erased {
        output.line(format!("Erased {}, by record {}.", profiles(&erased.profiles), status.position))?;
    }
    for node in &status.nodes {
        let (tone, what) = if node.confirmed { (Tone::Good, "has confirmed") } else { (Tone::Warning, "has not confirmed yet") };
        output.line(output.paint(tone, format!("  node {} {what}", node.node)))?;
    }
    if !status.sealed_parts_deleted {
        output.line(output.paint(Tone::Warning, "  what nobody can open any more still lies in the log"))?;
    }
    let verdict = if status.complete {
        (Tone::Good, "It is complete.")
    } else {
        (Tone::Warning, "It is not complete yet: every node does its part when it is back. Look again with --status.")
    };
    output.line(output.paint(verdict.0, verdict.1))?;
    Ok(())
}

fn profiles(profiles: &[String]) -> String {
    counted(profiles.len() as u64, "profile", "profiles")
}
