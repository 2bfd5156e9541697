//! Being in touch and walking alongside: who comes, what happens when somebody has left, and the yes.

use throughline_proto::v1::{
    AlongsideEnded, AlongsideStarted, EndedBecause, HowItWas, Introduced, MeetingPlanned, Met, Party, ReachedOut, SaidHowItWas, Voice, Yes,
    YesBasis, event::Kind, party::Party as Of,
};

use super::{Life, Where};
use crate::{
    action::{Symbol, SymbolKind},
    agency::Agency,
    calendar::{days_between, days_from, timed},
    cast,
    words::Own,
};

/// Somebody walks alongside.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    pub(crate) agency: Agency,
    pub(crate) supporter: usize,
    pub(crate) with_yes: bool,
}

/// A resident, as one who acts or receives.
pub(crate) fn resident(symbol: Symbol) -> Option<Party> {
    Some(Party { party: Some(Of::Resident(symbol.to_string())) })
}

/// A supporter, likewise.
pub(crate) fn supporter(symbol: Symbol) -> Option<Party> {
    Some(Party { party: Some(Of::Supporter(symbol.to_string())) })
}

impl Life<'_> {
    /// Who comes from the agency whose turn it is. If the one alongside has left, somebody new is found first, or nobody is.
    pub(super) fn who_comes(&mut self) -> usize {
        let Some(at) = self.known.beside.iter().position(|beside| beside.agency == self.agency) else {
            return self.somebody_of(self.agency);
        };
        let Beside { supporter, with_yes, .. } = self.known.beside[at];
        let left = &self.town.supporters[supporter];
        if !left.has_left(self.day) {
            return left.covered_by(self.day).unwrap_or(supporter);
        }
        self.known.beside.remove(at);
        let since = left.leaves.map_or(0, |leaves| days_between(leaves, self.day));
        if with_yes && self.dice.chance(82) {
            self.is_found_anew(supporter, since);
            return if self.is_over() { supporter } else { self.who_comes() };
        }
        if self.agency == self.me.agency {
            // The promise stays open, and the story goes quiet: somebody rang once.
            self.companion = self.somebody_of(self.agency);
            self.open(Where::Phone, Some(self.supporter()));
            self.reach_out("know.rang");
            self.stop();
        }
        self.somebody_of(self.agency)
    }

    /// Somebody of an agency who has not left: for each resident always the same, as long as they are there.
    pub(crate) fn somebody_of(&self, agency: Agency) -> usize {
        let supporters = &self.town.supporters;
        let here = |index: &usize| supporters[*index].agency == agency && !supporters[*index].has_left(self.day);
        let welcome: Vec<usize> = (0..supporters.len()).filter(here).filter(|index| !self.known.never.contains(index)).collect();
        match welcome.len() {
            0 => (0..supporters.len()).rev().find(here).unwrap_or(0),
            count => welcome[self.me.number as usize % count],
        }
    }

    /// The promise that a supporter's leaving made is kept: somebody new, with a yes, and they meet.
    fn is_found_anew(&mut self, before: usize, since_days: i32) {
        self.filling.set(Own::OtherSupporter, self.town.supporters[before].first_name);
        if since_days < 5 {
            self.move_on(6..=30);
        }
        if self.over {
            return;
        }
        self.companion = self.somebody_of(self.agency);
        self.filling.set(Own::Supporter, self.town.supporters[self.companion].first_name);
        self.open(Where::Home, Some(self.supporter()));
        self.walks_alongside(28);
        self.met("know.anew");
        self.close();
        self.move_on(3..=12);
    }

    /// Spent time together, with words of what the supporter saw.
    pub(crate) fn met(&mut self, section: &str) {
        let mut with = vec![self.supporter().to_string()];
        with.extend(self.somebody_else_beside());
        self.add(Kind::Met(Met { with, one_way: false }));
        self.say(Voice::Supporter, section);
        self.remember_meeting();
    }

    /// Now and then two come together.
    fn somebody_else_beside(&mut self) -> Option<String> {
        let with_yes = |beside: &&Beside| beside.with_yes && beside.agency != self.agency;
        let other = &self.town.supporters[self.known.beside.iter().find(with_yes)?.supporter];
        let is_about = !other.has_left(self.day) && other.covered_by(self.day).is_none();
        (is_about && self.dice.chance(12)).then(|| other.symbol.to_string())
    }

    /// The same without words.
    pub(crate) fn met_briefly(&mut self) {
        let with = vec![self.supporter().to_string()];
        self.add(Kind::Met(Met { with, one_way: false }));
    }

    fn remember_meeting(&mut self) {
        if !self.over && self.dice.chance(12) {
            let symbol = self.name_last(SymbolKind::Event);
            self.known.last_met = Some((self.agency, symbol, self.day));
        }
    }

    /// Tried to be in touch and got no reply.
    pub(crate) fn reach_out(&mut self, section: &str) {
        let by = vec![self.supporter().to_string()];
        self.add(Kind::ReachedOut(ReachedOut { by }));
        if self.dice.chance(60) {
            self.say(Voice::Supporter, section);
        }
    }

    /// A meeting was planned for so many days on.
    pub(crate) fn plan_meeting(&mut self, days: i32) {
        let planned_for = Some(timed(days_from(self.day, days), 9 * 60 + 30 * self.dice.below(16)));
        let with = vec![self.supporter().to_string()];
        self.add(Kind::MeetingPlanned(MeetingPlanned { planned_for, with }));
    }

    /// A yes, as the supporter who is here heard it: the resident's own, or a parent's for a child.
    pub(crate) fn yes(&mut self) -> Option<Yes> {
        // Another agency does not know the parent: there it is the child's own yes, by understanding.
        let parent = self
            .me
            .shares_home_with
            .filter(|_| self.me.age < 13 && self.agency == self.me.agency)
            .map(|parent| &self.town.residents[parent]);
        let manner = self.open.as_ref().map_or(0, |open| open.manner.into());
        let heard_by = self.supporter().to_string();
        Some(match parent {
            None => Yes { basis: YesBasis::Own.into(), given_by: resident(self.profile()), heard_by, manner, view: String::new() },
            Some(parent) => {
                let view = self.phrase("know.child-view");
                Yes { basis: YesBasis::Parent.into(), given_by: resident(parent.symbol), heard_by, manner, view }
            }
        })
    }

    /// The supporter who is here begins to walk alongside, with a yes.
    pub(crate) fn walks_alongside(&mut self, meet_every_days: u32) {
        let yes = self.yes();
        self.alongside(yes, meet_every_days);
    }

    /// The yes of the alongside that has just begun is this one.
    pub(crate) fn with_this_yes(&mut self, yes: Yes) {
        if let Some(Kind::AlongsideStarted(started)) = &mut self.last().kind {
            started.yes = Some(yes);
        }
    }

    /// The same without a yes: the fact is kept, and grants nothing.
    pub(crate) fn walks_alongside_without_a_yes(&mut self) {
        self.alongside(None, 28);
    }

    fn alongside(&mut self, yes: Option<Yes>, meet_every_days: u32) {
        if self.over || self.known.beside.iter().any(|beside| beside.supporter == self.companion) {
            return;
        }
        let with_yes = yes.is_some();
        self.add(Kind::AlongsideStarted(AlongsideStarted { supporter: self.supporter().to_string(), yes, meet_every_days }));
        self.known.beside.push(Beside { agency: self.agency, supporter: self.companion, with_yes });
    }

    /// Whoever is alongside from this agency stops, and a colleague holds the promise to find somebody.
    pub(crate) fn parts_with(&mut self, because: EndedBecause, section: &str) {
        let Some(at) = self.known.beside.iter().position(|beside| beside.agency == self.agency && beside.supporter == self.companion)
        else {
            return;
        };
        if self.over {
            return;
        }
        let beside = self.known.beside.remove(at);
        self.known.never.push(beside.supporter);
        let colleague =
            cast::colleague(&self.town.supporters, beside.supporter).filter(|other| !self.town.supporters[*other].has_left(self.day));
        let promised_by = match because {
            EndedBecause::ResidentChose => String::new(),
            _ => colleague.map_or_else(String::new, |other| self.town.supporters[other].symbol.to_string()),
        };
        let (supporter, why) = (self.supporter().to_string(), self.phrase(section));
        self.add(Kind::AlongsideEnded(AlongsideEnded { supporter, because: because.into(), why, promised_by }));
    }

    /// Introduced to a supporter of another agency, with the resident's yes.
    pub(crate) fn introduce(&mut self, to: usize) {
        let other = &self.town.supporters[to];
        self.filling.set(Own::OtherSupporter, other.first_name);
        self.filling.set(Own::OtherAgency, other.agency.name());
        let yes = self.yes();
        let by = supporter(self.supporter());
        self.add(Kind::Introduced(Introduced { to: supporter(other.symbol), by, yes }));
        self.say(Voice::Supporter, "know.introduced");
    }

    /// "How was that for you?" of an event.
    pub(crate) fn says_how_it_was(&mut self, event: Symbol, how: HowItWas) {
        self.add(Kind::SaidHowItWas(SaidHowItWas { event: event.to_string(), how: how.into() }));
        let section = match how {
            HowItWas::NotGood => "how.not-good",
            HowItWas::AllRight => "how.all-right",
            _ => "how.good",
        };
        self.say(Voice::Resident, section);
    }
}
