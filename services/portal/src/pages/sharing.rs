//! Choosing who sees what, beginning from "just us"; with what each agency would see then, before anything is chosen.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use throughline_proto::v1::{
    Event, GetStoryRequest, SharingChoice, SharingChosen, SharingLevel, SharingScope, Telling, Topic, Voice, event::Kind,
    sharing_scope::Scope,
};
use tonic::Status;

use super::{
    FORM_CUT_OFF, SIGNED_OUT,
    mine::{about, themselves, written},
    new_request_id, not_done, not_written, now, page_with, problem, request_id_after,
    shown::{Names, agencies, day_of},
    today,
    who::Resident,
    write,
};
use crate::{
    Portal,
    session::SignedIn,
    words::{Phrase, Wording},
};

/// How many entries of a preview are shown, the newest.
const PREVIEW_ENTRIES: u32 = 20;

/// How much is seen.
const LEVELS: [(&str, Phrase, Phrase, SharingLevel); 3] = [
    ("nothing", Phrase("sharing-nothing"), Phrase("sharing-nothing-how"), SharingLevel::Nothing),
    ("sentence", Phrase("sharing-sentence"), Phrase("sharing-sentence-how"), SharingLevel::Sentence),
    ("words", Phrase("sharing-words"), Phrase("sharing-words-how"), SharingLevel::Words),
];

/// What starts closed, and can be opened by itself.
const TOPICS: [(&str, Phrase, Topic); 5] = [
    ("topic-health", Phrase("sharing-health"), Topic::Health),
    ("topic-abuse", Phrase("sharing-abuse"), Topic::Abuse),
    ("topic-immigration", Phrase("sharing-immigration"), Topic::Immigration),
    ("topic-sexuality", Phrase("sharing-sexuality"), Topic::Sexuality),
    ("topic-offences", Phrase("sharing-offences"), Topic::Offences),
];
const EVERYTHING: &str = "everything";
const WRITTEN_BY: &str = "by-";

/// The form, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    request_id: String,
    /// What: everything, a topic, or what an agency wrote.
    what: String,
    /// With which agency; with everybody alongside when empty.
    with: String,
    level: String,
    until: String,
    /// "look" shows what would be seen; anything else chooses.
    then: String,
}

#[derive(Template)]
#[template(path = "sharing.html")]
struct Sharing<'a> {
    w: Wording,
    filled: &'a Filled,
    problem: String,
    today: String,
    /// What can be chosen about: the field's value, and what it is called.
    whats: Vec<(String, String)>,
    /// The agencies: their word and name.
    agencies: Vec<(String, String)>,
    chosen: Vec<String>,
    previews: Vec<Preview>,
}

/// What an agency would see.
struct Preview {
    agency: String,
    sentences: Vec<String>,
    has_more: bool,
}

/// What the person's story says that the page needs.
struct Known {
    agencies: Vec<(String, String)>,
    chosen: Vec<String>,
}

pub(crate) async fn show(State(portal): State<Arc<Portal>>, w: Wording, Resident(person): Resident) -> Response {
    let filled = Filled { request_id: new_request_id(), what: EVERYTHING.to_owned(), level: "nothing".to_owned(), ..Filled::default() };
    form(w, &portal, &person, StatusCode::OK, &filled, String::new()).await
}

pub(crate) async fn choose(
    State(portal): State<Arc<Portal>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(mut filled)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    // Whose agencies these are is not known any more: nothing was typed that would be lost.
    let Ok(Resident(person)) = person else { return problem(w, StatusCode::UNAUTHORIZED, SIGNED_OUT) };
    let Some(choice) = choice(&filled) else {
        return form(w, &portal, &person, StatusCode::BAD_REQUEST, &filled, w.say("sharing-not-right")).await;
    };
    if filled.then == "look" {
        return form(w, &portal, &person, StatusCode::OK, &filled, String::new()).await;
    }
    let event = Event {
        happened: Some(now()),
        people: about(&person),
        told_by: themselves(&person),
        kind: Some(Kind::SharingChosen(choice)),
        ..Event::default()
    };
    match write(&portal, &person, &filled.request_id, event).await {
        Ok(position) => written(position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            filled.request_id = request_id_after(&status, filled.request_id);
            form(w, &portal, &person, answered, &filled, w.say(told)).await
        }
    }
}

/// What the form chooses; nothing where it is not one of its own choices.
fn choice(filled: &Filled) -> Option<SharingChosen> {
    let (.., level) = LEVELS.iter().find(|(value, ..)| *value == filled.level)?;
    let topic = TOPICS.iter().find(|(value, ..)| *value == filled.what).map(|(.., topic)| Scope::Topic((*topic).into()));
    let written_by = filled.what.strip_prefix(WRITTEN_BY).map(|agency| Scope::WrittenBy(agency.to_owned()));
    let scope = topic.or(written_by).or_else(|| (filled.what == EVERYTHING).then_some(Scope::Everything(true)))?;
    if !filled.until.is_empty() && filled.until.parse::<Date>().is_err() {
        return None;
    }
    Some(SharingChosen {
        scope: Some(SharingScope { scope: Some(scope) }),
        agencies: Some(filled.with.clone()).into_iter().filter(|agency| !agency.is_empty()).collect(),
        level: (*level).into(),
        until: filled.until.clone(),
        never_supporters: Vec::new(),
    })
}

