//! The life map: which indicators there are, and how a person saw them then and sees them now, greens first.

use std::sync::LazyLock;

use fluent_bundle::FluentValue;
use serde::Deserialize;
use throughline_proto::v1::{Colour, LifeMap, LifeMapAnswer};

use super::shown::day;
use crate::words::{Phrase, Wording};

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
    /// The earlier one first, if there is one.
    pub(crate) maps: Vec<Summary>,
    /// Greens first.
    pub(crate) answers: Vec<Answered>,
}

/// A map in sum: how much of it is green, yellow and red.
pub(crate) struct Summary {
    pub(crate) told: String,
    green: usize,
    yellow: usize,
    red: usize,
}

impl Summary {
    fn of(w: Wording, map: &LifeMap) -> Self {
        let count = |colour| map.answers.iter().filter(|answer| answer.colour() == colour).count();
        let (green, yellow, red) = (count(Colour::Green), count(Colour::Yellow), count(Colour::Red));
        let when = FluentValue::from(day(w, map.when.as_ref()));
        let told = w.with("life-map-sum", &[("when", when), ("green", green.into()), ("yellow", yellow.into()), ("red", red.into())]);
        Self { told, green, yellow, red }
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
    /// "I have hope: going well".
    pub(crate) now: String,
    /// How it was, where it was another way; empty elsewhere.
    pub(crate) then: String,
    /// The colour's name for the page's style.
    pub(crate) colour: &'static str,
}

/// What is known of somebody's map; nothing where they drew none.
pub(crate) fn then_and_now(w: Wording, then: Option<&LifeMap>, now: Option<&LifeMap>) -> Option<ThenAndNow> {
    let now = now?;
    let then = then.filter(|then| then.event != now.event);
    let before = |indicator: &str| then?.answers.iter().find(|answer| answer.indicator == indicator).map(LifeMapAnswer::colour);
    let answered = now.answers.iter().filter_map(|answer| Some((answer, colour(answer.colour())?)));
    let mut answers: Vec<(&LifeMapAnswer, Phrase)> = answered.collect();
    answers.sort_by_key(|(answer, _)| answer.colour() as i32);
    let answers = answers.into_iter().map(|(answer, is)| Answered {
        now: w.with("life-map-answer", &[("indicator", called(w, &answer.indicator)), ("colour", w.say(is))]),
        then: before(&answer.indicator)
            .filter(|then| *then != answer.colour())
            .and_then(colour)
            .map(|was| w.with("life-map-was", &[("colour", w.say(was))]))
            .unwrap_or_default(),
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

fn colour(colour: Colour) -> Option<Phrase> {
    match colour {
        Colour::Green => Some(Phrase("life-map-green")),
        Colour::Yellow => Some(Phrase("life-map-yellow")),
        Colour::Red => Some(Phrase("life-map-red")),
        Colour::Skipped | Colour::Unspecified => None,
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
        let told: Vec<_> = both.answers.iter().map(|one| (one.now.as_str(), one.then.as_str())).collect();
        assert_eq!(told, [("I have hope: going well", ""), ("I can save a little: so-so", "then hard")]);
        assert_eq!(both.maps.len(), 2);
        assert_eq!(then_and_now(wording("en"), Some(&then), Some(&then)).expect("they drew one").maps.len(), 1);
        assert!(then_and_now(wording("en"), None, None).is_none());
    }

    #[test]
    fn the_set_has_fifty_indicators_in_six_areas() {
        assert_eq!((set().areas.len(), set().areas.iter().map(|area| area.indicators.len()).sum::<usize>()), (6, 50));
    }
}
