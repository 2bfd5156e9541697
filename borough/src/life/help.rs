//! Asking, offering, answering, helping: what stands open, whose it is, and how it is seen through.

use jiff::civil::Date;
use throughline_proto::v1::{
    Answer, AskPickedUp, AskedForHelp, DoneBy, HelpKind, HelpSize, Helped, OfferAnswered, OfferTakenBack, OfferedHelp, Part, Party, Role,
    Voice, event::Kind,
};

use super::{Life, together};
use crate::{
    action::{Symbol, SymbolKind},
    agency::Agency,
    calendar::days_from,
    neighbourhood::words_of,
    tables::{TABLES, help_kind},
    words::{Own, WORDS, with_capitals},
};

/// An offer or an ask that somebody is to see through.
#[derive(Debug, Clone)]
pub(crate) struct Promise {
    pub(crate) event: Symbol,
    pub(crate) kind: HelpKind,
    pub(crate) what: String,
    pub(crate) agency: Agency,
    /// A neighbour, if it is theirs; otherwise the supporter's.
    pub(crate) neighbour: Option<Symbol>,
    pub(crate) since: Date,
    /// The day from which it may be done.
    pub(crate) due: Date,
    pub(crate) said_done: bool,
}

/// How long a "no" is respected here, a little longer than the rule asks.
const NO_LASTS_DAYS: i32 = 95;

