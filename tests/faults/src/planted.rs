//! Planted bugs: the suite is run against a program with each of them in it, and must find every one. The power cut's control is one of
//! them: without fsync, something must be lost.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use comfy_table::Table;
use throughline::output::{Output, Tone};

use crate::{
    Cli,
    chance::Chance,
    finding::Wrong,
    program::Program,
    round::{self, Wanted},
    setup::{OnDisk, Plan, Setup},
    suite,
    summary::Tally,
};

/// A bug gets away if it is not found in so many rounds.
const ROUNDS: u64 = 4;
const FAULTS_A_ROUND: usize = 12;

/// A bug, and the faults that should bring it to light.
struct Bug {
    name: &'static str,
    setup: Setup,
    disk: Option<OnDisk>,
    kinds: &'static [&'static str],
    /// It may show before anything is broken: the load cannot begin. Any other bug that is found then was not found by what was broken.
    may_stall: bool,
}

impl Bug {
    const fn may_stall(self) -> Self {
        Self { may_stall: true, ..self }
    }
}

const TWO_NODES: Setup = Setup::Postgres { nodes: 2 };

const fn embedded(name: &'static str, kinds: &'static [&'static str]) -> Bug {
    Bug { name, setup: Setup::Embedded, disk: None, kinds, may_stall: false }
}

const fn on_a_disk(name: &'static str, setup: Setup, kinds: &'static [&'static str]) -> Bug {
    let disk = if matches!(setup, Setup::Embedded) { OnDisk::Nodes } else { OnDisk::Log };
    Bug { name, setup, disk: Some(disk), kinds, may_stall: false }
}

const fn on_postgres(name: &'static str, kinds: &'static [&'static str]) -> Bug {
    Bug { name, setup: TWO_NODES, disk: None, kinds, may_stall: false }
}

const BUGS: [Bug; 20] = [
    on_a_disk("no-fsync", Setup::Embedded, &["power-cut"]),
    on_a_disk("no-fsync", Setup::Postgres { nodes: 1 }, &["power-cut"]),
    on_a_disk("key-not-durable", Setup::Embedded, &["power-cut"]),
    on_a_disk("memory-kept", Setup::Embedded, &["disk-filled"]).may_stall(),
    on_a_disk("failure-acknowledged", Setup::Embedded, &["disk-filled"]),
    on_a_disk("conflict-unwritten", Setup::Embedded, &["disk-filled"]),
    embedded("acknowledged-early", &["node-killed"]),
    embedded("written-in-part", &["node-killed"]),
    embedded("request-twice", &["callers-cut", "callers-half-open", "node-killed"]),
    embedded("source-key-twice", &["callers-cut"]),
    embedded("condition-unchecked", &["callers-delayed", "node-paused"]),
    embedded("checkpoint-before", &["node-killed"]),
    embedded("checkpoint-after", &["node-killed"]),
    embedded("lost-wake-up", &["callers-cut", "node-paused"]).may_stall(),
    embedded("boundary-skipped", &["node-killed", "views-lost"]),
    on_postgres("no-head-check", &["node-paused-past-lease", "node-paused"]),
    on_postgres("positions-of-first-try", &["node-paused-past-lease", "node-paused"]),
    on_postgres("news-unacknowledged", &["nats-half-open", "nats-killed"]),
    on_postgres("news-to-everybody", &["nats-cut", "node-killed"]),
    on_postgres("lost-stream-unnoticed", &["news-wiped", "callers-delayed", "node-paused-past-lease"]),
];

/// Runs the suite against every bug, or those named; whether all were caught.
pub async fn run(cli: &Cli, names: &[String], output: &Output) -> anyhow::Result<bool> {
    let program = Program::find(cli.planted_program.as_deref(), "throughline-planted").context("there is nothing to plant in")?;
    for name in names {
        ensure!(BUGS.iter().any(|bug| bug.name == name), "there is no bug “{name}”; there are {}", BUGS.map(|bug| bug.name).join(", "));
    }
    let seed = cli.seed.unwrap_or_else(|| rand::random::<u64>() >> 32);
    output.remark(format!("seed {seed}"));
    let setups = suite::setups(cli, &program)?;
    let mut table = Table::new();
    table.set_header(["planted", "on", "caught by"]);
    let (mut all, mut lines) = (true, Vec::new());
    for bug in BUGS.iter().filter(|bug| names.is_empty() || names.iter().any(|name| name == bug.name)) {
        let caught = if setups.contains(&bug.setup) {
            hunt(&program, bug, seed).await?
        } else {
            Err("SKIPPED: this program has no store in Postgres".to_owned())
        };
        let is_caught = caught.is_ok();
        all &= is_caught || !setups.contains(&bug.setup);
        let told = caught.unwrap_or_else(|why| why);
        output.remark(output.paint(if is_caught { Tone::Good } else { Tone::Bad }, format!("{} ({}): {told}", bug.name, bug.setup)));
        lines.push(serde_json::json!({ "planted": bug.name, "setup": bug.setup.to_string(), "caught": is_caught, "by": told }));
        table.add_row([bug.name.to_owned(), bug.setup.to_string(), told.chars().take(110).collect()]);
    }
    if output.is_json() {
        output.json(&serde_json::json!({ "seed": seed, "planted": lines }))?;
    } else {
        output.line(table.to_string())?;
    }
    Ok(all)
}

/// The power cut's control: with writes that nobody waits for, something must be lost, or the power cut proves nothing.
pub async fn control(program: &Program, setups: &[Setup], seed: u64, output: &Output) -> anyhow::Result<bool> {
    let mut all = true;
    for bug in BUGS.iter().filter(|bug| bug.name == "no-fsync" && setups.contains(&bug.setup)) {
        let caught = hunt(program, bug, seed).await?;
        let told = match &caught {
            Ok(by) => output.paint(Tone::Good, format!("control, {} without fsync: {by}", bug.setup)),
            Err(why) => output.paint(Tone::Bad, format!("control, {} without fsync: {why}; the power cut proves nothing", bug.setup)),
        };
        output.remark(told);
        all &= caught.is_ok();
    }
    Ok(all)
}

/// What caught it, or that nothing did.
async fn hunt(program: &Program, bug: &Bug, seed: u64) -> anyhow::Result<Result<String, String>> {
    let program = program.with("THROUGHLINE_PLANTED", bug.name);
    let kinds = suite::chosen(&bug.kinds.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())?;
    for number in 0..ROUNDS {
        let mut chance = Chance::new(seed, number);
        let mut tally = Tally::default();
        let plan = Plan { setup: bug.setup, disk: bug.disk, clock: false };
        let until = Instant::now() + Duration::from_secs(120);
        let wanted = Wanted { plan, program: &program, kinds: &kinds, faults: FAULTS_A_ROUND, until, stops_at_first: true };
        let played = round::play(&wanted, &mut chance, &mut tally).await;
        if let Some((_, why)) = tally.skipped.first_key_value() {
            return Ok(Err(format!("SKIPPED: {why}")));
        }
        // A system that cannot even be built with the bug in it has found it too, but says nothing of the suite.
        played?;
        if let Some(finding) = tally.findings.iter().find(|finding| bug.may_stall || finding.wrong != Wrong::NeverBegun) {
            let faults = tally.count();
            return Ok(Ok(format!("fault {faults} of round {}: {finding}", number + 1).replace('\n', " ")));
        }
    }
    Ok(Err("NOT CAUGHT".to_owned()))
}
