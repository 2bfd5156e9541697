//! Drawing the life map: green, yellow or red for each thing, or nothing; whoever draws skips what they like.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Form, State, rejection::FormRejection},
    http::StatusCode,
    response::{Redirect, Response},
};
use throughline_proto::v1::{Colour, Event, LifeMapAnswer, LifeMapMade, event::Kind};

use super::{
    FORM_CUT_OFF, SIGNED_OUT,
    life_map::{Area, set},
    mine::{about, themselves, written},
    new_request_id, not_written, now, page_with, problem, request_id_after,
    who::Resident,
    write,
};
use crate::{
    Portal,
    words::{Phrase, Wording},
};

/// How something can be.
const COLOURS: [(&str, Phrase, Colour); 3] = [
    ("green", Phrase("map-green"), Colour::Green),
    ("yellow", Phrase("map-yellow"), Colour::Yellow),
    ("red", Phrase("map-red"), Colour::Red),
];

#[derive(Template)]
#[template(path = "draw.html")]
struct Draw<'a> {
    w: Wording,
    areas: &'static [Area],
    request_id: String,
    /// What was chosen, by indicator.
    chosen: &'a HashMap<String, String>,
    problem: String,
}

impl Draw<'_> {
    fn is_chosen(&self, indicator: &str, colour: &str) -> bool {
        self.chosen.get(indicator).is_some_and(|chosen| chosen == colour)
    }
}

fn form(w: Wording, answered: StatusCode, request_id: String, chosen: &HashMap<String, String>, problem: String) -> Response {
    page_with(answered, &Draw { w, areas: &set().areas, request_id, chosen, problem })
}

pub(crate) async fn show(w: Wording, _: Resident) -> Response {
    form(w, StatusCode::OK, new_request_id(), &HashMap::new(), String::new())
}

pub(crate) async fn draw(
    State(portal): State<Arc<Portal>>,
    w: Wording,
    person: Result<Resident, Redirect>,
    filled: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Response {
    let Ok(Form(mut chosen)) = filled else { return problem(w, StatusCode::BAD_REQUEST, FORM_CUT_OFF) };
    let request_id = chosen.remove("request_id").unwrap_or_default();
    let Ok(Resident(person)) = person else { return form(w, StatusCode::UNAUTHORIZED, request_id, &chosen, w.say(SIGNED_OUT)) };
    let answers = answers(&chosen);
    if answers.is_empty() {
        return form(w, StatusCode::BAD_REQUEST, request_id, &chosen, w.say("map-nothing-chosen"));
    }
    let event = Event {
        happened: Some(now()),
        people: about(&person),
        told_by: themselves(&person),
        kind: Some(Kind::LifeMapMade(LifeMapMade { set: set().set.clone(), answers })),
        ..Event::default()
    };
    match write(&portal, &person, &request_id, event).await {
        Ok(position) => written(position),
        Err(status) => {
            let (answered, told) = not_written(&status);
            form(w, answered, request_id_after(&status, request_id), &chosen, w.say(told))
        }
    }
}

/// What was chosen, in the order of the set. What is not in the set is nobody's answer.
fn answers(chosen: &HashMap<String, String>) -> Vec<LifeMapAnswer> {
    let indicators = set().areas.iter().flat_map(|area| &area.indicators);
    let answers = indicators.filter_map(|indicator| {
        let (.., colour) = COLOURS.iter().find(|(value, ..)| Some(*value) == chosen.get(indicator).map(String::as_str))?;
        Some(LifeMapAnswer { indicator: indicator.clone(), colour: (*colour).into() })
    });
    answers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_skipped_or_made_up_is_no_answer() {
        let chosen = [("hope", "green"), ("savings", "purple"), ("nonsense", "red"), ("sleep", "")];
        let chosen = chosen.map(|(indicator, colour)| (indicator.to_owned(), colour.to_owned())).into_iter().collect();
        let told: Vec<_> = answers(&chosen).into_iter().map(|answer| (answer.indicator.clone(), answer.colour())).collect();
        assert_eq!(told, [("hope".to_owned(), Colour::Green)]);
    }
}