impl Life<'_> {
    /// May this kind of help be offered, or did they say no?
    pub(crate) fn may_offer(&self, kind: HelpKind) -> bool {
        !self.known.no.iter().any(|(no, until)| *no == kind && *until >= self.day)
    }

    /// Something to offer that they have not said no to.
    pub(crate) fn something_to_offer(&mut self) -> Option<(HelpKind, &'static str)> {
        let thing = TABLES.offers.pick(self.me.age, &mut self.dice);
        self.may_offer(thing.kind).then_some((thing.kind, thing.what))
    }

    /// Something to ask for.
    pub(crate) fn something_to_ask(&mut self) -> (HelpKind, &'static str) {
        let thing = TABLES.asks.pick(self.me.age, &mut self.dice);
        (thing.kind, thing.what)
    }

    /// The supporter who is here offers help.
    pub(crate) fn offer(&mut self, kind: HelpKind, what: &str) -> Promise {
        self.offer_again(kind, what, "")
    }

    /// The same after a "no", saying what has changed.
    pub(crate) fn offer_again(&mut self, kind: HelpKind, what: &str, what_changed: &str) -> Promise {
        self.filling.set(Own::Thing, what);
        let size = self.dice.pick(&[
            HelpSize::FiveMinutes,
            HelpSize::AnHour,
            HelpSize::AnHour,
            HelpSize::ADay,
            HelpSize::AFewTimes,
            HelpSize::Ongoing,
        ]);
        let by = together::supporter(self.supporter()).filter(|_| self.dice.chance(60));
        let due = if self.dice.chance(25) { days_from(self.day, self.dice.between(5..=30)).to_string() } else { String::new() };
        let published_offer = if TABLES.offers.has(what) { self.published(kind) } else { String::new() };
        // Somebody who said no is asked again only if something has changed, and is told what.
        let what_changed = if what_changed.is_empty() && !self.may_offer(kind) { self.phrase("help.changed") } else { what_changed.into() };
        let offered = OfferedHelp {
            what: what.into(),
            kind: kind.into(),
            size: size.into(),
            by,
            due,
            published_offer,
            what_changed,
            ..Default::default()
        };
        self.add(Kind::OfferedHelp(offered));
        // Where the meeting has been told already, the offer speaks for itself.
        if self.is_without_words() && self.dice.chance(70) {
            self.say(Voice::Supporter, "help.offered");
        }
        self.promise_of_last(kind, what, None)
    }

    /// The published offer that this one stands on, now and then.
    fn published(&mut self, kind: HelpKind) -> String {
        let index = match kind {
            HelpKind::Home => 0,
            HelpKind::Food => 1,
            HelpKind::Money => 2,
            HelpKind::Learning => 3,
            HelpKind::GettingAbout => 4,
            HelpKind::Company => 5,
            HelpKind::Family => 6,
            HelpKind::Making => 7,
            _ => return String::new(),
        };
        if self.dice.chance(30) { self.town.foundation.offers[index].symbol.to_string() } else { String::new() }
    }

    fn promise_of_last(&mut self, kind: HelpKind, what: &str, neighbour: Option<Symbol>) -> Promise {
        let event = self.name_last(SymbolKind::Event);
        let due = days_from(self.day, self.dice.between(4..=40));
        Promise { event, kind, what: what.into(), agency: self.agency, neighbour, since: self.day, due, said_done: false }
    }

    /// They answered an offer. A yes makes a promise; a no is respected.
    pub(crate) fn answers(&mut self, offer: Promise, answer: Answer) {
        self.filling.set(Own::Thing, &offer.what);
        let lasts = NO_LASTS_DAYS + self.dice.between(0..=60);
        let until = match answer {
            Answer::Yes => None,
            Answer::NotNow => Some(days_from(self.day, self.dice.between(20..=70))),
            _ => Some(days_from(self.day, lasts)).filter(|_| self.dice.chance(40)),
        };
        let said = OfferAnswered {
            offer: offer.event.to_string(),
            answer: answer.into(),
            until: until.map(|day| day.to_string()).unwrap_or_default(),
        };
        self.add(Kind::OfferAnswered(said));
        let (section, percent) = match answer {
            Answer::Yes => ("help.yes", 30),
            Answer::NotNow => ("help.not-now", 75),
            _ => ("help.no", 80),
        };
        if self.dice.chance(percent) {
            self.say(Voice::Resident, section);
        }
        match answer {
            Answer::Yes => self.known.promises.push(offer),
            _ => self.known.no.push((offer.kind, until.unwrap_or_else(|| days_from(self.day, NO_LASTS_DAYS)))),
        }
    }

    /// An offer was taken back.
    pub(crate) fn takes_back(&mut self, offer: &Promise, section: &str) {
        self.filling.set(Own::Thing, &offer.what);
        let why = self.phrase(section);
        self.add(Kind::OfferTakenBack(OfferTakenBack { offer: offer.event.to_string(), why }));
    }

    /// They asked for help.
    pub(crate) fn asks(&mut self, kind: HelpKind, what: &str) -> Promise {
        self.filling.set(Own::Thing, what);
        self.add(Kind::AskedForHelp(AskedForHelp { what: what.into(), kind: kind.into(), by: None }));
        if self.dice.chance(55) {
            self.say(Voice::Resident, "help.asked");
        }
        self.promise_of_last(kind, what, None)
    }

    /// The supporter who is here said "I'll see to it".
    pub(crate) fn picks_up(&mut self, ask: Promise) {
        let by = together::supporter(self.supporter());
        self.pick_up(ask, by, None);
    }

    /// A neighbour did.
    pub(crate) fn neighbour_picks_up(&mut self, ask: Promise, neighbour: usize) {
        let symbol = self.town.residents[neighbour].symbol;
        self.pick_up(ask, together::resident(symbol), Some(symbol));
    }

    fn pick_up(&mut self, ask: Promise, by: Option<Party>, neighbour: Option<Symbol>) {
        self.add(Kind::AskPickedUp(AskPickedUp { ask: ask.event.to_string(), by }));
        self.known.promises.push(Promise { neighbour, ..ask });
    }

    /// Sees to what is due: done by the giver first, or seen through at once. Each promise belongs to the agency that made it.
    pub(crate) fn keep_promises(&mut self) {
        let due = self.known.promises.iter().position(|promise| promise.due <= self.day && promise.agency == self.agency);
        let Some(mut promise) = due.map(|at| self.known.promises.remove(at)).filter(|_| !self.is_over()) else { return };
        self.filling.set(Own::Thing, &promise.what);
        let giver = promise.neighbour.map_or_else(|| together::supporter(self.supporter()), together::resident);
        let at_once = promise.said_done || self.dice.chance(45);
        let done = if at_once { DoneBy::Receiver } else { DoneBy::Giver };
        self.helped(giver, together::resident(self.profile()), &promise.what, promise.kind, Some(promise.event), done);
        if let Some(neighbour) = promise.neighbour.filter(|_| self.agency == self.me.agency) {
            self.last().people.push(Part { person: neighbour.to_string(), role: Role::Present.into() });
        }
        let (voice, section) = if at_once { (Voice::Resident, "help.seen-through") } else { (Voice::Supporter, "help.said-done") };
        if self.dice.chance(55) {
            self.say(voice, section);
        }
        if !at_once {
            promise.said_done = true;
            promise.due = days_from(self.day, self.dice.between(2..=30));
            // Now and then nobody comes back to ask whether it was right: it stays said done.
            if self.dice.chance(80) {
                self.known.promises.push(promise);
            }
        }
    }

    /// A promise was kept: said done by the giver, or seen through by the resident.
    pub(crate) fn helped_with(&mut self, promise: &Promise, seen_through: bool) {
        let (from, to) = (together::supporter(self.supporter()), together::resident(self.profile()));
        let done = if seen_through { DoneBy::Receiver } else { DoneBy::Giver };
        self.helped(from, to, &promise.what, promise.kind, Some(promise.event), done);
    }

    fn helped(&mut self, from: Option<Party>, to: Option<Party>, what: &str, kind: HelpKind, promise: Option<Symbol>, done: DoneBy) {
        let promise = promise.map(|event| event.to_string()).unwrap_or_default();
        self.add(Kind::Helped(Helped { from, to, what: what.into(), kind: kind.into(), promise, done: done.into() }));
    }

    /// Somebody of the neighbourhood whose story is open and whom the agency knows whose turn it is.
    pub(crate) fn a_neighbour(&mut self) -> Option<usize> {
        if self.is_over() || self.agency != self.me.agency {
            return None;
        }
        let residents = &self.town.residents;
        let start = self.dice.index(residents.len());
        let (index, me, day) = (self.index, self.me, self.day);
        let fits = |other: &usize| {
            let them = &residents[*other];
            *other != index && them.agency == me.agency && them.is_there(day) && them.arc.has_neighbours() && them.age > 17
        };
        (start..residents.len()).chain(0..start).find(fits)
    }

    /// They helped a neighbour with what they are good at; it stands in both stories, and each has words of their own.
    pub(crate) fn helps_a_neighbour(&mut self) {
        let Some(other) = self.a_neighbour() else { return };
        self.last_helped = Some(other);
        let them = &self.town.residents[other];
        let what = self.phrase(&format!("{}.gave", self.gift));
        self.filling.set(Own::Thing, &what);
        let kind = gift_kind(self.gift);
        self.helped(together::resident(self.me.symbol), together::resident(them.symbol), &what, kind, None, DoneBy::Receiver);
        self.say(Voice::Supporter, "help.to-neighbour");
        let thanks = with_capitals(&self.phrase("help.from-neighbour"));
        let event = self.last();
        event.people.push(Part { person: them.symbol.to_string(), role: Role::About.into() });
        event.words.push(words_of(them.symbol, Voice::Resident, thanks));
    }

    /// They did something for the supporter, and not the other way round.
    pub(crate) fn helps_a_supporter(&mut self) {
        let what = self.phrase("help.for-supporter-what");
        self.filling.set(Own::Thing, &what);
        let (from, to) = (together::resident(self.profile()), together::supporter(self.supporter()));
        self.helped(from, to, &what, HelpKind::Other, None, DoneBy::Receiver);
        self.say(Voice::Supporter, "help.for-supporter");
    }

    /// A resident offers help to a neighbour, who says yes.
    pub(crate) fn is_offered_help_by_a_neighbour(&mut self) {
        let Some(other) = self.a_neighbour() else { return };
        let Some((kind, what)) = self.something_to_offer() else { return };
        let giver = self.town.residents[other].symbol;
        self.filling.set(Own::Thing, what);
        let offered = OfferedHelp {
            what: what.into(),
            kind: kind.into(),
            size: HelpSize::AnHour.into(),
            by: together::resident(giver),
            ..Default::default()
        };
        self.add(Kind::OfferedHelp(offered));
        self.say(Voice::Supporter, "help.neighbour-offered");
        let promise = self.promise_of_last(kind, what, Some(giver));
        self.answers(promise, Answer::Yes);
    }
}

fn gift_kind(gift: &str) -> HelpKind {
    WORDS.lines(&format!("{gift}.kind")).first().map_or(HelpKind::Other, |name| help_kind(name))
}
