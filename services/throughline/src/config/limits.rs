//! How much an agency may ask, as the flags and the file say it.

use std::collections::HashMap;

use serde::Deserialize;
use throughline_access::limits::{Limit, Limits, Pace};

use super::is_word;
use crate::exit::WrongUse;

/// What the file says of one agency, or a flag of all.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Asked {
    requests_per_second: Option<u32>,
    requests_at_once: Option<u32>,
    events_per_day: Option<u64>,
}

impl Asked {
    /// As the flags say.
    pub fn new(requests_per_second: Option<u32>, requests_at_once: Option<u32>, events_per_day: Option<u64>) -> Self {
        Self { requests_per_second, requests_at_once, events_per_day }
    }

    /// What is not said is as it is usual.
    fn or(&self, usual: Limit) -> Limit {
        let per_second = self.requests_per_second.unwrap_or(usual.requests.per_second);
        // Twice what comes in a second, unless that is said too.
        let at_once = match (self.requests_at_once, self.requests_per_second) {
            (Some(at_once), _) => at_once,
            (None, Some(per_second)) => per_second.saturating_mul(2),
            (None, None) => usual.requests.at_once,
        };
        Limit { requests: Pace { per_second, at_once }, events_per_day: self.events_per_day.unwrap_or(usual.events_per_day) }
    }
}

/// The limits of all, and of those that are named.
pub fn limits(all: &Asked, agencies: HashMap<String, Asked>) -> Result<Limits, WrongUse> {
    let usual = all.or(Limit::USUAL);
    let limit = |(agency, asked): (String, Asked)| {
        if is_word(&agency) {
            return Ok((agency, asked.or(usual)));
        }
        Err(WrongUse::new(format!("[limits.{agency}] names no agency; it is called by its word, such as harmony-house")))
    };
    Ok(Limits { usual, agencies: agencies.into_iter().map(limit).collect::<Result<_, _>>()? })
}
