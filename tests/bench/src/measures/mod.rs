//! What can be measured, one file each. A measure opens its own places and starts its own peers, so that none is in another's way; ours
//! and the peers' work alternate, round by round.

mod audit;
mod beside_import;
mod decide;
mod demo;
mod erase;
mod get_story;
mod growth;
mod growth_log;
mod match_people;
mod portal;
mod proofs;
mod rebuild;
mod record;
mod record_many;
mod replay;
mod story_as_known;
mod visible;

use clap::ValueEnum;
use throughline::output::Output;

use crate::{figure::Figure, floors, peers::Peers, scale::Scale, store::Store};

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Measure {
    /// Record: 64 callers, one alone, and 64 with ten events a request; beside all peers.
    Record,
    /// Record: one agency's caller, while another agency imports.
    BesideImport,
    /// RecordMany: one stream, beside raw SQLite and UmaDB's 64 callers.
    RecordMany,
    /// GetStory: stories of 50 entries, 16 callers; beside all peers.
    GetStory,
    /// How much of an entry somebody sees, decided by the policies, as part of a story of 50.
    Decide,
    /// Who might be this person, among 220,000.
    MatchPeople,
    /// From acknowledged at one node to visible at another, at 2,000 events a second.
    Visible,
    /// The whole log as it lies, beside all peers, and checked and opened.
    Replay,
    /// The 5,000th event of a story beside the 50th.
    Growth,
    /// Recording and reading in a log that has grown, beside a small one.
    GrowthLog,
    /// The views from nothing, verify, the memory of a server, and a new node, over a large log.
    Rebuild,
    /// Somebody is erased from a large log, all told.
    Erase,
    /// What publishing takes from recording, and a proof of inclusion among ten million.
    Proofs,
    /// One story as it was known at 1,000 moments of a large log's past.
    StoryAsKnown,
    /// A large log and a bundle of it verified, on one core and on two, with how much memory; and all of it replayed as JSON.
    Audit,
    /// The portal's story pages, 50 a second, and a thousand forms a second, before a large log.
    Portal,
    /// From the first start of a demo to a page of story.
    Demo,
}

/// What every measure is given.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// How much.
    pub scale: &'a Scale,
    /// Over which store.
    pub store: Store,
    /// Beside whom.
    pub peers: &'a Peers,
    /// Whom to tell how it goes.
    pub output: &'a Output,
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

    /// Whether it is about a store. A demo is always embedded, several nodes never are, and a decision knows of none.
    pub fn is_about(self, store: Store) -> bool {
        match self {
            Self::Demo | Self::Decide => store == Store::Sqlite,
            Self::Visible => store == Store::Postgres,
            _ => true,
        }
    }

    /// Takes its figures.
    pub async fn run(self, run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
        let figures = match self {
            Self::Record => record::measure(run).await,
            Self::BesideImport => beside_import::measure(run).await,
            Self::RecordMany => record_many::measure(run).await,
            Self::GetStory => get_story::measure(run).await,
            Self::Decide => decide::measure(run),
            Self::MatchPeople => match_people::measure(run).await,
            Self::Visible => visible::measure(run).await,
            Self::Replay => replay::measure(run).await,
            Self::Growth => growth::measure(run).await,
            Self::GrowthLog => growth_log::measure(run).await,
            Self::Rebuild => rebuild::measure(run).await,
            Self::Erase => erase::measure(run).await,
            Self::Proofs => proofs::measure(run).await,
            Self::StoryAsKnown => story_as_known::measure(run).await,
            Self::Audit => audit::measure(run).await,
            Self::Portal => portal::measure(run).await,
            Self::Demo => demo::measure(run).await,
        }?;
        Ok(figures.into_iter().map(|figure| Figure { floors: floors::of(&figure, run.scale), ..figure }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_everything_is_measured() {
        let names: Vec<String> = Measure::chosen(&[]).into_iter().map(Measure::name).collect();
        assert_eq!(
            names,
            [
                "record",
                "beside_import",
                "record_many",
                "get_story",
                "decide",
                "match_people",
                "visible",
                "replay",
                "growth",
                "growth_log",
                "rebuild",
                "erase",
                "proofs",
                "story_as_known",
                "audit",
                "portal",
                "demo"
            ]
        );
    }
}
