//! `throughline role`: who holds which role, said through the running server.

use serde_json::json;
use throughline_proto::v1::{ListRolesRequest, ListedRole, RoleHeld, audit_service_client::AuditServiceClient, event::Kind};

use crate::{
    cli::{RoleAction, RoleArgs, RoleOf},
    connect::{self, Connection, Node, Speaker, Transport},
    exit::Exit,
    output::Output,
    recording::record,
    status::Failure,
};

/// Says who holds a role, or tells who does.
pub async fn run(args: &RoleArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let Connection { transport, .. } = &connect::connect(node, &args.server, Speaker::Keeper).await?;
    match &args.action {
        RoleAction::Hold(of) => say(transport, of, false, output).await,
        RoleAction::End(of) => say(transport, of, true, output).await,
        RoleAction::List => list(transport, output).await,
    }
}

async fn say(transport: &Transport, of: &RoleOf, ended: bool, output: &Output) -> anyhow::Result<Exit> {
    let held = RoleHeld { role: of.role.clone(), supporter: of.supporter.clone(), ended };
    let position = record(transport.clone(), Kind::RoleHeld(held)).await.map_err(|status| Failure::from(&status))?;
    if output.is_json() {
        output.json(&json!({ "position": position, "role": of.role, "supporter": of.supporter, "ended": ended }))?;
    } else if ended {
        output.line(format!("By record {position}, {} is held by {} no longer.", of.role, of.supporter))?;
    } else {
        output.line(format!("By record {position}, {} is held by {}.", of.role, of.supporter))?;
    }
    Ok(Exit::Done)
}

async fn list(transport: &Transport, output: &Output) -> anyhow::Result<Exit> {
    let answer = AuditServiceClient::new(transport.clone()).list_roles(ListRolesRequest::default()).await;
    let roles = answer.map_err(|status| Failure::from(&status))?.into_inner().roles;
    if output.is_json() {
        output.json(&json!({ "roles": roles.iter().map(as_json).collect::<Vec<_>>() }))?;
        return Ok(Exit::Done);
    }
    if roles.is_empty() {
        output.remark("Nobody holds a role yet; `throughline role hold --help` says how to name somebody.");
    }
    for role in &roles {
        output.line(in_words(role))?;
    }
    Ok(Exit::Done)
}

fn as_json(role: &ListedRole) -> serde_json::Value {
    json!({ "role": role.role, "supporter": role.supporter, "covered_by": role.covered_by, "away_until": role.away_until })
}

fn in_words(role: &ListedRole) -> String {
    let until = if role.away_until.is_empty() { String::new() } else { format!(" until {}", role.away_until) };
    let cover = match (role.covered_by.as_str(), until.as_str()) {
        ("", "") => String::new(),
        ("", until) => format!(", who is away{until}; nobody covers"),
        (cover, until) => format!(", who is away{until}; {cover} covers"),
    };
    format!("{}  {}{cover}", role.role, role.supporter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_told_with_who_covers_while_its_holder_is_away() {
        let role = |covered_by: &str, away_until: &str| {
            in_words(&ListedRole {
                role: "council/lead".into(),
                supporter: "ann".into(),
                covered_by: covered_by.into(),
                away_until: away_until.into(),
            })
        };
        assert_eq!(role("", ""), "council/lead  ann");
        assert_eq!(role("bob", "2026-06-10"), "council/lead  ann, who is away until 2026-06-10; bob covers");
        assert_eq!(role("", "2026-06-10"), "council/lead  ann, who is away until 2026-06-10; nobody covers");
    }
}
