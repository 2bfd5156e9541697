//! The plan against the rules: every event is well formed, and every request is admitted, one after the other, by the pure rules themselves.
//! The log and the views are played by a few maps; nothing here is sealed, stored or sent.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::civil::date;
use throughline_borough::{AGENCIES, Action, Registry, Settings, SymbolKind, plan};
use throughline_proto::v1::{Event, Part, Receipt, ReceiptEntry, Role, Story, event::Kind};
use throughline_story::{
    ActingFor, Now, RefKind, SupporterKnown, Surroundings, Told, Writer, admit, concerned, fold, references, references_mut, validate,
};
use uuid::Uuid;

/// Noon of the day that the plans here are told on.
const NOW: Now = Now { unix_us: 1_795_348_800_000_000 };

fn settings(seed: u64, residents: u32) -> Settings {
    Settings { seed, residents, today: date(2026, 11, 22) }
}

#[derive(Default)]
struct Ledger {
    registry: Registry,
    position: u64,
    /// Which profiles are one person.
    people: Vec<Vec<String>>,
    /// What concerns each profile.
    entries: HashMap<String, Vec<Told>>,
    around: Surroundings,
}

impl Ledger {
    fn new() -> Self {
        let mut ledger = Self::default();
        ledger.around.agencies = AGENCIES.iter().map(|agency| agency.slug().to_owned()).collect();
        ledger
    }

    /// Takes an action as the server would. Fails with what was refused.
    fn take(&mut self, action: &Action) -> Result<(), String> {
        let mut events = self.registry.events(action)?;
        for (index, event) in events.iter().enumerate() {
            validate(event, index, NOW).map_err(|refusal| format!("{refusal}: {event:?}"))?;
        }
        let acting_for = action.acting_for.and_then(|symbol| Some((symbol.kind, self.registry.id(symbol)?.to_string())));
        let acting_for = match acting_for {
            None => ActingFor::System,
            Some((SymbolKind::Resident, id)) => ActingFor::Resident(id),
            Some((_, id)) => ActingFor::Supporter(id),
        };
        let writer = Writer { agency: action.agency.clone(), acting_for, keeper: false };
        let receipt = give(&mut events, &writer);
        self.around.stories = self.stories(&events);
        admit(&events, &writer, &self.around, NOW).map_err(|(index, refused)| format!("{refused}: {:?}", action.events[index]))?;
        self.registry.learn(action, &receipt);
        events.into_iter().for_each(|event| self.record(event));
        Ok(())
    }

    /// The stories of everybody whom these events name, or the events that they name concern.
    fn stories(&self, events: &[Event]) -> Vec<Arc<Story>> {
        let mut named: HashSet<String> = HashSet::new();
        for refers in events.iter().map(references) {
            named.extend(refers.people);
            for event in refers.events.iter().filter_map(|id| self.around.events.get(id)) {
                named.extend(concerned(&event.event).map(str::to_owned));
            }
        }
        let people = self.people.iter().filter(|profiles| profiles.iter().any(|profile| named.contains(profile)));
        people.map(|profiles| Arc::new(self.story(profiles))).collect()
    }

    fn story(&self, profiles: &[String]) -> Story {
        let mut entries: Vec<Told> = profiles.iter().filter_map(|profile| self.entries.get(profile)).flatten().cloned().collect();
        entries.sort_by_key(|told| told.position);
        entries.dedup_by_key(|told| told.position);
        fold(profiles, entries)
    }

    fn record(&mut self, event: Event) {
        self.position += 1;
        match &event.kind {
            Some(Kind::FirstHeardOf(it)) => self.people.push(vec![it.person.clone()]),
            Some(Kind::ProfilesJoined(it)) => {
                let (one, others): (Vec<_>, Vec<_>) =
                    self.people.drain(..).partition(|person| person.iter().any(|profile| it.profiles.contains(profile)));
                self.people = others;
                self.people.push(one.concat());
            }
            Some(Kind::ProfilesSeparated(it)) => {
                for person in &mut self.people {
                    person.retain(|profile| !it.profiles.contains(profile));
                }
                self.people.push(it.profiles.clone());
            }
            Some(Kind::SupporterJoined(it)) => {
                self.around.supporters.insert(it.supporter.clone(), SupporterKnown { agency: event.agency.clone(), left: false });
            }
            Some(Kind::SupporterLeft(it)) => {
                self.around.supporters.entry(it.supporter.clone()).and_modify(|known| known.left = true);
            }
            Some(Kind::GroupFormed(_) | Kind::SpaceOffered(_)) => {
                self.around.groups.insert(event.id.clone());
            }
            Some(Kind::OfferPublished(_)) => {
                self.around.published_offers.insert(event.id.clone());
            }
            _ => {}
        }
        let told = Told { position: self.position, event: Event { words: Vec::new(), ..event } };
        let whom: Vec<String> = match &told.event.kind {
            // A supporter's leaving is told in every story; where they are not alongside it has no effect.
            Some(Kind::SupporterLeft(_)) => self.entries.keys().cloned().collect(),
            _ => concerned(&told.event).map(str::to_owned).collect(),
        };
        for person in whom {
            self.entries.entry(person).or_default().push(told.clone());
        }
        self.around.events.insert(told.event.id.clone(), Arc::new(told));
    }
}

