//! Stories, events and callers to read them, in as few words as can be. Rosa's story is the one that is asked for:
//! Harmony House knows her, and Care City and Humourisk are others.

use std::sync::{Arc, LazyLock};

use throughline_proto::v1::{
    Alongside, Audience, AudienceWidth, Change, ChangeKind, Concern, Event, Happened, Met, Noted, OfferedHelp, Part, Profile, Role,
    SafetyConcernShared, SharingChoice, SharingChosen, SharingLevel, SharingScope, Story, StrengthShared, Topic, WithdrawnBecause,
    event::Kind, happened::Moment, sharing_scope::Scope,
};
use throughline_story::RoleKnown;

use crate::{
    caller::{ActingFor, Caller},
    policies::Policies,
    sharing::{Reader, RolesHeld, Sight, Viewer, changes},
};

pub(super) const TODAY: &str = "2026-06-01";
pub(super) const ROSA: &str = "rosa";
pub(super) const HARMONY: &str = "harmony-house";
pub(super) const CARE_CITY: &str = "care-city";
pub(super) const HUMOURISK: &str = "humourisk";

#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) story: Story,
    pub(super) events: Vec<Event>,
    /// Who holds which role, and who covers.
    pub(super) roles: Vec<(String, RoleKnown)>,
    pub(super) now_us: i64,
    pub(super) purpose: &'static str,
}

pub(super) fn rosas_story() -> Given {
    Given::default().known_as(ROSA, HARMONY)
}

impl Given {
    pub(super) fn known_as(mut self, person: &str, agency: &str) -> Self {
        let event = format!("heard-of-{person}");
        self.story.profiles.push(Profile { person: person.into(), agency: agency.into(), event, ..Default::default() });
        self
    }

    pub(super) fn beside(mut self, alongside: Alongside) -> Self {
        self.story.alongside.push(alongside);
        self
    }

    pub(super) fn alongside(self, agency: &str) -> Self {
        self.beside(with_a_yes(agency))
    }

    pub(super) fn chosen(mut self, choice: SharingChosen) -> Self {
        let event = format!("choice-{}", self.story.sharing.len());
        self.story.sharing.push(SharingChoice { choice: Some(choice), event, ..Default::default() });
        self
    }

    pub(super) fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    pub(super) fn withdrawn(mut self, event: &str, because: WithdrawnBecause) -> Self {
        let (kind, because) = (ChangeKind::Withdrawn.into(), because.into());
        self.story.changes.push(Change {
            event: event.into(),
            kind,
            by_event: format!("withdrawn-{event}"),
            because,
            ..Default::default()
        });
        self
    }

    /// Told as the fold tells it, and as the event it was.
    pub(super) fn concern(mut self, id: &str, writer: &str, to_roles: &[&str]) -> Self {
        let to_roles: Vec<String> = to_roles.iter().map(|&role| role.into()).collect();
        self.story.concerns.push(Concern { event: id.into(), to_roles: to_roles.clone(), ..Default::default() });
        self.event(event(id, writer, Kind::SafetyConcernShared(SafetyConcernShared { to_roles, ..Default::default() })))
    }

    /// A supporter holds a role, and somebody covers, or nobody.
    pub(super) fn holding(mut self, role: &str, supporter: &str, covered_by: &str) -> Self {
        let covered_by = Some(covered_by.to_owned()).filter(|covered_by| !covered_by.is_empty()).into_iter().collect();
        self.roles.push((role.to_owned(), RoleKnown { held_by: vec![supporter.to_owned()], covered_by }));
        self
    }

    /// The caller today, with the roles that they hold, for the purpose that was given.
    pub(super) fn viewer(&self, caller: &Caller) -> Viewer {
        let own = self.roles.iter().filter(|(role, _)| role.split('/').next() == Some(&caller.agency)).cloned();
        let roles = Arc::new(RolesHeld::of(caller, own));
        Viewer { now_us: self.now_us, purpose: self.purpose, roles, ..viewer(caller) }
    }

    /// How much of the event the caller sees; what it changes is looked up among the events given.
    pub(super) fn sight(&self, caller: &Caller, id: &str) -> Sight {
        let Some(event) = self.events.iter().find(|event| event.id == id) else { return Sight::Nothing };
        // One that names itself as its own target is not asked again.
        let of_target = |target: &str| if target == id { Sight::Nothing } else { self.sight(caller, target) };
        debug_assert!(changes(event).is_none_or(|target| target != id));
        Reader::new(&self.viewer(caller), &self.story).sight(event, of_target)
    }

