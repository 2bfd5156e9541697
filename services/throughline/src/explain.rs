//! `throughline explain`: how much of an entry somebody would see, and which policies decide it.

use serde_json::json;
use throughline_proto::v1::{ExplainRequest, ExplainedSight, SharingLevel, audit_service_client::AuditServiceClient};

use crate::{
    cli::ExplainArgs,
    connect::{self, Node, Speaker},
    exit::Exit,
    output::Output,
    status::Failure,
};

/// Asks, and says why.
pub async fn run(args: &ExplainArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let (agency, acting_for) = args.caller.split_once('/').unwrap_or((&args.caller, ""));
    let request = ExplainRequest {
        agency: agency.to_owned(),
        acting_for: acting_for.to_owned(),
        purpose: args.purpose.clone().unwrap_or_default(),
        event: args.entry.clone(),
        at_least_position: 0,
    };
    let answer = match AuditServiceClient::new(connection.transport.clone()).explain(request).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => return Err(Failure::from(&status).into()),
    };
    if output.is_json() {
        let stories: Vec<_> = answer.stories.iter().map(as_json).collect();
        output.json(&json!({ "stories": stories, "adopted_at": answer.adopted_at }))?;
        return Ok(Exit::Done);
    }
    match answer.adopted_at {
        0 => output.remark("By the policies that come with the program:"),
        position => output.remark(format!("By the policies that were adopted with record {position}:")),
    }
    for story in &answer.stories {
        output.line(in_words(story))?;
    }
    Ok(Exit::Done)
}

fn sees(story: &ExplainedSight) -> &'static str {
    match story.sees() {
        SharingLevel::Words => "words",
        SharingLevel::Sentence => "sentence",
        SharingLevel::Nothing | SharingLevel::Unspecified => "nothing",
    }
}

fn as_json(story: &ExplainedSight) -> serde_json::Value {
    json!({ "person": story.person, "sees": sees(story), "policies": story.policies, "opens": story.opens })
}

fn in_words(story: &ExplainedSight) -> String {
    let what = match sees(story) {
        "words" => "the sentence and the words",
        "sentence" => "the plain sentence, and no words",
        _ => "nothing",
    };
    let why = match story.policies.as_slice() {
        [] => "no policy permits it".to_owned(),
        policies => policies.join(", "),
    };
    let wherever = if story.person.is_empty() { "in nobody's story".to_owned() } else { format!("in the story of {}", story.person) };
    format!("{wherever}: {what} ({why})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_in_words_what_is_seen_and_by_which_policies() {
        let story = |sees: SharingLevel, policies: &[&str]| ExplainedSight {
            person: "6f1c".into(),
            sees: sees.into(),
            policies: policies.iter().map(|&policy| policy.into()).collect(),
            opens: true,
        };
        let told = in_words(&story(SharingLevel::Sentence, &["known-widely"]));
        assert_eq!(told, "in the story of 6f1c: the plain sentence, and no words (known-widely)");
        let told = in_words(&story(SharingLevel::Nothing, &[]));
        assert_eq!(told, "in the story of 6f1c: nothing (no policy permits it)");
    }
}
