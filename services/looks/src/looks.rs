//! Writing looks down: one for each reader, story, purpose and five minutes, together with everything else that the log commits.

use std::{
    borrow::Cow,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;
use throughline_access::{Under, Viewer};
use throughline_log::{AppendError, KeyError, Keys, Log, Sealed, seal, with_causes};
use throughline_proto::{
    Refusal,
    v1::{LookedAt, Reason, party::Party},
};
use throughline_views::now_us;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    Look, OutboxError, Scope,
    event::{Noted, auditor, reader},
    outbox::Outbox,
};

/// For how long a look stands for those after it.
const STANDS_FOR: Duration = Duration::from_secs(5 * 60);
/// How long a reader waits for the log before the look goes into the outbox.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is tried again to bring the outbox to the log.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How many looks are remembered.
const REMEMBERED: usize = 1 << 18;

/// Who has looked at whom lately, and where looks are written.
#[derive(Debug)]
pub struct Looks {
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    outbox: Outbox,
    lately: Cache<Known, (Instant, LookedAt)>,
}

/// One reader before one profile, for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Known {
    agency: String,
    reader: String,
    purpose: &'static str,
    profile: Uuid,
    under: Under,
    scope: Scope,
    reason: String,
}

impl Looks {
    /// Looks at a log, with an outbox in a node's folder.
    pub fn open(folder: &Path, log: Log, keys: Arc<Keys>) -> Result<Self, OutboxError> {
        let outbox = Outbox::open(folder, &keys)?;
        Ok(Self { log, keys, outbox, lately: Cache::new(REMEMBERED) })
    }

    /// Writes down that somebody looks at these stories, unless it was written a moment ago. Only then may they be told anything of them.
    pub async fn note(&self, viewer: &Viewer, looks: Vec<Look>, log_is_away: bool) -> Result<(), Refusal> {
        let looks: Vec<Look> = looks.into_iter().filter(|look| !self.is_known(viewer, look)).collect();
        if looks.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let noted = Noted::new(viewer, &looks, now_us());
        if log_is_away {
            self.set_aside(&noted)?;
        } else {
            match tokio::time::timeout(PATIENCE, self.append(&noted)).await {
                Ok(Ok(())) => {}
                Ok(Err(Unwritten::Refused(refusal))) => return Err(refusal),
                // What the log may yet take in goes there once all the same, by its request id.
                Ok(Err(Unwritten::Away | Unwritten::KeyLost { .. })) | Err(_) => self.set_aside(&noted)?,
            }
        }
        for look in looks {
            for known in known(viewer, &look) {
                self.lately.insert(known, (began, look.at));
            }
        }
        Ok(())
    }

