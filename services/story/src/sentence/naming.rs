//! Who is called what. Whoever the reader may not know is "someone" or "somebody at" an agency; nobody is ever called by an id.

use throughline_proto::v1::{Party, Role, party};

use super::{
    teller::Teller,
    text,
    value::{Named, Value::Text},
};

/// The place's own agency, which has a word and no name.
const KEEPER: &str = "keeper";

impl Teller<'_> {
    /// Whom the event is about: the person of the story first.
    pub(super) fn who(&self) -> Named {
        self.residents(self.with_role(Role::About), Vec::new())
    }

    /// Whom the event is about, without this party; none when nobody else is left.
    pub(super) fn others_besides(&self, party: Option<&Party>) -> Option<Named> {
        let without = resident_of(party);
        let mut others =
            self.with_role(Role::About).filter(|other| !without.is_some_and(|without| self.is_same(other, without))).peekable();
        others.peek()?;
        Some(self.residents(others, Vec::new()))
    }

    /// This resident is among those whom the event is about.
    pub(super) fn is_about(&self, party: Option<&Party>) -> bool {
        resident_of(party).is_some_and(|person| self.with_role(Role::About).any(|about| self.is_same(about, person)))
    }

    /// The event is about the person of the story, and about nobody else.
    pub(super) fn is_about_story_alone(&self) -> bool {
        self.with_role(Role::About).all(|person| self.is_of_story(person))
    }

    /// One resident.
    pub(super) fn person(&self, person: &str) -> Named {
        self.residents(std::iter::once(person), Vec::new())
    }

    /// Somebody whom the reader may not know.
    pub(super) fn someone(&self) -> Named {
        Named::one(self.phrase("someone", &[]))
    }

    /// The person of the story, or else the first whom the event is about.
    pub(super) fn main_person(&self) -> Named {
        let main = self.story_profile().or_else(|| self.with_role(Role::About).next());
        self.residents(main.into_iter(), Vec::new())
    }

    /// Whom the main person met: the supporters, or else whoever recorded it; and the others who were there.
    pub(super) fn met_with(&self, supporters: &[String]) -> Named {
        let first_is_main = self.story_profile().is_none();
        let there = |role| self.with_role(role).filter(|person| !self.is_of_story(person));
        let others = there(Role::About).skip(usize::from(first_is_main)).chain(there(Role::Present));
        let mut names: Vec<_> = supporters.iter().map(|supporter| self.known_supporter(supporter)).collect();
        if names.is_empty() {
            names.push(self.recorder());
        }
        self.residents(others, names)
    }

    /// Supporters by name; whoever recorded it when there are none.
    pub(super) fn supporters(&self, supporters: &[String]) -> Named {
        if supporters.is_empty() {
            return self.doer();
        }
        self.list(supporters.iter().map(|supporter| self.known_supporter(supporter)).collect())
    }

    /// A supporter: "Amira from Harmony House".
    pub(super) fn supporter(&self, supporter: &str) -> Named {
        self.known_supporter(supporter).map_or_else(|| self.someone(), Named::one)
    }

    /// A supporter of the agency that writes: "somebody at Harmony House" when there is no name.
    pub(super) fn supporter_of_agency(&self, supporter: &str) -> Named {
        self.known_supporter(supporter).or_else(|| self.somebody_at(&self.event.agency)).map_or_else(|| self.someone(), Named::one)
    }

    /// A party; whoever recorded it, or else the agency, when none was said.
    pub(super) fn party_or_doer(&self, party: Option<&Party>) -> Named {
        self.party(party).unwrap_or_else(|| self.doer())
    }

    /// A party, if one was said.
    pub(super) fn party(&self, party: Option<&Party>) -> Option<Named> {
        party.and_then(|party| party.party.as_ref()).map(|party| match party {
            party::Party::Resident(person) => self.person(person),
            party::Party::Supporter(supporter) => self.supporter(supporter),
            party::Party::Agency(agency) => Named::one(self.agency(agency)),
        })
    }

    /// Who told it, if that was somebody else than those it is about.
    pub(super) fn told_by(&self) -> Named {
        let told_by = self.event.told_by.as_ref();
        if self.is_about(told_by) { Named::nobody() } else { self.party(told_by).unwrap_or_else(Named::nobody) }
    }

    /// Whoever recorded it, or else the agency.
    pub(super) fn doer(&self) -> Named {
        if self.event.recorded_by.is_empty() {
            return Named::one(self.agency(&self.event.agency));
        }
        self.supporter(&self.event.recorded_by)
    }

    /// An agency by its name.
    pub(super) fn agency(&self, agency: &str) -> String {
        if agency == KEEPER {
            return self.phrase("the-keeper", &[]);
        }
        let name = if agency.is_empty() { String::new() } else { self.names.agency(agency) };
        let name = text::clean(&name);
        if name.is_empty() { self.phrase("an-agency", &[]) } else { name.into_owned() }
    }

    /// A group or a space by its name, if the reader may know it.
    pub(super) fn group(&self, group: &str) -> Named {
        let name = self.names.group(group).unwrap_or_default();
        let name = text::clean(&name);
        if name.is_empty() { Named::nobody() } else { Named::one(name.into_owned()) }
    }

    fn with_role(&self, role: Role) -> impl Iterator<Item = &str> {
        self.event.people.iter().filter(move |part| part.role() == role).map(|part| part.person.as_str())
    }

    /// The profile under which the person of the story takes part.
    fn story_profile(&self) -> Option<&str> {
        let mut taking_part = self.event.people.iter().filter(|part| part.role() != Role::Mentioned);
        taking_part.find(|part| self.is_of_story(&part.person)).map(|part| part.person.as_str())
    }

    fn is_same(&self, one: &str, other: &str) -> bool {
        one == other || (self.is_of_story(one) && self.is_of_story(other))
    }

    /// A profile of the story's person.
    pub(super) fn is_of_story(&self, person: &str) -> bool {
        self.story_people.iter().any(|profile| profile == person)
    }

    /// A resident's name, if the reader may know it.
    pub(super) fn resident(&self, person: &str) -> Option<String> {
        let name = self.names.resident(person)?;
        Some(text::clean(&name).into_owned()).filter(|name| !name.is_empty())
    }

    /// What a supporter is called, if the reader may know anything of them.
    pub(super) fn known_supporter(&self, supporter: &str) -> Option<String> {
        let Some((name, agency)) = self.names.supporter(supporter) else {
            return if supporter == self.event.recorded_by { self.somebody_at(&self.event.agency) } else { None };
        };
        let (name, agency) = (text::clean(&name), text::clean(&agency));
        Some(match (name.is_empty(), agency.is_empty()) {
            (true, true) => return None,
            (true, false) => self.phrase("somebody-at", &[("agency", Text(&agency))]),
            (false, true) => name.into_owned(),
            (false, false) => self.phrase("supporter", &[("name", Text(&name)), ("agency", Text(&agency))]),
        })
    }

    /// Whoever recorded it, as a person.
    fn recorder(&self) -> Option<String> {
        if self.event.recorded_by.is_empty() { self.somebody_at(&self.event.agency) } else { self.known_supporter(&self.event.recorded_by) }
    }

    fn somebody_at(&self, agency: &str) -> Option<String> {
        if agency.is_empty() { None } else { Some(self.phrase("somebody-at", &[("agency", Text(&self.agency(agency)))])) }
    }
}

fn resident_of(party: Option<&Party>) -> Option<&str> {
    match party?.party.as_ref()? {
        party::Party::Resident(person) => Some(person),
        party::Party::Supporter(_) | party::Party::Agency(_) => None,
    }
}
