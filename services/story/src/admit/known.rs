//! What the writer knows, and may therefore name. What is not theirs is told apart from what does not exist by nobody.

use throughline_proto::v1::{Alongside, Event, Lane, Promise, PromiseKind, SafetyConcernShared, Story, event::Kind};

use super::{ActingFor, request::Request, safety};
use crate::{
    Refused,
    fold::is_withdrawn,
    is_told_later,
    kind::{about, concerned, lane},
    refs::role_agency,
};

impl<'a> Request<'a> {
    /// The story of a person, whoever may see it.
    pub(super) fn find_story(&self, person: &str) -> Option<usize> {
        self.stories.iter().position(|story| has_profile(story, person))
    }

    /// The story of a person about whom the writer may write.
    pub(super) fn story_of(&self, person: &str) -> Result<usize, Refused> {
        let index = self.find_story(person).filter(|index| self.knows(&self.stories[*index]));
        index.ok_or_else(|| Refused::PersonUnknown { person: person.to_owned() })
    }

    /// The stories of all whom an event is about, each once.
    pub(super) fn stories_about(&self, event: &Event) -> Vec<usize> {
        let mut stories: Vec<usize> = about(event).filter_map(|person| self.find_story(person)).collect();
        stories.sort_unstable();
        stories.dedup();
        stories
    }

    /// Whether the writer knows a story: one of its profiles is the agency's own, or the agency is alongside with a yes, or it is the
    /// story of the resident for whom it writes, or of somebody for whom that resident may speak.
    pub(super) fn knows(&self, story: &Story) -> bool {
        self.has_own_profile(story) || self.is_alongside(story) || self.acts_for_resident_of(story)
    }

    pub(super) fn has_own_profile(&self, story: &Story) -> bool {
        story.profiles.iter().any(|profile| profile.agency == self.writer.agency)
    }

    pub(super) fn is_alongside(&self, story: &Story) -> bool {
        let with_yes = |one: &Alongside| one.with_yes && one.ended_event.is_empty() && one.agency == self.writer.agency;
        story.alongside.iter().any(with_yes)
    }

    pub(super) fn acts_for_resident_of(&self, story: &Story) -> bool {
        matches!(&self.writer.acting_for, ActingFor::Resident(person) if has_profile(story, person)) || self.speaks_as_proxy(story)
    }

    /// An event that the writer may name.
    pub(super) fn event(&self, id: &str) -> Result<&'a Event, Refused> {
        self.find_event(id).filter(|event| self.sees(event)).ok_or_else(|| Refused::EventUnknown { event: id.to_owned() })
    }

    pub(super) fn find_event(&self, id: &str) -> Option<&'a Event> {
        let before = self.around.events.get(id).map(|told| &told.event);
        before.or_else(|| self.earlier.get(id).copied())
    }

    /// An agency keeps sight of what it wrote. A worry about safety is seen by its roles only.
    fn sees(&self, event: &Event) -> bool {
        if event.agency == self.writer.agency || lane(event) == Lane::Public {
            return true;
        }
        match &event.kind {
            Some(Kind::SafetyConcernShared(it)) => self.has_role(it),
            Some(Kind::SafetyConcernAnswered(it)) => self.has_role_of(&it.concern),
            Some(Kind::LooksReleased(it)) => self.has_role_of(&it.concern),
            Some(Kind::EmergencyOpened(_)) => self.is_told_of(event, &event.id),
            Some(Kind::EmergencyReviewed(it)) => self.is_told_of(event, &it.opening),
            _ => concerned(event).any(|person| self.story_of(person).is_ok()),
        }
    }

    /// The resident names an opening once they are told of it; others learn of it from the list of what was opened.
    fn is_told_of(&self, event: &Event, opening: &str) -> bool {
        let mut stories = concerned(event).filter_map(|person| self.find_story(person)).map(|index| &self.stories[index]);
        stories.any(|story| self.acts_for_resident_of(story) && !is_told_later(story, opening))
    }

    fn has_role_of(&self, concern: &str) -> bool {
        match self.find_event(concern).and_then(|concern| concern.kind.as_ref()) {
            Some(Kind::SafetyConcernShared(it)) => self.has_role(it),
            _ => false,
        }
    }

    /// The agency's system names it for any of its people; what they may say of it is for the rule. A person names it who may see it.
    fn has_role(&self, concern: &SafetyConcernShared) -> bool {
        match &self.writer.acting_for {
            ActingFor::System => concern.to_roles.iter().any(|role| role_agency(role) == self.writer.agency),
            ActingFor::Resident(_) | ActingFor::Auditor(_) => false,
            ActingFor::Supporter(supporter) => safety::is_for(self, &concern.to_roles, supporter),
        }
    }

    /// Whether a person is one of those concerned by an event that the agency itself wrote: it may go on to change or finish that.
    pub(super) fn wrote_about(&self, person: &str, event: &str) -> bool {
        self.find_event(event).is_some_and(|event| event.agency == self.writer.agency && concerned(event).any(|other| other == person))
    }

    /// A promise of a story, named by its event.
    pub(super) fn promise(&self, story: usize, name: &str, kind: PromiseKind) -> Result<&Promise, Refused> {
        let story = &self.stories[story];
        let promise = story.promises.iter().find(|promise| promise.event == name && promise.kind() == kind);
        promise.ok_or_else(|| {
            if is_withdrawn(&story.changes, name) {
                Refused::AlreadyWithdrawn { event: name.to_owned() }
            } else {
                Refused::OfferUnknown { offer: name.to_owned() }
            }
        })
    }

    /// A supporter of the writer's own agency.
    pub(super) fn own_supporter(&self, supporter: &str) -> Result<(), Refused> {
        if self.joined.contains(supporter) {
            return Ok(());
        }
        match self.around.supporters.get(supporter) {
            None => Err(Refused::SupporterUnknown { supporter: supporter.to_owned() }),
            Some(known) if known.agency == self.writer.agency => Ok(()),
            Some(_) => Err(Refused::NotYoursToActFor { supporter: supporter.to_owned() }),
        }
    }

    pub(super) fn has_left(&self, supporter: &str) -> bool {
        self.left.contains(supporter) || self.around.supporters.get(supporter).is_some_and(|known| known.left)
    }
}

pub(super) fn has_profile(story: &Story, person: &str) -> bool {
    story.profiles.iter().any(|profile| profile.person == person)
}
