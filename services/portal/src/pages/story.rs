//! A story, as a supporter may see it: who this is, who is alongside, what was promised, and what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{
    Alongside, Details, GetStoryRequest, GetStoryResponse, ListEntriesRequest, Manner, Promise, PromiseKind, PromiseState, Reach, Said,
    Story,
};
use tonic::Status;

use super::{
    InAddress, new_request_id, not_done, page,
    shown::{Month, Names, Whose, by_month, called, day, day_of, promised},
    supporter_in, today,
};
use crate::{Portal, session::SignedIn};

/// How many entries a page has.
const ENTRIES: u32 = 50;
/// How many strengths, and how many things that matter, are told at a glance; the newest.
const AT_A_GLANCE: usize = 5;

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
}

impl Asked {
    fn is_filtered(&self) -> bool {
        !self.agency.is_empty() || !self.kind.is_empty()
    }
}

/// Kinds by which people look for entries, by their name in Event, and what they are called.
const KINDS: [(&str, &str); 9] = [
    ("met", "Time spent together"),
    ("reached_out", "Tried to reach them"),
    ("strength_shared", "Strengths"),
    ("hope_shared", "What matters"),
    ("asked_for_help", "Asked for help"),
    ("offered_help", "Offers"),
    ("helped", "Help given"),
    ("moment_happened", "Life moments"),
    ("noted", "Other notes"),
];

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
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
    promises: Vec<Open>,
    months: Vec<Month>,
    agencies: Vec<Choice>,
    kinds: Vec<Choice>,
    is_filtered: bool,
    agency: String,
    kind: String,
    older: Option<String>,
    log_away: bool,
}

/// Who this is, in one glance.
#[derive(Default)]
struct Glance {
    name: String,
    say_it: String,
    reach: Vec<String>,
    languages: String,
    access: String,
    do_not_ask: Vec<String>,
    strengths: Vec<String>,
    hopes: Vec<String>,
}

/// Somebody who walks beside them.
struct Companion {
    who: String,
    since: String,
    away: String,
    without_yes: bool,
}

/// A promise that is open.
struct Open {
    what: String,
    whose: String,
    since: String,
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
    headers: HeaderMap,
) -> Response {
    let Some(reader) = supporter_in(&portal, &headers) else { return Redirect::to("/").into_response() };
    match read(&portal, &reader, &person, &asked).await {
        Ok(shown) => page(&shown),
        Err(status) => not_done(&status),
    }
}

async fn read(portal: &Portal, reader: &SignedIn, person: &str, asked: &Asked) -> Result<StoryPage, Status> {
    let whole = GetStoryRequest {
        person: person.to_owned(),
        page_size: ENTRIES,
        page_token: if asked.is_filtered() { String::new() } else { asked.page.clone() },
        at_least_position: asked.since,
        ..GetStoryRequest::default()
    };
    let mut told = portal.way.stories().get_story(portal.way.acting_for(reader, whole)).await?.into_inner();
    if asked.is_filtered() {
        let some = ListEntriesRequest {
            person: person.to_owned(),
            page_size: ENTRIES,
            page_token: asked.page.clone(),
            agencies: Some(asked.agency.clone()).into_iter().filter(|agency| !agency.is_empty()).collect(),
            kinds: Some(asked.kind.clone()).into_iter().filter(|kind| !kind.is_empty()).collect(),
            ..ListEntriesRequest::default()
        };
        let some = portal.way.stories().list_entries(portal.way.acting_for(reader, some)).await?.into_inner();
        (told.entries, told.next_page_token) = (some.entries, some.next_page_token);
    }
    Ok(shown(person, reader.agency(), told, asked))
}

fn shown(person: &str, agency: &str, told: GetStoryResponse, asked: &Asked) -> StoryPage {
    let GetStoryResponse { story, details, entries, next_page_token, as_of, names } = told;
    let (story, names) = (story.unwrap_or_default(), Names::new(names));
    let agencies = agencies(&story);
    let chosen =
        |value: &str, label: &str, chosen: &str| Choice { value: value.to_owned(), label: label.to_owned(), is_chosen: value == chosen };
    StoryPage {
        person: person.to_owned(),
        request_id: new_request_id(),
        today: today().to_string(),
        glance: glance(&details.unwrap_or_default(), &story),
        stilled: story.stilled.as_ref().map(|stilled| {
            let what = if stilled.died { "Died" } else { "Moved away" };
            format!("{what} on {}", day(stilled.when.as_ref()))
        }),
        resting: story.rest.as_ref().map(|rest| match (rest.leave_me_be, rest.until.is_empty()) {
            (true, _) => "They asked to be left in peace for now. The door is open.".to_owned(),
            (false, true) => "Resting. The door is open.".to_owned(),
            (false, false) => format!("Resting until {}. The door is open.", day_of(&rest.until)),
        }),
        last_met: day(story.last_met.as_ref().and_then(|met| met.when.as_ref())),
        next_meeting: day(story.planned.first().and_then(|planned| planned.when.as_ref())),
        alongside: story.alongside.iter().filter(|one| one.until.is_none()).map(|one| companion(one, &names)).collect(),
        promises: story.promises.iter().filter_map(|promise| open(promise, &names)).collect(),
        months: by_month(entries, Whose::Others { person, agency }),
        agencies: agencies.iter().map(|agency| chosen(agency, names.of(agency), &asked.agency)).collect(),
        kinds: KINDS.iter().map(|(kind, label)| chosen(kind, label, &asked.kind)).collect(),
        is_filtered: asked.is_filtered(),
        agency: asked.agency.clone(),
        kind: asked.kind.clone(),
        older: (!next_page_token.is_empty()).then_some(next_page_token),
        log_away: as_of.is_some_and(|as_of| as_of.log_away),
    }
}

