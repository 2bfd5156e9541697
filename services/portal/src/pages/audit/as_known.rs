//! One story as it was known on a day, for all that is known now: by a date, or by a slider from its first day until today.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;
use throughline_proto::v1::{Entry, GetStoryAsKnownRequest, GetStoryAsKnownResponse, Telling};
use tonic::Status;

use super::{end_of, reason, recorded};
use crate::{
    Portal,
    pages::{
        InAddress, not_done, page,
        shown::{date_of, day_of},
        today,
        who::Auditor,
    },
    session::SignedIn,
    words::Wording,
};

/// How many entries stand on a page.
const ENTRIES: u32 = 50;
/// How far back the slider goes where nothing is known yet, in days.
const USUAL_DAYS: i64 = 365;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    person: String,
    /// The day; today when empty.
    on: String,
    /// So many days before today, by the slider, where that was used.
    back: Option<i64>,
    by: String,
    agency: String,
    reason: String,
    page: String,
    /// Up to which record an earlier page was told, so that the next one goes on from there.
    at: u64,
}

#[derive(Template)]
#[template(path = "audit_story.html")]
struct AsKnown {
    w: Wording,
    asked: Asked,
    today: String,
    on: String,
    on_in_words: String,
    back: i64,
    most_back: i64,
    told: Option<Told>,
}

impl AsKnown {
    /// What is asked again for an older page.
    fn again(&self) -> [(&'static str, String); 6] {
        let (older, at) = self.told.as_ref().map_or((String::new(), 0), |told| (told.older.clone(), told.up_to));
        let Asked { person, agency, reason, .. } = self.asked.clone();
        [("person", person), ("agency", agency), ("reason", reason), ("on", self.on.clone()), ("page", older), ("at", at.to_string())]
    }
}

/// What was known.
struct Told {
    up_to: u64,
    standing: Vec<String>,
    entries: Vec<Line>,
    in_all: u64,
    erased: Vec<String>,
    structure_only: bool,
    hidden: bool,
    older: String,
}

/// One entry.
struct Line {
    position: u64,
    recorded: String,
    agency: String,
    sentence: String,
}

pub(crate) async fn show(
    State(portal): State<Arc<Portal>>,
    InAddress(Query(asked)): InAddress<Query<Asked>>,
    w: Wording,
    headers: HeaderMap,
    Auditor(auditor): Auditor,
) -> Response {
    let asked = Asked { reason: reason(&headers, &asked.reason).to_owned(), ..asked };
    let today = today();
    let on = day_asked_for(&asked, today);
    let told = if asked.person.is_empty() { Ok(None) } else { known(w, &portal, &auditor, &asked, on).await.map(Some) };
    match told {
        Ok(told) => page(&shown(w, asked, today, on, told)),
        Err(status) => not_done(w, &status),
    }
}

/// The day that was asked for: by the slider where it was used, or else by its date; never one that is still to come.
fn day_asked_for(asked: &Asked, today: Date) -> Date {
    let slid = asked.back.filter(|_| asked.by == "slider").and_then(|back| today.checked_sub(back.clamp(0, 36_500).days()).ok());
    slid.or_else(|| asked.on.parse().ok()).filter(|day| *day <= today).unwrap_or(today)
}

async fn known(w: Wording, portal: &Portal, auditor: &SignedIn, asked: &Asked, on: Date) -> Result<GetStoryAsKnownResponse, Status> {
    let request = GetStoryAsKnownRequest {
        person: asked.person.trim().to_owned(),
        known_at: if asked.at == 0 { end_of(&on.to_string()) } else { String::new() },
        at_position: asked.at,
        as_agency: asked.agency.trim().to_owned(),
        reason: asked.reason.trim().to_owned(),
        telling: Some(Telling { language: w.tag().to_owned(), ..Telling::default() }),
        page_size: ENTRIES,
        page_token: asked.page.clone(),
    };
    Ok(portal.way.audit().get_story_as_known(portal.way.acting_for(auditor, request)).await?.into_inner())
}

fn shown(w: Wording, asked: Asked, today: Date, on: Date, told: Option<GetStoryAsKnownResponse>) -> AsKnown {
    let since = told.as_ref().and_then(|told| date_of(told.story.as_ref()?.since.as_ref()));
    let days = |since: Date| i64::from(since.until(today).map_or(0, |span| span.get_days()));
    let back = days(on);
    AsKnown {
        w,
        asked,
        today: today.to_string(),
        on: on.to_string(),
        on_in_words: day_of(w, &on.to_string()),
        back,
        most_back: since.map_or(USUAL_DAYS, days).max(back).max(1),
        told: told.map(|told| Told {
            up_to: told.known.map_or(0, |known| known.position),
            standing: told.standing,
            entries: told.entries.into_iter().map(|entry| line(w, entry)).collect(),
            in_all: told.entries_in_all,
            erased: told.erased.into_iter().map(|erased| erased.sentence).collect(),
            structure_only: told.structure_only,
            hidden: told.hidden,
            older: told.next_page_token,
        }),
    }
}

fn line(w: Wording, entry: Entry) -> Line {
    let agency = if entry.agency_name.is_empty() { entry.event.map(|event| event.agency).unwrap_or_default() } else { entry.agency_name };
    Line { position: entry.position, recorded: recorded(w, &entry.recorded_at), agency, sentence: entry.sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_counts_where_it_was_used_and_no_day_lies_ahead() {
        let today: Date = "2026-06-30".parse().expect("a date");
        let asked = |on: &str, back, by: &str| Asked { on: on.into(), back, by: by.into(), ..Asked::default() };
        let day = |asked: Asked| day_asked_for(&asked, today).to_string();
        assert_eq!(day(asked("2026-05-01", Some(29), "slider")), "2026-06-01");
        assert_eq!(day(asked("2026-05-01", Some(29), "date")), "2026-05-01");
        assert_eq!(day(asked("2027-01-01", None, "")), "2026-06-30");
        assert_eq!(day(asked("nonsense", Some(-4), "slider")), "2026-06-30");
    }
}
