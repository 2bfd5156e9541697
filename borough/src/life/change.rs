//! What the resident decides about their story, and what is put right, taken back, disputed or worried about.

use jiff::civil::Date;
use throughline_proto::v1::{
    Audience, AudienceWidth, Corrected, DisagreementAdded, Event, Met, OtherwiseTold, RestChosen, SafetyConcernAnswered,
    SafetyConcernShared, SharingChosen, SharingLevel, SharingScope, Topic, Voice, Withdrawn, WithdrawnBecause, event::Kind,
    sharing_scope::Scope,
};

use super::{Life, Where, together};
use crate::{
    action::SymbolKind,
    calendar::{dated, days_from},
};

impl Life<'_> {
    /// A pause. The door stays open.
    pub(crate) fn rests(&mut self, until: Option<Date>, leave_me_be: bool) {
        let until = until.map(|day| day.to_string()).unwrap_or_default();
        self.add(Kind::RestChosen(RestChosen { until, leave_me_be, ended: false }));
        self.say(Voice::Resident, if leave_me_be { "rest.leave-me-be" } else { "rest.said" });
    }

    /// They are back.
    pub(crate) fn is_back(&mut self) {
        self.add(Kind::RestChosen(RestChosen { until: String::new(), leave_me_be: false, ended: true }));
        self.say(Voice::Resident, "rest.back");
    }

    /// "Just us": this event stays between the agency and the resident.
    pub(crate) fn just_us(&mut self) {
        self.last().audience = Some(Audience { width: AudienceWidth::JustUs.into(), agencies: Vec::new() });
    }

    /// The resident chose who may see what. An agency writes down what opens to others; to itself, or to all, only what it wrote.
    pub(crate) fn chooses_sharing(&mut self) {
        let own = self.me.agency.slug().to_owned();
        let others = self.known.profiles.iter().map(|(agency, _)| agency.slug().to_owned());
        let agencies: Vec<String> = others.filter(|agency| *agency != own).collect();
        let (scope, level) = match self.dice.below(5) {
            0 => (Scope::Kind("life_map_made".into()), SharingLevel::Nothing),
            1 if !agencies.is_empty() => (Scope::Topic(Topic::Health.into()), SharingLevel::Sentence),
            2 if !agencies.is_empty() => (Scope::Everything(true), SharingLevel::Sentence),
            3 if !agencies.is_empty() => (Scope::Kind("met".into()), SharingLevel::Words),
            _ => (Scope::WrittenBy(own), SharingLevel::Words),
        };
        let until = if self.dice.chance(30) { days_from(self.day, self.dice.between(60..=300)).to_string() } else { String::new() };
        let scope = Some(SharingScope { scope: Some(scope) });
        self.add(Kind::SharingChosen(SharingChosen { scope, agencies, level: level.into(), until, never_supporters: Vec::new() }));
        self.say(Voice::Resident, "share.choice");
    }

    /// One supporter shall see nothing: they know each other from elsewhere.
    pub(crate) fn keeps_one_away(&mut self) {
        let beside = |supporter: usize| self.known.beside.iter().any(|beside| beside.supporter == supporter);
        let away = (0..self.town.supporters.len()).find(|index| !beside(*index) && self.town.supporters[*index].agency != self.me.agency);
        self.known.never.extend(away);
        let Some(away) = away.map(|index| self.town.supporters[index].symbol.to_string()) else { return };
        self.add(Kind::SharingChosen(SharingChosen { never_supporters: vec![away], ..Default::default() }));
        self.say(Voice::Resident, "share.never");
    }

    /// What was written of the last meeting is put right, taken back or disputed.
    pub(crate) fn looks_again(&mut self) {
        let Some((agency, event, day)) = self.known.last_met.take() else { return };
        let event = event.to_string();
        self.speak_for(agency);
        match self.dice.below(10) {
            0..=3 => {
                self.come(1..=5, Where::Online);
                let (why, with) = (self.phrase("change.corrected"), vec![self.supporter().to_string()]);
                let kind = Some(Kind::Met(Met { with, one_way: false }));
                let instead = Box::new(Event { happened: Some(dated(days_from(day, -1))), kind, ..Default::default() });
                self.add(Kind::Corrected(Box::new(Corrected { event, why, instead: Some(instead) })));
            }
            4..=5 => {
                self.come(1..=3, Where::Online);
                let (because, section) = match self.dice.below(3) {
                    0 => (WithdrawnBecause::UnsafeToShow, "change.unsafe"),
                    1 => (WithdrawnBecause::WrongPerson, "change.wrong-person"),
                    _ => (WithdrawnBecause::Mistake, "change.mistake"),
                };
                let why = self.phrase(section);
                self.add(Kind::Withdrawn(Withdrawn { event, because: because.into(), why }));
            }
            _ => {
                self.come_as_myself(3..=12);
                let (by, view) = (together::resident(self.me.symbol), self.phrase("change.view"));
                self.add(Kind::DisagreementAdded(DisagreementAdded { event, by, view }));
                self.say(Voice::Resident, "change.disagrees");
            }
        }
        let event = self.last();
        (event.place, event.manner) = (None, 0);
    }

    /// A worry about their safety, shared with the agency's own lead, and answered.
    pub(crate) fn worries(&mut self) {
        let told = self.dice.chance(75);
        let why_not_told = if told { String::new() } else { self.phrase("safety.why-not") };
        let concern = SafetyConcernShared {
            to_roles: vec![format!("{}/safeguarding-lead", self.agency.slug())],
            lawful_basis: "Care Act 2014, section 42".into(),
            resident_told: told,
            why_not_told,
        };
        self.add(Kind::SafetyConcernShared(concern));
        self.say(Voice::Supporter, "safety.shared");
        let concern = self.name_last(SymbolKind::Event).to_string();
        self.come(1..=3, Where::Phone);
        let what = self.phrase("safety.answered");
        self.add(Kind::SafetyConcernAnswered(SafetyConcernAnswered { concern, what, resident_told: true, why_not_told: String::new() }));
        self.last().manner = 0;
    }

    /// What might have happened otherwise, which stands in the story because the resident agrees.
    pub(crate) fn might_have_been(&mut self) {
        let what = self.phrase("otherwise");
        self.add(Kind::OtherwiseTold(OtherwiseTold { what, resident_agrees: true }));
    }
}