    /// Brings to the log what lies in the outbox, whenever the log can be reached; until told to stop.
    pub async fn bring_to_log(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            if !self.outbox.is_empty()
                && let Err(error) = self.bring().await
            {
                tracing::warn!(error, "looks wait in the outbox until the log can be written");
            }
            if tokio::time::timeout(TRY_AGAIN, stop.wait_for(|stop| *stop)).await.is_ok() {
                return;
            }
        }
    }

    /// How many looks wait in the outbox.
    pub fn waiting(&self) -> usize {
        self.outbox.len()
    }

    async fn bring(&self) -> Result<(), String> {
        for (place, mut noted) in self.outbox.waiting().map_err(|error| error.to_string())? {
            loop {
                match self.append(&noted).await {
                    Ok(()) => break,
                    // It can never be sealed. Those of others do not wait for it for ever.
                    Err(Unwritten::KeyLost { person }) => {
                        tracing::error!(%person, "a look at somebody whose key is lost cannot be brought to the log, and is left out");
                        noted = noted.without(person);
                    }
                    Err(Unwritten::Away) => return Err("the log is away".to_owned()),
                    Err(Unwritten::Refused(refusal)) => return Err(refusal.message),
                }
            }
            self.outbox.brought(place).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    async fn append(&self, noted: &Noted) -> Result<(), Unwritten> {
        let Some(sealed) = self.seal(noted)? else { return Ok(()) };
        match self.log.append(sealed).await {
            Ok(_) => Ok(()),
            Err(AppendError::TooBusy) => Err(Unwritten::Refused(Refusal::too_busy())),
            Err(AppendError::Stopping) => Err(Unwritten::Refused(Refusal::stopping())),
            Err(_) => Err(Unwritten::Away),
        }
    }

    /// Ready for the log; nothing where it was of those alone who are erased since, of whom nothing is written any more.
    fn seal(&self, noted: &Noted) -> Result<Option<Sealed>, Unwritten> {
        let mut noted = Cow::Borrowed(noted);
        while !noted.is_empty() {
            match seal(&self.keys, noted.request()) {
                Ok(sealed) => return Ok(Some(sealed)),
                Err(KeyError::Erased { person }) => noted = Cow::Owned(noted.into_owned().without(person)),
                Err(KeyError::NoKey { person }) => return Err(Unwritten::KeyLost { person }),
                Err(error) => {
                    tracing::error!(error = with_causes(&error), "a look could not be sealed");
                    return Err(Unwritten::Away);
                }
            }
        }
        Ok(None)
    }

    fn set_aside(&self, noted: &Noted) -> Result<(), Refusal> {
        self.outbox.put(noted).map_err(|error| {
            tracing::error!(error = with_causes(&error), "a look could not be written down, so nothing is read");
            let told = "it cannot be written down just now that you look, so nothing is read; try again later, or at another node";
            Refusal::new(Reason::LookNotWritten, told).retry_after(Duration::from_secs(2))
        })
    }

    fn is_known(&self, viewer: &Viewer, look: &Look) -> bool {
        known(viewer, look)
            .iter()
            .all(|known| self.lately.get(known).is_some_and(|(when, at)| when.elapsed() < STANDS_FOR && covers(at, look.at)))
    }
}

/// Why a look is not in the log.
enum Unwritten {
    /// The log cannot be written just now.
    Away,
    /// Somebody who was looked at has no key, and was not erased.
    KeyLost {
        /// Whom it is about.
        person: Uuid,
    },
    /// The reader is to try again.
    Refused(Refusal),
}

/// Does a look stand for another? Whoever read the story has seen what a list shows of it.
fn covers(one: LookedAt, other: LookedAt) -> bool {
    one == other || one == LookedAt::Unspecified && other == LookedAt::List
}

/// By what a look is remembered: for each profile, so that a story that is joined with another is looked at anew.
fn known(viewer: &Viewer, look: &Look) -> Vec<Known> {
    let reader = match reader(viewer).party {
        Some(Party::Supporter(id) | Party::Resident(id)) => id,
        Some(Party::Agency(_)) | None => auditor(viewer),
    };
    let profiles = if look.profiles.is_empty() { &[Uuid::nil()] } else { look.profiles.as_slice() };
    let known = |profile: &Uuid| Known {
        agency: viewer.caller.agency.clone(),
        reader: reader.clone(),
        purpose: viewer.purpose,
        profile: *profile,
        under: look.under.clone(),
        scope: look.scope.clone(),
        reason: look.reason.clone(),
    };
    profiles.iter().map(known).collect()
}

#[cfg(test)]
mod tests {
    use throughline_access::{ActingFor, Caller, Policies};
    use throughline_log::{Erasure, SqliteStore};

    use super::*;

    async fn looks(folder: &Path) -> Looks {
        let keys = Keys::open(folder).unwrap();
        let store = SqliteStore::open(&folder.join("log.sqlite")).unwrap();
        let log = Log::open(store, Arc::clone(&keys), "throughline/place".to_owned()).await.unwrap();
        Looks::open(folder, log, keys).unwrap()
    }

    fn viewer(purpose: &'static str) -> Viewer {
        let caller = Caller { agency: "care-city".into(), acting_for: ActingFor::Supporter("ann".into()), keeper: false };
        let policies = Arc::new(Policies::embedded().unwrap());
        Viewer {
            caller,
            signed_in_at: None,
            is: Vec::new(),
            purpose,
            today: "2026-06-01".into(),
            now_us: 0,
            roles: Arc::default(),
            policies,
        }
    }

    fn at(person: Uuid) -> Vec<Look> {
        vec![Look::at_story(&[person.to_string()])]
    }

    #[tokio::test]
    async fn a_look_is_in_the_log_when_it_is_noted_and_stands_for_those_like_it() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let (rosa, tom) = (Uuid::new_v4(), Uuid::new_v4());
        looks.keys.ensure(&[rosa, tom]).unwrap();
        for (purpose, person, written) in [("", rosa, 1), ("", rosa, 1), ("visit", rosa, 2), ("", tom, 3), ("visit", rosa, 3)] {
            looks.note(&viewer(purpose), at(person), false).await.unwrap();
            assert_eq!(*looks.log.head().borrow(), written);
        }
        looks.log.close().await;
    }

    #[tokio::test]
    async fn what_could_not_go_to_the_log_goes_there_once_when_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let rosa = Uuid::new_v4();
        looks.keys.ensure(&[rosa]).unwrap();
        looks.note(&viewer(""), at(rosa), true).await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (1, 0));
        // As if it had been cut off between the two: it is brought, and brought again.
        let waiting = looks.outbox.waiting().unwrap();
        assert!(looks.append(&waiting[0].1).await.is_ok());
        looks.bring().await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (0, 1));
        looks.log.close().await;
    }

    #[tokio::test]
    async fn of_somebody_who_was_erased_nothing_is_written_and_nothing_waits() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let (rosa, tom) = (Uuid::new_v4(), Uuid::new_v4());
        looks.keys.ensure(&[rosa, tom]).unwrap();
        // One waits while she is erased, and one comes after.
        looks.note(&viewer(""), [at(rosa), at(tom)].concat(), true).await.unwrap();
        looks.keys.erase(&[Erasure { person: rosa, position: 1, leaf: [0; 32] }]).unwrap();
        looks.bring().await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (0, 1));
        looks.note(&viewer("visit"), at(rosa), false).await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (0, 1));
        looks.log.close().await;
    }

    #[tokio::test]
    async fn a_look_that_can_never_be_sealed_keeps_no_others_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let (keyless, tom) = (Uuid::new_v4(), Uuid::new_v4());
        looks.keys.ensure(&[tom]).unwrap();
        looks.note(&viewer(""), [at(keyless), at(tom)].concat(), false).await.unwrap();
        looks.note(&viewer("visit"), at(tom), true).await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (2, 0), "what cannot be sealed is kept here all the same");
        looks.bring().await.unwrap();
        assert_eq!((looks.waiting(), *looks.log.head().borrow()), (0, 2));
        looks.log.close().await;
    }

    #[tokio::test]
    async fn another_part_of_the_log_is_another_look() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let of = |agency: &str, to| vec![Look { scope: Scope { agency: agency.into(), from: 0, to }, ..Look::at_everything() }];
        for (look, written) in [(of("care-city", 0), 1), (of("care-city", 0), 1), (of("", 0), 2), (of("", 9), 3), (of("", 0), 3)] {
            looks.note(&viewer("audit"), look, false).await.unwrap();
            assert_eq!(*looks.log.head().borrow(), written);
        }
        looks.log.close().await;
    }

    #[tokio::test]
    async fn where_it_can_be_written_nowhere_nothing_may_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let looks = looks(folder.path()).await;
        let rosa = Uuid::new_v4();
        looks.keys.ensure(&[rosa]).unwrap();
        looks.outbox.cannot_be_written();
        for _ in 0..2 {
            let refusal = looks.note(&viewer(""), at(rosa), true).await.unwrap_err();
            assert_eq!(refusal.reason, Reason::LookNotWritten);
        }
        looks.log.close().await;
    }
}
