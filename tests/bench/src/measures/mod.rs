//! What can be measured, one file each. A measure opens its own place, so that none is in another's way.

mod demo;
mod get_story;
mod growth;
mod rebuild;
mod record;
mod record_many;

use clap::ValueEnum;
use throughline::output::Output;

use crate::{figure::Figure, scale::Scale};

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Measure {
    /// Record: 64 callers, and one alone.
    Record,
    /// RecordMany: one stream, beside raw SQLite.
    RecordMany,
    /// GetStory: stories of 50 entries, 16 callers.
    GetStory,
    /// The 5,000th event of a story beside the 50th.
    Growth,
    /// The views from nothing, verify, and the memory of a server, over a large log.
    Rebuild,
    /// From the first start of a demo to a page of story.
    Demo,
}

impl Measure {
    /// Those that were named, or all.
    pub fn chosen(named: &[Self]) -> Vec<Self> {
        if named.is_empty() { Self::value_variants().to_vec() } else { named.to_vec() }
    }

    /// What it is called on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Takes its figures.
    pub async fn run(self, scale: &Scale, output: &Output) -> anyhow::Result<Vec<Figure>> {
        match self {
            Self::Record => record::measure(scale).await,
            Self::RecordMany => record_many::measure(scale).await,
            Self::GetStory => get_story::measure(scale).await,
            Self::Growth => growth::measure(scale).await,
            Self::Rebuild => rebuild::measure(scale, output).await,
            Self::Demo => demo::measure(scale).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_everything_is_measured() {
        let names: Vec<String> = Measure::chosen(&[]).into_iter().map(Measure::name).collect();
        assert_eq!(names, ["record", "record_many", "get_story", "growth", "rebuild", "demo"]);
    }
}
