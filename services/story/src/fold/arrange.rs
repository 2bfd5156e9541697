//! Brings entries into the order in which they are told: as they were put right, without what was taken back.

use std::{
    collections::{HashMap, HashSet},
    mem::{discriminant, take},
};

use throughline_proto::v1::{Corrected, Event, Happened, event::Kind};

use super::{Asks, Told};
use crate::order::{OrderKey, day_of_key, is_whole_day};

/// Entries, ready to be told.
pub(super) struct Tale {
    /// In the order in which they take effect.
    pub(super) told: Vec<Told>,
    /// The first and the last, or the only one, in the order of (happened, position).
    pub(super) bounds: Vec<Bound>,
    /// How many entries there are, with those that were taken back.
    pub(super) entries: u64,
    /// Which offer answers which ask.
    pub(super) asks: Asks,
}

/// Where the tale begins or ends.
pub(super) struct Bound {
    pub(super) happened: Option<Happened>,
    pub(super) position: u64,
}

/// Arranges all entries of a story.
pub(super) fn arrange(mut entries: Vec<Told>) -> Tale {
    entries.sort_by_cached_key(Told::order_key);
    let mut seen = HashSet::new();
    entries.retain(|told| seen.insert(told.position));
    let count = entries.len() as u64;
    let (mut told, ended) = put_right(entries);
    told.sort_by_cached_key(Told::order_key);
    let asks = asks(&told);
    let mut bounds: Vec<Bound> = told.first().into_iter().map(Bound::of).collect();
    if told.len() > 1 {
        bounds.extend(told.last().map(Bound::of));
    }
    if !ended.is_empty() {
        told.extend(ended);
        told.sort_by_cached_key(Told::order_key);
    }
    Tale { told: after_what_they_rest_on(told), bounds, entries: count, asks }
}

impl Bound {
    fn of(told: &Told) -> Self {
        Self { happened: told.event.happened.clone(), position: told.position }
    }
}

/// Leaves out what was taken back, and puts what was corrected the way it should read. What was taken back stays so; a proxy's naming, as its
/// end, so that an earlier one that it stood in the place of does not come back, nor is a contest lost; and a worry about safety, as one that was taken
/// back.
fn put_right(mut entries: Vec<Told>) -> (Vec<Told>, Vec<Told>) {
    if !entries.iter().any(|told| matches!(told.event.kind, Some(Kind::Corrected(_) | Kind::Withdrawn(_)))) {
        return (entries, Vec::new());
    }
    let by_id: HashMap<String, usize> = entries.iter().enumerate().map(|(index, told)| (told.event.id.clone(), index)).collect();
    let mut gone = HashSet::new();
    for told in &entries {
        if let Some(Kind::Withdrawn(it)) = &told.event.kind
            && let Some(target) = by_id.get(&it.event)
            && !matches!(entries[*target].event.kind, Some(Kind::Withdrawn(_)))
        {
            gone.insert(*target);
        }
    }
    let mut instead: HashMap<usize, Event> = HashMap::new();
    for (index, told) in entries.iter().enumerate() {
        if let Some(Kind::Corrected(it)) = &told.event.kind
            && !gone.contains(&index)
            && let Some(target) = by_id.get(&it.event)
            && let Some(event) = replacement(&entries[*target].event, it)
        {
            instead.insert(*target, event);
        }
    }
    for (index, event) in instead {
        entries[index].event = event;
    }
    let (gone, stays): (Vec<_>, Vec<_>) = entries.into_iter().enumerate().partition(|(index, _)| gone.contains(index));
    (stays.into_iter().map(|(_, told)| told).collect(), gone.into_iter().filter_map(|(_, told)| as_its_end(told)).collect())
}

fn as_its_end(mut told: Told) -> Option<Told> {
    match &mut told.event.kind {
        Some(Kind::ProxyNamed(it)) => it.ended = true,
        Some(Kind::SafetyConcernShared(_)) => {}
        _ => return None,
    }
    Some(told)
}

/// The original, as it should read; nothing if that is another kind of event. What the correction leaves out stays.
pub(crate) fn replacement(original: &Event, corrected: &Corrected) -> Option<Event> {
    let instead = corrected.instead.as_ref()?;
    let (before, mut kind) = (original.kind.as_ref()?, instead.kind.clone()?);
    if discriminant(before) != discriminant(&kind) || matches!(kind, Kind::Corrected(_) | Kind::Withdrawn(_) | Kind::ProxyNamed(_)) {
        return None;
    }
    // What the server gave stays as it was.
    match (before, &mut kind) {
        (Kind::FirstHeardOf(before), Kind::FirstHeardOf(after)) => after.person.clone_from(&before.person),
        (Kind::SupporterJoined(before), Kind::SupporterJoined(after)) => after.supporter.clone_from(&before.supporter),
        // With whom a worry was shared is no matter of reading.
        (Kind::SafetyConcernShared(before), Kind::SafetyConcernShared(after)) => after.to_roles.clone_from(&before.to_roles),
        _ => {}
    }
    let mut event = original.clone();
    event.kind = Some(kind);
    if instead.happened.is_some() {
        event.happened.clone_from(&instead.happened);
    }
    if !instead.recorded_by.is_empty() {
        event.recorded_by.clone_from(&instead.recorded_by);
    }
    Some(event)
}

