//! Everything of one story that goes into an export, as its reader is told it: entries in the order in which they happened, the story's own sums,
//! who looked, and what is held back.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use throughline_access::Reader;
use throughline_looks::LookTeller;
use throughline_proto::{
    Refusal,
    v1::{CircleMember, Details, Entry, Event, ExportDecision, ExportedStory, Look, Party, Story, circle_member, event::Kind, party},
};
use throughline_story::references;
use throughline_views::{Cursor, OpenedEntry, Snapshot, StoryNames, StoryRead, ViewError, moment_text, now_us};

use super::{
    For,
    names::Names,
    others::{SOMEONE, TellsOf, hold_back, tells_of, without_others},
};
use crate::tell::{Asking, Teller};

/// How many entries and looks are read in one go.
const PAGE: usize = 500;

/// One story, ready to be written.
pub(crate) struct Gathered {
    pub(crate) whom: For,
    /// The name of the agency that answers, where one does.
    pub(crate) answers: String,
    pub(crate) language: &'static str,
    pub(crate) made_at: String,
    /// All its profiles were erased.
    pub(crate) erased: bool,
    pub(crate) story: Story,
    pub(crate) details: Option<Details>,
    /// The oldest first.
    pub(crate) entries: Vec<Given>,
    /// The newest first. None for an agency: who looked is told to the person.
    pub(crate) looks: Vec<Look>,
}

/// An entry, and what became of its words.
pub(crate) struct Given {
    pub(crate) entry: Entry,
    pub(crate) tells_of: Vec<TellsOf>,
    /// What was decided, if it was.
    pub(crate) decision: Option<ExportDecision>,
    /// Something that was written in words is left out.
    pub(crate) held_back: bool,
}

impl Given {
    /// Held back, and nobody has decided about it.
    pub(crate) fn is_to_review(&self) -> bool {
        self.held_back && self.decision.is_none()
    }
}

impl Gathered {
    /// What there is, in numbers.
    pub(crate) fn counted(&self) -> ExportedStory {
        let count =
            |which: &dyn Fn(&Given) -> bool| u32::try_from(self.entries.iter().filter(|given| which(given)).count()).unwrap_or(u32::MAX);
        ExportedStory {
            entries: count(&|_| true),
            to_review: count(&Given::is_to_review),
            kept_back: count(&|given| given.held_back && !given.is_to_review()),
            bytes: 0,
            as_of: None,
        }
    }
}

pub(crate) fn gather(
    snapshot: &Snapshot<'_>,
    read: &StoryRead<'_>,
    teller: &Teller<'_>,
    asking: &Asking,
    whom: For,
) -> Result<Gathered, Refusal> {
    let decisions = decisions(read)?;
    let told: Vec<Entry> = all(read, |event| teller.sees(event))?.into_iter().filter_map(|entry| teller.tell(entry)).collect();
    let names = Names::of(snapshot, &others(&told, read.profiles()), teller.details())?;
    let mut entries: Vec<Given> = told.into_iter().map(|entry| given(entry, read.profiles(), &names, teller, &decisions)).collect();
    entries.reverse();
    let looks = if matches!(whom, For::Agency(_)) { Vec::new() } else { looks(read, asking)? };
    let answers = match &whom {
        For::Agency(agency) => asking.directory.agencies.get(agency).map_or_else(|| agency.clone(), |known| known.name.clone()),
        For::ThePerson | For::InTheirStead => String::new(),
    };
    // What is told of a profile rests on what is gone; that it was erased does not.
    let profiles = &read.story().profiles;
    let erased = !profiles.is_empty() && profiles.iter().all(|profile| !profile.erased_event.is_empty());
    let story = story_without_others(Story::clone(teller.shown()), read.profiles());
    Ok(Gathered {
        whom,
        answers,
        language: throughline_story::language_for(&asking.telling.language),
        made_at: moment_text(now_us()),
        erased,
        story,
        details: teller.details().cloned(),
        entries,
        looks,
    })
}

