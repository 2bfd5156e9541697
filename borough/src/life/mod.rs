//! One life as it is told: the day it has come to, who is alongside, what stands open, and the request that is just being written.
//!
//! Arcs and everyday scenes call `come` to move on to the next meeting, and then say what happened there. Once the story has reached its
//! end, all that is still said falls into an event that nobody reads, so that no scene has to ask.

mod change;
mod help;
mod know;
mod share;
mod together;
mod who;

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};
use throughline_proto::v1::{Event, Happened, HelpKind, Manner, Part, Place, Role, Topic, Voice, event::Kind, place};

pub(crate) use help::Promise;
pub(crate) use together::Beside;

use crate::{
    action::{Symbol, SymbolKind, Symbols},
    agency::Agency,
    calendar::{dated, days_from, timed},
    cast::Resident,
    dice::Dice,
    everyday,
    neighbourhood::{Draft, Neighbourhood, words_of},
    words::{Chosen, Filling, Own, WORDS, with_capitals},
};

/// Where and how people were in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    Home,
    Phone,
    Text,
    Letter,
    Online,
    Out,
    Space(usize),
    Group(&'static str),
}

/// The request that is being written.
#[derive(Debug)]
struct Open {
    agency: Agency,
    at: (Date, u32),
    happened: Happened,
    place: Option<Place>,
    manner: Manner,
    acting_for: Option<Symbol>,
    events: Vec<Event>,
    defines: Vec<(usize, Symbol)>,
}

/// What is so by now.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// How each agency knows this person; the first is the one that heard of them first.
    pub(crate) profiles: Vec<(Agency, Symbol)>,
    /// Who is alongside.
    pub(crate) beside: Vec<Beside>,
    /// Kinds of help they said no to, and until when nobody should ask again.
    pub(crate) no: Vec<(HelpKind, Date)>,
    /// What somebody said yes to and has still to do.
    pub(crate) promises: Vec<Promise>,
    /// Offers without an answer.
    pub(crate) unanswered: Vec<Promise>,
    /// Groups they go to.
    pub(crate) groups: Vec<&'static str>,
    /// What they chose to work on.
    pub(crate) choice: Option<Symbol>,
    /// How each indicator stood when the map was last drawn.
    pub(crate) map: Vec<i32>,
    /// The day on which it was drawn.
    pub(crate) mapped: Option<Date>,
    /// Supporters who shall see nothing of this story, or who parted from them.
    pub(crate) never: Vec<usize>,
    /// The last meeting written of, with its agency, for corrections.
    pub(crate) last_met: Option<(Agency, Symbol, Date)>,
    /// Everyday scenes that happen at most once.
    pub(crate) had: Vec<&'static str>,
}

/// One life as it is told.
pub(crate) struct Life<'borough> {
    pub(crate) town: &'borough Neighbourhood<'borough>,
    pub(crate) me: &'borough Resident,
    pub(crate) dice: Dice,
    pub(crate) filling: Filling,
    pub(crate) known: Known,
    /// The day it has come to.
    pub(crate) day: Date,
    /// The agency whose turn it is.
    pub(crate) agency: Agency,
    /// The gift that they are known for, as the sections of the words name it: "gift.cooking".
    pub(crate) gift: &'static str,
    /// The supporter who is here.
    pub(crate) companion: usize,
    /// The neighbour whom they helped last.
    last_helped: Option<usize>,
    index: usize,
    until: Date,
    over: bool,
    open: Option<Open>,
    unread: Event,
    symbols: &'borough mut Symbols,
    drafts: &'borough mut Vec<Draft>,
}

