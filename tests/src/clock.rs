//! A clock that a test sets forward, for the door alone: what runs out by the hour or the day runs out there. The log keeps the machine's.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use throughline::node::TakingPart;
use throughline_access::{ActingFor, Caller, Register, RolesHeld};
use throughline_proto::v1::Profile;
use throughline_views::moment_text;

const MINUTE_US: i64 = 60_000_000;

/// How far ahead it is. Cheap to share.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// So much later.
    pub fn forward(&self, minutes: i64) {
        self.0.fetch_add(minutes * MINUTE_US, Ordering::SeqCst);
    }

    /// The day on it, and days after that.
    pub fn day(&self, days: i64) -> String {
        moment_text(self.now_us() + days * 24 * 60 * MINUTE_US)[..10].to_owned()
    }

    fn now_us(&self) -> i64 {
        throughline_views::now_us() + self.0.load(Ordering::SeqCst)
    }
}

/// Who takes part, by this clock.
pub(crate) struct ByClock(pub(crate) TakingPart, pub(crate) Clock);

impl Register for ByClock {
    fn belongs(&self, agency: &str, supporter: &str) -> bool {
        self.0.belongs(agency, supporter)
    }

    fn profiles_of(&self, resident: &str) -> Vec<Profile> {
        self.0.profiles_of(resident)
    }

    fn knows(&self, profile: &str) -> Option<String> {
        self.0.knows(profile)
    }

    fn lets_look(&self, auditor: &str) -> bool {
        self.0.lets_look(auditor)
    }

    fn disconnected_at(&self, acting_for: &ActingFor) -> u64 {
        self.0.disconnected_at(acting_for)
    }

    fn adopted(&self) -> Option<(u64, Arc<str>)> {
        self.0.adopted()
    }

    fn today(&self) -> String {
        self.1.day(0)
    }

    fn now_us(&self) -> i64 {
        self.1.now_us()
    }

    fn roles(&self, caller: &Caller, today: &str) -> RolesHeld {
        self.0.roles(caller, today)
    }
}
