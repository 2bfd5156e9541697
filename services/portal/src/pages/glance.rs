//! Who somebody is, in one glance: how they are called and reached, what matters to them, who walks beside them, and what was promised.

use jiff::civil::Date;
use throughline_proto::v1::{
    Alongside, CircleMember, Details, Manner, Promise, PromiseKind, PromiseState, Reach, Said, Story, circle_member::Member,
};

use super::{
    new_request_id,
    shown::{Names, called, day, day_of, promised},
    supporter::is_away,
};

/// How many strengths, and how many things that matter, are told at a glance; the newest.
const AT_A_GLANCE: usize = 5;

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
    pub(crate) how: &'static str,
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

pub(crate) fn glance(details: &Details, story: &Story) -> Glance {
    let newest = |said: &[Said]| said.iter().rev().take(AT_A_GLANCE).map(|said| said.what.clone()).collect();
    let name = [&details.known_as, &details.given_name].into_iter().find(|name| !name.is_empty());
    Glance {
        name: called(name.map_or("", String::as_str)),
        say_it: details.say_it.clone(),
        reach: details.reach.iter().map(reach).collect(),
        languages: details.languages.iter().map(|tag| language(tag)).collect::<Vec<_>>().join(", "),
        access: details.access.join(", "),
        do_not_ask: details.do_not_ask.clone(),
        strengths: newest(&story.strengths),
        hopes: newest(&story.hopes),
    }
}

/// A way to reach somebody, as a link where a telephone can follow it.
pub(crate) fn reach(reach: &Reach) -> Way {
    let (how, scheme) = match reach.manner() {
        Manner::Phone => ("Ring", "tel:"),
        Manner::Text => ("Text", "sms:"),
        Manner::Letter => ("Write to", ""),
        Manner::Online => ("Online:", ""),
        Manner::InPerson => ("Visit", ""),
        Manner::Unspecified => ("Reach them at", ""),
    };
    let number: String = reach.at.chars().filter(|one| !" ()-".contains(*one)).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_number = (3..=15).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_digit());
    let href = if is_number && !scheme.is_empty() { format!("{scheme}{number}") } else { String::new() };
    Way { how, at: reach.at.clone(), href, safely: reach.safely.clone() }
}

/// The languages of the borough by name; any other by its tag.
fn language(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or_default() {
        "en" => "English",
        "bn" => "Bengali",
        "ro" => "Romanian",
        "ur" => "Urdu",
        "pa" => "Punjabi",
        "lt" => "Lithuanian",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "bg" => "Bulgarian",
        "sq" => "Albanian",
        "tr" => "Turkish",
        "yo" => "Yoruba",
        "so" => "Somali",
        "ar" => "Arabic",
        "ta" => "Tamil",
        "gu" => "Gujarati",
        "bfi" => "British Sign Language",
        _ => tag,
    };
    name.to_owned()
}

pub(crate) fn companion(alongside: &Alongside, names: &Names, me: &str, today: Date) -> Companion {
    let away = match (is_away(alongside, today), alongside.covered_by.is_empty()) {
        (false, _) => String::new(),
        (true, true) => format!("Away until {}; nobody covers.", day_of(names.w, &alongside.away_until)),
        (true, false) => {
            format!("Away until {}. {} covers.", day_of(names.w, &alongside.away_until), names.supporter(&alongside.covered_by))
        }
    };
    let is_me = alongside.supporter == me;
    Companion {
        who: if is_me { "You".to_owned() } else { names.supporter(&alongside.supporter) },
        reach: if is_me { Vec::new() } else { names.reach(&alongside.supporter) },
        since: day(names.w, alongside.since.as_ref()),
        away,
        without_yes: !alongside.with_yes,
    }
}

/// Somebody of their circle, or of those whom they call family: who, and what they do there.
pub(crate) fn member(member: &CircleMember, names: &Names) -> (String, String) {
    let who = match &member.member {
        Some(Member::Supporter(supporter)) => names.supporter(supporter),
        Some(Member::Text(text)) => text.clone(),
        Some(Member::Resident(_)) | None => "Another resident".to_owned(),
    };
    (who, member.part.clone())
}

/// A promise, while somebody waits for it.
pub(crate) fn open(promise: &Promise, names: &Names) -> Option<Open> {
    let state = match promise.state() {
        PromiseState::Waiting => "nobody has picked this up yet",
        PromiseState::Offered => "offered, no answer yet",
        PromiseState::Open => "promised",
        PromiseState::SaidDone => "said to be done; they have not said so yet",
        PromiseState::Unspecified
        | PromiseState::SeenThrough
        | PromiseState::NotNow
        | PromiseState::SaidNo
        | PromiseState::TakenBack
        | PromiseState::Released => return None,
    };
    let what = match promise.kind() {
        PromiseKind::FindSomebody | PromiseKind::Acknowledge => promised(promise).to_owned(),
        PromiseKind::Ask | PromiseKind::Offer | PromiseKind::Unspecified => format!("{} – {state}", promised(promise)),
    };
    let whose = names.party(promise.whose.as_ref()).unwrap_or_else(|| "Nobody’s yet".to_owned());
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
