//! Adding what happened: one short box and a few choices. What was typed is never lost: whatever is not right, the page comes back with it. Sent
//! twice, it is written once: the form carries the id of its request.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use throughline_proto::v1::{
    AskedForHelp, Audience, AudienceWidth, Event, Happened, HelpKind, HopeShared, Manner, Met, Noted, OfferedHelp, Part, ReachedOut,
    Reason, RecordRequest, Role, StrengthShared, Voice, Words, event::Kind, happened::Moment,
};
use tonic::Status;

use super::{
    FORM_CUT_OFF, InAddress, LONGEST_TEXT, LONGEST_WORDS, SIGNED_OUT, new_request_id, not_written, page_with, problem, request_id_after,
    to_story, today, too_long, typed, typed_line, who::Supporter, write,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// What can be added, by its name in Event: what it is called, and whether it wants a few words to say what.
const KINDS: [(&str, Phrase, bool); 7] = [
    ("met", Phrase("add-met"), false),
    ("reached_out", Phrase("add-reached-out"), false),
    ("strength_shared", Phrase("add-strength"), true),
    ("hope_shared", Phrase("add-hope"), true),
    ("asked_for_help", Phrase("add-asked"), true),
    ("offered_help", Phrase("add-offered"), true),
    ("noted", Phrase("add-noted"), true),
];

const MANNERS: [(&str, Phrase, Manner); 5] = [
    ("in-person", Phrase("manner-in-person"), Manner::InPerson),
    ("phone", Phrase("manner-phone"), Manner::Phone),
    ("online", Phrase("manner-online"), Manner::Online),
    ("text", Phrase("manner-text"), Manner::Text),
    ("letter", Phrase("manner-letter"), Manner::Letter),
];

/// Kinds of help, as people would say them.
const HELP: [(&str, Phrase, HelpKind); 15] = [
    ("company", Phrase("help-company"), HelpKind::Company),
    ("getting-about", Phrase("help-getting-about"), HelpKind::GettingAbout),
    ("food", Phrase("help-food"), HelpKind::Food),
    ("home", Phrase("help-home"), HelpKind::Home),
    ("money", Phrase("help-money"), HelpKind::Money),
    ("health", Phrase("help-health"), HelpKind::Health),
    ("paperwork", Phrase("help-paperwork"), HelpKind::Paperwork),
    ("learning", Phrase("help-learning"), HelpKind::Learning),
    ("work", Phrase("help-work"), HelpKind::Work),
    ("care", Phrase("help-care"), HelpKind::Care),
    ("family", Phrase("help-family"), HelpKind::Family),
    ("making", Phrase("help-making"), HelpKind::Making),
    ("safety", Phrase("help-safety"), HelpKind::Safety),
    ("thing", Phrase("help-thing"), HelpKind::Thing),
    ("other", Phrase("help-other"), HelpKind::Other),
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
    w: Wording,
    person: &'a str,
    filled: &'a Filled,
    today: String,
    /// What is not right: of which field, if one, and what to do.
    problems: Vec<Wrong>,
    /// How it will read.
    preview: String,
    /// An offer of the same kind met with a no: what has changed is asked for.
    asks_what_changed: bool,
}

/// A field, or none, and what to do about it.
type Wrong = (&'static str, String);

impl Add<'_> {
    fn is_wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|(of, _)| *of == field)
    }

    /// The rest of the class of a field's group.
    fn group(&self, field: &str) -> &'static str {
        if self.is_wrong(field) { " govuk-form-group--error" } else { "" }
    }

    /// What else describes a field.
    fn described(&self, field: &str) -> String {
        if self.is_wrong(field) { format!(" {field}-error") } else { String::new() }
    }

    /// What a field says of itself.
    fn invalid(&self, field: &str) -> &'static str {
        if self.is_wrong(field) { " aria-invalid=true" } else { "" }
    }
}

/// The form, empty.
pub(crate) async fn show(InAddress(Path(person)): InAddress<Path<String>>, w: Wording, _: Supporter) -> Response {
    let filled = Filled { request_id: new_request_id(), kind: "met".into(), date: today().to_string(), ..Filled::default() };
    form(w, StatusCode::OK, &person, &filled, Vec::new(), String::new())
}