impl<'borough> Life<'borough> {
    /// Tells the life of one resident from the first to the last.
    pub(crate) fn tell(
        town: &'borough Neighbourhood<'borough>,
        index: usize,
        symbols: &'borough mut Symbols,
        drafts: &'borough mut Vec<Draft>,
    ) {
        let me = &town.residents[index];
        let until = me.ends.map_or(town.span.last, |(ends, _)| days_from(ends, -1));
        let mut life = Life {
            town,
            me,
            dice: Dice::new(town.settings.seed, me.number),
            filling: Filling::default(),
            known: Known::default(),
            day: days_from(me.known_from, -1),
            agency: me.agency,
            gift: "",
            companion: 0,
            last_helped: None,
            index,
            until,
            over: false,
            open: None,
            unread: Event::default(),
            symbols,
            drafts,
        };
        life.begin();
        me.arc.play(&mut life);
        everyday::carry_on(&mut life);
        life.end();
    }

    /// Has the story come to its end?
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// No more is told from here on.
    pub(crate) fn stop(&mut self) {
        self.close();
        self.over = true;
    }

    /// Goes on by so many days, to the next time somebody is in touch. Whoever is alongside comes, or whoever covers for them.
    pub(crate) fn come(&mut self, days: RangeInclusive<i32>, place: Where) {
        self.close();
        self.move_on(days);
        if self.over {
            return;
        }
        self.companion = self.who_comes();
        if self.over {
            return;
        }
        let (first_name, symbol) = (self.town.supporters[self.companion].first_name, self.town.supporters[self.companion].symbol);
        self.filling.set(Own::Supporter, first_name);
        self.filling.set(Own::Agency, self.agency.name());
        self.filling.choose(Chosen::Season, season(self.day));
        self.open(place, Some(symbol));
    }

    /// The same in the resident's own name: nobody else writes.
    pub(crate) fn come_as_myself(&mut self, days: RangeInclusive<i32>) {
        self.speak_for(self.me.agency);
        self.move_on(days);
        if !self.over {
            self.open(Where::Online, Some(self.me.symbol));
        }
    }

    fn move_on(&mut self, days: RangeInclusive<i32>) {
        let mut day = days_from(self.day, self.dice.between(days).max(1));
        while self.is_a_day_off(day) {
            day = days_from(day, 1);
        }
        self.over |= day > self.until;
        if !self.over {
            self.day = day;
        }
    }

    fn is_a_day_off(&self, day: Date) -> bool {
        let holiday = matches!((day.month(), day.day()), (12, 25 | 26) | (1, 1));
        let weekend = match day.weekday() {
            Weekday::Sunday => true,
            Weekday::Saturday => self.agency.keeps_office_days(),
            _ => false,
        };
        // The first day is the one that the neighbours count from.
        (holiday && !self.known.profiles.is_empty()) || weekend
    }

    fn open(&mut self, place: Where, acting_for: Option<Symbol>) {
        let letter_or_day_only = place == Where::Letter || self.dice.chance(9);
        let minutes = match place {
            Where::Group(_) | Where::Space(_) => 10 * 60 + 15 * self.dice.below(34),
            _ => 9 * 60 + 5 * self.dice.below(100),
        };
        let (at, happened) = match letter_or_day_only {
            true => ((self.day, 0), dated(self.day)),
            false => ((self.day, minutes), timed(self.day, minutes)),
        };
        let (manner, place) = self.placed(place);
        self.open = Some(Open { agency: self.agency, at, happened, place, manner, acting_for, events: Vec::new(), defines: Vec::new() });
    }

    fn placed(&mut self, place: Where) -> (Manner, Option<Place>) {
        let text = |section: &str, life: &mut Self| Some(place::Place::Text(life.phrase(section)));
        let (manner, place) = match place {
            Where::Home => (Manner::InPerson, text("place.home", self)),
            Where::Out => (Manner::InPerson, text("place.out", self)),
            Where::Phone => (Manner::Phone, None),
            Where::Text => (Manner::Text, None),
            Where::Letter => (Manner::Letter, None),
            Where::Online => (Manner::Online, None),
            Where::Space(index) => (Manner::InPerson, Some(place::Place::Space(self.town.foundation.spaces[index].symbol.to_string()))),
            Where::Group(key) => (Manner::InPerson, self.town.group(key).map(|group| place::Place::Group(group.symbol.to_string()))),
        };
        (manner, place.map(|place| Place { place: Some(place) }))
    }

