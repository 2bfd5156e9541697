//! `throughline restrict`, `retention` and `held`: said and asked by the keeper over gRPC.

mod ropa;

use serde_json::json;
use throughline_proto::v1::{
    DueStory, EraseProfilesRequest, HeldByAgency, KeptAfter, ListDueRequest, ListRetentionRequest, ListWordsHeldRequest,
    ListWordsHeldResponse, Mention, MentionedByAgency, RestrictionEnded, RestrictionPlaced, RetentionSet, RetentionSetting,
    audit_service_client::AuditServiceClient, event::Kind, people_service_client::PeopleServiceClient,
};
use uuid::Uuid;

pub use self::ropa::run as ropa;
use crate::{
    cli::{After, HeldArgs, RestrictArgs, RetentionAction, RetentionArgs, RetentionDueArgs, RetentionSetArgs},
    connect::{self, Node, Speaker, Transport},
    exit::Exit,
    output::{Output, counted},
    recording::{record, today},
    status::failed,
};

/// Restricts a story, or ends that.
pub async fn restrict(args: &RestrictArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let placed = RestrictionPlaced {
        profiles: args.people.clone(),
        basis: args.basis.clone(),
        until: args.until.clone().unwrap_or_default(),
        ended: args.told_on.clone().filter(|_| args.end).map(|told_on| RestrictionEnded { told_on }),
    };
    let position = record(connection.transport.clone(), Kind::RestrictionPlaced(placed)).await.map_err(|status| failed(&status))?;
    if output.is_json() {
        output.json(&json!({ "position": position, "profiles": args.people, "ended": args.end }))?;
    } else if args.end {
        output.line(format!("By record {position}, the story may be used again."))?;
    } else {
        output
            .line(format!("By record {position}, the story is kept and not used. Tell the person, and tell them again before it ends."))?;
    }
    Ok(Exit::Done)
}

/// How long things are kept.
pub async fn retention(args: &RetentionArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    match &args.action {
        RetentionAction::Set(args) => set(args, node, output).await,
        RetentionAction::List(args) => {
            let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
            let mut audit = AuditServiceClient::new(connection.transport.clone());
            let answer = audit.list_retention(ListRetentionRequest::default()).await.map_err(|status| failed(&status))?.into_inner();
            if output.is_json() {
                output.json(&json!({ "settings": answer.settings.iter().map(setting_json).collect::<Vec<_>>() }))?;
            } else if answer.settings.is_empty() {
                output.line("Nothing is set: everything is kept until somebody decides.")?;
            }
            for setting in answer.settings.iter().filter(|_| !output.is_json()) {
                output.line(setting_in_words(setting))?;
            }
            Ok(Exit::Done)
        }
        RetentionAction::Due(args) => due(args, node, output).await,
    }
}

async fn set(args: &RetentionSetArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let after = match args.after {
        After::LastHappened => KeptAfter::LastHappened,
        After::Stilled => KeptAfter::Stilled,
    };
    let set = RetentionSet {
        kind: args.kind.clone(),
        agency: args.agency.clone().unwrap_or_default(),
        keep_for_days: args.days.unwrap_or_default(),
        after: after.into(),
        basis: args.basis.clone(),
        ended: args.end,
    };
    let position = record(connection.transport.clone(), Kind::RetentionSet(set)).await.map_err(|status| failed(&status))?;
    if output.is_json() {
        output.json(&json!({ "position": position }))?;
    } else {
        output.line(format!("Set, by record {position}. Nothing is erased by it: look at `throughline retention due`."))?;
    }
    Ok(Exit::Done)
}

