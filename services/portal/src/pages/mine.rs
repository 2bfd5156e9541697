//! A resident's own story, in the second person: what waits for their answer, a box for their own words, and what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, State, rejection::FormRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use throughline_proto::v1::{
    Answer, CircleMember, Event, GetStoryRequest, HopeShared, Noted, OfferAnswered, Part, Party, Promise, PromiseKind, PromiseState,
    RestChosen, Role, StrengthShared, Telling, Voice, Words, event::Kind, party,
};
use tonic::Status;

use super::{
    FORM_CUT_OFF, LONGEST_TEXT, LONGEST_WORDS, SIGNED_OUT,
    account::{AccountLine, account_line},
    glance::{Way, member},
    life_map::{ThenAndNow, then_and_now},
    new_request_id, not_written, now, page, page_with, problem, request_id_after,
    shown::{Month, Names, Whose, by_month, day},
    too_long, typed, typed_line,
    who::Resident,
    write,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// How many entries stand on a page.
const ENTRIES: u32 = 50;

/// What a resident can say of themselves, by its name in Event: what it is called, and who sees it.
const SAYINGS: [(&str, Phrase, Phrase); 3] = [
    ("noted", Phrase("say-noted"), Phrase("say-noted-seen")),
    ("hope_shared", Phrase("say-hope"), Phrase("say-shared-seen")),
    ("strength_shared", Phrase("say-strength"), Phrase("say-shared-seen")),
];

/// Answers to an offer.
const ANSWERS: [(&str, Phrase, Answer); 3] = [
    ("yes", Phrase("answer-yes"), Answer::Yes),
    ("not-now", Phrase("answer-not-now"), Answer::NotNow),
    ("no", Phrase("answer-no"), Answer::No),
];

#[derive(Template)]
#[template(path = "my_story.html")]
struct MyStory {
    w: Wording,
    account: AccountLine,
    offers: Vec<Offer>,
    /// They are resting.
    is_resting: bool,
    rest_id: String,
    filled: Saying,
    /// Only on the page of what was not sent.
    problem: String,
    /// Their circle, and those whom they call family: who, and what they do there.
    circles: [(Phrase, Vec<(String, String)>); 2],
    life_map: Option<ThenAndNow>,
    /// Who walks beside them, and how to reach whom.
    alongside: Vec<(String, Vec<Way>)>,
    months: Vec<Month>,
    older: Option<String>,
    /// Up to where the story was told.
    position: u64,
}

/// The box alone, where what they said was not written.
#[derive(Template)]
#[template(path = "unsent.html")]
struct Unsent {
    w: Wording,
    filled: Saying,
    problem: String,
}

/// Something that waits for an answer.
struct Offer {
    event: String,
    what: String,
    whose: String,
    since: String,
    request_id: String,
}

/// What they say, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Saying {
    request_id: String,
    kind: String,
    words: String,
}

/// An answer to an offer, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answering {
    request_id: String,
    offer: String,
    answer: String,
}

/// A rest, or the end of one, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Resting {
    request_id: String,
    /// "yes" where they are back.
    ended: String,
}

/// Their story, of which an older page may be asked for, as of what they wrote.
pub(crate) async fn story(w: Wording, portal: &Portal, person: &SignedIn, page_token: String, since: u64) -> Result<Response, Status> {
    let telling = Telling { language: w.tag().to_owned(), voice: Voice::Resident.into() };
    let request = GetStoryRequest {
        person: person.profile().to_owned(),
        page_size: ENTRIES,
        page_token,
        telling: Some(telling),
        at_least_position: since,
        ..GetStoryRequest::default()
    };
    let told = portal.way.stories().get_story(portal.way.acting_for(person, request)).await?.into_inner();
    let (story, names) = (told.story.unwrap_or_default(), Names::new(w, told.names));
    let members = |members: &[CircleMember]| members.iter().map(|one| member(one, &names)).collect();
    let present = story.alongside.iter().filter(|one| one.until.is_none());
    Ok(page(&MyStory {
        w,
        account: account_line(portal, person),
        offers: story.promises.iter().filter_map(|promise| offer(promise, &names)).collect(),
        is_resting: story.rest.is_some(),
        rest_id: new_request_id(),
        filled: Saying { request_id: new_request_id(), kind: SAYINGS[0].0.to_owned(), words: String::new() },
        problem: String::new(),
        alongside: present.map(|one| (names.supporter(&one.supporter), names.reach(&one.supporter))).collect(),
        circles: [(Phrase("story-circle"), members(&story.circle)), (Phrase("story-family"), members(&story.family))],
        life_map: then_and_now(w, story.life_map_then.as_ref(), story.life_map_now.as_ref()),
        months: by_month(w, told.entries, Whose::Own),
        position: told.as_of.map_or(0, |as_of| as_of.position),
        older: Some(told.next_page_token).filter(|token| !token.is_empty()),
    }))
}