    /// Adds an event to the request that is being written, about this person.
    pub(crate) fn add(&mut self, kind: Kind) -> &mut Event {
        let person = self.profile().to_string();
        match &mut self.open {
            Some(open) if !self.over => {
                open.events.push(Event {
                    happened: Some(open.happened.clone()),
                    people: vec![Part { person, role: Role::About.into() }],
                    place: open.place.clone(),
                    manner: open.manner.into(),
                    kind: Some(kind),
                    ..Default::default()
                });
                open.events.last_mut().unwrap_or(&mut self.unread)
            }
            _ => {
                self.unread = Event::default();
                &mut self.unread
            }
        }
    }

    /// The event that was added last.
    pub(crate) fn last(&mut self) -> &mut Event {
        match &mut self.open {
            Some(open) if !self.over => open.events.last_mut().unwrap_or(&mut self.unread),
            _ => &mut self.unread,
        }
    }

    /// Gives the event that was added last a symbol, so that later ones can refer to it.
    pub(crate) fn name_last(&mut self, kind: SymbolKind) -> Symbol {
        let symbol = self.symbols.make(kind);
        self.define_last(symbol);
        symbol
    }

    fn define_last(&mut self, symbol: Symbol) {
        let over = self.over;
        if let Some(open) = self.open.as_mut().filter(|open| !over && !open.events.is_empty()) {
            open.defines.push((open.events.len() - 1, symbol));
        }
    }

    /// Adds words to the last event, composed of a section. Nothing is added where there are words already.
    pub(crate) fn say(&mut self, voice: Voice, section: &str) {
        if self.over || !self.last().words.is_empty() {
            return;
        }
        let text = with_capitals(&self.phrase(section));
        let person = self.profile();
        self.last().words.push(words_of(person, voice, text));
    }

    /// Has nobody said anything at this meeting yet?
    pub(crate) fn is_without_words(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.events.iter().all(|event| event.words.is_empty()))
    }

    /// A few words for a fact, composed of a section.
    pub(crate) fn phrase(&mut self, section: &str) -> String {
        WORDS.say(section, &mut self.dice, &mut self.filling)
    }

    /// The last event touches on this.
    pub(crate) fn touches(&mut self, topic: Topic) {
        self.last().topics = vec![topic.into()];
    }

    /// The last event happened earlier than it was told: so many days ago.
    pub(crate) fn days_ago(&mut self, days: RangeInclusive<i32>) {
        let earlier = days_from(self.day, -self.dice.between(days));
        let event = self.last();
        event.happened = Some(dated(earlier));
        (event.place, event.manner) = (None, Manner::Unspecified.into());
    }

    /// How the agency whose turn it is knows this person.
    pub(crate) fn profile(&self) -> Symbol {
        let known = self.known.profiles.iter().find(|(agency, _)| *agency == self.agency);
        known.map_or(self.me.symbol, |(_, profile)| *profile)
    }

    /// The supporter who is here.
    pub(crate) fn supporter(&self) -> Symbol {
        self.town.supporters[self.companion].symbol
    }

    /// Sends what has been written.
    pub(crate) fn close(&mut self) {
        let Some(open) = self.open.take().filter(|open| !open.events.is_empty()) else { return };
        let Open { agency, at, acting_for, events, defines, .. } = open;
        self.drafts.push(Draft { at, agency, acting_for, events, defines });
    }

    /// The first, so many times in a hundred; otherwise the second.
    pub(crate) fn either<T>(&mut self, percent: u32, first: T, second: T) -> T {
        if self.dice.chance(percent) { first } else { second }
    }

    /// Goes on in the name of another agency.
    pub(crate) fn speak_for(&mut self, agency: Agency) {
        self.close();
        self.agency = agency;
    }

    /// Goes on in the name of the agency that heard of them first.
    pub(crate) fn speak_for_home(&mut self) {
        self.speak_for(self.me.agency);
    }
}

fn season(day: Date) -> &'static str {
    match day.month() {
        3..=5 => "season.spring",
        6..=8 => "season.summer",
        9..=11 => "season.autumn",
        _ => "season.winter",
    }
}
