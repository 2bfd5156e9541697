//! The arcs of lives: what a story is about. Each is a short script of meetings; the sentences lie in `data/words`, and everyday life
//! goes on around it. An arc says what happens, never how it is recorded.

mod coming_home;
mod families;
mod grief;
mod home_and_money;
mod neighbours;
mod starting;

use std::ops::RangeInclusive;

use crate::{agency::Agency, dice::Dice, life::Life};

/// What a story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arc {
    /// Home from hospital, and out of the front door again.
    Hospital,
    /// A new parent.
    NewParent,
    /// A child who cares for a parent.
    YoungCarer,
    /// A bag of letters about debt.
    Debt,
    /// Lost a partner.
    LostSomeone,
    /// New in the country.
    Newcomer,
    /// A lonely man who mends bicycles.
    Bicycles,
    /// Would rather be left alone.
    LeaveMeBe,
    /// Lost work, and looks for it.
    Work,
    /// A first home of their own after care.
    FirstFlat,
    /// A damp flat.
    Damp,
    /// A memory that is going.
    Memory,
    /// Came to give, not to ask.
    Giver,
}

const BY_WEIGHT: [(u32, Arc); 13] = [
    (13, Arc::Hospital),
    (8, Arc::NewParent),
    (7, Arc::YoungCarer),
    (10, Arc::Debt),
    (9, Arc::LostSomeone),
    (10, Arc::Newcomer),
    (6, Arc::Bicycles),
    (5, Arc::LeaveMeBe),
    (9, Arc::Work),
    (6, Arc::FirstFlat),
    (8, Arc::Damp),
    (6, Arc::Memory),
    (7, Arc::Giver),
];

impl Arc {
    /// One of them by chance.
    pub(crate) fn roll(dice: &mut Dice) -> Self {
        dice.weighed(&BY_WEIGHT)
    }