fn offer(promise: &Promise, names: &Names) -> Option<Offer> {
    let waits = matches!(promise.state(), PromiseState::Offered | PromiseState::NotNow);
    (promise.kind() == PromiseKind::Offer && waits).then(|| Offer {
        event: promise.event.clone(),
        what: promise.what.clone(),
        whose: names.party(promise.whose.as_ref()).unwrap_or_else(|| names.of(&promise.agency).to_owned()),
        since: day(names.w, promise.since.as_ref()),
        request_id: new_request_id(),
    })
}

/// They said something of themselves.
pub(crate) async fn say(
    State(portal): State<Arc<Portal>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<Saying>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Ok(Resident(person)) = person else { return unsent(w, StatusCode::UNAUTHORIZED, filled, w.say(SIGNED_OUT)) };
    let (text, line) = (typed(&filled.words), typed_line(&filled.words));
    let is_shared = matches!(filled.kind.as_str(), "hope_shared" | "strength_shared");
    let longest = if is_shared { LONGEST_TEXT } else { LONGEST_WORDS };
    if let Some(problem) = too_long(w, &text, longest) {
        return unsent(w, StatusCode::BAD_REQUEST, filled, problem);
    }
    if text.is_empty() {
        return unsent(w, StatusCode::BAD_REQUEST, filled, w.say("say-nothing"));
    }
    let kind = match filled.kind.as_str() {
        "hope_shared" => Kind::HopeShared(HopeShared { what: line }),
        "strength_shared" => Kind::StrengthShared(StrengthShared { what: line }),
        _ => Kind::Noted(Noted::default()),
    };
    let words = Words { person: person.profile().to_owned(), text, voice: Voice::Resident.into(), ..Words::default() };
    let event = Event {
        happened: Some(now()),
        people: about(&person),
        told_by: themselves(&person),
        words: if is_shared { Vec::new() } else { vec![words] },
        kind: Some(kind),
        ..Event::default()
    };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            let filled = Saying { request_id: request_id_after(&status, filled.request_id), ..filled };
            unsent(w, answered, filled, w.say(told))
        }
    }
}

/// What was typed, with what is wrong; and nothing that would have to be asked for.
fn unsent(w: Wording, answered: StatusCode, filled: Saying, problem: String) -> Response {
    page_with(answered, &Unsent { w, filled, problem })
}

/// They answered an offer.
pub(crate) async fn answer(
    State(portal): State<Arc<Portal>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<Answering>, FormRejection>,
) -> Response {
    let Ok(Resident(person)) = person else { return Redirect::to("/").into_response() };
    let Ok(Form(filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Some((.., answer)) = ANSWERS.iter().find(|(value, ..)| *value == filled.answer) else {
        return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF);
    };
    let answered = OfferAnswered { offer: filled.offer, answer: (*answer).into(), until: String::new() };
    let event = Event { happened: Some(now()), kind: Some(Kind::OfferAnswered(answered)), ..Event::default() };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            problem(w, answered, if answered == StatusCode::CONFLICT { Phrase("unwritten-offer-changed") } else { told })
        }
    }
}

/// They would like a rest, or are back from one.
pub(crate) async fn rest(
    State(portal): State<Arc<Portal>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<Resting>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let Ok(Resident(person)) = person else { return Redirect::to("/").into_response() };
    let rest = RestChosen { ended: filled.ended == "yes", ..RestChosen::default() };
    let event = Event { happened: Some(now()), people: about(&person), kind: Some(Kind::RestChosen(rest)), ..Event::default() };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            problem(w, answered, told)
        }
    }
}

/// An event is about them.
pub(crate) fn about(person: &SignedIn) -> Vec<Part> {
    vec![Part { person: person.profile().to_owned(), role: Role::About.into() }]
}

/// By themselves.
pub(crate) fn themselves(person: &SignedIn) -> Option<Party> {
    Some(Party { party: Some(party::Party::Resident(person.profile().to_owned())) })
}

/// Back to their story, and to what was written.
pub(crate) fn written(position: u64) -> Response {
    Redirect::to(&format!("/?since={position}#entry-{position}")).into_response()
}
