//! Offers, asks and their answers (rules 1, 4 and 5).

use throughline_proto::v1::{
    AskPickedUp, Event, HelpKind, Helped, OfferAnswered, OfferTakenBack, OfferedHelp, Party, PromiseKind, PromiseState, SaidNo, StepTaken,
    Story, event::Kind, party::Party as Somebody,
};

use super::{known::has_profile, request::Request};
use crate::{
    Refused,
    kind::concerned,
    order::{date_to_day, day_of_key, is_clearly_before, lenient_key},
};

/// No offers in a stilled story (rule 1), nor after a "no" that the agency may see, unless something has changed (rule 5).
pub(super) fn offered(request: &mut Request<'_>, event: &Event, it: &OfferedHelp) -> Result<(), Refused> {
    if !it.ask.is_empty() {
        let ask = request.event(&it.ask).ok().and_then(|ask| ask.kind.as_ref());
        if !matches!(ask, Some(Kind::AskedForHelp(_))) {
            return Err(Refused::OfferUnknown { offer: it.ask.clone() });
        }
    }
    let moment = request.moment(event.happened.as_ref());
    for index in request.stories_about(event) {
        request.depend_on(index);
        let story = &request.stories[index];
        if story.stilled.as_ref().is_some_and(|stilled| !is_clearly_before(moment, lenient_key(stilled.when.as_ref()))) {
            return Err(Refused::StoryStilled);
        }
        respects_no(request, story, it, moment)?;
    }
    Ok(())
}

/// The offer does not go against a "no".
pub(super) fn respects_no(request: &Request<'_>, story: &Story, it: &OfferedHelp, moment: i64) -> Result<(), Refused> {
    if !it.what_changed.is_empty() {
        return Ok(());
    }
    let standing = story.said_no.iter().filter(|no| {
        // A refusal for a "no" that was kept from them would tell them of it.
        let sees = no.agency == request.writer.agency || request.around.seen_nos.contains(&no.event);
        sees && no.help() == it.kind() && it.kind() != HelpKind::Unspecified && holds(story, no, moment)
    });
    match standing.max_by(|one, other| one.until.cmp(&other.until)) {
        None => Ok(()),
        Some(no) => Err(Refused::TheySaidNo { until: no.until.clone() }),
    }
}

/// A "no" holds from when it was said until the day on which it may be offered again.
fn holds(story: &Story, no: &SaidNo, moment: i64) -> bool {
    let offer = story.promises.iter().find(|promise| promise.event == no.offer && promise.last_event == no.event);
    let was_before_it = offer.is_some_and(|offer| is_clearly_before(moment, lenient_key(offer.last_change.as_ref())));
    !was_before_it && date_to_day(&no.until).is_ok_and(|until| day_of_key(moment) < until)
}

/// Yes and no are final; "not now" may be answered again.
pub(super) fn answered(request: &mut Request<'_>, event: &Event, it: &OfferAnswered) -> Result<(), Refused> {
    for index in request.stories_about(event) {
        request.depend_on(index);
        let offer = request.promise(index, &it.offer, PromiseKind::Offer)?;
        if is_over(offer.state()) {
            return Err(Refused::OfferAlreadyAnswered { offer: it.offer.clone() });
        }
    }
    Ok(())
}

/// Only by the offerer, and only while there is no answer: after a yes it is a promise, which the receiver sees through.
pub(super) fn taken_back(request: &mut Request<'_>, event: &Event, it: &OfferTakenBack) -> Result<(), Refused> {
    for index in request.stories_about(event) {
        request.depend_on(index);
        let offer = request.promise(index, &it.offer, PromiseKind::Offer)?;
        if offer.agency != request.writer.agency {
            return Err(Refused::NotYoursToChange { event: it.offer.clone() });
        }
        if is_over(offer.state()) {
            return Err(Refused::OfferAlreadyAnswered { offer: it.offer.clone() });
        }
    }
    Ok(())
}

/// Whether an offer has had its answer, or was taken back. That it was released is no answer.
fn is_over(state: PromiseState) -> bool {
    use PromiseState::{Open, SaidDone, SaidNo, SeenThrough, TakenBack};
    matches!(state, Open | SaidDone | SeenThrough | SaidNo | TakenBack)
}

/// An ask is picked up once.
pub(super) fn picked_up(request: &mut Request<'_>, event: &Event, it: &AskPickedUp) -> Result<(), Refused> {
    for index in request.stories_about(event) {
        request.depend_on(index);
        let ask = request.promise(index, &it.ask, PromiseKind::Ask)?;
        if is_over(ask.state()) {
            return Err(Refused::AskAlreadyPickedUp { ask: it.ask.clone() });
        }
    }
    Ok(())
}

/// Nobody helps themselves; and what it saw to, if anything, is an offer or an ask.
pub(super) fn helped(request: &Request<'_>, event: &Event, it: &Helped) -> Result<(), Refused> {
    if helped_themselves(request, event, it) {
        return Err(Refused::WithThemselves);
    }
    if it.promise.is_empty() {
        return Ok(());
    }
    let in_their_story = concerned(event).filter_map(|person| request.find_story(person)).any(|index| {
        let of_help = [PromiseKind::Ask, PromiseKind::Offer];
        of_help.into_iter().any(|kind| request.promise(index, &it.promise, kind).is_ok())
    });
    let seen = || request.event(&it.promise).ok().and_then(|event| event.kind.as_ref());
    if in_their_story || matches!(seen(), Some(Kind::OfferedHelp(_) | Kind::AskedForHelp(_))) {
        Ok(())
    } else {
        Err(Refused::OfferUnknown { offer: it.promise.clone() })
    }
}

fn helped_themselves(request: &Request<'_>, event: &Event, it: &Helped) -> bool {
    let (from, to) = (somebody(it.from.as_ref()), somebody(it.to.as_ref()));
    match (from, to) {
        (Some(Somebody::Resident(from)), Some(Somebody::Resident(to))) => request.is_one_person(from, to),
        (Some(from), Some(to)) => from == to,
        // Whom the event is about was helped.
        (Some(Somebody::Resident(from)), None) => {
            let stories = request.stories_about(event);
            !stories.is_empty() && stories.into_iter().all(|index| has_profile(&request.stories[index], from))
        }
        (_, None) | (None, _) => false,
    }
}

fn somebody(party: Option<&Party>) -> Option<&Somebody> {
    party.and_then(|party| party.party.as_ref())
}

/// A step toward something that was chosen.
pub(super) fn step_taken(request: &Request<'_>, it: &StepTaken) -> Result<(), Refused> {
    if it.choice.is_empty() {
        return Ok(());
    }
    match &request.event(&it.choice)?.kind {
        Some(Kind::ChoseToWorkOn(_)) => Ok(()),
        _ => Err(Refused::EventUnknown { event: it.choice.clone() }),
    }
}

impl Request<'_> {
    /// Whether two profiles are one person, as far as is known.
    pub(super) fn is_one_person(&self, one: &str, other: &str) -> bool {
        one == other || self.find_story(one).is_some_and(|index| has_profile(&self.stories[index], other))
    }
}
