//! The start: a resident's own story, or the people whom a supporter is alongside.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use throughline_proto::v1::{GetStoryRequest, Happened, ListMyPeopleRequest, Telling, Voice, happened::Moment};
use tonic::Status;

use super::{not_done_for, page};
use crate::{Portal, cookie, session::SignedIn};

/// How much of it stands on the page.
const ENTRIES: u32 = 50;
const PEOPLE: u32 = 200;

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    /// There is a provider to sign in with.
    has_provider: bool,
}

#[derive(Template)]
#[template(path = "story.html")]
struct OwnStory {
    account: AccountLine,
    entries: Vec<Line>,
    has_more: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct MyPeople {
    account: AccountLine,
    people: Vec<Row>,
    has_more: bool,
}

/// One entry of a story.
struct Line {
    when: String,
    sentence: String,
    agency: String,
}

/// One person.
struct Row {
    name: String,
    last_met: String,
    open_promises: u32,
}

/// What can be done about an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AccountLine {
    /// There is no provider.
    None,
    /// One can be connected.
    Connect,
    /// One is.
    Connected,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let secret = cookie::secret_in(&headers);
    let Some(person) = portal.sessions.who(secret) else {
        return page(&Welcome { has_provider: portal.provider.is_some() });
    };
    let shown = match person.acting_for.strip_prefix("resident/") {
        Some(profile) => own_story(&portal, &person, profile).await,
        None => my_people(&portal, &person).await,
    };
    shown.unwrap_or_else(|status| not_done_for(&portal, secret, &status))
}

async fn own_story(portal: &Portal, person: &SignedIn, profile: &str) -> Result<Response, Status> {
    let telling = Telling { voice: Voice::Resident.into(), ..Telling::default() };
    let request = GetStoryRequest { person: profile.to_owned(), page_size: ENTRIES, telling: Some(telling), ..GetStoryRequest::default() };
    let story = portal.way.stories().get_story(portal.way.acting_for(person, request)).await?.into_inner();
    let lines = story.entries.into_iter().map(|entry| Line {
        when: day(entry.event.as_ref().and_then(|event| event.happened.as_ref())),
        sentence: entry.sentence,
        agency: entry.agency_name,
    });
    let entries = lines.collect();
    Ok(page(&OwnStory { account: account_line(portal, person), entries, has_more: !story.next_page_token.is_empty() }))
}

async fn my_people(portal: &Portal, person: &SignedIn) -> Result<Response, Status> {
    let request = ListMyPeopleRequest { page_size: PEOPLE, ..ListMyPeopleRequest::default() };
    let answer = portal.way.stories().list_my_people(portal.way.acting_for(person, request)).await?.into_inner();
    let rows = answer.people.into_iter().map(|one| Row {
        name: if one.known_as.is_empty() { "Somebody whose name is not yours to see".to_owned() } else { one.known_as },
        last_met: day(one.last_met.as_ref()),
        open_promises: one.open_promises,
    });
    let people = rows.collect();
    Ok(page(&MyPeople { account: account_line(portal, person), people, has_more: !answer.next_page_token.is_empty() }))
}

fn account_line(portal: &Portal, person: &SignedIn) -> AccountLine {
    match (&portal.provider, &person.account) {
        (None, _) => AccountLine::None,
        (Some(_), None) => AccountLine::Connect,
        (Some(_), Some(_)) => AccountLine::Connected,
    }
}

/// The day alone, as people write it: "14 March 2026".
fn day(happened: Option<&Happened>) -> String {
    let text = match happened.and_then(|happened| happened.moment.as_ref()) {
        Some(Moment::Date(date)) => date.as_str(),
        Some(Moment::Time(time)) => time.get(..10).unwrap_or_default(),
        None => "",
    };
    text.parse::<jiff::civil::Date>().map_or_else(|_| text.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}
