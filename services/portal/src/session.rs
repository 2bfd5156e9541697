//! Who is signed in: in memory, on the server alone. A session is named by a random secret of which only the digest is kept; it is another one
//! after every sign-in, and ends after half an hour without a visit or after twelve hours.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use throughline_access::{
    secret,
    sign_in::{Account, Begun},
};
use zeroize::Zeroizing;

/// After so long without a visit a session ends.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// After so long it ends in any way.
const WHOLE: Duration = Duration::from_secs(12 * 60 * 60);
/// For so long an attempt to sign in may take.
const ATTEMPT: Duration = Duration::from_secs(15 * 60);
/// How many there may be: whoever only knocks uses up no more memory than this.
const MOST: usize = 65_536;

type Digest = [u8; 32];

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct SignedIn {
    /// As every call says it: "harmony-house/supporter/…" or "resident/…".
    pub(crate) acting_for: String,
    /// The account with which they signed in or that they connected, if one.
    pub(crate) account: Option<Account>,
}

/// What an attempt with a provider is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// To sign in.
    SigningIn,
    /// To connect the account to whoever is signed in already.
    Connecting,
}

/// All sessions of this node.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<Digest, Session>>);

struct Session {
    began: Instant,
    seen: Instant,
    person: Option<SignedIn>,
    attempt: Option<(Begun, For)>,
}

impl Session {
    fn lives_at(&self, now: Instant) -> bool {
        let idle = if self.person.is_some() { IDLE } else { ATTEMPT };
        now.duration_since(self.seen) < idle && now.duration_since(self.began) < WHOLE
    }
}

impl Sessions {
    /// Who is signed in with this secret. That they are here is noted.
    pub(crate) fn who(&self, secret: Option<&str>) -> Option<SignedIn> {
        let now = Instant::now();
        let mut sessions = self.all();
        let session = sessions.get_mut(&secret::digest_of(secret?)).filter(|session| session.lives_at(now))?;
        session.seen = now;
        session.person.clone()
    }

    /// Begins a session for somebody, who may be nobody yet; whatever the browser came with no longer counts. Gives the new secret; none where
    /// none can be had.
    pub(crate) fn begin(&self, before: Option<&str>, person: Option<SignedIn>) -> Option<Zeroizing<String>> {
        let secret = secret::draw().ok()?;
        let now = Instant::now();
        let mut sessions = self.all();
        if let Some(before) = before {
            sessions.remove(&secret::digest_of(before));
        }
        make_room(&mut sessions, now);
        // Those who only knock keep nobody out who is let in.
        if sessions.len() >= MOST && person.is_none() {
            return None;
        }
        sessions.insert(secret::digest_of(&secret), Session { began: now, seen: now, person, attempt: None });
        Some(secret)
    }

    /// Notes an attempt with a provider beside the session. Another that was under way no longer counts.
    pub(crate) fn attempts(&self, secret: &str, begun: Begun, what_for: For) {
        if let Some(session) = self.all().get_mut(&secret::digest_of(secret)) {
            session.attempt = Some((begun, what_for));
        }
    }

    /// Takes the attempt to which this is the answer: it counts once. An answer to another leaves it as it is.
    pub(crate) fn answered(&self, secret: Option<&str>, state: &str) -> Option<(Begun, For)> {
        let mut sessions = self.all();
        let session = sessions.get_mut(&secret::digest_of(secret?)).filter(|session| session.lives_at(Instant::now()))?;
        session.attempt.take_if(|(begun, _)| begun.is_answered_by(state).is_ok())
    }

    /// Ends a session.
    pub(crate) fn end(&self, secret: Option<&str>) {
        if let Some(secret) = secret {
            self.all().remove(&secret::digest_of(secret));
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Digest, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looked for only when there are many.
fn make_room(sessions: &mut HashMap<Digest, Session>, now: Instant) {
    if sessions.len() >= MOST.min(sessions.capacity()) {
        sessions.retain(|_, session| session.lives_at(now));
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Sessions").field(&self.all().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rosa() -> Option<SignedIn> {
        Some(SignedIn { acting_for: "resident/rosa".into(), account: None })
    }

    #[test]
    fn what_the_browser_came_with_no_longer_counts_once_somebody_is_signed_in() {
        let sessions = Sessions::default();
        let before = sessions.begin(None, None).expect("a session");
        let after = sessions.begin(Some(&before), rosa()).expect("a session");
        assert_ne!(before, after);
        assert!(sessions.who(Some(&before)).is_none() && sessions.who(Some(&after)).is_some());
    }

    #[test]
    fn a_secret_that_a_browser_made_up_names_nobody_and_is_not_taken_over() {
        let sessions = Sessions::default();
        let given = sessions.begin(Some("made-up"), rosa()).expect("a session");
        assert!(given.as_str() != "made-up" && sessions.who(Some("made-up")).is_none());
    }

    #[test]
    fn a_session_ends_half_an_hour_after_the_last_visit_and_twelve_hours_after_it_began() {
        let began = Instant::now();
        let after = |minutes: u64| began + Duration::from_secs(minutes * 60);
        let seen = |minutes| Session { began, seen: after(minutes), person: rosa(), attempt: None };
        assert!(seen(0).lives_at(after(29)) && !seen(0).lives_at(after(30)));
        assert!(seen(700).lives_at(after(719)) && !seen(700).lives_at(after(720)));
    }
}
