//! The tables that people and places are put together from, read once from `data/*.toml`. They are compiled in, and a test reads them.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, de::DeserializeOwned};
use throughline_proto::v1::HelpKind;

use crate::{dice::Dice, words::WORDS};

/// All tables.
pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

/// A community: what its people may be called, speak and cook.
#[derive(Debug, Deserialize)]
pub(crate) struct Community {
    pub(crate) weight: u32,
    pub(crate) languages: Vec<String>,
    pub(crate) country: String,
    pub(crate) women: Vec<String>,
    pub(crate) men: Vec<String>,
    pub(crate) family: Vec<String>,
    pub(crate) dishes: Vec<String>,
    pub(crate) say_it: HashMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Names {
    community: Vec<Community>,
}

/// Streets, spaces, groups, and what is on offer to everybody.
#[derive(Debug, Deserialize)]
pub(crate) struct PlaceTable {
    pub(crate) street_first: Vec<String>,
    pub(crate) street_last: Vec<String>,
    pub(crate) corner_first: Vec<String>,
    pub(crate) corner_last: Vec<String>,
    pub(crate) space: Vec<SpaceTable>,
    pub(crate) offer: Vec<OfferTable>,
    pub(crate) group: Vec<GroupTable>,
}

/// A space.
#[derive(Debug, Deserialize)]
pub(crate) struct SpaceTable {
    pub(crate) name: String,
    pub(crate) agency: String,
    pub(crate) location: String,
    pub(crate) description: String,
    pub(crate) access: Vec<String>,
}

/// Something on offer to everybody.
#[derive(Debug, Deserialize)]
pub(crate) struct OfferTable {
    pub(crate) name: String,
    pub(crate) agency: String,
    pub(crate) description: String,
    pub(crate) terms: Vec<String>,
    pub(crate) schedule: String,
    pub(crate) location: String,
}

/// A group that every neighbourhood has.
#[derive(Debug, Deserialize)]
pub(crate) struct GroupTable {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) agency: String,
    pub(crate) description: String,
}

#[derive(Debug, Deserialize)]
struct Area {
    indicators: Vec<String>,
}

/// The indicators of a life map.
#[derive(Debug, Deserialize)]
pub(crate) struct LifeMapTable {
    pub(crate) set: String,
    area: Vec<Area>,
}

/// Something that may be offered or asked for.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) kind: HelpKind,
    pub(crate) what: &'static str,
}

/// What may be offered or asked for: by anybody grown up, and at an age.
#[derive(Debug)]
pub(crate) struct Things {
    anybody: Vec<Thing>,
    young: Vec<Thing>,
    mid: Vec<Thing>,
    old: Vec<Thing>,
}

impl Things {
    fn read(section: &str) -> Self {
        let [anybody, young, mid, old] = ["", ".young", ".mid", ".old"].map(|age| things(&format!("{section}{age}")));
        Self { anybody, young, mid, old }
    }

    /// One of them, as it fits the age.
    pub(crate) fn pick(&self, age: i32, dice: &mut Dice) -> &Thing {
        let things = match age {
            ..18 => &self.young,
            25..55 if dice.chance(25) => &self.mid,
            55.. if dice.chance(40) => &self.old,
            _ => &self.anybody,
        };
        dice.find(things)
    }

    /// Is this one of them, for anybody?
    pub(crate) fn has(&self, what: &str) -> bool {
        self.anybody.iter().any(|thing| thing.what == what)
    }
}

/// All tables.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) communities: Vec<Community>,
    pub(crate) place: PlaceTable,
    pub(crate) life_map: LifeMapTable,
    pub(crate) indicators: Vec<String>,
    pub(crate) gifts: Vec<&'static str>,
    pub(crate) offers: Things,
    pub(crate) asks: Things,
}

impl Tables {
    fn read() -> Self {
        let names: Names = parse(include_str!("../data/names.toml"));
        let life_map: LifeMapTable = parse(include_str!("../../services/portal/life-map.toml"));
        let gifts = WORDS.names("gift.").into_iter().filter_map(|name| name.strip_suffix(".what")).collect();
        Self {
            communities: names.community,
            place: parse(include_str!("../data/place.toml")),
            indicators: life_map.area.iter().flat_map(|area| area.indicators.iter().cloned()).collect(),
            life_map,
            gifts,
            offers: Things::read("table.offers"),
            asks: Things::read("table.asks"),
        }
    }

    /// The community with this number, counted by weight.
    pub(crate) fn communities_by_weight(&self) -> Vec<(u32, usize)> {
        self.communities.iter().enumerate().map(|(index, community)| (community.weight, index)).collect()
    }
}

#[allow(clippy::expect_used, reason = "the tables are compiled in, and every test reads them")]
fn parse<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("the tables in data/ are well formed")
}

/// Reads lines such as "HOME: a key safe by the front door".
fn things(section: &str) -> Vec<Thing> {
    let lines = WORDS.lines(section).into_iter();
    lines.filter_map(|line| line.split_once(": ")).map(|(kind, what)| Thing { kind: help_kind(kind), what }).collect()
}

/// The kind by its name without the prefix: "HOME".
pub(crate) fn help_kind(name: &str) -> HelpKind {
    HelpKind::from_str_name(&format!("HELP_KIND_{name}")).unwrap_or(HelpKind::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_map_has_fifty_indicators_in_six_areas() {
        assert_eq!((TABLES.indicators.len(), TABLES.life_map.area.len()), (50, 6));
    }

    #[test]
    fn every_offer_and_ask_names_a_kind_of_help_that_exists() {
        for section in WORDS.names("table.") {
            for line in WORDS.lines(section) {
                let (kind, _) = line.split_once(": ").expect("a line names its kind");
                assert!(HelpKind::from_str_name(&format!("HELP_KIND_{kind}")).is_some(), "{line}");
            }
        }
    }

    #[test]
    fn every_gift_can_be_told_given_and_shared() {
        for gift in &TABLES.gifts {
            for part in ["kind", "group", "gave", "seen", "said"] {
                assert!(!WORDS.lines(&format!("{gift}.{part}")).is_empty(), "{gift}.{part}");
            }
        }
    }
}
