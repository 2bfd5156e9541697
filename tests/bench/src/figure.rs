//! One figure, its floors, and the median of several rounds. Nothing here measures.

use serde::Serialize;
use throughline_load::Reached;

/// What was measured, as one object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Which measure.
    pub measure: &'static str,
    /// Which store the log lies in, or which peer it is about.
    pub store: String,
    /// What was reached.
    pub value: f64,
    /// In what.
    pub unit: &'static str,
    /// The median of single calls, in milliseconds.
    pub p50_ms: Option<f64>,
    /// What 99 of 100 calls stay under, in milliseconds.
    pub p99_ms: Option<f64>,
    /// What it was measured against, side by side.
    pub peer: Option<Peer>,
    /// The value divided by the peer's.
    pub ratio: Option<f64>,
    /// How much of the processors' time one of them took, callers and server together, in microseconds: it says more than the clock
    /// while others are busy on the machine. For people only.
    #[serde(skip)]
    pub processor_us: Option<f64>,
    /// The same figure stands above, beside another peer. For people only.
    #[serde(skip)]
    pub is_again: bool,
    /// What must hold.
    #[serde(skip)]
    pub floors: Vec<Floor>,
}

/// What a figure was measured against in the same run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peer {
    /// What it is.
    pub name: String,
    /// What it reached, in the figure's unit.
    pub value: f64,
}

/// Which number of a figure a floor is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The value.
    Value,
    /// The median call.
    P50,
    /// The slow calls.
    P99,
    /// The ratio to the peer.
    Ratio,
}

/// Something that must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// What it is about.
    pub of: Of,
    /// What that may be.
    pub bound: Bound,
}

/// On which side of a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// This much or more.
    AtLeast(f64),
    /// This much or less.
    AtMost(f64),
    /// Less than this.
    Below(f64),
}

impl Figure {
    /// A figure without anything beside it.
    pub fn new(measure: &'static str, store: &str, value: f64, unit: &'static str) -> Self {
        Self {
            measure,
            store: store.to_owned(),
            value,
            unit,
            p50_ms: None,
            p99_ms: None,
            peer: None,
            ratio: None,
            processor_us: None,
            is_again: false,
            floors: Vec::new(),
        }
    }

    /// What callers or a peer reached.
    pub fn of(measure: &'static str, store: &str, reached: Reached, unit: &'static str) -> Self {
        Self { p50_ms: reached.p50_ms, p99_ms: reached.p99_ms, ..Self::new(measure, store, reached.per_second, unit) }
    }

    /// With the processors' time that one took.
    #[must_use]
    pub fn processor(mut self, microseconds: f64) -> Self {
        self.processor_us = Some(microseconds);
        self
    }

    /// Beside what a peer reached.
    #[must_use]
    pub fn beside(mut self, name: &str, value: f64) -> Self {
        self.peer = Some(Peer { name: name.to_owned(), value });
        self.ratio = Some(self.value / value);
        self
    }

    /// The same figure, beside another peer.
    #[must_use]
    pub fn again_beside(self, name: &str, value: f64) -> Self {
        Self { is_again: true, ..self.beside(name, value) }
    }

    /// Beside what each peer reached in the same round, followed by what each of them reached.
    pub fn beside_each(self, peers: &[(String, Reached)]) -> Vec<Self> {
        let together = peers.iter().enumerate().map(|(index, (name, reached))| {
            let figure = self.clone().beside(name, reached.per_second);
            Self { is_again: index > 0, ..figure }
        });
        let alone = peers.iter().map(|(name, reached)| Self::of(self.measure, name, *reached, self.unit));
        let figures: Vec<Self> = together.chain(alone).collect();
        if figures.is_empty() { vec![self] } else { figures }
    }

    fn number(&self, of: Of) -> Option<f64> {
        match of {
            Of::Value => Some(self.value),
            Of::P50 => self.p50_ms,
            Of::P99 => self.p99_ms,
            Of::Ratio => self.ratio,
        }
    }
}

impl Floor {
    /// Whether a figure holds it.
    pub fn holds(&self, figure: &Figure) -> bool {
        figure.number(self.of).is_some_and(|number| match self.bound {
            Bound::AtLeast(limit) => number >= limit,
            Bound::AtMost(limit) => number <= limit,
            Bound::Below(limit) => number < limit,
        })
    }

