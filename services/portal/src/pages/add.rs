//! Adding what happened: one short box and a few choices. What was typed is never lost: whatever is not right, the page comes back with it. Sent
//! twice, it is written once: the form carries the id of its request.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use throughline_proto::v1::{
    AskedForHelp, Audience, AudienceWidth, Event, Happened, HelpKind, HopeShared, Manner, Met, Noted, OfferedHelp, Part, ReachedOut,
    RecordRequest, Role, StrengthShared, Voice, Words, event::Kind, happened::Moment,
};
use tonic::{Code, Status};

use super::{
    FORM_CUT_OFF, InAddress, LONGEST_TEXT, LONGEST_WORDS, SIGNED_OUT, new_request_id, not_written, page_with, problem, request_id_after,
    supporter_in, to_story, today, too_long, typed, typed_line, write,
};
use crate::{Portal, session::SignedIn};

/// What can be added, by its name in Event: what it is called, and whether it wants a few words to say what.
const KINDS: [(&str, &str, bool); 7] = [
    ("met", "We spent time together", false),
    ("reached_out", "I tried to reach them – no answer", false),
    ("strength_shared", "Something they are good at, know or enjoy", true),
    ("hope_shared", "Something that matters to them", true),
    ("asked_for_help", "They asked for help", true),
    ("offered_help", "I offered help", true),
    ("noted", "Something else", true),
];

const MANNERS: [(&str, &str, Manner); 5] = [
    ("in-person", "Face to face", Manner::InPerson),
    ("phone", "By phone", Manner::Phone),
    ("online", "By video or chat", Manner::Online),
    ("text", "By text", Manner::Text),
    ("letter", "By letter", Manner::Letter),
];

/// Kinds of help, as people would say them.
const HELP: [(&str, &str, HelpKind); 15] = [
    ("company", "Company", HelpKind::Company),
    ("getting-about", "Getting about", HelpKind::GettingAbout),
    ("food", "Food", HelpKind::Food),
    ("home", "The home", HelpKind::Home),
    ("money", "Money", HelpKind::Money),
    ("health", "Health", HelpKind::Health),
    ("paperwork", "Letters and forms", HelpKind::Paperwork),
    ("learning", "Learning", HelpKind::Learning),
    ("work", "Work", HelpKind::Work),
    ("care", "Care", HelpKind::Care),
    ("family", "Children and family", HelpKind::Family),
    ("making", "Making, growing, music, faith, sport", HelpKind::Making),
    ("safety", "Safety", HelpKind::Safety),
    ("thing", "A thing lent or given", HelpKind::Thing),
    ("other", "Something else", HelpKind::Other),
];

/// The form, as it was filled in. Whatever is not there is empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
    kind: String,
    what: String,
    what_changed: String,
    help: String,
    manner: String,
    date: String,
    words: String,
    whose: String,
    audience: String,
    /// "look" shows how it will read; anything else writes it.
    then: String,
}

#[derive(Template)]
#[template(path = "add.html")]
struct Add<'a> {
    person: &'a str,
    filled: &'a Filled,
    today: String,
    problems: Vec<String>,
    /// How it will read.
    preview: String,
    /// An offer of the same kind met with a no: what has changed is asked for.
    asks_what_changed: bool,
}

/// The form, empty.
pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    headers: HeaderMap,
) -> Response {
    if supporter_in(&portal, &headers).is_none() {
        return Redirect::to("/").into_response();
    }
    let filled = Filled { request_id: new_request_id(), kind: "met".into(), date: today().to_string(), ..Filled::default() };
    form(StatusCode::OK, &person, &filled, Vec::new(), String::new())
}

/// The form, filled in.
pub(crate) async fn add(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    headers: HeaderMap,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else {
        return problem(StatusCode::BAD_REQUEST, FORM_CUT_OFF);
    };
    let Some(writer) = supporter_in(&portal, &headers) else {
        return form(StatusCode::UNAUTHORIZED, &person, &filled, vec![SIGNED_OUT.to_owned()], String::new());
    };
    let event = match event(&person, &filled) {
        Ok(event) => event,
        Err(problems) => return form(StatusCode::BAD_REQUEST, &person, &filled, problems, String::new()),
    };
    if filled.then == "look" {
        return match read_aloud(&portal, &writer, &filled, event).await {
            Ok(preview) => form(StatusCode::OK, &person, &filled, Vec::new(), preview),
            Err(status) => with_what_was_typed(&person, filled, &status),
        };
    }
    match write(&portal, &writer, &filled.request_id, event).await {
        Ok(position) => to_story(&person, position),
        Err(status) => with_what_was_typed(&person, filled, &status),
    }
}

/// How it will read. Nothing is written.
async fn read_aloud(portal: &Portal, writer: &SignedIn, filled: &Filled, event: Event) -> Result<String, Status> {
    let request_id = filled.request_id.clone();
    let request = RecordRequest { request_id, events: vec![event], validate_only: true, ..RecordRequest::default() };
    Ok(portal.way.record().record(portal.way.acting_for(writer, request)).await?.into_inner().sentences.join(" "))
}

