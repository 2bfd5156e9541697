//! A small world to tell of: two agencies, three supporters, three residents; and the words given, when, then.

use std::{collections::HashMap, sync::Arc};

use throughline_proto::v1::{
    Event, FirstHeardOf, Happened, Part, Party, Reason, Role, Story, Yes, YesBasis, event::Kind, happened::Moment, party,
};
use throughline_story::{ActingFor, Admission, Now, Refused, RoleKnown, SupporterKnown, Surroundings, Told, Writer, admit, fold};

pub const HARMONY: &str = "harmony-house";
pub const CARE: &str = "care-city";
/// Harmony House knows Rosa, Care City knows Tom and (as another profile) perhaps Rosa too.
pub const ROSA: &str = "00000000-0000-4000-8000-0000000000a1";
pub const TOM: &str = "00000000-0000-4000-8000-0000000000a2";
pub const ROSA_TOO: &str = "00000000-0000-4000-8000-0000000000a3";
/// Harmony House's.
pub const AMINA: &str = "00000000-0000-4000-8000-0000000000b1";
pub const BEN: &str = "00000000-0000-4000-8000-0000000000b2";
/// Care City's.
pub const CARL: &str = "00000000-0000-4000-8000-0000000000b3";
pub const GROUP: &str = "00000000-0000-7000-8000-0000000000c1";
/// 2026-06-01T12:00:00Z.
pub const NOW: Now = Now { unix_us: 1_780_315_200_000_000 };

/// The id of the n-th event.
pub fn id(number: usize) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

/// A date, or a time if it has a T.
pub fn on(text: &str) -> Happened {
    let moment = if text.contains('T') { Moment::Time(text.into()) } else { Moment::Date(text.into()) };
    Happened { moment: Some(moment) }
}

/// An event of Harmony House about Rosa, on the first of March. The methods below say otherwise.
pub fn said(number: usize, kind: Kind) -> Event {
    Event {
        id: id(number),
        agency: HARMONY.into(),
        happened: Some(on("2026-03-01")),
        people: vec![about(ROSA)],
        kind: Some(kind),
        ..Default::default()
    }
}

pub fn about(person: &str) -> Part {
    Part { person: person.into(), role: Role::About.into() }
}

pub fn part(person: &str, role: Role) -> Part {
    Part { person: person.into(), role: role.into() }
}

/// Small changes to an event, so that a test says only what matters to it.
pub trait Telling {
    fn on(self, when: &str) -> Self;
    fn by(self, agency: &str) -> Self;
    fn of(self, people: &[&str]) -> Self;
    fn with(self, part: Part) -> Self;
    fn recorded_by(self, supporter: &str) -> Self;
}

impl Telling for Event {
    fn on(self, when: &str) -> Self {
        Self { happened: Some(on(when)), ..self }
    }

    fn by(self, agency: &str) -> Self {
        Self { agency: agency.into(), ..self }
    }

    fn of(self, people: &[&str]) -> Self {
        Self { people: people.iter().copied().map(about).collect(), ..self }
    }

    fn with(mut self, part: Part) -> Self {
        self.people.push(part);
        self
    }

    fn recorded_by(self, supporter: &str) -> Self {
        Self { recorded_by: supporter.into(), ..self }
    }
}

pub fn resident(person: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Resident(person.into())) })
}

pub fn supporter(name: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Supporter(name.into())) })
}

pub fn agency(name: &str) -> Option<Party> {
    Some(Party { party: Some(party::Party::Agency(name.into())) })
}

/// Rosa's own yes, heard by Amina.
pub fn yes_of(person: &str) -> Option<Yes> {
    Some(Yes { basis: YesBasis::Own.into(), given_by: resident(person), heard_by: AMINA.into(), ..Default::default() })
}

/// The events as they lie in the log, from position 1.
pub fn told(events: impl IntoIterator<Item = Event>) -> Vec<Told> {
    events.into_iter().zip(1..).map(|(event, position)| Told { position, event }).collect()
}

/// Rosa's story.
pub fn story(events: impl IntoIterator<Item = Event>) -> Story {
    fold(&[ROSA.to_owned()], told(events))
}

/// What happened before: everybody was first heard of, and then this.
pub fn given(events: impl IntoIterator<Item = Event>) -> Given {
    let heard = [(901, ROSA, HARMONY), (902, TOM, CARE), (903, ROSA_TOO, CARE)].map(|(number, person, agency)| {
        let heard = FirstHeardOf { person: person.into(), ..Default::default() };
        said(number, Kind::FirstHeardOf(heard)).by(agency).of(&[person]).on("2026-01-01")
    });
    let log = told(heard.into_iter().chain(events));
    Given { log, stories: vec![vec![ROSA], vec![TOM], vec![ROSA_TOO]], left: Vec::new(), roles: HashMap::new() }
}

#[derive(Clone)]
pub struct Given {
    log: Vec<Told>,
    stories: Vec<Vec<&'static str>>,
    left: Vec<&'static str>,
    roles: HashMap<String, RoleKnown>,
}

