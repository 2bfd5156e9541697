//! What every event has, whatever its kind: when, who, where, how, and all its references.

use throughline_proto::v1::{Audience, AudienceWidth, Event, Lane, Manner, Part, Role, Topic, event::Kind, place::Place};

use super::{
    check::{Ahead, Check},
    spelling, words,
};
use crate::{
    kind::lane,
    refs::{each_reference, is_of_supporters},
};

/// How many people may have a part.
pub(super) const PEOPLE_LIMIT: usize = 64;
const PLACE_LIMIT_BYTES: usize = 200;
const SOURCE_KEY_LIMIT_BYTES: usize = 200;

pub(super) fn check(event: &Event, kind: &Kind, check: &mut Check) {
    check.server_gives("id", &event.id);
    check.server_gives("agency", &event.agency);
    check.server_gives("by_proxy", &event.by_proxy);
    check.moment("happened", event.happened.as_ref(), Ahead::Refused);
    people(event, kind, check);
    words::check(event, kind, check);
    check.text_up_to(SOURCE_KEY_LIMIT_BYTES, "source_key", &event.source_key);
    around(event, check);
    references(event, makes_somebody(kind), check);
}

/// What may also stand in a correction: where, how, for whom to see.
pub(super) fn around(event: &Event, check: &mut Check) {
    if let Some(Place::Text(text)) = event.place.as_ref().and_then(|place| place.place.as_ref()) {
        check.text_up_to(PLACE_LIMIT_BYTES, "place.text", text);
    }
    check.known::<Manner>("manner", event.manner);
    if let Some(width) = &event.audience {
        audience(width, check);
    }
    for (index, topic) in event.topics.iter().enumerate() {
        check.said::<Topic>(format_args!("topics[{index}]"), *topic);
    }
}

fn audience(audience: &Audience, check: &mut Check) {
    check.known::<AudienceWidth>("audience.width", audience.width);
    let named = audience.width() == AudienceWidth::Agencies;
    check.wrong_if(named && audience.agencies.is_empty(), "audience.agencies", "missing; say which agencies");
    check.wrong_if(!named && !audience.agencies.is_empty(), "audience.agencies", "only with AUDIENCE_WIDTH_AGENCIES; leave them out");
}

fn people(event: &Event, kind: &Kind, check: &mut Check) {
    if event.people.len() > PEOPLE_LIMIT {
        check.too_large("people", PEOPLE_LIMIT, "people", "record it as several events");
        return;
    }
    if makes_somebody(kind) {
        check.wrong_if(!event.people.is_empty(), "people", "leave it empty: the event itself makes whom it is about");
        return;
    }
    for (index, Part { person, role }) in event.people.iter().enumerate() {
        check.named(format_args!("people[{index}].person"), person);
        check.said::<Role>(format_args!("people[{index}].role"), *role);
        check.wrong_if(
            !person.is_empty() && event.people[..index].iter().any(|other| other.person == *person),
            format_args!("people[{index}].person"),
            "has a part already",
        );
    }
    let nobody = !event.people.iter().any(|part| part.role() == Role::About);
    let may_be_nobody = if may_leave_people_empty(kind) { event.people.is_empty() } else { lane(event) != Lane::Story };
    check.wrong_if(nobody && !may_be_nobody, "people", "missing; say whom the event is about");
    if is_of_supporters(Some(kind)) {
        check.wrong_if(
            event.people.iter().any(|part| part.person != supporter(kind)),
            "people",
            "leave it empty: the event is about the supporter alone",
        );
    }
}

/// Whether the event brings somebody new, so that nobody can have a part yet.
pub(super) fn makes_somebody(kind: &Kind) -> bool {
    matches!(kind, Kind::FirstHeardOf(_) | Kind::SupporterJoined(_))
}

/// Whether the people may be left out, because they are those of the event that is named.
pub(super) fn may_leave_people_empty(kind: &Kind) -> bool {
    is_of_supporters(Some(kind))
        || matches!(
            kind,
            Kind::Corrected(_)
                | Kind::Withdrawn(_)
                | Kind::DisagreementAdded(_)
                | Kind::OfferTakenBack(_)
                | Kind::OfferAnswered(_)
                | Kind::AskPickedUp(_)
                | Kind::SafetyConcernAnswered(_)
                | Kind::LooksReleased(_)
                | Kind::EmergencyReviewed(_)
                | Kind::SaidHowItWas(_)
        )
}

fn supporter(kind: &Kind) -> &str {
    match kind {
        Kind::SupporterLeft(it) => &it.supporter,
        Kind::SupporterAway(it) => &it.supporter,
        Kind::SupporterReflected(it) => &it.supporter,
        Kind::RoleHeld(it) => &it.supporter,
        _ => "",
    }
}

/// How references are spelt. Those of people and words have rules of their own besides.
fn references(event: &Event, makes_somebody: bool, check: &mut Check) {
    let index = check.index();
    each_reference(event, |kind, field, name| {
        if name.is_empty() {
            check.wrong_if(field.is_chosen(), field, "empty; name it, or leave it out");
        } else if makes_somebody && field.is_words() && spelling::is_own_index(name, index) {
            // "#<own index>" is whom the event makes known.
        } else if let Some(description) = spelling::reference(kind, name, index) {
            check.wrong(field, description);
        }
    });
}
