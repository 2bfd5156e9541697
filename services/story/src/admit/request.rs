//! One request while it is decided: what was known before, and what its own earlier events add.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use throughline_proto::v1::{Event, Happened, Profile, ProfilesJoined, ProfilesSeparated, Story, event::Kind};

use super::{Surroundings, Writer};
use crate::{
    Now,
    fold::{Asks, Told, tell},
    kind::concerned,
    order::{day_key, day_to_date, happened_key},
};

/// A request while it is decided.
pub(super) struct Request<'a> {
    pub(super) writer: &'a Writer,
    pub(super) around: &'a Surroundings,
    now: Now,
    /// The stories, with what the earlier events did to them.
    pub(super) stories: Cow<'a, [Arc<Story>]>,
    /// The earlier events.
    pub(super) earlier: HashMap<&'a str, &'a Event>,
    /// The supporters who joined in them.
    pub(super) joined: HashSet<&'a str>,
    /// The supporters who left in them.
    pub(super) left: HashSet<&'a str>,
    /// The agencies that joined in them.
    pub(super) agencies: HashSet<&'a str>,
    /// The profiles whose stories decided.
    pub(super) depends_on: BTreeSet<String>,
}

impl<'a> Request<'a> {
    pub(super) fn new(writer: &'a Writer, around: &'a Surroundings, now: Now) -> Self {
        Self {
            writer,
            around,
            now,
            stories: Cow::Borrowed(&around.stories),
            earlier: HashMap::new(),
            joined: HashSet::new(),
            left: HashSet::new(),
            agencies: HashSet::new(),
            depends_on: BTreeSet::new(),
        }
    }

    /// The decision rests on this story, whole.
    pub(super) fn depend_on(&mut self, story: usize) {
        let profiles = self.stories[story].profiles.iter().map(|profile| profile.person.clone());
        self.depends_on.extend(profiles);
    }

    /// Today, as a date: what the keeper may do runs out by the clock.
    pub(super) fn today(&self) -> String {
        day_to_date(self.now.day()).unwrap_or_default()
    }

    /// When something happened. Rules run out with what happened when, not with the clock: what an agency did while a "no" held, it did.
    /// What says no readable moment is taken as of today.
    pub(super) fn moment(&self, happened: Option<&Happened>) -> i64 {
        happened.and_then(|happened| happened_key(happened).ok()).unwrap_or_else(|| day_key(self.now.day()))
    }

    /// Lets later events see this one.
    pub(super) fn remember(&mut self, event: &'a Event) {
        self.earlier.insert(&event.id, event);
        match &event.kind {
            Some(Kind::FirstHeardOf(it)) => {
                let profile = Profile {
                    person: it.person.clone(),
                    agency: self.writer.agency.clone(),
                    event: event.id.clone(),
                    ..Default::default()
                };
                self.stories.to_mut().push(Arc::new(Story { profiles: vec![profile], ..Default::default() }));
            }
            Some(Kind::ProfilesJoined(it)) => self.join(it),
            Some(Kind::ProfilesSeparated(it)) => self.separate(it),
            Some(Kind::AgencyJoined(it)) => {
                self.agencies.insert(&it.agency);
            }
            Some(Kind::SupporterJoined(it)) => {
                self.joined.insert(&it.supporter);
            }
            Some(Kind::SupporterLeft(it)) => {
                self.left.insert(&it.supporter);
                self.tell(event, |_| true);
            }
            Some(kind) if is_read_by_a_rule(kind) => {
                self.tell(event, |story| concerned(event).any(|person| story.profiles.iter().any(|profile| profile.person == person)));
            }
            _ => {}
        }
    }

    /// Tells the event in the stories it enters, as the newest: the request's own order is the order in which its events are decided.
    fn tell(&mut self, event: &Event, enters: impl Fn(&Story) -> bool) {
        if !self.stories.iter().any(|story| enters(story)) {
            return;
        }
        let told = Told { position: u64::MAX, event: Event { words: Vec::new(), ..event.clone() } };
        let asks = self.asks();
        for story in self.stories.to_mut().iter_mut().filter(|story| enters(story)) {
            tell(Arc::make_mut(story), &told, &asks);
        }
    }

    /// Which offers answer which asks, as far as is known here.
    fn asks(&self) -> Asks {
        let known = self.around.events.values().map(|told| &told.event).chain(self.earlier.values().copied());
        let offers = known.filter_map(|event| match &event.kind {
            Some(Kind::OfferedHelp(it)) if !it.ask.is_empty() => Some((event.id.clone(), it.ask.clone())),
            _ => None,
        });
        offers.collect()
    }

    /// One story from now on, as far as the rules read it.
    fn join(&mut self, it: &ProfilesJoined) {
        let (ours, mut others): (Vec<_>, Vec<_>) = self.stories.to_mut().drain(..).partition(|story| names_any(story, &it.profiles));
        let mut joined = Story::default();
        for story in ours {
            joined.profiles.extend(story.profiles.iter().cloned());
            joined.alongside.extend(story.alongside.iter().cloned());
            joined.promises.extend(story.promises.iter().cloned());
            joined.said_no.extend(story.said_no.iter().cloned());
            joined.changes.extend(story.changes.iter().cloned());
            joined.holds.extend(story.holds.iter().cloned());
            joined.proxies.extend(story.proxies.iter().cloned());
            joined.sharing.extend(story.sharing.iter().cloned());
            joined.bonds.extend(story.bonds.iter().cloned());
            joined.restrictions.extend(story.restrictions.iter().cloned());
            joined.stilled = joined.stilled.or_else(|| story.stilled.clone());
        }
        others.push(Arc::new(joined));
        self.stories = Cow::Owned(others);
    }

    /// Two stories from now on. Which entries go with which profile is not known here, so both keep what the rules read.
    fn separate(&mut self, it: &ProfilesSeparated) {
        let Some(index) = self.stories.iter().position(|story| names_any(story, &it.profiles)) else { return };
        let stories = self.stories.to_mut();
        let mut leaving = Story::clone(&stories[index]);
        leaving.profiles.retain(|profile| it.profiles.contains(&profile.person));
        Arc::make_mut(&mut stories[index]).profiles.retain(|profile| !it.profiles.contains(&profile.person));
        stories.push(Arc::new(leaving));
    }
}

fn names_any(story: &Story, people: &[String]) -> bool {
    story.profiles.iter().any(|profile| people.contains(&profile.person))
}

/// Whether any rule reads what the event does to a story, so that the others of a long request cost nothing.
fn is_read_by_a_rule(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::AskedForHelp(_)
            | Kind::AskPickedUp(_)
            | Kind::OfferedHelp(_)
            | Kind::OfferTakenBack(_)
            | Kind::OfferAnswered(_)
            | Kind::Helped(_)
            | Kind::AlongsideStarted(_)
            | Kind::AlongsideEnded(_)
            | Kind::Died(_)
            | Kind::MovedAway(_)
            | Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::Erased(_)
            | Kind::HoldPlaced(_)
            | Kind::ProxyNamed(_)
            | Kind::DisagreementAdded(_)
            | Kind::SharingChosen(_)
            | Kind::BondTold(_)
            | Kind::RestrictionPlaced(_)
    )
}
