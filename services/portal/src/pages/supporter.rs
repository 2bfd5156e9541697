//! A supporter's first page, to be read in half a minute: what they promised, what waits for somebody, and the people whom they walk beside.

use askama::Template;
use axum::response::Response;
use throughline_proto::v1::{ListMyPeopleRequest, ListOpenPromisesRequest, ListQuietStoriesRequest, OpenPromise};
use tonic::Status;

use super::{
    account::{AccountLine, account_line},
    page,
    shown::{called, day, day_of, promised},
};
use crate::{Portal, session::SignedIn};

/// How many people, promises and quiet stories the page shows.
const PEOPLE: u32 = 100;
const PROMISES: u32 = 50;

#[derive(Template)]
#[template(path = "supporter.html")]
struct Home {
    account: AccountLine,
    /// Under what heading: their own, and those that wait for somebody.
    promises: [(&'static str, Vec<Row>, bool); 2],
    people: Vec<Person>,
    quiet: Vec<Quiet>,
    more_quiet: bool,
    has_more: bool,
}

/// A promise, and to whom.
struct Row {
    person: String,
    name: String,
    what: String,
    when: String,
}

/// Somebody whom the supporter is alongside.
struct Person {
    person: String,
    name: String,
    last_met: String,
    next_meeting: String,
    open_promises: u32,
}

/// Somebody whom nobody has met for longer than was agreed.
struct Quiet {
    person: String,
    name: String,
    since: String,
}

pub(crate) async fn home(portal: &Portal, supporter: &SignedIn) -> Result<Response, Status> {
    let me = supporter.acting_for.rsplit('/').next().unwrap_or_default();
    let people = ListMyPeopleRequest { page_size: PEOPLE, ..ListMyPeopleRequest::default() };
    let mine = ListOpenPromisesRequest { supporter: me.to_owned(), page_size: PROMISES, ..ListOpenPromisesRequest::default() };
    let nobodys = ListOpenPromisesRequest { nobodys: true, page_size: PROMISES, ..ListOpenPromisesRequest::default() };
    let quiet = ListQuietStoriesRequest { page_size: PROMISES, ..ListQuietStoriesRequest::default() };
    let way = &portal.way;
    let [mut stories, mut mines, mut waiting, mut stills] = [(); 4].map(|()| way.stories());
    let (people, mine, nobodys, quiet) = tokio::try_join!(
        stories.list_my_people(way.acting_for(supporter, people)),
        mines.list_open_promises(way.acting_for(supporter, mine)),
        waiting.list_open_promises(way.acting_for(supporter, nobodys)),
        stills.list_quiet_stories(way.acting_for(supporter, quiet)),
    )?;
    let people = people.into_inner();
    let rows = people.people.into_iter().map(|one| Person {
        name: called(&one.known_as),
        person: one.person,
        last_met: day(one.last_met.as_ref()),
        next_meeting: day(one.next_meeting.as_ref()),
        open_promises: one.open_promises,
    });
    let quiet = quiet.into_inner();
    let more_quiet = !quiet.next_page_token.is_empty();
    let quiet = quiet.stories.into_iter().map(|story| Quiet {
        name: called(&story.known_as),
        person: story.person,
        since: day(story.quiet_since.as_ref()),
    });
    Ok(page(&Home {
        account: account_line(portal, supporter),
        promises: [("What I promised", mine), ("Waiting for somebody", nobodys)]
            .map(|(heading, open)| (heading, open.into_inner()))
            .map(|(heading, open)| (heading, open.promises.into_iter().map(row).collect(), !open.next_page_token.is_empty())),
        people: rows.collect(),
        quiet: quiet.collect(),
        more_quiet,
        has_more: !people.next_page_token.is_empty(),
    }))
}

fn row(open: OpenPromise) -> Row {
    let promise = open.promise.unwrap_or_default();
    let when =
        if promise.due.is_empty() { format!("since {}", day(promise.since.as_ref())) } else { format!("by {}", day_of(&promise.due)) };
    Row { person: open.person, name: called(&open.known_as), what: promised(&promise).to_owned(), when }
}
