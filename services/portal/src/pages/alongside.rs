//! Walking alongside somebody: that it begins, with their yes; and that it ends, with who sees to it that somebody else is found.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, EndedBecause, Event, GetStoryRequest, Manner, Part, Party, Role, Yes, YesBasis, event::Kind, party,
};
use tonic::Status;

use super::{
    FORM_CUT_OFF, InAddress, LONGEST_TEXT, SIGNED_OUT, new_request_id, not_done, not_written, now, page_with, problem, request_id_after,
    shown::Names, to_story, too_long, typed_line, who::Supporter, write,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// Whose yes it is. A parent's is heard by a system that knows which profile is theirs; this page could not say whose it was.
const YESES: [(&str, Phrase, YesBasis); 2] =
    [("own", Phrase("start-yes-own"), YesBasis::Own), ("best-interests", Phrase("start-yes-best-interests"), YesBasis::BestInterests)];
/// How it was said.
const MANNERS: [(&str, Phrase, Manner); 4] = [
    ("in-person", Phrase("manner-in-person"), Manner::InPerson),
    ("phone", Phrase("manner-phone"), Manner::Phone),
    ("online", Phrase("manner-online"), Manner::Online),
    ("text", Phrase("manner-text"), Manner::Text),
];
/// How often they would like to meet, in days.
const RHYTHMS: [(&str, Phrase, u32); 4] = [
    ("7", Phrase("start-every-week"), 7),
    ("14", Phrase("start-every-two-weeks"), 14),
    ("28", Phrase("start-every-month"), 28),
    ("91", Phrase("start-now-and-then"), 91),
];
/// Why it ends.
const ENDINGS: [(&str, Phrase, EndedBecause); 5] = [
    ("chose", Phrase("end-chose"), EndedBecause::ResidentChose),
    ("leaving", Phrase("end-leaving"), EndedBecause::SupporterLeaving),
    ("funding", Phrase("end-funding"), EndedBecause::FundingEnded),
    ("match", Phrase("end-match"), EndedBecause::NotAMatch),
    ("other", Phrase("end-other"), EndedBecause::Other),
];

/// A form, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
    yes: String,
    view: String,
    manner: String,
    every: String,
    because: String,
    why: String,
    finds: String,
}

#[derive(Template)]
#[template(path = "alongside_start.html")]
struct Start<'a> {
    w: Wording,
    person: &'a str,
    filled: &'a Filled,
    problem: &'a str,
}

/// What is chosen on a form: the field, its question, the choices, and which is taken.
type Choices<'a> = (&'static str, Phrase, Vec<(&'static str, Phrase)>, &'a str);

impl<'a> Start<'a> {
    fn choices(&self) -> [Choices<'a>; 3] {
        [
            ("yes", Phrase("start-yes"), YESES.map(|(value, label, _)| (value, label)).to_vec(), &self.filled.yes),
            ("manner", Phrase("start-manner"), MANNERS.map(|(value, label, _)| (value, label)).to_vec(), &self.filled.manner),
            ("every", Phrase("start-every"), RHYTHMS.map(|(value, label, _)| (value, label)).to_vec(), &self.filled.every),
        ]
    }
}

#[derive(Template)]
#[template(path = "alongside_end.html")]
struct End<'a> {
    w: Wording,
    person: &'a str,
    filled: &'a Filled,
    problem: &'a str,
    /// Who may see to it that somebody is found: their id, and what they are called.
    finders: &'a [(String, String)],
}

pub(crate) async fn show_start(InAddress(Path(person)): InAddress<Path<String>>, w: Wording, _: Supporter) -> Response {
    let filled = Filled { request_id: new_request_id(), yes: "own".into(), every: "28".into(), ..Filled::default() };
    page_with(StatusCode::OK, &Start { w, person: &person, filled: &filled, problem: "" })
}

