//! `throughline replay`.

use clap::Args;

use crate::cli::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  throughline replay --data place | less
  throughline replay --data place --reason \"a look through the year\" --from 2026-01-01 | less
  throughline replay --data place --resident 6f1c… --known-at 2026-03-14 --reason \"she asked what was known\"
  throughline replay --data place --resident 6f1c… --known-at 2026-03-14 --as care-city --reason \"she asked who could see it\"
  throughline replay --data place --resident 6f1c… --diff 2026-03-01 2026-03-14 --reason \"what changed while she was away\"
  throughline replay --data place --supporter 9d2e… --from 2026-03-01 --reason \"whom he read about\"
  throughline replay --data place --after 1000 --at 2000 --format json

Whatever is read is written down as a look. Without a --reason only the structure is told: when something was written, and by which agency. The
reason is kept, and whoever is read about is told it. Of a look at everybody's it is kept in clear: name nobody in it.
The log holds what was known when: --at and --known-at leave out whatever was written later, however early it happened.";

/// Read history back, as it was known on any day.
///
/// The whole log in its own order, or with --resident one story as it stood, in the order in which it happened. JSON is one line for each record
/// and a last line that says how many there were. What was erased since says when, and on what basis.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReplayArgs {
    /// Which place.
    #[command(flatten)]
    pub server: ServerArgs,
    /// Only one person's story, by any of their profiles, as these were joined then.
    #[arg(long, value_name = "ID")]
    pub resident: Option<String>,
    /// Only what this agency wrote, in the order of the log.
    #[arg(long, value_name = "WORD")]
    pub agency: Option<String>,
    /// Only what this supporter read: whose stories, when and what for.
    #[arg(long, value_name = "ID", requires = "reason")]
    pub supporter: Option<String>,
    /// Only what lies after this position, in the order of the log: to go on where a replay was cut off.
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    pub after: u64,
    /// Only what was recorded after this moment, or from the beginning of this day (UTC) on, in the order of the log.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// As the log was at this position.
    #[arg(long, value_name = "POSITION", conflicts_with = "known_at", value_parser = clap::value_parser!(u64).range(1..))]
    pub at: Option<u64>,
    /// As it was known at this moment, or by the end of this day (UTC): 2026-03-14T15:30:00+00:00 or 2026-03-14.
    #[arg(long, value_name = "TIME")]
    pub known_at: Option<String>,
    /// With --resident: as this agency as a whole was allowed to see it then.
    #[arg(long = "as", value_name = "AGENCY", requires = "resident", conflicts_with_all = ["agency", "supporter", "after", "from"])]
    pub as_agency: Option<String>,
    /// With --resident: say in plain words what changed between two points, each a position, a day or a moment.
    #[arg(
        long,
        num_args = 2,
        value_names = ["POINT", "POINT"],
        requires = "resident",
        conflicts_with_all = ["agency", "supporter", "after", "from", "at", "known_at", "structure_only"]
    )]
    pub diff: Option<Vec<String>>,
    /// Why you read: then facts and words are told. One line; it is kept, and whoever is read about is told it.
    #[arg(long, value_name = "WHY")]
    pub reason: Option<String>,
    /// Only headers and digests: no facts, no words, no keys.
    #[arg(long, conflicts_with_all = ["supporter", "as_agency"])]
    pub structure_only: bool,
}

impl ReplayArgs {
    /// One story as it stood is asked for, and not records in the order of the log.
    pub fn is_story(&self) -> bool {
        let in_order_of_log =
            self.agency.is_some() || self.supporter.is_some() || self.after > 0 || self.from.is_some() || self.structure_only;
        self.resident.is_some() && !in_order_of_log
    }

    /// Only the structure will be told.
    pub fn is_structure(&self) -> bool {
        self.structure_only || self.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    }
}