    pub(super) fn opens(&self, caller: &Caller) -> bool {
        Reader::new(&self.viewer(caller), &self.story).may_open()
    }

    pub(super) fn shown_to(&self, caller: &Caller) -> Story {
        Reader::new(&self.viewer(caller), &self.story).shown(|id| self.sight(caller, id))
    }
}

/// Today, under the embedded policies.
pub(super) fn viewer(caller: &Caller) -> Viewer {
    viewer_who_is(caller, &[])
}

/// The same, for a resident who is known by these profiles.
pub(super) fn viewer_who_is(caller: &Caller, profiles: &[&str]) -> Viewer {
    static EMBEDDED: LazyLock<Arc<Policies>> = LazyLock::new(|| Arc::new(Policies::embedded().unwrap()));
    Viewer {
        caller: caller.clone(),
        signed_in_at: None,
        is: profiles.iter().map(|&profile| profile.into()).collect(),
        purpose: "",
        today: TODAY.into(),
        now_us: 0,
        roles: Arc::default(),
        policies: Arc::clone(&EMBEDDED),
    }
}

pub(super) fn system(agency: &str) -> Caller {
    Caller { agency: agency.into(), acting_for: ActingFor::System, keeper: false }
}

pub(super) fn supporter(agency: &str, supporter: &str) -> Caller {
    Caller { acting_for: ActingFor::Supporter(supporter.into()), ..system(agency) }
}

/// Rosa, through the agency that knows her.
pub(super) fn rosa() -> Caller {
    Caller { acting_for: ActingFor::Resident(ROSA.into()), ..system(HARMONY) }
}

pub(super) fn with_a_yes(agency: &str) -> Alongside {
    Alongside {
        supporter: format!("{agency}-supporter"),
        agency: agency.into(),
        event: format!("beside-{agency}"),
        with_yes: true,
        ..Default::default()
    }
}

pub(super) fn on(date: &str) -> Happened {
    Happened { moment: Some(Moment::Date(date.into())) }
}

pub(super) fn about(person: &str) -> Part {
    Part { person: person.into(), role: Role::About.into() }
}

/// An event about Rosa.
pub(super) fn event(id: &str, writer: &str, kind: Kind) -> Event {
    Event {
        id: id.into(),
        agency: writer.into(),
        people: vec![about(ROSA)],
        happened: Some(on("2026-05-01")),
        kind: Some(kind),
        ..Default::default()
    }
}

/// Of a kind that is known widely.
pub(super) fn met(id: &str, writer: &str) -> Event {
    event(id, writer, Kind::Met(Met::default()))
}

/// Of another that is known widely.
pub(super) fn strength(id: &str, writer: &str) -> Event {
    event(id, writer, Kind::StrengthShared(StrengthShared::default()))
}

/// Of a third.
pub(super) fn offer(id: &str, writer: &str) -> Event {
    event(id, writer, Kind::OfferedHelp(OfferedHelp::default()))
}

/// Of a kind that stays with its writer and the resident.
pub(super) fn noted(id: &str, writer: &str) -> Event {
    event(id, writer, Kind::Noted(Noted::default()))
}

pub(super) fn touching(event: Event, topics: &[Topic]) -> Event {
    Event { topics: topics.iter().map(|&topic| topic.into()).collect(), ..event }
}

pub(super) fn just_us(event: Event) -> Event {
    Event { audience: Some(Audience { width: AudienceWidth::JustUs.into(), agencies: Vec::new() }), ..event }
}

pub(super) fn also_for(event: Event, agency: &str) -> Event {
    Event { audience: Some(Audience { width: AudienceWidth::Agencies.into(), agencies: vec![agency.into()] }), ..event }
}

pub(super) fn choice(scope: Scope, agencies: &[&str], level: SharingLevel) -> SharingChosen {
    SharingChosen {
        scope: Some(SharingScope { scope: Some(scope) }),
        agencies: agencies.iter().map(|&agency| agency.into()).collect(),
        level: level.into(),
        ..Default::default()
    }
}

pub(super) fn everything() -> Scope {
    Scope::Everything(true)
}
