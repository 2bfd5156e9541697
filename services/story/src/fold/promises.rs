//! Asks, offers and what became of them (rules 4 and 5), and safety concerns, which are promises until somebody acknowledges them.
//!
//! An ask and the offer that answered it were moved by the same event, the yes; from then on they move together.

use throughline_proto::v1::{
    Answer, AskPickedUp, AskedForHelp, Concern, DoneBy, Helped, OfferAnswered, OfferTakenBack, OfferedHelp, Promise, PromiseKind,
    PromiseState, SafetyConcernAnswered, SafetyConcernShared, SaidNo, Story,
};

use super::{Asks, Told, changes::is_withdrawn, whom};
use crate::order::{date_to_day, days_after};

/// How long a "no" holds when the resident set no date.
const NO_HOLDS_DAYS: i64 = 90;

/// Is a promise still open in this state?
pub fn is_open(state: PromiseState) -> bool {
    match state {
        PromiseState::Waiting | PromiseState::Offered | PromiseState::Open | PromiseState::SaidDone => true,
        PromiseState::Unspecified
        | PromiseState::SeenThrough
        | PromiseState::NotNow
        | PromiseState::SaidNo
        | PromiseState::TakenBack
        | PromiseState::Released => false,
    }
}

pub(super) fn asked(story: &mut Story, told: &Told, it: &AskedForHelp) {
    let promise = Promise { what: it.what.clone(), help: it.kind, ..opened(told, PromiseKind::Ask, PromiseState::Waiting) };
    add(story, promise);
}

pub(super) fn picked_up(story: &mut Story, told: &Told, it: &AskPickedUp) {
    if let Some(promise) = find(story, &it.ask, PromiseKind::Ask)
        && promise.state() == PromiseState::Waiting
    {
        promise.whose = Some(whom::named_or_recorder(it.by.as_ref(), &told.event));
        change(promise, told, PromiseState::Open);
    }
}

/// An offer that answers an ask leaves it waiting until there is a yes.
pub(super) fn offered(story: &mut Story, told: &Told, it: &OfferedHelp) {
    let promise = Promise {
        what: it.what.clone(),
        help: it.kind,
        whose: Some(whom::named_or_recorder(it.by.as_ref(), &told.event)),
        due: it.due.clone(),
        ..opened(told, PromiseKind::Offer, PromiseState::Offered)
    };
    add(story, promise);
}

pub(super) fn taken_back(story: &mut Story, told: &Told, it: &OfferTakenBack) {
    if let Some(promise) = find(story, &it.offer, PromiseKind::Offer)
        && has_no_final_answer(promise.state())
    {
        change(promise, told, PromiseState::TakenBack);
    }
}

pub(super) fn answered(story: &mut Story, told: &Told, it: &OfferAnswered, asks: &Asks) {
    let state = match it.answer() {
        Answer::Unspecified => return,
        Answer::Yes => PromiseState::Open,
        Answer::NotNow => PromiseState::NotNow,
        Answer::No => PromiseState::SaidNo,
    };
    let Some(offer) = find(story, &it.offer, PromiseKind::Offer) else { return };
    if !has_no_final_answer(offer.state()) {
        return;
    }
    change(offer, told, state);
    let offer = offer.clone();
    story.said_no.retain(|no| no.offer != it.offer);
    if let Some(until) = holds_until(told, it) {
        story.said_no.push(SaidNo {
            help: offer.help,
            until,
            event: told.event.id.clone(),
            agency: told.event.agency.clone(),
            offer: it.offer.clone(),
            answer: it.answer,
            offered_by: offer.agency,
        });
    }
    if state == PromiseState::Open
        && let Some(ask) = asks.get(&it.offer).and_then(|ask| find(story, ask, PromiseKind::Ask))
        && ask.state() == PromiseState::Waiting
    {
        ask.whose = offer.whose;
        change(ask, told, PromiseState::Open);
    }
}

/// Until when it should not be offered again. A "no" always holds for a while; "not now" only if they said until when.
fn holds_until(told: &Told, it: &OfferAnswered) -> Option<String> {
    let said = date_to_day(&it.until).is_ok().then(|| it.until.clone());
    match it.answer() {
        Answer::No => said.or_else(|| days_after(told.event.happened.as_ref()?, NO_HOLDS_DAYS)),
        Answer::NotNow => said,
        Answer::Yes | Answer::Unspecified => None,
    }
}

