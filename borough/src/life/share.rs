//! What somebody shares of their life: gifts, hopes, the life map, what they chose, their people, and the groups they go to.

use throughline_proto::v1::{
    Bond, BondTold, ChoseToWorkOn, CircleChanged, CircleMember, Colour, ConnectedToGroup, FamilyNamed, GroupLeft, HopeShared,
    LifeMapAnswer, LifeMapMade, LivesTogether, Part, Role, StepTaken, StrengthShared, Voice, circle_member::Member, event::Kind,
};

use super::Life;
use crate::{
    action::SymbolKind,
    calendar::{days_between, days_from},
    tables::TABLES,
    words::Own,
};

impl Life<'_> {
    /// What they are known for.
    pub(crate) fn shares_the_gift(&mut self) {
        let what = self.phrase(&format!("{}.what", self.gift));
        self.add(Kind::StrengthShared(StrengthShared { what }));
        let (voice, part) = if self.dice.chance(50) { (Voice::Resident, "said") } else { (Voice::Supporter, "seen") };
        self.say(voice, &format!("{}.{part}", self.gift));
    }

    /// Something else they are good at, know or enjoy.
    pub(crate) fn shares_a_strength(&mut self, section: &str) {
        let what = self.phrase(section);
        self.add(Kind::StrengthShared(StrengthShared { what }));
        if self.dice.chance(35) {
            self.say(Voice::Supporter, "share.strength");
        }
    }

    /// What matters to them.
    pub(crate) fn shares_the_hope(&mut self) {
        let what = self.filling.get(Own::Hope).to_owned();
        self.add(Kind::HopeShared(HopeShared { what }));
        self.say(Voice::Resident, "share.hope");
    }

    /// Another hope, of this section.
    pub(crate) fn hopes(&mut self, section: &str) {
        let what = self.phrase(section);
        self.filling.set(Own::Hope, what.clone());
        self.add(Kind::HopeShared(HopeShared { what }));
    }

    /// They drew their life map; the first time as their arc has it, and later as things have moved on.
    pub(crate) fn draws_the_life_map(&mut self) {
        if self.is_over() {
            return;
        }
        let first = self.known.map.is_empty();
        let hard = self.me.arc.hard();
        let map: Vec<i32> = TABLES
            .indicators
            .iter()
            .enumerate()
            .map(|(index, indicator)| {
                let before = self.known.map.get(index).copied();
                i32::from(self.colour(before, hard.contains(&indicator.as_str())))
            })
            .collect();
        let answers = TABLES.indicators.iter().zip(&map);
        let answers = answers.map(|(indicator, colour)| LifeMapAnswer { indicator: indicator.clone(), colour: *colour }).collect();
        self.add(Kind::LifeMapMade(LifeMapMade { set: TABLES.life_map.set.clone(), answers }));
        self.say(Voice::Resident, if first { "map.first" } else { "map.again" });
        (self.known.map, self.known.mapped) = (map, Some(self.day));
    }

    fn colour(&mut self, before: Option<i32>, hard: bool) -> Colour {
        let rolled = self.dice.below(100);
        match before.and_then(|before| Colour::try_from(before).ok()) {
            // Most stays as it was; what was hard is what has moved, and not always upward.
            Some(Colour::Red) if rolled < 55 => Colour::Yellow,
            Some(Colour::Red) if rolled < 68 => Colour::Green,
            Some(Colour::Yellow) if rolled < 30 => Colour::Green,
            Some(Colour::Green) if rolled < 5 => Colour::Yellow,
            Some(Colour::Skipped) if rolled < 30 => Colour::Yellow,
            Some(same) => same,
            None if hard => {
                if rolled < 75 {
                    Colour::Red
                } else {
                    Colour::Yellow
                }
            }
            None => match rolled {
                0..=54 => Colour::Green,
                55..=80 => Colour::Yellow,
                81..=89 => Colour::Red,
                _ => Colour::Skipped,
            },
        }
    }

    /// How many days ago the map was drawn, if it was.
    pub(crate) fn days_since_the_map(&self) -> Option<i32> {
        self.known.mapped.map(|mapped| days_between(mapped, self.day))
    }

    /// What they chose to work on; with the indicator of the life map that it belongs to, or "".
    pub(crate) fn chooses(&mut self, section: &str, indicator: &str) {
        let indicator = indicator.to_owned();
        let (what, why) = (self.phrase(section), self.phrase("choice.why"));
        let by_when = if self.dice.chance(35) { days_from(self.day, self.dice.between(25..=120)).to_string() } else { String::new() };
        self.add(Kind::ChoseToWorkOn(ChoseToWorkOn { indicator, what, why, by_when }));
        if !self.is_over() {
            self.known.choice = Some(self.name_last(SymbolKind::Event));
        }
    }

    /// A step toward it.
    pub(crate) fn takes_a_step(&mut self, section: &str) {
        let Some(choice) = self.known.choice else { return };
        let what = self.phrase(section);
        self.add(Kind::StepTaken(StepTaken { choice: choice.to_string(), what }));
        if self.dice.chance(45) {
            self.say(Voice::Resident, "choice.step-said");
        }
    }

    /// They joined in with a group.
    pub(crate) fn joins(&mut self, key: &'static str) {
        let Some(group) = self.town.group(key).filter(|group| !self.known.groups.contains(&group.key)) else { return };
        self.filling.set(Own::Group, group.name.clone());
        self.add(Kind::ConnectedToGroup(ConnectedToGroup { group: group.symbol.to_string() }));
        self.say(Voice::Supporter, "group.joined");
        if !self.is_over() {
            self.known.groups.push(key);
        }
    }

    /// They stopped going.
    pub(crate) fn leaves_a_group(&mut self) {
        let Some(key) = self.known.groups.pop() else { return };
        let Some(group) = self.town.group(key) else { return };
        self.filling.set(Own::Group, group.name.clone());
        let why = self.phrase("group.left-why");
        self.add(Kind::GroupLeft(GroupLeft { group: group.symbol.to_string(), why }));
    }

    /// Who shares their home, and what they are to each other.
    pub(crate) fn tells_of_home(&mut self, bond: Bond) {
        let Some(other) = self.me.shares_home_with.map(|other| &self.town.residents[other]) else { return };
        if !other.is_there(self.day) || self.agency != self.me.agency {
            return;
        }
        let both = || [self.me.symbol, other.symbol].map(|person| Part { person: person.to_string(), role: Role::About.into() }).to_vec();
        let people = both();
        let told = BondTold { of: self.me.symbol.to_string(), to: other.symbol.to_string(), bond: bond.into(), ended: false };
        self.add(Kind::BondTold(told)).people = people.clone();
        self.add(Kind::LivesTogether(LivesTogether { ended: false })).people = people;
    }

    /// A neighbour whom they call a friend.
    pub(crate) fn tells_of_a_friend(&mut self, bond: Bond) {
        let known = self.last_helped.filter(|other| self.agency == self.me.agency && self.town.residents[*other].is_there(self.day));
        let Some(other) = known.or_else(|| self.a_neighbour()).map(|other| &self.town.residents[other]) else { return };
        let people = [self.me.symbol, other.symbol].map(|person| Part { person: person.to_string(), role: Role::About.into() }).to_vec();
        let told = BondTold { of: self.me.symbol.to_string(), to: other.symbol.to_string(), bond: bond.into(), ended: false };
        self.add(Kind::BondTold(told)).people = people;
    }

    /// Their circle of care.
    pub(crate) fn names_the_circle(&mut self) {
        let mut members = vec![self.told("circle.close", "circle.close-part"), self.told("circle.near", "circle.near-part")];
        let supporter = Member::Supporter(self.supporter().to_string());
        members.push(CircleMember { member: Some(supporter), part: self.phrase("circle.supporter-part") });
        self.add(Kind::CircleChanged(CircleChanged { members }));
        if self.dice.chance(50) {
            self.say(Voice::Resident, "circle.said");
        }
    }

    /// The people they call family.
    pub(crate) fn names_family(&mut self) {
        let members = (0..2 + self.dice.below(2)).map(|_| self.told("family.member", "family.part")).collect();
        self.add(Kind::FamilyNamed(FamilyNamed { members }));
        if self.dice.chance(50) {
            self.say(Voice::Resident, "family.said");
        }
    }

    fn told(&mut self, who: &str, part: &str) -> CircleMember {
        CircleMember { member: Some(Member::Text(self.phrase(who))), part: self.phrase(part) }
    }
}