async fn due(args: &RetentionDueArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let (mut stories, mut held, mut page_token) = (Vec::new(), 0, String::new());
    loop {
        let request = ListDueRequest { page_size: 500, page_token, ..ListDueRequest::default() };
        let mut audit = AuditServiceClient::new(connection.transport.clone());
        let page = audit.list_due(request).await.map_err(|status| failed(&status))?.into_inner();
        stories.extend(page.stories);
        held += page.held;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if output.is_json() {
        output.json(&json!({ "stories": stories.iter().map(due_json).collect::<Vec<_>>(), "held": held, "erased": args.erase }))?;
    } else {
        for story in &stories {
            let (profile, bases) = (story.profiles.first().map_or("", String::as_str), story.bases.join("; "));
            output.line(format!("{profile}  due since {}, last {}  ({bases})", story.due_since, story.last_happened))?;
        }
        let (due, held) = (counted(stories.len() as u64, "story is", "stories are"), counted(u64::from(held), "more is", "more are"));
        output.line(format!("{due} due; {held} under a hold."))?;
    }
    if args.erase {
        for story in &stories {
            erase(&connection.transport, story).await?;
        }
        output.remark("Erased. How far it has come on every node: throughline erase --status PERSON.");
    }
    Ok(Exit::Done)
}

async fn erase(transport: &Transport, story: &DueStory) -> anyhow::Result<()> {
    let request = EraseProfilesRequest {
        request_id: Uuid::now_v7().to_string(),
        happened: Some(today()),
        profiles: story.profiles.clone(),
        basis: format!("UK GDPR article 5(1)(e): {}", story.bases.first().map_or("", String::as_str)),
        whole_story: true,
        validate_only: false,
    };
    PeopleServiceClient::new(transport.clone()).erase_profiles(request).await.map_err(|status| failed(&status))?;
    Ok(())
}

/// What is held about somebody.
pub async fn held(args: &HeldArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let held = words_held(&connection.transport, &args.person).await?;
    if output.is_json() {
        let one = |held: &HeldByAgency| {
            let kinds = held.kinds.iter().map(|kind| json!({ "kind": kind.kind, "entries": kind.entries })).collect::<Vec<_>>();
            json!({ "agency": held.agency, "entries": held.entries, "with_words": held.with_words, "kinds": kinds,
                "corrected": held.corrected, "withdrawn": held.withdrawn, "disputed": held.disputed })
        };
        let by_agency = |one: &MentionedByAgency| json!({ "agency": one.agency, "entries": one.entries });
        let mention = |one: &Mention| json!({ "agency": one.agency, "event": one.event, "position": one.position, "kind": one.kind });
        output.json(&json!({
            "profiles": held.profiles,
            "held": held.held.iter().map(one).collect::<Vec<_>>(),
            "mentioned": held.mentioned.iter().map(by_agency).collect::<Vec<_>>(),
            "mentions": held.mentions.iter().map(mention).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    for one in &held.held {
        output.line(format!(
            "{}: {}, {} with words; {} put right, {} taken back, {} seen differently",
            one.agency_name,
            counted(u64::from(one.entries), "entry", "entries"),
            one.with_words,
            one.corrected,
            one.withdrawn,
            one.disputed
        ))?;
    }
    for line in mentions(&held) {
        output.line(line)?;
    }
    for one in &held.mentions {
        output.line(format!("  {} {} at {}, by {}", one.event, one.kind, one.position, one.agency))?;
    }
    Ok(Exit::Done)
}

/// What is held, as the keeper is told.
pub(crate) async fn words_held(transport: &Transport, person: &str) -> anyhow::Result<ListWordsHeldResponse> {
    let request = ListWordsHeldRequest { person: person.to_owned(), at_least_position: 0 };
    Ok(AuditServiceClient::new(transport.clone()).list_words_held(request).await.map_err(|status| failed(&status))?.into_inner())
}

/// What others' stories hold, a line an agency.
pub(crate) fn mentions(held: &ListWordsHeldResponse) -> impl Iterator<Item = String> {
    held.mentioned.iter().map(|one| {
        let entries = counted(u64::from(one.entries), "entry", "entries");
        format!("{}: named in {entries} about others, which stay in their stories: ask it to look them through", one.agency_name)
    })
}

fn due_json(story: &DueStory) -> serde_json::Value {
    json!({ "profiles": story.profiles, "agencies": story.agencies, "last_happened": story.last_happened,
        "due_since": story.due_since, "bases": story.bases, "stilled": story.stilled })
}

pub(crate) fn setting_json(setting: &RetentionSetting) -> serde_json::Value {
    let set = setting.set.clone().unwrap_or_default();
    let after = if set.after() == KeptAfter::Stilled { "stilled" } else { "last-happened" };
    json!({ "kind": set.kind, "agency": set.agency, "keep_for_days": set.keep_for_days, "after": after, "basis": set.basis,
        "position": setting.position })
}

pub(crate) fn setting_in_words(setting: &RetentionSetting) -> String {
    let set = setting.set.clone().unwrap_or_default();
    let after = if set.after() == KeptAfter::Stilled { "the story was stilled" } else { "the last thing that happened" };
    let by = if set.agency.is_empty() { String::new() } else { format!(" by {}", set.agency) };
    let days = counted(u64::from(set.keep_for_days), "day", "days");
    format!("{}{by}: kept for {days} after {after} ({})", set.kind, set.basis)
}