async fn form(w: Wording, portal: &Portal, person: &SignedIn, answered: StatusCode, filled: &Filled, problem: String) -> Response {
    let known = match known(w, portal, person).await {
        Ok(known) => known,
        Err(status) => return not_done(w, &status),
    };
    let previews = match choice(filled).filter(|_| filled.then == "look") {
        Some(choice) => previews(w, portal, person, &known.agencies, &choice).await,
        None => Ok(Vec::new()),
    };
    let previews = match previews {
        Ok(previews) => previews,
        Err(status) => return not_done(w, &status),
    };
    let topics = TOPICS.iter().map(|(value, label, _)| ((*value).to_owned(), w.say(label)));
    let by = known
        .agencies
        .iter()
        .map(|(agency, name)| (format!("{WRITTEN_BY}{agency}"), w.with("sharing-written-by", &[("agency", name.as_str())])));
    let whats = [(EVERYTHING.to_owned(), w.say("sharing-everything"))].into_iter().chain(topics).chain(by).collect();
    let Known { agencies, chosen } = known;
    page_with(answered, &Sharing { w, filled, problem, today: today().to_string(), whats, agencies, chosen, previews })
}

fn telling(w: Wording) -> Option<Telling> {
    Some(Telling { language: w.tag().to_owned(), voice: Voice::Resident.into() })
}

async fn known(w: Wording, portal: &Portal, person: &SignedIn) -> Result<Known, Status> {
    let request = GetStoryRequest { person: person.profile().to_owned(), page_size: 1, telling: telling(w), ..GetStoryRequest::default() };
    let told = portal.way.stories().get_story(portal.way.acting_for(person, request)).await?.into_inner();
    let (story, names) = (told.story.unwrap_or_default(), Names::new(w, told.names));
    let agencies = agencies(&story).into_iter().map(|agency| (agency.clone(), names.of(&agency).to_owned())).collect();
    let chosen = story.sharing.iter().filter_map(|chosen| in_words(w, chosen, &names)).collect();
    Ok(Known { agencies, chosen })
}

/// A choice that holds, in one line; none for what this page cannot say.
fn in_words(w: Wording, chosen: &SharingChoice, names: &Names) -> Option<String> {
    // One that has ended holds no more.
    let choice =
        chosen.choice.as_ref().filter(|choice| choice.until.parse::<Date>().map_or(choice.until.is_empty(), |until| until >= today()))?;
    let what = match choice.scope.as_ref()?.scope.as_ref()? {
        Scope::Everything(_) => w.say("sharing-everything"),
        Scope::WrittenBy(agency) => w.with("sharing-written-by", &[("agency", names.of(agency))]),
        Scope::Topic(topic) => {
            let (_, label, _) = TOPICS.iter().find(|(.., known)| i32::from(*known) == *topic)?;
            w.say(label)
        }
        Scope::Event(_) => w.say("sharing-one-entry"),
        Scope::Kind(_) | Scope::Group(_) => w.say("sharing-some-entries"),
    };
    let (_, level, ..) = LEVELS.iter().find(|(.., level)| *level == choice.level())?;
    let with: Vec<&str> = choice.agencies.iter().map(|agency| names.of(agency)).collect();
    let with = if with.is_empty() { w.say("sharing-everybody") } else { with.join(", ") };
    let line = w.with("sharing-chosen-line", &[("what", what.as_str()), ("with", with.as_str()), ("level", w.say(level).as_str())]);
    if choice.until.is_empty() {
        return Some(line);
    }
    Some(w.with("sharing-chosen-until", &[("line", line.as_str()), ("day", day_of(w, &choice.until).as_str())]))
}

/// What each agency would see of the newest entries.
async fn previews(
    w: Wording,
    portal: &Portal,
    person: &SignedIn,
    agencies: &[(String, String)],
    choice: &SharingChosen,
) -> Result<Vec<Preview>, Status> {
    let mut previews = Vec::new();
    for (agency, name) in agencies {
        let request = GetStoryRequest {
            person: person.profile().to_owned(),
            page_size: PREVIEW_ENTRIES,
            telling: telling(w),
            as_agency: agency.clone(),
            if_chosen: Some(choice.clone()),
            ..GetStoryRequest::default()
        };
        let told = portal.way.stories().get_story(portal.way.acting_for(person, request)).await?.into_inner();
        let sentences = told.entries.into_iter().map(|entry| entry.sentence).collect();
        previews.push(Preview { agency: name.clone(), sentences, has_more: !told.next_page_token.is_empty() });
    }
    Ok(previews)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(what: &str, level: &str, until: &str) -> Filled {
        Filled { what: what.into(), level: level.into(), until: until.into(), ..Filled::default() }
    }

    #[test]
    fn only_what_the_page_offers_is_chosen() {
        let scope = |what: &str| choice(&filled(what, "sentence", "")).and_then(|choice| choice.scope?.scope);
        assert_eq!(scope("everything"), Some(Scope::Everything(true)));
        assert_eq!(scope("by-care-city"), Some(Scope::WrittenBy("care-city".into())));
        assert_eq!(scope("topic-health"), Some(Scope::Topic(Topic::Health.into())));
        assert_eq!(scope("topic-shoes"), None);
        assert_eq!((choice(&filled("everything", "all", "")), choice(&filled("everything", "words", "2026-02-31"))), (None, None));
    }
}
