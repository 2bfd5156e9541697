//! The reference for the resident's choices: "the newest choice about the same thing and the same reader counts".

use throughline_access::Sight;
use throughline_proto::v1::{Event, SharingChosen, SharingLevel, Topic, event::Kind, sharing_scope::Scope};
use throughline_story::kind_name;

use crate::{model::topics, standing::Standing, usual};

/// What a choice can be about.
pub struct Matter<'a> {
    /// The event, and the one that it changes: a choice about that is about its changes too.
    pub events: Vec<&'a str>,
    pub kind: &'a str,
    pub written_by: &'a str,
    pub topics: Vec<Topic>,
    pub groups: Vec<&'a str>,
}

impl<'a> Matter<'a> {
    pub fn of(event: &'a Event, kind: &'a Kind) -> Self {
        let events = Self::named([&event.id, usual::changed_by(kind).unwrap_or_default()]);
        Self { events, kind: kind_name(kind), written_by: &event.agency, topics: topics(event, kind), groups: usual::groups(event, kind) }
    }

    /// Those of these events that have a name.
    pub fn named<const N: usize>(events: [&'a str; N]) -> Vec<&'a str> {
        events.into_iter().filter(|id| !id.is_empty()).collect()
    }
}

/// The choices in force that are for one agency.
pub struct Choices<'a> {
    pub standing: Standing<'a>,
    /// What is opened "with everybody alongside" is opened to this agency.
    pub hears_everybody: bool,
}

impl Choices<'_> {
    pub fn in_force(&self) -> impl Iterator<Item = &SharingChosen> {
        self.standing.in_force().filter(|choice| choice.never_supporters.is_empty())
    }

    pub fn about_the_entry(&self, matter: &Matter<'_>) -> Option<Sight> {
        self.newest(|scope| matches!(scope, Scope::Event(id) if matter.events.contains(&id.as_str())))
    }

    /// The least that was chosen about any of its topics.
    pub fn about_any_topic(&self, matter: &Matter<'_>) -> Option<Sight> {
        matter.topics.iter().filter_map(|topic| self.about_topic(*topic)).min()
    }

    /// The least that was chosen about its topics, if each was opened: what starts closed is opened by name.
    pub fn about_every_topic(&self, matter: &Matter<'_>) -> Option<Sight> {
        let each: Option<Vec<Sight>> = matter.topics.iter().map(|topic| self.about_topic(*topic)).collect();
        each?.into_iter().min()
    }

    /// "Where several speak of the same event, the narrowest counts […] its groups, the least of them; its kind; who wrote it; the whole story."
    pub fn about_the_rest(&self, matter: &Matter<'_>) -> Option<Sight> {
        let about_group = |group: &&str| self.newest(|scope| matches!(scope, Scope::Group(chosen) if chosen == group));
        let least = matter.groups.iter().filter_map(about_group).min();
        least
            .or_else(|| self.newest(|scope| matches!(scope, Scope::Kind(kind) if kind == matter.kind)))
            .or_else(|| self.newest(|scope| matches!(scope, Scope::WrittenBy(agency) if agency == matter.written_by)))
            .or_else(|| self.newest(|scope| matches!(scope, Scope::Everything(true))))
    }

    fn about_topic(&self, topic: Topic) -> Option<Sight> {
        self.newest(|scope| matches!(scope, Scope::Topic(chosen) if *chosen == i32::from(topic)))
    }

    /// DESIGN is silent on a newer choice for everybody beside an older one by name: it may narrow that, and not widen it.
    fn newest(&self, about: impl Fn(&Scope) -> bool) -> Option<Sight> {
        let is_about = |choice: &&SharingChosen| choice.scope.as_ref().and_then(|scope| scope.scope.as_ref()).is_some_and(&about);
        let fitting: Vec<&SharingChosen> = self.in_force().filter(is_about).filter(|choice| self.is_for_this_agency(choice)).collect();
        let newest = level(fitting.last()?);
        let by_name = fitting.iter().rev().find(|choice| self.standing.is_named(choice));
        Some(by_name.map_or(newest, |by_name| newest.min(level(by_name))))
    }

    /// "With which agencies; with everybody alongside when empty." DESIGN is silent on "nothing" for everybody: it closes to those who are not
    /// alongside too.
    fn is_for_this_agency(&self, choice: &SharingChosen) -> bool {
        let for_everybody = choice.agencies.is_empty() && (self.hears_everybody || level(choice) == Sight::Nothing);
        for_everybody || self.standing.is_named(choice)
    }
}

fn level(choice: &SharingChosen) -> Sight {
    match choice.level() {
        SharingLevel::Words => Sight::Words,
        SharingLevel::Sentence => Sight::Sentence,
        SharingLevel::Nothing | SharingLevel::Unspecified => Sight::Nothing,
    }
}
