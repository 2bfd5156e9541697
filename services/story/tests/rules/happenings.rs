//! Short forms in which the tests say what happened.

use crate::given::{ROSA, Telling, id, said, yes_of};
use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, Answer, AskPickedUp, AskedForHelp, Corrected, Died, DoneBy, EndedBecause, Event, HelpKind, Helped,
    Met, MovedAway, Noted, OfferAnswered, OfferTakenBack, OfferedHelp, Party, SupporterLeft, Withdrawn, WithdrawnBecause, event::Kind,
};

pub fn met(supporters: &[&str]) -> Kind {
    Kind::Met(Met { with: supporters.iter().copied().map(str::to_owned).collect(), one_way: false })
}

pub fn noted(what: &str) -> Kind {
    Kind::Noted(Noted { what: what.into(), ..Default::default() })
}

pub fn asked(what: &str) -> Kind {
    Kind::AskedForHelp(AskedForHelp { what: what.into(), kind: HelpKind::Home.into(), by: None })
}

pub fn picked_up(ask: usize, by: Option<Party>) -> Kind {
    Kind::AskPickedUp(AskPickedUp { ask: id(ask), by })
}

/// An offer of food.
pub fn offered(what: &str) -> Kind {
    Kind::OfferedHelp(offer(what))
}

pub fn offer(what: &str) -> OfferedHelp {
    OfferedHelp { what: what.into(), kind: HelpKind::Food.into(), ..Default::default() }
}

pub fn answered(offer: usize, answer: Answer) -> Kind {
    answered_until(offer, answer, "")
}

pub fn answered_until(offer: usize, answer: Answer, until: &str) -> Kind {
    Kind::OfferAnswered(OfferAnswered { offer: id(offer), answer: answer.into(), until: until.into() })
}

pub fn taken_back(offer: usize) -> Kind {
    Kind::OfferTakenBack(OfferTakenBack { offer: id(offer), why: String::new() })
}

pub fn helped(promise: usize, from: Option<Party>, done: DoneBy) -> Kind {
    Kind::Helped(Helped { from, promise: id(promise), kind: HelpKind::Home.into(), done: done.into(), ..Default::default() })
}

/// With Rosa's own yes.
pub fn started(supporter: &str) -> Kind {
    Kind::AlongsideStarted(AlongsideStarted { supporter: supporter.into(), yes: yes_of(ROSA), meet_every_days: 0 })
}

pub fn started_without_yes(supporter: &str) -> Kind {
    Kind::AlongsideStarted(AlongsideStarted { supporter: supporter.into(), ..Default::default() })
}

pub fn ended(supporter: &str, because: EndedBecause) -> Kind {
    Kind::AlongsideEnded(AlongsideEnded { supporter: supporter.into(), because: because.into(), ..Default::default() })
}

pub fn left(supporter: &str) -> Event {
    let left = SupporterLeft { supporter: supporter.into(), promised_by: String::new() };
    said(0, Kind::SupporterLeft(left)).of(&[supporter])
}

pub fn died() -> Kind {
    Kind::Died(Died {})
}

pub fn moved_away() -> Kind {
    Kind::MovedAway(MovedAway::default())
}

pub fn withdrawn(event: usize) -> Kind {
    Kind::Withdrawn(Withdrawn { event: id(event), because: WithdrawnBecause::Mistake.into(), why: String::new() })
}

pub fn corrected(event: usize, instead: Kind) -> Kind {
    corrected_to(event, Event { kind: Some(instead), ..Default::default() })
}

pub fn corrected_to(event: usize, instead: Event) -> Kind {
    Kind::Corrected(Box::new(Corrected { event: id(event), why: String::new(), instead: Some(Box::new(instead)) }))
}
