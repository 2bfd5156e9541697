//! A supporter's first page, to be read in half a minute: what they promised, what waits for somebody, who is away, who visits this week, and the
//! people whom they walk beside.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::response::Response;
use jiff::{ToSpan as _, civil::Date};
use throughline_proto::v1::{
    Alongside, ListMyPeopleRequest, ListOpenPromisesRequest, ListQuietStoriesRequest, MyPerson, OpenPromise, QuietStory,
};
use tonic::Status;

use super::{
    account::{AccountLine, account_line},
    page,
    shown::{Names, called, date_of, day, day_of, moment, promised},
    today,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// How many people, promises and quiet stories the page shows.
const PEOPLE: u32 = 100;
const PROMISES: u32 = 50;
/// How far ahead visits are told.
const WEEK_DAYS: i64 = 7;
/// The services count no more new entries than these.
const MANY_NEW: u32 = 50;

#[derive(Template)]
#[template(path = "supporter.html")]
struct Home {
    w: Wording,
    account: AccountLine,
    /// Under what heading: their own, and those that wait for somebody.
    promises: [(Phrase, Vec<Row>, bool); 2],
    away: Vec<String>,
    visits: Vec<Visit>,
    people: Vec<Person>,
    /// Those for whom they cover.
    covered: Vec<Person>,
    quiet: Vec<Quiet>,
    more_quiet: bool,
    has_more: bool,
}

/// A promise, and to whom.
pub(super) struct Row {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) when: String,
}

/// Somebody whom the supporter is alongside.
struct Person {
    person: String,
    name: String,
    last_met: String,
    next_meeting: String,
    open_promises: u32,
    news: String,
    /// Instead of whom they are there, if so.
    instead_of: String,
}

/// A meeting of this week.
struct Visit {
    when: String,
    person: String,
    name: String,
    with: String,
}

/// Somebody whom nobody has met for longer than was agreed.
pub(super) struct Quiet {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) since: String,
}

pub(crate) async fn home(w: Wording, portal: &Portal, supporter: &SignedIn) -> Result<Response, Status> {
    let me = supporter.supporter();
    let people = ListMyPeopleRequest { page_size: PEOPLE, covered: true, ..ListMyPeopleRequest::default() };
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
    let (names, today) = (Names::new(w, people.names), today());
    let (away, visits) = (away(&people.people, &names, today), visits(&people.people, &names, me, today));
    let (covered, own) = people.people.into_iter().map(|one| person(one, &names, me)).partition(|one| !one.instead_of.is_empty());
    let quiet = quiet.into_inner();
    Ok(page(&Home {
        w,
        account: account_line(portal, supporter),
        promises: [(Phrase("home-promised"), mine), (Phrase("waiting"), nobodys)].map(|(heading, open)| (heading, open.into_inner())).map(
            |(heading, open)| (heading, open.promises.into_iter().map(|open| row(w, open)).collect(), !open.next_page_token.is_empty()),
        ),
        away,
        visits,
        people: own,
        covered,
        more_quiet: !quiet.next_page_token.is_empty(),
        quiet: quiet.stories.into_iter().map(|story| quiet_row(w, story)).collect(),
        has_more: !people.next_page_token.is_empty(),
    }))
}

fn person(one: MyPerson, names: &Names, me: &str) -> Person {
    Person {
        name: called(names.w, &one.known_as),
        person: one.person,
        last_met: day(names.w, one.last_met.as_ref()),
        next_meeting: day(names.w, one.next_meeting.as_ref()),
        open_promises: one.open_promises,
        news: match one.new_entries {
            None | Some(0) => String::new(),
            Some(new) if new < MANY_NEW => names.w.with("home-news", &[("count", new)]),
            Some(_) => names.w.with("home-news-many", &[("count", MANY_NEW)]),
        },
        instead_of: if one.supporter == me { String::new() } else { names.supporter(&one.supporter) },
    }
}

/// Who of all alongside is away, and who covers; each of them once.
fn away(people: &[MyPerson], names: &Names, today: Date) -> Vec<String> {
    let present = people.iter().flat_map(|one| &one.alongside).filter(|one| is_away(one, today));
    let away: BTreeMap<&str, String> = present.map(|one| (one.supporter.as_str(), who_is_away(one, names))).collect();
    away.into_values().collect()
}

/// Whether somebody alongside is away today.
pub(super) fn is_away(alongside: &Alongside, today: Date) -> bool {
    match alongside.away_until.as_str() {
        // Away with somebody to cover, and nobody knows until when.
        "" => !alongside.covered_by.is_empty(),
        until => until.parse::<Date>().is_ok_and(|until| until >= today),
    }
}

/// "Amira from Harmony House is away until 3 May 2026. Ben from Harmony House covers."
fn who_is_away(alongside: &Alongside, names: &Names) -> String {
    let (who, until) = (names.supporter(&alongside.supporter), day_of(names.w, &alongside.away_until));
    if alongside.covered_by.is_empty() {
        return names.w.with("home-away-nobody-covers", &[("who", &who), ("day", &until)]);
    }
    let cover = names.supporter(&alongside.covered_by);
    names.w.with("home-away-covered", &[("who", &who), ("day", &until), ("cover", &cover)])
}

/// What is planned with these people in the days to come, whoever visits, the next first.
fn visits(people: &[MyPerson], names: &Names, me: &str, today: Date) -> Vec<Visit> {
    let until = today.checked_add(WEEK_DAYS.days()).unwrap_or(today);
    let planned = people.iter().flat_map(|one| one.planned.iter().map(move |meeting| (one, meeting)));
    // Somebody for whom two are covered stands in two rows.
    let mut known = BTreeSet::new();
    let mut visits: Vec<(Date, Visit)> = planned
        .filter(|(_, meeting)| known.insert(&meeting.event))
        .filter_map(|(one, meeting)| {
            let date = date_of(meeting.when.as_ref()).filter(|date| (today..=until).contains(date))?;
            let who = |id: &String| if id == me { names.w.say("home-visit-you") } else { names.supporter(id) };
            let with: Vec<String> = meeting.with.iter().map(who).collect();
            let with = if with.is_empty() { names.of(&meeting.agency).to_owned() } else { with.join(", ") };
            let when = moment(names.w, meeting.when.as_ref());
            Some((date, Visit { when, person: one.person.clone(), name: called(names.w, &one.known_as), with }))
        })
        .collect();
    visits.sort_by_key(|(date, _)| *date);
    visits.into_iter().map(|(_, visit)| visit).collect()
}

pub(super) fn row(w: Wording, open: OpenPromise) -> Row {
    let promise = open.promise.unwrap_or_default();
    let when = if promise.due.is_empty() {
        w.with("since", &[("day", day(w, promise.since.as_ref()))])
    } else {
        w.with("home-due", &[("day", day_of(w, &promise.due))])
    };
    Row { person: open.person, name: called(w, &open.known_as), what: promised(w, &promise), when }
}

pub(super) fn quiet_row(w: Wording, story: QuietStory) -> Quiet {
    Quiet { name: called(w, &story.known_as), person: story.person, since: day(w, story.quiet_since.as_ref()) }
}
