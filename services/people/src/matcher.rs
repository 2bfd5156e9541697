//! A follower that looks, whenever somebody's details are written, for others who may be the same person, and asks the agency that knows
//! them: privately, once for each pair, for ever. Whoever wrote the details learns nothing of it. Nothing here joins anybody.

use std::{sync::Arc, time::Duration};

use prost::Message as _;
use thiserror::Error;
use throughline_access::KEEPER;
use throughline_log::{AppendError, Condition, Draft, Followed, KeyError, Keys, Lane, Log, LogError, Request, seal, with_causes};
use throughline_proto::v1::{Event, Happened, Part, ProfilesMayMatch, Role, event::Kind, happened::Moment};
use throughline_views::{Snapshot, ViewError, Views, now_us, today};
use tokio::{sync::watch, time::Instant};
use uuid::Uuid;

use crate::likeness::{Pair, pairs_with};

/// Its name in the log: how far it has come, and whose turn it is.
const FOLLOWER: &str = "matching";
/// How long a turn lasts unless it is taken again: one node looks at a time, for speed and not for safety.
const TURN: Duration = Duration::from_secs(10);
/// How many records are looked at in one go.
const BATCH: usize = 1_000;
/// How long it waits for the view to come as far as what was written about two people.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits for news, and after something went wrong.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Looks for people who may be the same.
#[derive(Debug)]
pub struct Matcher {
    log: Log,
    keys: Arc<Keys>,
    views: Arc<Views>,
    holder: Uuid,
}

/// Why it does not go on just now.
#[derive(Debug, Error)]
enum MatchError {
    #[error("the log cannot be asked")]
    Log(#[from] LogError),
    #[error("the log does not take in that two people may be one")]
    Append(#[from] AppendError),
    #[error("nothing can be sealed for them")]
    Keys(#[from] KeyError),
    #[error("the view cannot be read")]
    View(#[from] ViewError),
}

impl Matcher {
    /// A matcher over a log and its view.
    pub fn new(log: Log, keys: Arc<Keys>, views: Arc<Views>) -> Self {
        Self { log, keys, views, holder: Uuid::now_v7() }
    }

    /// Goes on until told to stop. Whatever goes wrong, it says so and tries again: a pair is never asked about twice.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let (mut position, mut done) = (self.views.watch(), 0);
        while !*stop.borrow() {
            let reached = *position.borrow_and_update();
            // The log is asked nothing while there is nothing new.
            if reached > done {
                match self.take_turn(reached, &stop).await {
                    Ok(looked_at) => done = looked_at,
                    Err(error) => {
                        let error = with_causes(&error);
                        tracing::warn!(error, "nobody is asked just now whether people are the same; it will be");
                    }
                }
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                _ = position.wait_for(|position| *position > reached) => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Looks as far as the view has come, if it is this node's turn. Says how far all is known to have been looked at.
    async fn take_turn(&self, reached: u64, stop: &watch::Receiver<bool>) -> Result<u64, MatchError> {
        if !self.views.has_caught_up() || !self.log.hold(FOLLOWER, self.holder, TURN).await? {
            return Ok(0);
        }
        let mut after = self.log.followed(FOLLOWER).await?.map_or(0, |followed| followed.position);
        while after < reached && !*stop.borrow() {
            let (pairs, looked_at, as_of) = self.views.read(move |snapshot| look(snapshot, after)).await?;
            for pair in pairs {
                self.ask(pair, as_of).await?;
            }
            after = looked_at;
            self.log.save_followed(FOLLOWER, Followed { position: after, note: String::new() }).await?;
            if !self.log.hold(FOLLOWER, self.holder, TURN).await? {
                break;
            }
        }
        Ok(after)
    }

    /// Writes down that two profiles may be one person, as they were known at a position. Where something new was written about them, an erasure
    /// for one, the two are looked at again.
    async fn ask(&self, pair: Pair, as_of: u64) -> Result<(), MatchError> {
        let (newer, known) = (pair.newer, pair.known);
        let mut asked = Some((pair, as_of));
        while let Some((pair, as_of)) = asked {
            match self.log.append(seal(&self.keys, request(&pair, as_of))?).await {
                Ok(_) => return Ok(()),
                Err(AppendError::MovedOn { position }) => {
                    self.views.reach(position, Instant::now() + PATIENCE).await?;
                    asked = self.views.read(move |snapshot| look_again(snapshot, newer, known)).await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// What is written of a pair: the same request for the same pair, so that each side is asked once.
fn request(pair: &Pair, as_of: u64) -> Request {
    let request_id = name_of(pair.newer, pair.known);
    let event = event(pair, &Uuid::now_v7().to_string());
    let draft = Draft {
        id: Uuid::parse_str(&event.id).unwrap_or_default(),
        lane: Lane::Control,
        people: vec![pair.known],
        facts: event.encode_to_vec(),
        words: Vec::new(),
        source_key: None,
    };
    Request {
        agency: KEEPER.to_owned(),
        request_id,
        content: request_id.as_bytes().to_vec(),
        recorded_at_us: now_us(),
        drafts: vec![draft],
        condition: Some(Condition { since: as_of, people: vec![pair.newer, pair.known], known_as_of: as_of }),
    }
}

/// The same two once more, if they still may be one person, and what was known then.
fn look_again(snapshot: &Snapshot<'_>, newer: Uuid, known: Uuid) -> Result<Option<(Pair, u64)>, ViewError> {
    let pair = pairs_with(snapshot, newer)?.into_iter().find(|pair| pair.known == known);
    pair.map(|pair| Ok((pair, snapshot.position()?))).transpose()
}

/// The pairs to ask about, up to where was looked, and what was known then.
fn look(snapshot: &Snapshot<'_>, after: u64) -> Result<(Vec<Pair>, u64, u64), ViewError> {
    let (people, looked_at) = snapshot.to_match_since(after, BATCH)?;
    let mut pairs: Vec<Pair> = Vec::new();
    for person in people {
        match pairs_with(snapshot, person) {
            Ok(found) => pairs.extend(found),
            Err(ViewError::SetAside { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((pairs, looked_at, snapshot.position()?))
}

fn event(pair: &Pair, id: &str) -> Event {
    let may_match = ProfilesMayMatch {
        profiles: vec![pair.newer.to_string(), pair.known.to_string()],
        evidence: pair.evidence.iter().map(|evidence| (*evidence).into()).collect(),
        asked: vec![pair.asked.clone()],
    };
    Event {
        id: id.to_owned(),
        happened: Some(Happened { moment: Some(Moment::Date(today())) }),
        people: vec![Part { person: pair.known.to_string(), role: Role::About.into() }],
        agency: KEEPER.to_owned(),
        kind: Some(Kind::ProfilesMayMatch(may_match)),
        ..Event::default()
    }
}

/// The request that asks about a pair. Each side is asked for itself.
fn name_of(newer: Uuid, known: Uuid) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &[b"throughline may match".as_slice(), newer.as_bytes(), known.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_name_for_each_side_that_is_asked() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(name_of(one, other), name_of(one, other));
        assert_ne!(name_of(one, other), name_of(other, one));
    }

    #[test]
    fn what_is_asked_is_about_the_one_who_is_known_and_names_nobody_in_words() {
        let pair = Pair { newer: Uuid::from_u128(1), known: Uuid::from_u128(2), asked: "care-city".into(), evidence: Vec::new() };
        let event = event(&pair, "id");
        assert_eq!(throughline_story::concerned(&event).collect::<Vec<_>>(), [pair.known.to_string()]);
        assert!(event.words.is_empty());
    }
}