/// What is wrong, beside what was typed.
fn with_what_was_typed(person: &str, filled: Filled, status: &Status) -> Response {
    let (answered, told) = not_written(status);
    let said_no = status.code() == Code::FailedPrecondition && filled.kind == "offered_help";
    let told = if said_no {
        "Not written: they said no to this kind of help. If something has changed, say what. If not, let it rest."
    } else {
        told
    };
    let filled = Filled { request_id: request_id_after(status, filled.request_id), ..filled };
    form(answered, person, &filled, vec![told.to_owned()], String::new())
}

fn form(status: StatusCode, person: &str, filled: &Filled, problems: Vec<String>, preview: String) -> Response {
    let asks_what_changed = !filled.what_changed.is_empty() || filled.kind == "offered_help" && !problems.is_empty();
    page_with(status, &Add { person, filled, today: today().to_string(), problems, preview, asks_what_changed })
}

/// What the form says, or what is not right in it.
fn event(person: &str, filled: &Filled) -> Result<Event, Vec<String>> {
    let mut problems = Vec::new();
    let (what, words) = (typed_line(&filled.what), typed(&filled.words));
    let wants_what = KINDS.iter().any(|(kind, _, wants_what)| *kind == filled.kind && *wants_what);
    if wants_what && what.is_empty() {
        problems.push("Say in a few words what it is about.".to_owned());
    }
    if matches!(filled.kind.as_str(), "asked_for_help" | "offered_help") && filled.help.is_empty() {
        problems.push("Choose what kind of help it is.".to_owned());
    }
    problems.extend(too_long(&what, LONGEST_TEXT).into_iter().chain(too_long(&words, LONGEST_WORDS)));
    if filled.date.parse::<Date>().is_err() {
        problems.push("Say on which day it was. That day is not in the calendar.".to_owned());
    }
    let Some(kind) = kind(filled, what) else {
        problems.push("Choose what happened.".to_owned());
        return Err(problems);
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let manner = MANNERS.iter().find(|(value, ..)| *value == filled.manner).map_or(Manner::Unspecified, |(.., manner)| *manner);
    let voice = if filled.whose == "theirs" { Voice::Resident } else { Voice::Supporter };
    let words = Words { person: person.to_owned(), text: words, voice: voice.into(), ..Words::default() };
    let just_us = Audience { width: AudienceWidth::JustUs.into(), ..Audience::default() };
    Ok(Event {
        happened: Some(Happened { moment: Some(Moment::Date(filled.date.clone())) }),
        people: vec![Part { person: person.to_owned(), role: Role::About.into() }],
        manner: manner.into(),
        audience: (filled.audience == "just-us").then_some(just_us),
        words: if words.text.is_empty() { Vec::new() } else { vec![words] },
        kind: Some(kind),
        ..Event::default()
    })
}

fn kind(filled: &Filled, what: String) -> Option<Kind> {
    let help = HELP.iter().find(|(value, ..)| *value == filled.help).map_or(HelpKind::Other, |(.., kind)| *kind).into();
    Some(match filled.kind.as_str() {
        "met" => Kind::Met(Met::default()),
        "reached_out" => Kind::ReachedOut(ReachedOut::default()),
        "strength_shared" => Kind::StrengthShared(StrengthShared { what }),
        "hope_shared" => Kind::HopeShared(HopeShared { what }),
        "asked_for_help" => Kind::AskedForHelp(AskedForHelp { what, kind: help, by: None }),
        "offered_help" => {
            let what_changed = typed_line(&filled.what_changed);
            Kind::OfferedHelp(OfferedHelp { what, kind: help, what_changed, ..OfferedHelp::default() })
        }
        "noted" => Kind::Noted(Noted { what, ..Noted::default() }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(kind: &str, what: &str, date: &str) -> Filled {
        Filled { kind: kind.into(), what: what.into(), date: date.into(), ..Filled::default() }
    }

    #[test]
    fn every_choice_on_the_form_becomes_an_event() {
        for (name, ..) in KINDS {
            let filled = Filled { help: "food".into(), ..filled(name, "a lift", "2026-03-14") };
            assert!(event("p", &filled).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_not_right_is_said_all_at_once() {
        assert_eq!(event("p", &filled("offered_help", " ", "2026-02-31")).expect_err("it is not right").len(), 3);
        assert_eq!(event("p", &filled("", "", "2026-02-01")).expect_err("it is not right").len(), 1);
    }

    #[test]
    fn words_are_whose_they_are_said_to_be() {
        let with_words = Filled { words: " I miss\r\nhim. ".into(), whose: "theirs".into(), ..filled("met", "", "2026-03-14") };
        let words = event("p", &with_words).expect("it is right").words;
        assert_eq!((words[0].text.as_str(), words[0].voice()), ("I miss\nhim.", Voice::Resident));
    }
}
