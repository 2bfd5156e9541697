//! What the resident chose about one reading agency. What a choice comes to, policies say.

use throughline_proto::v1::{
    Audience, AudienceWidth, Event, SharingChosen, SharingLevel, SharingScope, Story, Topic, event::Kind, place::Place,
    sharing_scope::Scope,
};

use super::Sight;
use crate::policies::facts::Chosen;

/// What a choice can be about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matter<'a> {
    /// The event, and the one that it changes.
    pub(super) events: [&'a str; 2],
    pub(super) kind: &'static str,
    pub(super) written_by: &'a str,
    /// Topics of the event, and of what it puts in place of another.
    pub(super) topics: [&'a [i32]; 2],
    /// The groups and spaces that it has to do with: where it happened and what it names, and the same of what it puts in place of another.
    pub(super) groups: [&'a str; 4],
}

impl<'a> Matter<'a> {
    pub(super) fn new(event: &'a Event, kind: &'a Kind, changes: &'a str) -> Self {
        let instead = match kind {
            Kind::Corrected(corrected) => corrected.instead.as_deref(),
            _ => None,
        };
        Self {
            events: [&event.id, changes],
            kind: throughline_story::kind_name(kind),
            written_by: &event.agency,
            topics: [&event.topics, instead.map_or(&[][..], |instead| &instead.topics)],
            groups: [place(event), group(kind), instead.map_or("", place), instead.and_then(|it| it.kind.as_ref()).map_or("", group)],
        }
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = i32> {
        self.topics.into_iter().flatten().copied()
    }
}

/// The choices in force that an agency may have to do with, the oldest first.
#[derive(Debug)]
pub(super) struct Choices<'a> {
    in_force: Vec<Choice<'a>>,
    /// Some go past the agency.
    any_past_them: bool,
}

#[derive(Debug)]
struct Choice<'a> {
    scope: &'a Scope,
    level: Sight,
    /// It names the agency; otherwise it is about everybody.
    named: bool,
    /// It is about everybody alongside, and this agency is not: it opens nothing to them.
    past_them: bool,
}

impl<'a> Choices<'a> {
    pub(super) fn new(story: &'a Story, agency: &'a str, alongside: bool, today: &str) -> Self {
        let chosen = story.sharing.iter().filter_map(|kept| kept.choice.as_ref());
        let in_force: Vec<_> =
            chosen.filter(|choice| is_in_force(choice, today)).filter_map(|choice| about(choice, agency, alongside)).collect();
        let any_past_them = in_force.iter().any(|choice| choice.past_them);
        Self { in_force, any_past_them }
    }

    /// The choices that close to everybody, as the person made them themselves: what a proxy chose closes nothing to proxies.
    pub(super) fn of_everybody(story: &'a Story, today: &str) -> Self {
        let own = story.sharing.iter().filter(|kept| !kept.by_proxy).filter_map(|kept| kept.choice.as_ref());
        let everybodys = own.filter(|choice| choice.agencies.is_empty() && is_in_force(choice, today));
        Self { in_force: everybodys.filter_map(|choice| about(choice, "", true)).collect(), any_past_them: false }
    }

    /// What was chosen about a matter, by the narrowest choice, is nothing.
    pub(super) fn close(&self, matter: &Matter<'_>) -> bool {
        let [Chosen { entry, topics, rest, .. }, _] = self.about(matter);
        entry.or(topics).or(rest) == Some(Sight::Nothing)
    }

    /// Something was opened to this agency by name.
    pub(super) fn names_with_sight(&self) -> bool {
        self.in_force.iter().any(|choice| choice.named && choice.level > Sight::Nothing)
    }

    /// What was chosen about a matter: by what reaches the agency, and by everything, which is the same unless something goes past it.
    pub(super) fn about(&self, matter: &Matter<'_>) -> [Chosen; 2] {
        let reaching = Weighing { choices: self, all: false }.chosen(matter);
        [reaching, if self.any_past_them { Weighing { choices: self, all: true }.chosen(matter) } else { reaching }]
    }
}

/// One weighing of the choices against each other: of those that reach the agency, or of all.
#[derive(Clone, Copy)]
struct Weighing<'a> {
    choices: &'a Choices<'a>,
    all: bool,
}

