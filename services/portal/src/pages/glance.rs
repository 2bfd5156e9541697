//! Who somebody is, in one glance: how they are called and reached, what matters to them, who walks beside them, and what was promised.

use jiff::civil::Date;
use throughline_proto::v1::{
    Alongside, CircleMember, Details, Happened, Manner, Meeting, Promise, PromiseKind, PromiseState, Reach, Said, Story,
    circle_member::Member,
};

use super::{
    new_request_id,
    shown::{Names, called, date_of, day, day_of, promised},
    supporter::is_away,
};
use crate::words::{Phrase, Wording};

/// How many strengths, and how many things that matter, are told at a glance; the newest.
const AT_A_GLANCE: usize = 5;

/// The languages of the borough, and what they are called.
const LANGUAGES: [(&str, Phrase); 20] = [
    ("ar", Phrase("language-ar")),
    ("bfi", Phrase("language-bfi")),
    ("bg", Phrase("language-bg")),
    ("bn", Phrase("language-bn")),
    ("en", Phrase("language-en")),
    ("es", Phrase("language-es")),
    ("fr", Phrase("language-fr")),
    ("gu", Phrase("language-gu")),
    ("it", Phrase("language-it")),
    ("lt", Phrase("language-lt")),
    ("pa", Phrase("language-pa")),
    ("pl", Phrase("language-pl")),
    ("pt", Phrase("language-pt")),
    ("ro", Phrase("language-ro")),
    ("so", Phrase("language-so")),
    ("sq", Phrase("language-sq")),
    ("ta", Phrase("language-ta")),
    ("tr", Phrase("language-tr")),
    ("ur", Phrase("language-ur")),
    ("yo", Phrase("language-yo")),
];

/// Who this is, in one glance.
#[derive(Default)]
pub(crate) struct Glance {
    pub(crate) name: String,
    pub(crate) say_it: String,
    pub(crate) reach: Vec<Way>,
    pub(crate) languages: String,
    pub(crate) access: String,
    pub(crate) do_not_ask: Vec<String>,
    pub(crate) strengths: Vec<String>,
    pub(crate) hopes: Vec<String>,
}

/// A way to reach somebody.
pub(crate) struct Way {
    /// "Ring 020 7946 0000".
    pub(crate) how: String,
    pub(crate) at: String,
    /// Where a telephone goes with it; empty where it cannot.
    pub(crate) href: String,
    pub(crate) safely: String,
}

/// Somebody who walks beside them.
pub(crate) struct Companion {
    pub(crate) who: String,
    pub(crate) reach: Vec<Way>,
    pub(crate) since: String,
    pub(crate) away: String,
    pub(crate) without_yes: bool,
}

/// A promise that is open.
pub(crate) struct Open {
    pub(crate) event: String,
    /// For what can be done about it with one press.
    pub(crate) request_id: String,
    pub(crate) what: String,
    pub(crate) whose: String,
    pub(crate) since: String,
    /// Somebody may say that they will see to it.
    pub(crate) is_to_pick_up: bool,
}

pub(crate) fn glance(w: Wording, details: &Details, story: &Story) -> Glance {
    let newest = |said: &[Said]| said.iter().rev().take(AT_A_GLANCE).map(|said| said.what.clone()).collect();
    let name = [&details.known_as, &details.given_name].into_iter().find(|name| !name.is_empty());
    Glance {
        name: called(w, name.map_or("", String::as_str)),
        say_it: details.say_it.clone(),
        reach: details.reach.iter().map(|one| reach(w, one)).collect(),
        languages: details.languages.iter().map(|tag| language(w, tag)).collect::<Vec<_>>().join(", "),
        access: details.access.join(", "),
        do_not_ask: details.do_not_ask.clone(),
        strengths: newest(&story.strengths),
        hopes: newest(&story.hopes),
    }
}