/// The giver says that it is done, or the receiver that it was seen through. Only the receiver closes it.
pub(super) fn helped(story: &mut Story, told: &Told, it: &Helped) {
    let state = match it.done() {
        DoneBy::Unspecified => return,
        DoneBy::Giver => PromiseState::SaidDone,
        DoneBy::Receiver => PromiseState::SeenThrough,
    };
    let Some(promise) = story.promises.iter().find(|promise| is_of_help(promise) && promise.event == it.promise) else { return };
    let moved_by = promise.last_event.clone();
    for promise in story.promises.iter_mut().filter(|promise| is_of_help(promise) && promise.last_event == moved_by) {
        if may_become(promise.state(), state) {
            if promise.whose.is_none() {
                promise.whose.clone_from(&it.from);
            }
            change(promise, told, state);
        }
    }
}

fn may_become(from: PromiseState, to: PromiseState) -> bool {
    use PromiseState::{NotNow, Offered, Open, Released, SaidDone, SaidNo, SeenThrough, TakenBack, Unspecified, Waiting};
    match from {
        Waiting | Offered | Open | NotNow => true,
        // What the giver says does not undo what the receiver said.
        SaidDone | SaidNo | TakenBack => to == SeenThrough,
        SeenThrough | Released | Unspecified => false,
    }
}

pub(super) fn concern_shared(story: &mut Story, told: &Told, it: &SafetyConcernShared) {
    story.concerns.push(Concern {
        event: told.event.id.clone(),
        to_roles: it.to_roles.clone(),
        answered_by: String::new(),
        withdrawn: false,
    });
    add(story, opened(told, PromiseKind::Acknowledge, PromiseState::Waiting));
}

pub(super) fn concern_answered(story: &mut Story, told: &Told, it: &SafetyConcernAnswered) {
    let concern = story.concerns.iter_mut().find(|concern| concern.event == it.concern && concern.answered_by.is_empty());
    let Some(concern) = concern else { return };
    concern.answered_by.clone_from(&told.event.id);
    if let Some(promise) = find(story, &it.concern, PromiseKind::Acknowledge) {
        change(promise, told, PromiseState::SeenThrough);
    }
}

/// Worries that were taken back wait for nobody. They are kept, since what was written and looked at under them was so.
pub(super) fn worries_taken_back(story: &mut Story) {
    for concern in &mut story.concerns {
        concern.withdrawn = is_withdrawn(&story.changes, &concern.event);
    }
    let is_gone = |event: &str| story.concerns.iter().any(|concern| concern.withdrawn && concern.event == event);
    story.promises.retain(|promise| promise.kind() != PromiseKind::Acknowledge || !is_gone(&promise.event));
}

/// Releases what is open. Not a worry about safety: somebody must still have seen it.
pub(super) fn release(story: &mut Story, told: &Told) {
    use PromiseState::{Offered, Open, SaidDone, Waiting};
    for promise in story.promises.iter_mut().filter(|promise| promise.kind() != PromiseKind::Acknowledge) {
        if matches!(promise.state(), Waiting | Offered | Open | SaidDone) {
            change(promise, told, PromiseState::Released);
        }
    }
}

fn opened(told: &Told, kind: PromiseKind, state: PromiseState) -> Promise {
    let event = &told.event;
    Promise {
        event: event.id.clone(),
        kind: kind.into(),
        state: state.into(),
        agency: event.agency.clone(),
        since: event.happened.clone(),
        last_event: event.id.clone(),
        last_change: event.happened.clone(),
        ..Default::default()
    }
}

/// A promise is named by its event, so there is one of a name.
fn add(story: &mut Story, promise: Promise) {
    if !story.promises.iter().any(|other| other.event == promise.event) {
        story.promises.push(promise);
    }
}

fn find<'a>(story: &'a mut Story, event: &str, kind: PromiseKind) -> Option<&'a mut Promise> {
    story.promises.iter_mut().find(|promise| promise.event == event && promise.kind() == kind)
}

fn change(promise: &mut Promise, told: &Told, state: PromiseState) {
    promise.state = state.into();
    promise.last_event.clone_from(&told.event.id);
    promise.last_change.clone_from(&told.event.happened);
}

fn is_of_help(promise: &Promise) -> bool {
    matches!(promise.kind(), PromiseKind::Ask | PromiseKind::Offer)
}

/// An offer waits for its answer; "not now" may be answered again.
fn has_no_final_answer(state: PromiseState) -> bool {
    matches!(state, PromiseState::Offered | PromiseState::NotNow)
}
