//! The plan: neighbourhood after neighbourhood, each made when it is asked for and forgotten when it has been told.

use std::vec;

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    action::Action,
    foundation::{self, Foundation},
    neighbourhood::{self, Draft},
};

/// How many residents a neighbourhood has at most: enough to know one another, few enough to keep its whole time in memory (about 20 MB).
const NEIGHBOURS_MAX: u32 = 240;

/// The namespace of request ids.
const REQUESTS: Uuid = Uuid::from_u128(0x7b0f_3d52_64b1_4b56_9a53_d10f_42c9_8e11);

/// What a plan is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The same seed makes the same borough.
    pub seed: u64,
    /// How many residents, 1 to 200,000.
    pub residents: u32,
    /// The day on which it is told: everything happens in the thirteen months before it.
    pub today: Date,
}

/// Everything that happens, as requests that agencies would send.
///
/// What the borough has comes first; then each neighbourhood of at most 240 residents, its actions in the order in which they happened.
/// Every symbol is defined before it is used. An action's events may look back a few days: people tell of what was before they were met.
pub fn plan(settings: &Settings) -> impl Iterator<Item = Action> + use<> {
    let settings = settings.clone();
    let (foundation, first) = foundation::lay(&settings);
    let neighbourhoods = u64::from(settings.residents.div_ceil(NEIGHBOURS_MAX));
    Plan { settings, foundation, told: first.into_iter(), next: 1, neighbourhoods, count: 0 }
}

struct Plan {
    settings: Settings,
    foundation: Foundation,
    told: vec::IntoIter<Draft>,
    next: u64,
    neighbourhoods: u64,
    count: u64,
}

impl Plan {
    /// The residents of a neighbourhood: shared out evenly, so that the last is no hamlet.
    fn residents_of(&self, number: u64) -> u32 {
        let share = |end: u64| end * u64::from(self.settings.residents) / self.neighbourhoods;
        (share(number) - share(number - 1)) as u32
    }

    fn request_id(&mut self) -> Uuid {
        self.count += 1;
        let Settings { seed, residents, today } = &self.settings;
        Uuid::new_v5(&REQUESTS, format!("{seed}/{residents}/{today}/{}", self.count).as_bytes())
    }
}

impl Iterator for Plan {
    type Item = Action;

    fn next(&mut self) -> Option<Action> {
        loop {
            if let Some(Draft { agency, acting_for, events, defines, .. }) = self.told.next() {
                let request_id = self.request_id();
                return Some(Action { agency: agency.slug().into(), acting_for, events, request_id, defines });
            }
            if self.next > self.neighbourhoods {
                return None;
            }
            let residents = self.residents_of(self.next);
            self.told = neighbourhood::tell(&self.settings, &self.foundation, self.next, residents).into_iter();
            self.next += 1;
        }
    }
}
