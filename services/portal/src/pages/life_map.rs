//! The life map: which indicators there are, and how a person saw them then and sees them now, greens first.

use std::sync::LazyLock;

use serde::Deserialize;
use throughline_proto::v1::{Colour, LifeMap, LifeMapAnswer};

use super::shown::day;
use crate::words::Wording;

/// The indicators that are asked about, as areas have them.
static SET: LazyLock<IndicatorSet> = LazyLock::new(|| toml::from_str(include_str!("../../life-map.toml")).unwrap_or_default());

/// A set of indicators.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct IndicatorSet {
    /// Its name and edition.
    pub(crate) set: String,
    #[serde(rename = "area")]
    pub(crate) areas: Vec<Area>,
}

/// An area of life.
#[derive(Debug, Deserialize)]
pub(crate) struct Area {
    pub(crate) name: String,
    pub(crate) indicators: Vec<String>,
}

impl Area {
    /// What it is called, by its name in the files.
    pub(crate) fn phrase(&self) -> String {
        format!("map-area-{}", self.name.replace(' ', "-"))
    }
}

/// What an indicator is called, by its name in the files.
pub(crate) fn phrase(indicator: &str) -> String {
    format!("map-{indicator}")
}

/// The set that is asked about.
pub(crate) fn set() -> &'static IndicatorSet {
    &SET
}

/// A map beside an earlier one.
pub(crate) struct ThenAndNow {
    /// Under which heading, and how much of it is green, yellow and red, of a hundred.
    pub(crate) maps: Vec<Summary>,
    /// Greens first.
    pub(crate) answers: Vec<Answered>,
}

/// A map in sum.
pub(crate) struct Summary {
    pub(crate) when: String,
    pub(crate) green: usize,
    pub(crate) yellow: usize,
    pub(crate) red: usize,
}

impl Summary {
    fn of(w: Wording, map: &LifeMap) -> Self {
        let count = |colour| map.answers.iter().filter(|answer| answer.colour() == colour).count();
        Self { when: day(w, map.when.as_ref()), green: count(Colour::Green), yellow: count(Colour::Yellow), red: count(Colour::Red) }
    }

    /// Where the three bands begin and how wide they are, of a thousand.
    pub(crate) fn bands(&self) -> [(usize, usize, &'static str); 3] {
        let all = (self.green + self.yellow + self.red).max(1);
        let (green, yellow) = (self.green * 1_000 / all, self.yellow * 1_000 / all);
        let red = if self.red == 0 { 0 } else { 1_000 - green - yellow };
        [(0, green, "green"), (green, yellow, "yellow"), (green + yellow, red, "red")]
    }
}

/// One indicator.
pub(crate) struct Answered {
    pub(crate) indicator: String,
    pub(crate) now: &'static str,
    /// How it was, where it was another.
    pub(crate) then: &'static str,
    /// The colour's name for the page's style.
    pub(crate) colour: &'static str,
}

/// What is known of somebody's map; nothing where they drew none.
pub(crate) fn then_and_now(w: Wording, then: Option<&LifeMap>, now: Option<&LifeMap>) -> Option<ThenAndNow> {
    let now = now?;
    let then = then.filter(|then| then.event != now.event);
    let before = |indicator: &str| then?.answers.iter().find(|answer| answer.indicator == indicator).map(LifeMapAnswer::colour);
    let mut answers: Vec<&LifeMapAnswer> = now.answers.iter().filter(|answer| !colour(answer.colour()).is_empty()).collect();
    answers.sort_by_key(|answer| answer.colour() as i32);
    let answers = answers.into_iter().map(|answer| Answered {
        indicator: called(w, &answer.indicator),
        now: colour(answer.colour()),
        then: before(&answer.indicator).filter(|then| *then != answer.colour()).map(colour).unwrap_or_default(),
        colour: style(answer.colour()),
    });
    Some(ThenAndNow { answers: answers.collect(), maps: then.into_iter().chain([now]).map(|map| Summary::of(w, map)).collect() })
}

/// An indicator of our own set in words; one of another set by its word.
fn called(w: Wording, indicator: &str) -> String {
    if set().areas.iter().any(|area| area.indicators.iter().any(|own| own == indicator)) {
        return w.say(phrase(indicator));
    }
    indicator.replace('-', " ")
}

fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "going well",
        Colour::Yellow => "so-so",
        Colour::Red => "hard",
        Colour::Skipped | Colour::Unspecified => "",
    }
}

fn style(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "green",
        Colour::Yellow => "yellow",
        Colour::Red | Colour::Skipped | Colour::Unspecified => "red",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::wording;

    fn map(event: &str, answers: &[(&str, Colour)]) -> LifeMap {
        let answers = answers.iter().map(|(indicator, colour)| LifeMapAnswer { indicator: (*indicator).into(), colour: (*colour).into() });
        LifeMap { event: event.into(), answers: answers.collect(), ..LifeMap::default() }
    }

    #[test]
    fn greens_come_first_and_what_was_otherwise_then_is_said() {
        let then = map("1", &[("savings", Colour::Red), ("hope", Colour::Green)]);
        let now = map("2", &[("savings", Colour::Yellow), ("hope", Colour::Green), ("love", Colour::Skipped)]);
        let both = then_and_now(wording("en"), Some(&then), Some(&now)).expect("they drew one");
        let told: Vec<_> = both.answers.iter().map(|one| (one.indicator.as_str(), one.now, one.then)).collect();
        assert_eq!(told, [("I have hope", "going well", ""), ("I can save a little", "so-so", "hard")]);
        assert_eq!(both.maps.len(), 2);
        assert_eq!(then_and_now(wording("en"), Some(&then), Some(&then)).expect("they drew one").maps.len(), 1);
        assert!(then_and_now(wording("en"), None, None).is_none());
    }

    #[test]
    fn the_set_has_fifty_indicators_in_six_areas() {
        assert_eq!((set().areas.len(), set().areas.iter().map(|area| area.indicators.len()).sum::<usize>()), (6, 50));
    }
}
