//! Policies that held once, for whoever asks what somebody might read then. Read once, and remembered by the record that adopted them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::Policies;

/// How many policies of the past are remembered. A place adopts seldom.
const REMEMBERED: usize = 16;

/// Policies of the past, by the position of the record that adopted them; 0 for those that come with the program.
#[derive(Default)]
pub(crate) struct PastPolicies(Mutex<BTreeMap<u64, Arc<Policies>>>);

impl PastPolicies {
    /// The policies that this record adopted; those that come with the program before the first. Where they cannot be read, nothing is permitted.
    pub(crate) fn of(&self, adopted: Option<(u64, Arc<str>)>) -> Arc<Policies> {
        let position = adopted.as_ref().map_or(0, |(position, _)| *position);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policies) = known.get(&position) {
            return Arc::clone(policies);
        }
        let policies = Arc::new(Policies::adopted_or_nothing(adopted));
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(position, Arc::clone(&policies));
        policies
    }
}