/// A way to reach somebody, as a link where a telephone can follow it.
pub(crate) fn reach(w: Wording, reach: &Reach) -> Way {
    let (how, scheme) = match reach.manner() {
        Manner::Phone => (Phrase("reach-phone"), "tel:"),
        Manner::Text => (Phrase("reach-text"), "sms:"),
        Manner::Letter => (Phrase("reach-letter"), ""),
        Manner::Online => (Phrase("reach-online"), ""),
        Manner::InPerson => (Phrase("reach-visit"), ""),
        Manner::Unspecified => (Phrase("reach-other"), ""),
    };
    let number: String = reach.at.chars().filter(|one| !" ()-".contains(*one)).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_number = (3..=15).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_digit());
    let href = if is_number && !scheme.is_empty() { format!("{scheme}{number}") } else { String::new() };
    Way { how: w.with(how, &[("at", &reach.at)]), at: reach.at.clone(), href, safely: reach.safely.clone() }
}

/// A language of the borough by name; any other by its tag.
fn language(w: Wording, tag: &str) -> String {
    let own = tag.split('-').next().unwrap_or_default();
    LANGUAGES.iter().find(|(known, _)| *known == own).map_or_else(|| tag.to_owned(), |(_, name)| w.say(name))
}

pub(crate) fn companion(alongside: &Alongside, names: &Names, me: &str, today: Date) -> Companion {
    let until = day_of(names.w, &alongside.away_until);
    let away = match (is_away(alongside, today), alongside.covered_by.is_empty()) {
        (false, _) => String::new(),
        (true, true) => names.w.with("story-away-nobody-covers", &[("day", until)]),
        (true, false) => names.w.with("story-away-covered", &[("day", until), ("cover", names.supporter(&alongside.covered_by))]),
    };
    let is_me = alongside.supporter == me;
    Companion {
        who: if is_me { names.w.say("story-you") } else { names.supporter(&alongside.supporter) },
        reach: if is_me { Vec::new() } else { names.reach(&alongside.supporter) },
        since: day(names.w, alongside.since.as_ref()),
        away,
        without_yes: !alongside.with_yes,
    }
}

/// When the next of these meetings is; those that were planned for days before today are past.
pub(crate) fn next_meeting(planned: &[Meeting], today: Date) -> Option<&Happened> {
    planned.iter().filter_map(|meeting| meeting.when.as_ref()).find(|when| date_of(Some(when)).is_some_and(|date| date >= today))
}

/// Somebody of their circle, or of those whom they call family: who, and what they do there.
pub(crate) fn member(member: &CircleMember, names: &Names) -> (String, String) {
    let who = match &member.member {
        Some(Member::Supporter(supporter)) => names.supporter(supporter),
        Some(Member::Text(text)) => text.clone(),
        Some(Member::Resident(_)) | None => names.w.say("another-resident"),
    };
    (who, member.part.clone())
}

/// A promise, while somebody waits for it.
pub(crate) fn open(promise: &Promise, names: &Names) -> Option<Open> {
    let state = match promise.state() {
        PromiseState::Waiting => Phrase("promise-waiting"),
        PromiseState::Offered => Phrase("promise-offered"),
        PromiseState::Open => Phrase("promise-promised"),
        PromiseState::SaidDone => Phrase("promise-said-done"),
        PromiseState::Unspecified
        | PromiseState::SeenThrough
        | PromiseState::NotNow
        | PromiseState::SaidNo
        | PromiseState::TakenBack
        | PromiseState::Released => return None,
    };
    let what = promised(names.w, promise);
    let what = match promise.kind() {
        PromiseKind::FindSomebody | PromiseKind::Acknowledge => what,
        PromiseKind::Ask | PromiseKind::Offer | PromiseKind::Unspecified => names.w.with(state, &[("what", what)]),
    };
    let whose = names.party(promise.whose.as_ref()).unwrap_or_else(|| names.w.say("promise-nobodys"));
    let is_to_pick_up = promise.kind() == PromiseKind::Ask && promise.state() == PromiseState::Waiting;
    Some(Open {
        event: promise.event.clone(),
        request_id: new_request_id(),
        what,
        whose,
        since: day(names.w, promise.since.as_ref()),
        is_to_pick_up,
    })
}