impl Given {
    /// A supporter holds a role, and somebody covers, or nobody.
    pub fn holding(mut self, role: &str, supporter: &str, covered_by: &str) -> Self {
        let known = self.roles.entry(role.to_owned()).or_default();
        known.held_by.push(supporter.to_owned());
        known.covered_by.extend(Some(covered_by.to_owned()).filter(|covered_by| !covered_by.is_empty()));
        self
    }

    /// Rosa and Rosa are one person.
    pub fn joined(self) -> Self {
        Self { stories: vec![vec![ROSA, ROSA_TOO], vec![TOM]], ..self }
    }

    /// A supporter has left.
    pub fn left(mut self, supporter: &'static str) -> Self {
        self.left.push(supporter);
        self
    }

    /// Harmony House's system writes this.
    pub fn when(self, event: Event) -> When {
        self.when_all([event])
    }

    pub fn when_all(self, events: impl IntoIterator<Item = Event>) -> When {
        let events: Vec<Event> = events.into_iter().collect();
        let agency = events.first().map_or_else(String::new, |event| event.agency.clone());
        let writer = Writer { agency, acting_for: ActingFor::System, keeper: false };
        When { given: self, writer, erases: false, is: Vec::new(), born: Vec::new(), seen_nos: Vec::new(), events }
    }

    /// Adds those events that Harmony House may record, one by one; gives the whole log.
    pub fn grow(mut self, events: impl IntoIterator<Item = Event>) -> Vec<Told> {
        for event in events {
            let event = Event { agency: HARMONY.into(), ..event };
            let writer = Writer { agency: HARMONY.into(), acting_for: ActingFor::System, keeper: false };
            if admit(std::slice::from_ref(&event), &writer, &self.surroundings(), NOW).is_ok() {
                self.log.push(Told { position: self.log.len() as u64 + 1, event });
            }
        }
        self.log
    }

    fn surroundings(&self) -> Surroundings {
        let stories = self.stories.iter().map(|profiles| {
            let profiles: Vec<String> = profiles.iter().copied().map(str::to_owned).collect();
            Arc::new(fold(&profiles, self.log.clone()))
        });
        let supporters = [(AMINA, HARMONY), (BEN, HARMONY), (CARL, CARE)].map(|(supporter, agency)| {
            (supporter.to_owned(), SupporterKnown { agency: agency.to_owned(), left: self.left.contains(&supporter) })
        });
        Surroundings {
            stories: stories.collect(),
            events: self.log.iter().map(|told| (told.event.id.clone(), Arc::new(told.clone()))).collect::<HashMap<_, _>>(),
            supporters: supporters.into(),
            agencies: [HARMONY, CARE].map(str::to_owned).into(),
            groups: [GROUP.to_owned()].into(),
            published_offers: [id(800)].into(),
            roles: self.roles.clone(),
            ..Default::default()
        }
    }
}

pub struct When {
    given: Given,
    writer: Writer,
    erases: bool,
    is: Vec<String>,
    born: Vec<(String, String)>,
    seen_nos: Vec<String>,
    events: Vec<Event>,
}

impl When {
    pub fn for_resident(mut self, person: &str) -> Self {
        self.writer.acting_for = ActingFor::Resident(person.into());
        self.is = self
            .given
            .stories
            .iter()
            .find(|profiles| profiles.contains(&person))
            .into_iter()
            .flatten()
            .copied()
            .map(str::to_owned)
            .collect();
        self
    }

    /// The agency may see this "no".
    pub fn seeing(mut self, no: usize) -> Self {
        self.seen_nos.push(id(no));
        self
    }

    /// The agency knows when somebody was born.
    pub fn born(mut self, person: &str, date: &str) -> Self {
        self.born.push((person.into(), date.into()));
        self
    }

    pub fn for_supporter(mut self, supporter: &str) -> Self {
        self.writer.acting_for = ActingFor::Supporter(supporter.into());
        self
    }

    pub fn by_keeper(mut self) -> Self {
        self.writer.keeper = true;
        self
    }

    /// By the keeper, and by the call that is for it.
    pub fn erasing(mut self) -> Self {
        self.erases = true;
        self.by_keeper()
    }

    /// Whatever the decision is.
    pub fn decide(self) -> Result<Admission, (usize, Refused)> {
        let seen_nos = self.seen_nos.into_iter().collect();
        let around = Surroundings { erases: self.erases, writer_is: self.is, born: self.born, seen_nos, ..self.given.surroundings() };
        admit(&self.events, &self.writer, &around, NOW)
    }

    #[track_caller]
    pub fn then_admitted(self) -> Admission {
        self.decide().expect("it is admitted")
    }

    #[track_caller]
    pub fn then_refused(self, reason: Reason) {
        let (_, refused) = self.decide().expect_err("it is refused");
        assert_eq!(refused.reason(), reason, "{refused}");
    }
}