/// What the server gives: ids, the agency, who recorded it, and new people.
fn give(events: &mut [Event], writer: &Writer) -> Receipt {
    let mut entries: Vec<ReceiptEntry> = Vec::new();
    for event in events {
        event.id = Uuid::now_v7().to_string();
        event.agency.clone_from(&writer.agency);
        if let ActingFor::Supporter(supporter) = &writer.acting_for {
            event.recorded_by.clone_from(supporter);
        }
        references_mut(event, |kind, reference| {
            let Some(index) = reference.strip_prefix('#').and_then(|index| index.parse::<usize>().ok()) else { return };
            let named = matches!(kind, RefKind::Person | RefKind::Supporter);
            *reference = if named { entries[index].person.clone() } else { entries[index].event.clone() };
        });
        let new = Uuid::new_v4().to_string();
        match &mut event.kind {
            Some(Kind::FirstHeardOf(it)) => it.person = new,
            Some(Kind::SupporterJoined(it)) => it.supporter = new,
            _ => {}
        }
        let person = if event.people.is_empty() { whom(event) } else { None };
        if let Some(person) = &person {
            event.words.iter_mut().for_each(|words| words.person.clone_from(person));
            event.people = vec![Part { person: person.clone(), role: Role::About.into() }];
        }
        entries.push(ReceiptEntry { event: event.id.clone(), person: person.unwrap_or_default(), ..Default::default() });
    }
    Receipt { entries, ..Default::default() }
}

fn whom(event: &Event) -> Option<String> {
    match &event.kind {
        Some(Kind::FirstHeardOf(it)) => Some(it.person.clone()),
        Some(Kind::SupporterJoined(it)) => Some(it.supporter.clone()),
        Some(Kind::SupporterLeft(it)) => Some(it.supporter.clone()),
        Some(Kind::SupporterAway(it)) => Some(it.supporter.clone()),
        Some(Kind::SupporterReflected(it)) => Some(it.supporter.clone()),
        _ => None,
    }
}

#[test]
fn every_request_of_the_plan_is_admitted() {
    for seed in 1..=4 {
        let mut ledger = Ledger::new();
        let refused: Vec<String> = plan(&settings(seed, 70)).filter_map(|action| ledger.take(&action).err()).collect();
        assert!(refused.is_empty(), "{} refused, such as {:#?}", refused.len(), &refused[..refused.len().min(12)]);
    }
}

#[test]
fn some_stories_wait_for_somebody_new_and_some_promises_are_kept() {
    use throughline_proto::v1::{PromiseKind, PromiseState};
    let mut ledger = Ledger::new();
    plan(&settings(4, 120)).for_each(|action| ledger.take(&action).expect("it is admitted"));
    let stories: Vec<Story> = ledger.people.iter().map(|profiles| ledger.story(profiles)).collect();
    let promises = || stories.iter().flat_map(|story| &story.promises);
    for state in [
        PromiseState::Waiting,
        PromiseState::Offered,
        PromiseState::Open,
        PromiseState::SaidDone,
        PromiseState::SeenThrough,
        PromiseState::NotNow,
        PromiseState::SaidNo,
        PromiseState::TakenBack,
    ] {
        assert!(promises().any(|promise| promise.state() == state), "{state:?}");
    }
    assert!(promises().any(|promise| promise.kind() == PromiseKind::FindSomebody && promise.state() == PromiseState::Open));
    assert!(stories.iter().any(|story| story.profiles.len() > 2));
    assert!(stories.iter().any(|story| story.alongside.iter().filter(|one| one.until.is_none() && one.with_yes).count() > 1));
}