    /// The word by which the sentences know it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::NewParent => "parent",
            Self::YoungCarer => "carer",
            Self::Debt => "debt",
            Self::LostSomeone => "lost",
            Self::Newcomer => "newcomer",
            Self::Bicycles => "bicycles",
            Self::LeaveMeBe => "alone",
            Self::Work => "work",
            Self::FirstFlat => "flat",
            Self::Damp => "damp",
            Self::Memory => "memory",
            Self::Giver => "giver",
        }
    }

    /// How old people are.
    pub(crate) fn ages(self) -> RangeInclusive<i32> {
        match self {
            Self::Hospital => 58..=88,
            Self::NewParent => 19..=41,
            Self::YoungCarer => 10..=16,
            Self::Debt => 26..=63,
            Self::LostSomeone => 49..=86,
            Self::Newcomer => 22..=55,
            Self::Bicycles => 44..=76,
            Self::LeaveMeBe => 38..=80,
            Self::Work => 24..=61,
            Self::FirstFlat => 18..=21,
            Self::Damp => 27..=52,
            Self::Memory => 68..=89,
            Self::Giver => 33..=74,
        }
    }

    /// Who hears of them first.
    pub(crate) fn agencies(self) -> &'static [Agency] {
        match self {
            Self::Hospital => &[Agency::CareCity, Agency::CouncilAdults, Agency::IndependentLiving],
            Self::NewParent => &[Agency::HarmonyHouse, Agency::CouncilEarlyHelp],
            Self::YoungCarer => &[Agency::CouncilEarlyHelp, Agency::HarmonyHouse],
            Self::Debt => &[Agency::CouncilMoney, Agency::CommunitySolutions],
            Self::LostSomeone => &[Agency::CommunityResources, Agency::CareCity, Agency::Humourisk],
            Self::Newcomer => &[Agency::HarmonyHouse, Agency::CommunitySolutions],
            Self::Bicycles => &[Agency::Humourisk, Agency::ParticipatoryCity, Agency::CommunityResources],
            Self::LeaveMeBe => &[Agency::CouncilAdults, Agency::CareCity],
            Self::Work => &[Agency::CommunitySolutions, Agency::CouncilMoney],
            Self::FirstFlat => &[Agency::CouncilEarlyHelp, Agency::CouncilHousing],
            Self::Damp => &[Agency::CouncilHousing, Agency::CommunityResources],
            Self::Memory => &[Agency::CareCity, Agency::CouncilAdults],
            Self::Giver => &[Agency::ParticipatoryCity, Agency::HarmonyHouse],
        }
    }

    /// Who is likely to come alongside as well.
    pub(crate) fn others(self) -> &'static [Agency] {
        match self {
            Self::Hospital => &[Agency::IndependentLiving, Agency::ParticipatoryCity, Agency::CommunityResources],
            Self::NewParent => &[Agency::CouncilHousing, Agency::CommunitySolutions, Agency::CouncilEarlyHelp],
            Self::YoungCarer => &[Agency::Humourisk, Agency::CouncilAdults, Agency::CommunityResources],
            Self::Debt => &[Agency::CouncilHousing, Agency::HarmonyHouse, Agency::CareCity],
            Self::LostSomeone => &[Agency::ParticipatoryCity, Agency::Humourisk, Agency::CouncilMoney],
            Self::Newcomer => &[Agency::CouncilEarlyHelp, Agency::ParticipatoryCity, Agency::CouncilHousing],
            Self::Bicycles => &[Agency::ParticipatoryCity, Agency::CareCity],
            Self::LeaveMeBe => &[Agency::CouncilHousing],
            Self::Work => &[Agency::CouncilMoney, Agency::CareCity, Agency::ParticipatoryCity],
            Self::FirstFlat => &[Agency::CommunitySolutions, Agency::HarmonyHouse, Agency::CouncilMoney],
            Self::Damp => &[Agency::CouncilHousing, Agency::CareCity, Agency::CommunitySolutions],
            Self::Memory => &[Agency::CouncilAdults, Agency::Humourisk, Agency::IndependentLiving],
            Self::Giver => &[Agency::CommunityResources, Agency::CareCity],
        }
    }

    /// The gift that goes with it, mostly.
    pub(crate) fn gift(self) -> Option<&'static str> {
        match self {
            Self::Hospital => Some("gift.cooking"),
            Self::Bicycles => Some("gift.bicycles"),
            Self::Memory => Some("gift.singing"),
            Self::Newcomer => Some("gift.translating"),
            _ => None,
        }
    }

    /// What is hard when they draw the map for the first time.
    pub(crate) fn hard(self) -> &'static [&'static str] {
        match self {
            Self::Hospital => &["moving-about", "body", "front-door", "making-my-own-choices", "groups"],
            Self::NewParent => &["sleep", "time-to-myself", "friends", "room-enough"],
            Self::YoungCarer => &["time-to-myself", "calm", "friends", "looking-forward"],
            Self::Debt => &["bills-paid", "debt-i-can-manage", "enough-money", "sleep", "calm"],
            Self::LostSomeone => &["love", "hope", "somebody-to-call", "sleep", "faith-or-meaning"],
            Self::Newcomer => &["speaking-english", "friends", "knowing-my-rights", "steady-income", "bank-account"],
            Self::Bicycles => &["friends", "groups", "somebody-to-call", "being-listened-to"],
            Self::LeaveMeBe => &["being-listened-to", "making-my-own-choices", "calm"],
            Self::Work => &["steady-income", "work-that-suits-me", "confidence", "looking-forward"],
            Self::FirstFlat => &["furniture", "bills-paid", "somebody-to-call", "kitchen", "being-myself"],
            Self::Damp => &["dry-home", "warm-home", "clean-air", "room-enough", "being-listened-to"],
            Self::Memory => &["knowing-my-rights", "confidence", "medicine", "buses-and-trains"],
            Self::Giver => &["time-to-myself", "savings", "teeth-and-eyes"],
        }
    }

    /// Do neighbours come into it?
    pub(crate) fn has_neighbours(self) -> bool {
        self != Self::LeaveMeBe
    }

    /// Tells it.
    pub(crate) fn play(self, life: &mut Life) {
        match self {
            Self::Hospital => coming_home::hospital(life),
            Self::Memory => coming_home::memory(life),
            Self::NewParent => families::new_parent(life),
            Self::YoungCarer => families::young_carer(life),
            Self::Debt => home_and_money::debt(life),
            Self::Damp => home_and_money::damp(life),
            Self::LostSomeone => grief::lost_someone(life),
            Self::LeaveMeBe => grief::leave_me_be(life),
            Self::Newcomer => starting::newcomer(life),
            Self::Work => starting::work(life),
            Self::FirstFlat => starting::first_flat(life),
            Self::Bicycles => neighbours::bicycles(life),
            Self::Giver => neighbours::giver(life),
        }
    }
}
