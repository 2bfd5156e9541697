//! A story, as a supporter may see it: who this is, who is alongside, what was promised, and what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use throughline_proto::v1::{Entry, GetStoryRequest, GetStoryResponse, ListEntriesRequest, Telling, event::Kind};
use tonic::Status;

use super::{
    InAddress,
    glance::{Companion, Glance, Open, companion, glance, next_meeting, open},
    life_map::{ThenAndNow, then_and_now},
    new_request_id, not_done, page,
    ribbon::{Ribbon, ribbon},
    shown::{Month, Names, Whose, agencies, by_month, day, day_of},
    today,
    who::Supporter,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// For so long what was written can be undone with one press; at any time it can be taken back.
const UNDO_FOR: SignedDuration = SignedDuration::from_secs(60);
/// How many entries a page has.
const ENTRIES: u32 = 50;

/// Why somebody may read the story of a person who died or moved away, as services know it, and in words.
const REASONS: [(&str, Phrase); 4] = [
    ("call", Phrase("story-why-call")),
    ("planning", Phrase("story-why-planning")),
    ("records", Phrase("story-why-records")),
    ("safety", Phrase("story-why-safety")),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// From the page before.
    #[serde(default)]
    page: String,
    /// Only what this agency wrote.
    #[serde(default)]
    agency: String,
    /// Only this kind.
    #[serde(default)]
    kind: String,
    /// Up to where the reader has written.
    #[serde(default)]
    since: u64,
    /// Why it is read, where that is asked.
    #[serde(default)]
    why: String,
}

impl Asked {
    /// Why it is read, as the services know it; empty where nothing, or something else, was said.
    fn purpose(&self) -> &'static str {
        REASONS.iter().find(|(reason, _)| *reason == self.why).map_or("", |(reason, _)| reason)
    }

    fn is_filtered(&self) -> bool {
        !self.agency.is_empty() || !self.kind.is_empty()
    }
}

/// Kinds by which people look for entries, by their name in Event, and what they are called.
const KINDS: [(&str, Phrase); 9] = [
    ("met", Phrase("kind-met")),
    ("reached_out", Phrase("kind-reached-out")),
    ("strength_shared", Phrase("kind-strengths")),
    ("hope_shared", Phrase("kind-hopes")),
    ("asked_for_help", Phrase("kind-asks")),
    ("offered_help", Phrase("kind-offers")),
    ("helped", Phrase("kind-helped")),
    ("moment_happened", Phrase("kind-moments")),
    ("noted", Phrase("kind-noted")),
];

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    w: Wording,
    person: String,
    /// For what can be added with one press.
    request_id: String,
    today: String,
    glance: Glance,
    stilled: Option<String>,
    resting: Option<String>,
    last_met: String,
    next_meeting: String,
    alongside: Vec<Companion>,
    is_alongside: bool,
    promises: Vec<Open>,
    ribbon: Option<Ribbon>,
    life_map: Option<ThenAndNow>,
    groups: Vec<String>,
    months: Vec<Month>,
    agencies: Vec<Choice>,
    kinds: Vec<Choice>,
    is_filtered: bool,
    agency: String,
    kind: String,
    older: Option<String>,
    log_away: bool,
    /// Why it is read, where that had to be said; and whether it has to be said first.
    why: &'static str,
    wants_reason: bool,
    /// Up to where the story was told.
    position: u64,
    /// What the reader wrote a moment ago, which can be undone with one press.
    undo: Option<String>,
}

/// One of those that can be chosen.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    Supporter(reader): Supporter,
) -> Response {
    match read(w, &portal, &reader, &person, &asked).await {
        Ok(shown) => page(&shown),
        Err(status) => not_done(w, &status),
    }
}