pub(crate) async fn start(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    writer: Result<Supporter, Redirect>,
    w: Wording,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(mut filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let again = |answered, filled: &Filled, problem: &str| page_with(answered, &Start { w, person: &person, filled, problem });
    let Ok(Supporter(writer)) = writer else { return again(StatusCode::UNAUTHORIZED, &filled, &w.say(SIGNED_OUT)) };
    let event = match started(w, &person, &writer, &filled) {
        Ok(event) => event,
        Err(problem) => return again(StatusCode::BAD_REQUEST, &filled, &problem),
    };
    match write(&portal, &writer, &filled.request_id, event).await {
        Ok(position) => to_story(&person, position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            filled.request_id = request_id_after(&status, filled.request_id);
            again(answered, &filled, &w.say(told))
        }
    }
}

fn started(w: Wording, person: &str, writer: &SignedIn, filled: &Filled) -> Result<Event, String> {
    let basis = YESES.iter().find(|(value, ..)| *value == filled.yes).ok_or_else(|| w.say("start-no-yes"))?.2;
    let manner = MANNERS.iter().find(|(value, ..)| *value == filled.manner).ok_or_else(|| w.say("start-no-manner"))?.2;
    let every = RHYTHMS.iter().find(|(value, ..)| *value == filled.every).ok_or_else(|| w.say("start-no-every"))?.2;
    let view = typed_line(&filled.view);
    if basis != YesBasis::Own && view.is_empty() {
        return Err(w.say("start-no-view"));
    }
    if let Some(problem) = too_long(w, &view, LONGEST_TEXT) {
        return Err(problem);
    }
    let themselves = Party { party: Some(party::Party::Resident(person.to_owned())) };
    let myself = Party { party: Some(party::Party::Supporter(writer.supporter().to_owned())) };
    let yes = Yes {
        basis: basis.into(),
        // Whoever decides in somebody's best interests is named: it is the writer.
        given_by: Some(if basis == YesBasis::Own { themselves } else { myself }),
        heard_by: writer.supporter().to_owned(),
        manner: manner.into(),
        view,
    };
    let began = AlongsideStarted { supporter: writer.supporter().to_owned(), yes: Some(yes), meet_every_days: every };
    Ok(event(person, Kind::AlongsideStarted(began)))
}

pub(crate) async fn show_end(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    w: Wording,
    Supporter(writer): Supporter,
) -> Response {
    let filled = Filled { request_id: new_request_id(), finds: writer.supporter().to_owned(), ..Filled::default() };
    end_form(w, &portal, &writer, &person, StatusCode::OK, &filled, "").await
}

pub(crate) async fn end(
    State(portal): State<Arc<Portal>>,
    InAddress(Path(person)): InAddress<Path<String>>,
    writer: Result<Supporter, Redirect>,
    w: Wording,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(mut filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Ok(Supporter(writer)) = writer else {
        return page_with(
            StatusCode::UNAUTHORIZED,
            &End { w, person: &person, filled: &filled, problem: &w.say(SIGNED_OUT), finders: &[] },
        );
    };
    let Some((.., because)) = ENDINGS.iter().find(|(value, ..)| *value == filled.because) else {
        return end_form(w, &portal, &writer, &person, StatusCode::BAD_REQUEST, &filled, &w.say("end-no-why")).await;
    };
    let why = typed_line(&filled.why);
    if let Some(problem) = too_long(w, &why, LONGEST_TEXT) {
        return end_form(w, &portal, &writer, &person, StatusCode::BAD_REQUEST, &filled, &problem).await;
    }
    let promised_by = if *because == EndedBecause::ResidentChose { String::new() } else { filled.finds.clone() };
    let ended = AlongsideEnded { supporter: writer.supporter().to_owned(), because: (*because).into(), why, promised_by };
    match write(&portal, &writer, &filled.request_id, event(&person, Kind::AlongsideEnded(ended))).await {
        Ok(position) => to_story(&person, position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            filled.request_id = request_id_after(&status, filled.request_id);
            end_form(w, &portal, &writer, &person, answered, &filled, &w.say(told)).await
        }
    }
}

async fn end_form(
    w: Wording,
    portal: &Portal,
    writer: &SignedIn,
    person: &str,
    answered: StatusCode,
    filled: &Filled,
    problem: &str,
) -> Response {
    match finders(w, portal, writer, person).await {
        Ok(finders) => page_with(answered, &End { w, person, filled, problem, finders: &finders }),
        // What was typed stays, also where nobody can be named just now.
        Err(_) if !problem.is_empty() => page_with(answered, &End { w, person, filled, problem, finders: &[] }),
        Err(status) => not_done(w, &status),
    }
}

/// Who may promise that somebody is found: whoever ends it, and others of their agency who walk beside this person.
async fn finders(w: Wording, portal: &Portal, writer: &SignedIn, person: &str) -> Result<Vec<(String, String)>, Status> {
    let request = GetStoryRequest { person: person.to_owned(), page_size: 1, ..GetStoryRequest::default() };
    let told = portal.way.stories().get_story(portal.way.acting_for(writer, request)).await?.into_inner();
    let (story, names) = (told.story.unwrap_or_default(), Names::new(w, told.names));
    let colleagues = story.alongside.iter().filter(|one| one.until.is_none() && one.agency == writer.agency());
    let others = colleagues.map(|one| &one.supporter).filter(|one| *one != writer.supporter());
    let mine = (writer.supporter().to_owned(), w.say("end-finds-me"));
    Ok(std::iter::once(mine).chain(others.map(|one| (one.clone(), names.supporter(one)))).collect())
}

fn event(person: &str, kind: Kind) -> Event {
    let people = vec![Part { person: person.to_owned(), role: Role::About.into() }];
    Event { happened: Some(now()), people, kind: Some(kind), ..Event::default() }
}