    /// As people read it: "≥ 6,000 events/s", "p99 < 8 ms".
    pub fn told(&self, figure: &Figure) -> String {
        let (sign, limit) = match self.bound {
            Bound::AtLeast(limit) => ("≥", limit),
            Bound::AtMost(limit) => ("≤", limit),
            Bound::Below(limit) => ("<", limit),
        };
        let limit = number(limit);
        match self.of {
            Of::Value => format!("{sign} {limit} {}", figure.unit),
            Of::P50 => format!("p50 {sign} {limit} ms"),
            Of::P99 => format!("p99 {sign} {limit} ms"),
            Of::Ratio => format!("{sign} {limit} ×"),
        }
    }
}

/// A number with as many digits as mean something.
pub fn number(number: f64) -> String {
    if number.abs() >= 1_000.0 {
        throughline::output::count(number.round() as u64)
    } else if number.abs() >= 100.0 || number.fract() == 0.0 {
        format!("{number:.0}")
    } else if number.abs() >= 10.0 {
        format!("{number:.1}")
    } else {
        format!("{number:.2}")
    }
}

/// The median of the rounds, number by number. Every round gives the same figures in the same order.
pub fn median_of(rounds: &[Vec<Figure>]) -> Vec<Figure> {
    let Some(first) = rounds.first() else { return Vec::new() };
    (0..first.len())
        .map(|index| {
            let all: Vec<&Figure> = rounds.iter().filter_map(|figures| figures.get(index)).collect();
            let of = |number: &dyn Fn(&Figure) -> Option<f64>| median(all.iter().filter_map(|figure| number(figure)).collect());
            let mut middle = first[index].clone();
            middle.value = of(&|figure| Some(figure.value)).unwrap_or(middle.value);
            middle.p50_ms = of(&|figure| figure.p50_ms);
            middle.p99_ms = of(&|figure| figure.p99_ms);
            middle.ratio = of(&|figure| figure.ratio);
            middle.processor_us = of(&|figure| figure.processor_us);
            if let Some(peer) = &mut middle.peer {
                peer.value = of(&|figure| figure.peer.as_ref().map(|peer| peer.value)).unwrap_or(peer.value);
            }
            middle
        })
        .collect()
}

/// The middle of some numbers; of an even count, the lower of the two.
pub fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(per_second: f64, p50_ms: f64) -> Reached {
        Reached { per_second, p50_ms: Some(p50_ms), p99_ms: Some(9.0) }
    }

    #[test]
    fn the_median_is_taken_number_by_number() {
        let round = |value, p50_ms| vec![Figure::of("record", "sqlite", reached(value, p50_ms), "events/s").beside("raw", 2.0)];
        let middle = median_of(&[round(1.0, 3.0), round(3.0, 2.0), round(2.0, 1.0)]);
        assert_eq!((middle[0].value, middle[0].p50_ms, middle[0].ratio), (2.0, Some(2.0), Some(1.0)));
    }

    #[test]
    fn a_floor_is_told_and_held() {
        let floors = vec![Floor { of: Of::Value, bound: Bound::AtLeast(6_000.0) }, Floor { of: Of::P99, bound: Bound::Below(9.0) }];
        let figure = Figure { floors, ..Figure::of("get_story", "sqlite", reached(6_000.0, 1.0), "stories/s") };
        let told: Vec<_> = figure.floors.iter().map(|floor| (floor.told(&figure), floor.holds(&figure))).collect();
        assert_eq!(told, [("≥ 6,000 stories/s".to_owned(), true), ("p99 < 9 ms".to_owned(), false)]);
    }

    #[test]
    fn a_figure_stands_beside_each_peer_and_the_peers_stand_alone() {
        let peers = [("one".to_owned(), reached(2.0, 1.0)), ("two".to_owned(), reached(8.0, 1.0))];
        let figures = Figure::new("record", "sqlite", 4.0, "events/s").beside_each(&peers);
        let told: Vec<_> = figures.iter().map(|figure| (figure.store.as_str(), figure.ratio, figure.is_again)).collect();
        assert_eq!(told, [("sqlite", Some(2.0), false), ("sqlite", Some(0.5), true), ("one", None, false), ("two", None, false)]);
        assert_eq!(Figure::new("record", "sqlite", 4.0, "events/s").beside_each(&[]).len(), 1);
    }

    #[test]
    fn an_object_has_exactly_the_fields_that_programs_read() {
        let object = serde_json::to_value(Figure::new("demo", "sqlite", 1.5, "s")).unwrap();
        let mut fields: Vec<&String> = object.as_object().unwrap().keys().collect();
        fields.sort();
        assert_eq!(fields, ["measure", "p50_ms", "p99_ms", "peer", "ratio", "store", "unit", "value"]);
    }
}