/// Whose entries there are.
fn agencies(story: &Story) -> Vec<String> {
    let profiles = story.profiles.iter().map(|profile| &profile.agency);
    let mut agencies: Vec<String> = profiles.chain(story.alongside.iter().map(|one| &one.agency)).cloned().collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}

fn glance(details: &Details, story: &Story) -> Glance {
    let newest = |said: &[Said]| said.iter().rev().take(AT_A_GLANCE).map(|said| said.what.clone()).collect();
    let name = [&details.known_as, &details.given_name].into_iter().find(|name| !name.is_empty());
    Glance {
        name: called(name.map_or("", String::as_str)),
        say_it: details.say_it.clone(),
        reach: details.reach.iter().map(reach).collect(),
        languages: details.languages.iter().map(|tag| language(tag)).collect::<Vec<_>>().join(", "),
        access: details.access.join(", "),
        do_not_ask: details.do_not_ask.clone(),
        strengths: newest(&story.strengths),
        hopes: newest(&story.hopes),
    }
}

fn reach(reach: &Reach) -> String {
    let how = match reach.manner() {
        Manner::Phone => "Ring",
        Manner::Text => "Text",
        Manner::Letter => "Write to",
        Manner::Online => "Online:",
        Manner::InPerson => "Visit",
        Manner::Unspecified => "Reach them at",
    };
    let safely = if reach.safely.is_empty() { String::new() } else { format!(" – {}", reach.safely) };
    format!("{how} {}{safely}", reach.at)
}

/// The languages of the borough by name; any other by its tag.
fn language(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or_default() {
        "en" => "English",
        "bn" => "Bengali",
        "ro" => "Romanian",
        "ur" => "Urdu",
        "pa" => "Punjabi",
        "lt" => "Lithuanian",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "bg" => "Bulgarian",
        "sq" => "Albanian",
        "tr" => "Turkish",
        "yo" => "Yoruba",
        "so" => "Somali",
        "ar" => "Arabic",
        "ta" => "Tamil",
        "gu" => "Gujarati",
        "bfi" => "British Sign Language",
        _ => tag,
    };
    name.to_owned()
}

fn companion(alongside: &Alongside, names: &Names) -> Companion {
    let away = match (alongside.away_until.is_empty(), alongside.covered_by.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("Away until {}; nobody covers.", day_of(&alongside.away_until)),
        (false, false) => format!("Away until {}. {} covers.", day_of(&alongside.away_until), names.supporter(&alongside.covered_by)),
    };
    Companion { who: names.supporter(&alongside.supporter), since: day(alongside.since.as_ref()), away, without_yes: !alongside.with_yes }
}

/// A promise, while somebody waits for it.
fn open(promise: &Promise, names: &Names) -> Option<Open> {
    let state = match promise.state() {
        PromiseState::Waiting => "nobody has picked this up yet",
        PromiseState::Offered => "offered, no answer yet",
        PromiseState::Open => "promised",
        PromiseState::SaidDone => "said to be done; they have not said so yet",
        PromiseState::Unspecified
        | PromiseState::SeenThrough
        | PromiseState::NotNow
        | PromiseState::SaidNo
        | PromiseState::TakenBack
        | PromiseState::Released => return None,
    };
    let what = match promise.kind() {
        PromiseKind::FindSomebody | PromiseKind::Acknowledge => promised(promise).to_owned(),
        PromiseKind::Ask | PromiseKind::Offer | PromiseKind::Unspecified => format!("{} – {state}", promised(promise)),
    };
    let whose = names.party(promise.whose.as_ref()).unwrap_or_else(|| "Nobody’s yet".to_owned());
    Some(Open { what, whose, since: day(promise.since.as_ref()) })
}
