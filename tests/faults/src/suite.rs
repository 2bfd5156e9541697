//! A run of the suite: rounds in a few lanes at once, until there were enough faults or the time is up; and the control, which must fail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use throughline::output::{Output, Tone};
use tokio::task::JoinSet;

use crate::{
    Cli,
    chance::Chance,
    faults::{KINDS, Kind},
    planted,
    program::Program,
    round::{self, Wanted},
    setup::{Plan, Setup},
    summary::Tally,
};

/// A fresh system after so many faults.
const FAULTS_A_ROUND: u64 = 20;
/// What is left for a round's end when the time is up.
const RESERVE: Duration = Duration::from_secs(25);

/// What all lanes have in common.
struct Run {
    program: Program,
    movable: Option<Program>,
    setups: Vec<Setup>,
    kinds: Vec<Kind>,
    seed: u64,
    faults: u64,
    struck: AtomicU64,
    until: Instant,
}

/// Runs the suite; whether all is well.
pub async fn run(cli: &Cli, output: &Output) -> anyhow::Result<bool> {
    let begun = Instant::now();
    let seed = cli.seed.unwrap_or_else(|| rand::random::<u64>() >> 32);
    output.remark(format!("seed {seed}"));
    let program = Program::find(cli.program.as_deref(), "throughline")?;
    let movable = Program::find(cli.planted_program.as_deref(), "throughline-planted").ok();
    let kinds = chosen(&cli.kinds)?;
    let mut tally = Tally::default();
    let setups = setups(cli, &program)?;
    for kind in kinds.iter().filter(|kind| !kind.suits(&setups, movable.is_some())) {
        tally.skipped.insert(kind.name.to_owned(), kind.lacks().to_owned());
    }
    let until = begun + Duration::from_secs(cli.seconds).saturating_sub(RESERVE);
    let run = Arc::new(Run { program, movable, setups, kinds, seed, faults: cli.faults, struck: AtomicU64::new(0), until });
    let mut lanes = JoinSet::new();
    for lane in 0..cli.lanes {
        lanes.spawn(Arc::clone(&run).lane(lane));
    }
    while let Some(lane) = lanes.join_next().await {
        tally.add(lane.context("a lane of the suite ended early")??);
    }
    let seconds = begun.elapsed().as_secs();
    tally.say(seed, seconds, output)?;
    let is_enough = tally.count() >= cli.faults;
    if !is_enough {
        let told = format!(
            "{} faults in {seconds} s, and {} were asked for: this machine is too slow, or something hangs",
            tally.count(),
            cli.faults
        );
        output.remark(output.paint(Tone::Bad, told));
    }
    let control = match &run.movable {
        Some(program) if run.kinds.iter().any(|kind| kind.changes_disks()) => planted::control(program, &run.setups, seed, output).await?,
        _ => true,
    };
    Ok(tally.findings.is_empty() && is_enough && control)
}

/// The kinds of these names; all if none is named.
pub fn chosen(names: &[String]) -> anyhow::Result<Vec<Kind>> {
    for name in names {
        let known = KINDS.map(|kind| kind.name).join(", ");
        ensure!(KINDS.iter().any(|kind| kind.name == name), "there is no fault “{name}”; there are {known}");
    }
    Ok(KINDS.into_iter().filter(|kind| names.is_empty() || names.iter().any(|name| name == kind.name)).collect())
}

/// On what the program can be run.
pub fn setups(cli: &Cli, program: &Program) -> anyhow::Result<Vec<Setup>> {
    let mut setups = vec![Setup::Embedded];
    if program.knows_postgres() {
        setups.extend([Setup::Postgres { nodes: 2 }, Setup::Postgres { nodes: 1 }]);
    }
    if let Some(name) = &cli.setup {
        setups.retain(|setup| setup.to_string().starts_with(name.as_str()));
    }
    ensure!(!setups.is_empty(), "this program cannot be run on what --setup names; there are embedded and postgres");
    Ok(setups)
}

impl Run {
    async fn lane(self: Arc<Self>, lane: u64) -> anyhow::Result<Tally> {
        let mut chance = Chance::new(self.seed, lane);
        let mut tally = Tally::default();
        while self.wants_more() && Instant::now() < self.until {
            let plan = Plan::next(&mut chance, &self.setups);
            let plan = Plan { clock: plan.clock && self.movable.is_some(), ..plan };
            let program = self.movable.as_ref().filter(|_| plan.clock).unwrap_or(&self.program);
            let before = tally.count();
            let wanted = Wanted {
                plan,
                program,
                kinds: &self.kinds,
                faults: usize::try_from(FAULTS_A_ROUND)?,
                until: self.until,
                stops_at_first: false,
            };
            round::play(&wanted, &mut chance, &mut tally).await?;
            self.struck.fetch_add(tally.count() - before, Ordering::Relaxed);
        }
        Ok(tally)
    }

    fn wants_more(&self) -> bool {
        self.faults == 0 || self.struck.load(Ordering::Relaxed) < self.faults
    }
}
