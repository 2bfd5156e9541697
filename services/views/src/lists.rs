//! What is asked across stories: who is alongside whom, which promises are open, who was last met when. Rows are made from the folded
//! story and written only where they differ.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use throughline_proto::v1::{Event, Happened, PromiseState, Story, event::Kind, party::Party};
use uuid::Uuid;

use crate::{ViewError, people::People};

/// A story's rows in the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    last_met: i64,
    alongside: BTreeSet<(String, String, i64, bool, u32)>,
    promises: BTreeSet<(String, i64, String)>,
}

/// Is a promise still open in this state?
pub fn is_open(state: PromiseState) -> bool {
    match state {
        PromiseState::Waiting | PromiseState::Offered | PromiseState::Open | PromiseState::SaidDone => true,
        PromiseState::Unspecified
        | PromiseState::SeenThrough
        | PromiseState::NotNow
        | PromiseState::SaidNo
        | PromiseState::TakenBack
        | PromiseState::Released => false,
    }
}

/// Can an event change a story's rows in the lists? What cannot need not fold a story that nobody is reading.
pub(crate) fn matters(event: &Event) -> bool {
    match &event.kind {
        None
        | Some(
            Kind::DetailsChanged(_)
            | Kind::ReachedOut(_)
            | Kind::MeetingPlanned(_)
            | Kind::StrengthShared(_)
            | Kind::HopeShared(_)
            | Kind::MomentHappened(_)
            | Kind::Introduced(_)
            | Kind::ConnectedToGroup(_)
            | Kind::GroupLeft(_)
            | Kind::BondTold(_)
            | Kind::LivesTogether(_)
            | Kind::CircleChanged(_)
            | Kind::FamilyNamed(_)
            | Kind::LifeMapMade(_)
            | Kind::ChoseToWorkOn(_)
            | Kind::StepTaken(_)
            | Kind::SaidHowItWas(_)
            | Kind::Noted(_)
            | Kind::OtherwiseTold(_)
            | Kind::DisagreementAdded(_)
            | Kind::SharingChosen(_)
            | Kind::ProfilesMayMatch(_)
            | Kind::OfferPublished(_)
            | Kind::OfferWithdrawn(_)
            | Kind::SpaceOffered(_)
            | Kind::SpaceUsed(_)
            | Kind::GroupFormed(_)
            | Kind::AgencyJoined(_)
            | Kind::SupporterJoined(_)
            | Kind::PolicyAdopted(_)
            | Kind::KeyChanged(_)
            | Kind::SupporterReflected(_)
            | Kind::Looked(_),
        ) => false,
        Some(
            Kind::FirstHeardOf(_)
            | Kind::Met(_)
            | Kind::AskedForHelp(_)
            | Kind::AskPickedUp(_)
            | Kind::OfferedHelp(_)
            | Kind::OfferTakenBack(_)
            | Kind::OfferAnswered(_)
            | Kind::Helped(_)
            | Kind::AlongsideStarted(_)
            | Kind::AlongsideEnded(_)
            | Kind::SupporterAway(_)
            | Kind::RestChosen(_)
            | Kind::Died(_)
            | Kind::MovedAway(_)
            | Kind::SafetyConcernShared(_)
            | Kind::SafetyConcernAnswered(_)
            | Kind::Corrected(_)
            | Kind::Withdrawn(_)
            | Kind::ProfilesJoined(_)
            | Kind::ProfilesSeparated(_)
            | Kind::Erased(_)
            | Kind::SupporterLeft(_),
        ) => true,
    }
}

fn moment(happened: Option<&Happened>) -> i64 {
    happened.and_then(|happened| throughline_story::happened_key(happened).ok()).unwrap_or(i64::MIN)
}

impl Rows {
    pub(crate) fn of(story: &Story) -> Self {
        let alongside = story.alongside.iter().filter(|alongside| alongside.until.is_none()).map(|alongside| {
            (
                alongside.supporter.clone(),
                alongside.agency.clone(),
                moment(alongside.since.as_ref()),
                alongside.with_yes,
                alongside.meet_every_days,
            )
        });
        let promises = story.promises.iter().filter(|promise| is_open(promise.state())).map(|promise| {
            let supporter = match promise.whose.as_ref().and_then(|whose| whose.party.as_ref()) {
                Some(Party::Supporter(supporter)) => supporter.clone(),
                Some(Party::Resident(_) | Party::Agency(_)) | None => String::new(),
            };
            (promise.event.clone(), moment(promise.since.as_ref()), supporter)
        });
        Self {
            last_met: moment(story.last_met.as_ref().and_then(|meeting| meeting.when.as_ref())),
            alongside: alongside.collect(),
            promises: promises.collect(),
        }
    }

    /// Writes these rows in place of those that the story had before, or of whatever it had.
    pub(crate) fn write(&self, transaction: &Connection, people: &People, story: i64, before: Option<&Self>) -> Result<(), ViewError> {
        if before.is_none_or(|before| before.last_met != self.last_met) {
            transaction.prepare_cached("update story set last_met = ?2 where number = ?1")?.execute([story, self.last_met])?;
        }
        if before.is_some_and(|before| (&before.alongside, &before.promises) == (&self.alongside, &self.promises)) {
            return Ok(());
        }
        erase(transaction, story)?;
        let mut add = transaction.prepare_cached(
            "insert or replace into alongside (supporter, story, agency, since, with_yes, meet_every_days) values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (supporter, agency, since, with_yes, meet_every_days) in &self.alongside {
            let supporter = number_of(transaction, people, supporter)?;
            add.execute(params![supporter, story, agency, since, with_yes, meet_every_days])?;
        }
        let mut add =
            transaction.prepare_cached("insert or replace into promise (story, event, since, supporter) values (?1, ?2, ?3, ?4)")?;
        for (event, since, supporter) in &self.promises {
            let event = Uuid::parse_str(event).unwrap_or_default();
            add.execute(params![story, event.as_bytes().as_slice(), since, number_of(transaction, people, supporter)?])?;
        }
        Ok(())
    }
}

/// Takes a story's rows away.
pub(crate) fn erase(transaction: &Connection, story: i64) -> Result<(), ViewError> {
    transaction.prepare_cached("delete from alongside where story = ?1")?.execute([story])?;
    transaction.prepare_cached("delete from promise where story = ?1")?.execute([story])?;
    Ok(())
}

/// A supporter's number; 0 for nobody.
fn number_of(transaction: &Connection, people: &People, supporter: &str) -> Result<i64, ViewError> {
    let Ok(id) = Uuid::parse_str(supporter) else { return Ok(0) };
    Ok(people.find(transaction, id)?.map_or(0, |person| person.number))
}