impl Weighing<'_> {
    fn chosen(self, matter: &Matter<'_>) -> Chosen {
        let about_event = |scope: &Scope| matches!(scope, Scope::Event(id) if !id.is_empty() && matter.events.contains(&id.as_str()));
        Chosen {
            entry: self.newest(about_event),
            topics: self.about_topics(matter, false),
            every_topic: self.about_topics(matter, true),
            rest: self.about_the_rest(matter),
        }
    }

    /// The least that was chosen about the matter's topics; nothing if `all` must be chosen about and one was not.
    fn about_topics(self, matter: &Matter<'_>, all: bool) -> Option<Sight> {
        let about = |topic: i32| self.newest(|scope| matches!(scope, Scope::Topic(chosen) if *chosen == topic && is_known(topic)));
        let levels = matter.topics().map(about);
        if all { levels.min().flatten() } else { levels.flatten().min() }
    }

    fn about_the_rest(self, matter: &Matter<'_>) -> Option<Sight> {
        let about = |group: &str| self.newest(|scope| matches!(scope, Scope::Group(chosen) if chosen == group));
        let groups = matter.groups.into_iter().filter(|group| !group.is_empty());
        groups
            .filter_map(about)
            .min()
            .or_else(|| self.newest(|scope| matches!(scope, Scope::Kind(kind) if kind == matter.kind)))
            .or_else(|| self.newest(|scope| matches!(scope, Scope::WrittenBy(agency) if agency == matter.written_by)))
            .or_else(|| self.newest(|scope| matches!(scope, Scope::Everything(true))))
    }

    /// The newest choice counts; but one about everybody does not widen what was chosen about this agency by name.
    fn newest(self, about: impl Fn(&Scope) -> bool) -> Option<Sight> {
        let matching = self.choices.in_force.iter().filter(|choice| (self.all || !choice.past_them) && about(choice.scope));
        let (level, _) = matching.fold((None, None), |(_, by_name), choice| match by_name {
            _ if choice.named => (Some(choice.level), Some(choice.level)),
            Some(by_name) => (Some(choice.level.min(by_name)), Some(by_name)),
            None => (Some(choice.level), None),
        });
        level
    }
}

/// Its last day is a day on which it still counts.
pub(super) fn is_in_force(choice: &SharingChosen, today: &str) -> bool {
    choice.until.is_empty() || choice.until.as_str() >= today
}

fn about<'a>(choice: &'a SharingChosen, agency: &str, alongside: bool) -> Option<Choice<'a>> {
    // A choice that shuts supporters out says nothing else.
    if !choice.never_supporters.is_empty() {
        return None;
    }
    let SharingScope { scope: Some(scope) } = choice.scope.as_ref()? else { return None };
    let level = match SharingLevel::try_from(choice.level) {
        Ok(SharingLevel::Words) => Sight::Words,
        Ok(SharingLevel::Sentence) => Sight::Sentence,
        Ok(SharingLevel::Nothing | SharingLevel::Unspecified) | Err(_) => Sight::Nothing,
    };
    let named = choice.agencies.iter().any(|chosen| chosen == agency);
    let everybody = choice.agencies.is_empty();
    // Without names it opens to everybody alongside, and closes to everybody.
    let past_them = everybody && !alongside && level > Sight::Nothing;
    (named || everybody).then_some(Choice { scope, level, named, past_them })
}

/// Where it happened, if that was at a group or in a space.
fn place(event: &Event) -> &str {
    match event.place.as_ref().and_then(|place| place.place.as_ref()) {
        Some(Place::Group(id) | Place::Space(id)) => id,
        Some(Place::Text(_)) | None => "",
    }
}

/// The group or space that was joined or left.
fn group(kind: &Kind) -> &str {
    match kind {
        Kind::ConnectedToGroup(it) => &it.group,
        Kind::GroupLeft(it) => &it.group,
        _ => "",
    }
}

/// A width that this version does not know is as narrow as can be.
pub(super) fn width_of(audience: Option<&Audience>) -> Option<AudienceWidth> {
    audience.map(|audience| AudienceWidth::try_from(audience.width).unwrap_or(AudienceWidth::JustUs))
}

fn is_known(topic: i32) -> bool {
    Topic::try_from(topic).is_ok_and(|topic| topic != Topic::Unspecified)
}
