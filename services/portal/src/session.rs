//! Who is signed in: in memory, on the server alone. A session is named by a random secret of which only the digest is kept; it is another one
//! after every sign-in, and ends after half an hour without a visit or twelve hours after the sign-in. Whether it still counts is for the services,
//! which are told with every call as of when somebody signed in.

use std::{
    collections::{BTreeSet, HashMap},
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
/// How many there may be: whoever only knocks uses up no more memory than this, and keeps nobody out.
const MOST: usize = 65_536;
/// How often those that have ended are looked for. Until then they only take up room: each is asked whether it still lives.
const SWEEP: Duration = Duration::from_secs(60);

type Digest = [u8; 32];

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct SignedIn {
    /// As every call says it: "harmony-house/supporter/…", "resident/…" or "auditor/…".
    pub(crate) acting_for: String,
    /// As of which position of the log they signed in, as the services said.
    pub(crate) signed_in_at: u64,
    /// The account with which they signed in or that they connected, if one.
    pub(crate) account: Option<Account>,
}

impl SignedIn {
    /// A resident's profile; empty for a supporter.
    pub(crate) fn profile(&self) -> &str {
        self.acting_for.strip_prefix("resident/").unwrap_or_default()
    }

    /// A supporter's id; empty for a resident.
    pub(crate) fn supporter(&self) -> &str {
        self.acting_for.split_once("/supporter/").map_or("", |(_, supporter)| supporter)
    }

    /// The keeper of the place lets them look.
    pub(crate) fn is_auditor(&self) -> bool {
        self.acting_for.starts_with("auditor/")
    }

    /// A supporter's agency, by its word; empty for a resident.
    pub(crate) fn agency(&self) -> &str {
        self.acting_for.split_once("/supporter/").map_or("", |(agency, _)| agency)
    }
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
pub(crate) struct Sessions(Mutex<Table>);

#[derive(Default)]
struct Table {
    sessions: HashMap<Digest, Session>,
    /// Those of nobody yet, the oldest first.
    anonymous: BTreeSet<(Instant, Digest)>,
    swept: Option<Instant>,
}

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
        let mut all = self.all();
        let session = all.sessions.get_mut(&secret::digest_of(secret?)).filter(|session| session.lives_at(now))?;
        session.seen = now;
        session.person.clone()
    }

    /// The same for what a page does by itself: nobody was here.
    pub(crate) fn who_without_a_visit(&self, secret: Option<&str>) -> Option<SignedIn> {
        let now = Instant::now();
        self.all().sessions.get(&secret::digest_of(secret?)).filter(|session| session.lives_at(now))?.person.clone()
    }

    /// Begins a session for somebody, who may be nobody yet; whatever the browser came with no longer counts. Gives the new secret; none where
    /// none can be had.
    pub(crate) fn begin(&self, before: Option<&str>, person: Option<SignedIn>) -> Option<Zeroizing<String>> {
        let secret = secret::draw().ok()?;
        let now = Instant::now();
        let mut all = self.all();
        if let Some(before) = before {
            _ = all.remove(&secret::digest_of(before));
        }
        all.sweep(now);
        // Whoever only knocks gives way to whoever comes later, and never the other way round.
        if !all.has_room() && person.is_none() {
            return None;
        }
        all.insert(secret::digest_of(&secret), Session { began: now, seen: now, person, attempt: None });
        Some(secret)
    }

    /// Goes on with somebody's session under a new secret, with what has changed of them: it is as old as it was. None where it has ended.
    pub(crate) fn go_on(&self, before: Option<&str>, person: SignedIn) -> Option<Zeroizing<String>> {
        let secret = secret::draw().ok()?;
        let now = Instant::now();
        let mut all = self.all();
        let session = all.remove(&secret::digest_of(before?))?;
        if session.person.is_none() || !session.lives_at(now) {
            return None;
        }
        all.insert(secret::digest_of(&secret), Session { began: session.began, seen: now, person: Some(person), attempt: None });
        Some(secret)
    }

    /// Notes an attempt with a provider beside the session. Another that was under way no longer counts.
    pub(crate) fn attempts(&self, secret: &str, begun: Begun, what_for: For) {
        if let Some(session) = self.all().sessions.get_mut(&secret::digest_of(secret)) {
            session.attempt = Some((begun, what_for));
        }
    }

    /// Takes the attempt to which this is the answer: it counts once. An answer to another leaves it as it is.
    pub(crate) fn answered(&self, secret: Option<&str>, state: &str) -> Option<(Begun, For)> {
        let mut all = self.all();
        let session = all.sessions.get_mut(&secret::digest_of(secret?)).filter(|session| session.lives_at(Instant::now()))?;
        session.attempt.take_if(|(begun, _)| begun.is_answered_by(state).is_ok())
    }

    /// Ends a session.
    pub(crate) fn end(&self, secret: Option<&str>) {
        if let Some(secret) = secret {
            _ = self.all().remove(&secret::digest_of(secret));
        }
    }

    fn all(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn insert(&mut self, digest: Digest, session: Session) {
        if session.person.is_none() {
            self.anonymous.insert((session.began, digest));
        }
        self.sessions.insert(digest, session);
    }

    fn remove(&mut self, digest: &Digest) -> Option<Session> {
        let session = self.sessions.remove(digest)?;
        self.anonymous.remove(&(session.began, *digest));
        Some(session)
    }

    /// Forgets those that have ended; all are looked at, and so only now and then.
    fn sweep(&mut self, now: Instant) {
        if self.swept.is_some_and(|swept| now.duration_since(swept) < SWEEP) {
            return;
        }
        self.swept = Some(now);
        self.sessions.retain(|_, session| session.lives_at(now));
        self.anonymous.retain(|(_, digest)| self.sessions.contains_key(digest));
    }

    /// Whether there is room for one more, if need be by the oldest that is nobody's giving way.
    fn has_room(&mut self) -> bool {
        if self.sessions.len() >= MOST
            && let Some((_, digest)) = self.anonymous.pop_first()
        {
            self.sessions.remove(&digest);
        }
        self.sessions.len() < MOST
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Sessions").field(&self.all().sessions.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rosa() -> Option<SignedIn> {
        Some(SignedIn { acting_for: "resident/rosa".into(), signed_in_at: 1, account: None })
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
    fn whoever_only_knocks_gives_way_to_the_next_and_nobody_who_is_signed_in_does() {
        let sessions = Sessions::default();
        let signed_in = sessions.begin(None, rosa()).expect("a session");
        let (first, second) = (sessions.begin(None, None).expect("a session"), sessions.begin(None, None).expect("a session"));
        let count = || sessions.all().sessions.len();
        while count() < MOST {
            sessions.begin(None, None).expect("a session");
        }
        let is_there = |secret: &str| sessions.all().sessions.contains_key(&secret::digest_of(secret));
        let newcomer = sessions.begin(None, None).expect("a session");
        assert!(!is_there(&first) && is_there(&second) && is_there(&newcomer) && count() == MOST);
        let known = sessions.begin(None, rosa()).expect("a session");
        assert!(!is_there(&second) && is_there(&known) && sessions.who(Some(&signed_in)).is_some() && count() == MOST);
        // Who comes again has a place of their own to give.
        let again = sessions.begin(Some(&newcomer), None).expect("a session");
        assert!(is_there(&again) && !is_there(&newcomer) && count() == MOST);
        assert_eq!(sessions.all().anonymous.len(), MOST - 2);
    }

    #[test]
    fn sessions_that_ended_are_forgotten_once_a_minute() {
        let sessions = Sessions::default();
        let secret = sessions.begin(None, None).expect("a session");
        let now = Instant::now();
        let mut all = sessions.all();
        all.sweep(now + ATTEMPT);
        assert!(all.sessions.is_empty() && all.anonymous.is_empty());
        all.insert(secret::digest_of(&secret), Session { began: now, seen: now, person: None, attempt: None });
        all.sweep(now + ATTEMPT + SWEEP / 2);
        assert_eq!(all.sessions.len(), 1, "not so soon again");
        all.sweep(now + ATTEMPT + SWEEP);
        assert!(all.sessions.is_empty());
    }

    #[test]
    fn what_changes_within_a_session_makes_it_no_younger_and_brings_none_back() {
        let sessions = Sessions::default();
        let (rosa, began) = (rosa().expect("somebody"), Instant::now() - SWEEP);
        let before = sessions.begin(None, Some(rosa.clone())).expect("a session");
        let of = |secret: &str| secret::digest_of(secret);
        sessions.all().sessions.get_mut(&of(&before)).expect("it is there").began = began;
        let after = sessions.go_on(Some(&before), rosa.clone()).expect("a session");
        assert!(sessions.who(Some(&before)).is_none() && sessions.who(Some(&after)).is_some());
        assert_eq!(sessions.all().sessions[&of(&after)].began, began);
        // Another page of theirs signed them out meanwhile; nor does anybody come in who never signed in.
        sessions.end(Some(&after));
        assert!(sessions.go_on(Some(&after), rosa.clone()).is_none() && sessions.go_on(None, rosa.clone()).is_none());
        let knocking = sessions.begin(None, None).expect("a session");
        assert!(sessions.go_on(Some(&knocking), rosa).is_none());
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