fn asks(told: &[Told]) -> Asks {
    let offers = told.iter().filter_map(|told| match &told.event.kind {
        Some(Kind::OfferedHelp(it)) if !it.ask.is_empty() => Some((told.event.id.clone(), it.ask.clone())),
        _ => None,
    });
    offers.collect()
}

/// An answer takes effect after its offer, an end after its beginning, even where only the day of the later one is known and its date
/// therefore comes before the time of the other. Only what lies earlier in the log can be rested on.
fn after_what_they_rest_on(mut told: Vec<Told>) -> Vec<Told> {
    let keys: Vec<OrderKey> = told.iter().map(Told::order_key).collect();
    let by_id: HashMap<&str, usize> = told.iter().enumerate().map(|(index, told)| (told.event.id.as_str(), index)).collect();
    let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, one) in told.iter().enumerate() {
        let base = match rests_on(&one.event) {
            RestsOn::Nothing => None,
            RestsOn::Event(id) => by_id.get(id).copied(),
            RestsOn::SameDay(is_base) => later_that_day(index, &told, &keys, is_base),
        };
        if let Some(base) = base.filter(|base| *base > index && told[*base].position < one.position) {
            waiting.entry(base).or_default().push(index);
        }
    }
    if waiting.is_empty() {
        return told;
    }
    let deferred: HashSet<usize> = waiting.values().flatten().copied().collect();
    let mut order = Vec::with_capacity(told.len());
    let mut next: Vec<usize> = Vec::new();
    for index in (0..told.len()).filter(|index| !deferred.contains(index)) {
        next.push(index);
        while let Some(index) = next.pop() {
            order.push(index);
            next.extend(waiting.get(&index).into_iter().flatten().rev());
        }
    }
    order.into_iter().map(|index| Told { position: told[index].position, event: take(&mut told[index].event) }).collect()
}

/// What must have taken effect before an event can.
enum RestsOn<'a> {
    Nothing,
    Event(&'a str),
    /// Something of the same day, if the event tells only its day.
    SameDay(Box<dyn Fn(&Kind) -> bool + 'a>),
}

fn rests_on(event: &Event) -> RestsOn<'_> {
    match &event.kind {
        Some(Kind::OfferAnswered(it)) => RestsOn::Event(&it.offer),
        Some(Kind::OfferTakenBack(it)) => RestsOn::Event(&it.offer),
        Some(Kind::AskPickedUp(it)) => RestsOn::Event(&it.ask),
        Some(Kind::Helped(it)) => RestsOn::Event(&it.promise),
        Some(Kind::SafetyConcernAnswered(it)) => RestsOn::Event(&it.concern),
        Some(Kind::StepTaken(it)) => RestsOn::Event(&it.choice),
        Some(Kind::DisagreementAdded(it)) => RestsOn::Event(&it.event),
        Some(Kind::ProxyNamed(it)) => RestsOn::Event(&it.after_contest),
        Some(Kind::EmergencyReviewed(it)) => RestsOn::Event(&it.opening),
        Some(Kind::AlongsideEnded(it)) => RestsOn::SameDay(Box::new(|kind| starts(kind, &it.supporter))),
        Some(Kind::SupporterLeft(it)) => RestsOn::SameDay(Box::new(|kind| starts(kind, &it.supporter))),
        Some(Kind::GroupLeft(it)) => RestsOn::SameDay(Box::new(|kind| matches!(kind, Kind::ConnectedToGroup(to) if to.group == it.group))),
        _ => RestsOn::Nothing,
    }
}

fn starts(kind: &Kind, supporter: &str) -> bool {
    matches!(kind, Kind::AlongsideStarted(it) if it.supporter == supporter)
}

fn later_that_day(index: usize, told: &[Told], keys: &[OrderKey], is_base: impl Fn(&Kind) -> bool) -> Option<usize> {
    if !is_whole_day(keys[index].happened) {
        return None;
    }
    let day = day_of_key(keys[index].happened);
    let that_day = (index + 1..told.len()).take_while(|other| day_of_key(keys[*other].happened) == day);
    that_day.filter(|other| told[*other].position < told[index].position && told[*other].event.kind.as_ref().is_some_and(&is_base)).last()
}