/// The form, filled in.
pub(crate) async fn add(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    w: Wording,
    writer: Result<Supporter, Redirect>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else {
        return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF);
    };
    let Ok(Supporter(writer)) = writer else {
        return form(w, StatusCode::UNAUTHORIZED, &person, &filled, vec![("", w.say(SIGNED_OUT))], String::new());
    };
    let event = match event(w, &person, &filled) {
        Ok(event) => event,
        Err(problems) => return form(w, StatusCode::BAD_REQUEST, &person, &filled, problems, String::new()),
    };
    if filled.then == "look" {
        return match read_aloud(w, &portal, &writer, &filled, event).await {
            Ok(preview) => form(w, StatusCode::OK, &person, &filled, Vec::new(), preview),
            Err(status) => with_what_was_typed(w, &person, filled, &status),
        };
    }
    match write(&portal, &writer, &filled.request_id, event).await {
        Ok(position) => to_story(&person, position),
        Err(status) => with_what_was_typed(w, &person, filled, &status),
    }
}

/// How it will read. Nothing is written.
async fn read_aloud(w: Wording, portal: &Portal, writer: &SignedIn, filled: &Filled, event: Event) -> Result<String, Status> {
    let request_id = filled.request_id.clone();
    let language = w.tag().to_owned();
    let request = RecordRequest { request_id, events: vec![event], validate_only: true, language, ..RecordRequest::default() };
    Ok(portal.way.record().record(portal.way.acting_for(writer, request)).await?.into_inner().sentences.join(" "))
}

/// What is wrong, beside what was typed.
fn with_what_was_typed(w: Wording, person: &str, filled: Filled, status: &Status) -> Response {
    let (answered, told) = not_written(status);
    let said_no = Reason::of(status) == Reason::TheySaidNo;
    let told = w.say(if said_no { Phrase("add-said-no") } else { told });
    let filled = Filled { request_id: request_id_after(status, filled.request_id), ..filled };
    form(w, answered, person, &filled, vec![(if said_no { "what_changed" } else { "" }, told)], String::new())
}

fn form(w: Wording, status: StatusCode, person: &str, filled: &Filled, problems: Vec<Wrong>, preview: String) -> Response {
    let asks_what_changed = !filled.what_changed.is_empty() || filled.kind == "offered_help" && !problems.is_empty();
    page_with(status, &Add { w, person, filled, today: today().to_string(), problems, preview, asks_what_changed })
}

/// What the form says, or what is not right in it.
fn event(w: Wording, person: &str, filled: &Filled) -> Result<Event, Vec<Wrong>> {
    let mut problems = Vec::new();
    let (what, words) = (typed_line(&filled.what), typed(&filled.words));
    let wants_what = KINDS.iter().any(|(kind, _, wants_what)| *kind == filled.kind && *wants_what);
    if wants_what && what.is_empty() {
        problems.push(("what", w.say("add-no-what")));
    }
    if matches!(filled.kind.as_str(), "asked_for_help" | "offered_help") && filled.help.is_empty() {
        problems.push(("help", w.say("add-no-help")));
    }
    let what_changed = typed_line(&filled.what_changed);
    for (field, text, longest) in
        [("what", &what, LONGEST_TEXT), ("what_changed", &what_changed, LONGEST_TEXT), ("words", &words, LONGEST_WORDS)]
    {
        problems.extend(too_long(w, text, longest).map(|told| (field, told)));
    }
    if filled.date.parse::<Date>().is_err() {
        problems.push(("date", w.say("add-no-date")));
    }
    let Some(kind) = kind(filled, what) else {
        problems.push(("kind", w.say("add-no-kind")));
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
    use crate::words::tests::wording;

    fn filled(kind: &str, what: &str, date: &str) -> Filled {
        Filled { kind: kind.into(), what: what.into(), date: date.into(), ..Filled::default() }
    }

    #[test]
    fn every_choice_on_the_form_becomes_an_event() {
        for (name, ..) in KINDS {
            let filled = Filled { help: "food".into(), ..filled(name, "a lift", "2026-03-14") };
            assert!(event(wording("en"), "p", &filled).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_not_right_is_said_all_at_once() {
        assert_eq!(event(wording("en"), "p", &filled("offered_help", " ", "2026-02-31")).expect_err("it is not right").len(), 3);
        assert_eq!(event(wording("en"), "p", &filled("", "", "2026-02-01")).expect_err("it is not right").len(), 1);
    }

    #[test]
    fn words_are_whose_they_are_said_to_be() {
        let with_words = Filled { words: " I miss\r\nhim. ".into(), whose: "theirs".into(), ..filled("met", "", "2026-03-14") };
        let words = event(wording("en"), "p", &with_words).expect("it is right").words;
        assert_eq!((words[0].text.as_str(), words[0].voice()), ("I miss\nhim.", Voice::Resident));
    }
}
