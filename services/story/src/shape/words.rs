//! What is kept for one person alone: words, and details.

use throughline_proto::v1::{Details, Event, Manner, Role, Voice, event::Kind};

use super::{
    check::Check,
    envelope::{PEOPLE_LIMIT, makes_somebody, may_leave_people_empty},
    spelling,
};

const WORDS_LIMIT_BYTES: usize = 8 * 1024;

pub(super) fn check(event: &Event, kind: &Kind, check: &mut Check) {
    if event.words.len() > PEOPLE_LIMIT {
        check.too_large("words", PEOPLE_LIMIT, "people", "record it as several events");
        return;
    }
    for (index, words) in event.words.iter().enumerate() {
        if words.text.len() > WORDS_LIMIT_BYTES {
            check.too_large(format_args!("words[{index}].text"), WORDS_LIMIT_BYTES, "bytes", "say it in fewer words");
        }
        check.plain(format_args!("words[{index}].text"), &words.text);
        check.known::<Voice>(format_args!("words[{index}].voice"), words.voice);
        whose(event, kind, index, &words.person, check);
        check.wrong_if(
            event.words[..index].iter().any(|other| other.person == words.person),
            format_args!("words[{index}].person"),
            "has words already; one entry a person",
        );
        if let Some(details) = &words.details {
            check.wrong_if(!may_have_details(kind), format_args!("words[{index}].details"), "this kind of event carries no details");
            details_of(details, index, check);
        }
    }
}

/// Words belong to somebody whose story the event enters.
fn whose(event: &Event, kind: &Kind, index: usize, person: &str, check: &mut Check) {
    let field = format_args!("words[{index}].person");
    if makes_somebody(kind) {
        let theirs = person.is_empty() || spelling::is_own_index(person, check.index());
        check.wrong_if(!theirs, field, "leave it empty: the words are of whom this event makes known");
        return;
    }
    check.named(field, person);
    if event.people.is_empty() && may_leave_people_empty(kind) {
        return;
    }
    let has_part = event.people.iter().any(|part| part.person == person && matches!(part.role(), Role::About | Role::Present));
    check.wrong_if(!person.is_empty() && !has_part, format_args!("words[{index}].person"), "has no part (ABOUT or PRESENT) in the event");
}

fn may_have_details(kind: &Kind) -> bool {
    match kind {
        Kind::FirstHeardOf(_) | Kind::DetailsChanged(_) | Kind::SupporterJoined(_) => true,
        Kind::Corrected(it) => it.instead.as_ref().and_then(|instead| instead.kind.as_ref()).is_some_and(may_have_details),
        _ => false,
    }
}

fn details_of(details: &Details, index: usize, check: &mut Check) {
    let field = |name| format!("words[{index}].details.{name}");
    for (name, text) in [
        ("known_as", &details.known_as),
        ("given_name", &details.given_name),
        ("family_name", &details.family_name),
        ("say_it", &details.say_it),
        ("address", &details.address),
        ("postcode", &details.postcode),
        ("reference", &details.reference),
    ] {
        check.text(field(name), text);
    }
    for (name, texts) in [("other_names", &details.other_names), ("access", &details.access), ("do_not_ask", &details.do_not_ask)] {
        for (at, text) in texts.iter().enumerate() {
            check.required_text(format_args!("words[{index}].details.{name}[{at}]"), text);
        }
    }
    check.past_date(field("born"), &details.born);
    let nhs_number = &details.nhs_number;
    check.wrong_if(
        !nhs_number.is_empty() && !spelling::is_nhs_number(nhs_number),
        field("nhs_number"),
        "not an NHS number: ten digits, of which the last checks the others",
    );
    for (at, tag) in details.languages.iter().enumerate() {
        check.wrong_if(
            !spelling::is_language(tag),
            format_args!("words[{index}].details.languages[{at}]"),
            "not a BCP 47 tag, such as bn or en",
        );
    }
    for (at, reach) in details.reach.iter().enumerate() {
        check.known::<Manner>(format_args!("words[{index}].details.reach[{at}].manner"), reach.manner);
        check.text(format_args!("words[{index}].details.reach[{at}].at"), &reach.at);
        check.text(format_args!("words[{index}].details.reach[{at}].safely"), &reach.safely);
    }
}
