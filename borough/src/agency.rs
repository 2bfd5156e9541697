//! The agencies that the work began with, and teams of the council. Each is a team that residents would recognise.

/// One agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agency {
    /// Care at home, and coming home.
    CareCity,
    /// Practical help in the community.
    CommunityResources,
    /// A house with a kitchen and an open door.
    HarmonyHouse,
    /// Living one's own life at home, run by disabled people.
    IndependentLiving,
    /// Company and laughter.
    Humourisk,
    /// Work, learning and money.
    CommunitySolutions,
    /// Neighbours making things together.
    ParticipatoryCity,
    /// The council's team for adults.
    CouncilAdults,
    /// The council's team for homes.
    CouncilHousing,
    /// The council's team for families.
    CouncilEarlyHelp,
    /// The council's team for benefits and money.
    CouncilMoney,
}

/// All of them.
pub const AGENCIES: [Agency; 11] = [
    Agency::CareCity,
    Agency::CommunityResources,
    Agency::HarmonyHouse,
    Agency::IndependentLiving,
    Agency::Humourisk,
    Agency::CommunitySolutions,
    Agency::ParticipatoryCity,
    Agency::CouncilAdults,
    Agency::CouncilHousing,
    Agency::CouncilEarlyHelp,
    Agency::CouncilMoney,
];

impl Agency {
    /// Its word in the log.
    pub fn slug(self) -> &'static str {
        match self {
            Self::CareCity => "care-city",
            Self::CommunityResources => "community-resources",
            Self::HarmonyHouse => "harmony-house",
            Self::IndependentLiving => "independent-living-agency",
            Self::Humourisk => "humourisk",
            Self::CommunitySolutions => "community-solutions",
            Self::ParticipatoryCity => "participatory-city",
            Self::CouncilAdults => "council-adults",
            Self::CouncilHousing => "council-housing",
            Self::CouncilEarlyHelp => "council-early-help",
            Self::CouncilMoney => "council-money",
        }
    }

    /// Its name, as residents say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CareCity => "Care City",
            Self::CommunityResources => "Community Resources",
            Self::HarmonyHouse => "Harmony House",
            Self::IndependentLiving => "Independent Living Agency",
            Self::Humourisk => "Humourisk",
            Self::CommunitySolutions => "Community Solutions",
            Self::ParticipatoryCity => "Participatory City",
            Self::CouncilAdults => "Adults' Care and Support",
            Self::CouncilHousing => "Housing",
            Self::CouncilEarlyHelp => "Early Help",
            Self::CouncilMoney => "Benefits & Money",
        }
    }

    /// What its supporters do, in words that residents would use.
    pub(crate) fn what_they_do(self) -> &'static [&'static str] {
        match self {
            Self::CareCity => &["walks alongside people coming home", "link worker", "health coach"],
            Self::CommunityResources => &["community connector", "handy person", "drives the minibus"],
            Self::HarmonyHouse => &["keeps the door and the kettle", "family worker", "runs the kitchen"],
            Self::IndependentLiving => &["peer adviser", "helps with personal budgets", "occupational therapist"],
            Self::Humourisk => &["visits and plays", "community performer", "befriender"],
            Self::CommunitySolutions => &["work coach", "community adviser", "learning mentor"],
            Self::ParticipatoryCity => &["neighbourhood project designer", "runs the workshop", "shopkeeper of the neighbourhood shop"],
            Self::CouncilAdults => &["social worker", "occupational therapist", "carers' worker"],
            Self::CouncilHousing => &["housing officer", "repairs coordinator", "tenancy supporter"],
            Self::CouncilEarlyHelp => &["family supporter", "young carers' worker", "parenting worker"],
            Self::CouncilMoney => &["benefits adviser", "money and debt adviser", "home visiting adviser"],
        }
    }

    /// Does it keep office days? The others are about on Saturdays too.
    pub(crate) fn keeps_office_days(self) -> bool {
        matches!(self, Self::CouncilAdults | Self::CouncilHousing | Self::CouncilEarlyHelp | Self::CouncilMoney | Self::CommunitySolutions)
    }
}