/// All entries that `keep` lets through, the newest first.
fn all(read: &StoryRead<'_>, keep: impl Fn(&Event) -> bool) -> Result<Vec<OpenedEntry>, ViewError> {
    let (mut entries, mut before) = (Vec::new(), Cursor::NEWEST);
    loop {
        let page = read.page(before, PAGE, &keep)?;
        entries.extend(page.entries);
        match page.next {
            Some(next) => before = next,
            None => return Ok(entries),
        }
    }
}

/// Everybody else who is in these entries.
fn others(told: &[Entry], profiles: &[String]) -> BTreeSet<String> {
    let people = told.iter().filter_map(|entry| entry.event.as_ref()).flat_map(|event| references(event).people);
    people.filter(|person| !profiles.contains(person)).collect()
}

/// The newest decision about each event, whoever sees it.
fn decisions(read: &StoryRead<'_>) -> Result<HashMap<String, ExportDecision>, ViewError> {
    let mut reviews = all(read, |event| matches!(event.kind, Some(Kind::ExportReviewed(_))))?;
    reviews.sort_by_key(|entry| entry.position);
    let decided = reviews.into_iter().filter_map(|entry| match entry.event.kind {
        Some(Kind::ExportReviewed(reviewed)) => Some(reviewed.decisions),
        _ => None,
    });
    Ok(decided.flatten().map(|decision| (decision.event.clone(), decision)).collect())
}

fn given(mut entry: Entry, profiles: &[String], names: &Names, teller: &Teller<'_>, decisions: &HashMap<String, ExportDecision>) -> Given {
    let names_somebody = names.are_in(&entry);
    let Some(event) = &mut entry.event else {
        return Given { entry, tells_of: Vec::new(), decision: None, held_back: false };
    };
    let mut tells_of = tells_of(event, profiles);
    if names_somebody && !tells_of.contains(&TellsOf::OtherPeople) {
        tells_of.push(TellsOf::OtherPeople);
    }
    let decision = decisions.get(&event.id).cloned();
    let is_released = decision.as_ref().is_some_and(|decision| decision.released);
    let held_back = !tells_of.is_empty() && !is_released && hold_back(event, &tells_of);
    if held_back {
        entry.sentence = teller.sentence(event);
    }
    without_others(event, profiles);
    Given { entry, tells_of, decision, held_back }
}

fn looks(read: &StoryRead<'_>, asking: &Asking) -> Result<Vec<Look>, ViewError> {
    let teller = LookTeller {
        read,
        reader: Reader::new(&asking.viewer, read.story()),
        in_full: false,
        names: StoryNames { directory: Arc::clone(&asking.directory), ..StoryNames::default() },
        telling: asking.telling.clone(),
    };
    let (mut looks, mut before) = (Vec::new(), u64::MAX);
    loop {
        let (page, next) = teller.page(before, PAGE)?;
        looks.extend(page);
        match next {
            Some(next) => before = next,
            None => return Ok(looks),
        }
    }
}

/// The story's own sums name others by their ids: here they are "someone".
fn story_without_others(mut story: Story, profiles: &[String]) -> Story {
    let hide = |person: &mut String| {
        if !profiles.contains(person) {
            SOMEONE.clone_into(person);
        }
    };
    let hide_party = |party: &mut Option<Party>| {
        if let Some(Party { party: Some(party::Party::Resident(person)) }) = party {
            hide(person);
        }
    };
    let hide_member = |member: &mut CircleMember| {
        if let Some(circle_member::Member::Resident(person)) = &mut member.member {
            hide(person);
        }
    };
    for bond in &mut story.bonds {
        hide(&mut bond.of);
        hide(&mut bond.to);
    }
    story.home.iter_mut().for_each(hide);
    story.circle.iter_mut().chain(&mut story.family).for_each(hide_member);
    story.proxies.iter_mut().for_each(|proxy| hide(&mut proxy.proxy));
    story.promises.iter_mut().for_each(|promise| hide_party(&mut promise.whose));
    for introduction in &mut story.introductions {
        hide_party(&mut introduction.to);
        hide_party(&mut introduction.by);
    }
    story
}