async fn read(w: Wording, portal: &Portal, reader: &SignedIn, person: &str, asked: &Asked) -> Result<StoryPage, Status> {
    let telling = Some(Telling { language: w.tag().to_owned(), ..Telling::default() });
    let whole = GetStoryRequest {
        person: person.to_owned(),
        page_size: ENTRIES,
        page_token: if asked.is_filtered() { String::new() } else { asked.page.clone() },
        at_least_position: asked.since,
        telling: telling.clone(),
        ..GetStoryRequest::default()
    };
    let mut told = portal.way.stories().get_story(portal.way.reading_for(reader, asked.purpose(), whole)).await?.into_inner();
    if asked.is_filtered() {
        let some = ListEntriesRequest {
            person: person.to_owned(),
            page_size: ENTRIES,
            page_token: asked.page.clone(),
            agencies: Some(asked.agency.clone()).into_iter().filter(|agency| !agency.is_empty()).collect(),
            kinds: Some(asked.kind.clone()).into_iter().filter(|kind| !kind.is_empty()).collect(),
            telling,
            ..ListEntriesRequest::default()
        };
        let some = portal.way.stories().list_entries(portal.way.reading_for(reader, asked.purpose(), some)).await?.into_inner();
        (told.entries, told.next_page_token) = (some.entries, some.next_page_token);
    }
    Ok(shown(w, person, reader, told, asked))
}

fn shown(w: Wording, person: &str, reader: &SignedIn, told: GetStoryResponse, asked: &Asked) -> StoryPage {
    let GetStoryResponse { story, details, entries, next_page_token, as_of, names } = told;
    let (story, names, today) = (story.unwrap_or_default(), Names::new(w, names), today());
    let agencies = agencies(&story);
    let undo = entries.iter().find(|entry| entry.position == asked.since).and_then(|entry| to_undo(entry, reader));
    let present = || story.alongside.iter().filter(|one| one.until.is_none());
    let chosen =
        |value: &str, label: &str, chosen: &str| Choice { value: value.to_owned(), label: label.to_owned(), is_chosen: value == chosen };
    StoryPage {
        w,
        person: person.to_owned(),
        request_id: new_request_id(),
        today: today.to_string(),
        glance: glance(w, &details.unwrap_or_default(), &story),
        stilled: story.stilled.as_ref().map(|stilled| {
            let told = if stilled.died { Phrase("story-died") } else { Phrase("story-moved-away") };
            w.with(told, &[("day", day(w, stilled.when.as_ref()))])
        }),
        resting: story.rest.as_ref().map(|rest| match (rest.leave_me_be, rest.until.is_empty()) {
            (true, _) => w.say("story-left-in-peace"),
            (false, true) => w.say("story-resting"),
            (false, false) => w.with("story-resting-until", &[("day", day_of(w, &rest.until))]),
        }),
        last_met: day(w, story.last_met.as_ref().and_then(|met| met.when.as_ref())),
        next_meeting: day(w, next_meeting(&story.planned, today)),
        alongside: present().map(|one| companion(one, &names, reader.supporter(), today)).collect(),
        is_alongside: present().any(|one| one.supporter == reader.supporter()),
        ribbon: ribbon(&story, &names, today),
        life_map: then_and_now(w, story.life_map_then.as_ref(), story.life_map_now.as_ref()),
        groups: story.groups.iter().filter(|tie| tie.until.is_none()).map(|tie| names.of(&tie.group).to_owned()).collect(),
        promises: story.promises.iter().filter_map(|promise| open(promise, &names)).collect(),
        months: by_month(w, entries, Whose::Others { person, agency: reader.agency() }),
        agencies: agencies.iter().map(|agency| chosen(agency, names.of(agency), &asked.agency)).collect(),
        kinds: KINDS.iter().map(|(kind, label)| chosen(kind, &w.say(label), &asked.kind)).collect(),
        is_filtered: asked.is_filtered(),
        agency: asked.agency.clone(),
        kind: asked.kind.clone(),
        older: (!next_page_token.is_empty()).then_some(next_page_token),
        log_away: as_of.as_ref().is_some_and(|as_of| as_of.log_away),
        why: asked.purpose(),
        wants_reason: story.stilled.is_some() && asked.purpose().is_empty(),
        position: as_of.map_or(0, |as_of| as_of.position),
        undo,
    }
}

/// An entry that the reader wrote within the last minute, by its event; what takes something back is not undone.
fn to_undo(entry: &Entry, reader: &SignedIn) -> Option<String> {
    let event = entry.event.as_ref()?;
    let recorded: Timestamp = entry.recorded_at.parse().ok()?;
    let is_fresh = Timestamp::now().duration_since(recorded) < UNDO_FOR;
    let changes_another = matches!(event.kind, None | Some(Kind::Withdrawn(_) | Kind::Corrected(_) | Kind::DisagreementAdded(_)));
    (is_fresh && event.recorded_by == reader.supporter() && !changes_another && entry.changes.is_empty()).then(|| event.id.clone())
}
