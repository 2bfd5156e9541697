//! What an auditor does with a large log: its headers verified, all of it verified, a bundle of it verified at home, and all of it told as
//! JSON. The compiled program does all of it, in processes of its own, on one core or on two; what two cores can do at all is what two programs
//! do that share nothing.
//!
//! Starting the program is part of every figure but `replay_json`: opening a whole place takes seconds whatever is replayed, so that the same replay of
//! one record is taken off. The log has just been written or read, so
//! that the system most likely has its file in memory: what is measured is the program and no disk. Over Postgres the database works
//! beside the program, on whatever cores it likes.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;
use throughline::{
    connect::{Node as _, Speaker},
    node::Local,
};
use throughline_proto::v1::{GetCheckpointRequest, audit_service_client::AuditServiceClient};

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::connect,
    process::{self, Cores, Ran, Server},
    store::Home,
    whole,
};

/// How long it may take until all that was written is published.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often that is asked.
const PAUSE: Duration = Duration::from_millis(200);
/// Why everything is told.
const REASON: &str = "it is measured";

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
    let head = whole::write(&home, run).await?.head;
    let bundle = Bundle::make(&home, head).await?;
    let twin = twin_of(home.folder())?;
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let mut round = over_log(run, &home, &twin, head)?;
        round.extend(over_bundle(run, &bundle, head)?);
        rounds.push(round);
    }
    Ok(median_of(&rounds))
}

/// What is done with the log itself. Each replay adds a look to it: a few records more than are counted.
fn over_log(run: &Run<'_>, home: &Home, twin: &TempDir, head: u64) -> anyhow::Result<Vec<Figure>> {
    let on = |cores, arguments: &[&str]| process::run_on(cores, &on_folder(arguments, home.folder()), home.environment());
    let headers = on(Cores::One, &["verify", "--headers"])?;
    let one = on(Cores::One, &["verify", "--structure"])?;
    let two = on(Cores::Two, &["verify", "--structure"])?;
    let [here, there] = [home.folder(), twin.path()].map(|folder| on_folder(&["verify", "--structure"], folder));
    let both = process::run_both([&here, &there], &home.environment())?;
    let with_keys = on(Cores::Any, &["verify"])?;
    let opened = on(Cores::One, &["replay", "--reason", REASON, "--at", "1"])?;
    let replayed = on(Cores::One, &["replay", "--reason", REASON])?;
    let replayed = Ran { seconds: replayed.seconds - opened.seconds, ..replayed };
    let [beside_one, beside_both] = on_two(rate(run, "verify_parts_two", two, head), one, both, head);
    Ok(vec![
        rate(run, "verify_headers", headers, head),
        rate(run, "verify_parts", one, head),
        beside_one,
        beside_both,
        memory(run, "verify_memory", &[with_keys])?,
        rate(run, "replay_json", replayed, head),
    ])
}

/// What is done with the bundle, with nothing else at hand but the log's key.
fn over_bundle(run: &Run<'_>, bundle: &Bundle, head: u64) -> anyhow::Result<Vec<Figure>> {
    let folder = bundle.folder.path().as_os_str();
    let arguments = ["verify".as_ref(), "--bundle".as_ref(), folder, "--public-key".as_ref(), bundle.public_key.as_ref()];
    let on = |cores| process::run_on(cores, &arguments, Vec::new());
    let (one, two, both) = (on(Cores::One)?, on(Cores::Two)?, process::run_both([&arguments, &arguments], &Vec::new())?);
    let [beside_one, beside_both] = on_two(rate(run, "verify_bundle_two", two, head), one, both, head);
    Ok(vec![rate(run, "verify_bundle", one, head), beside_one, beside_both, memory(run, "verify_bundle_memory", &[one, two])?])
}

fn on_folder<'a>(arguments: &'a [&'a str], folder: &'a Path) -> Vec<&'a OsStr> {
    arguments.iter().map(OsStr::new).chain(["--data".as_ref(), folder.as_os_str()]).collect()
}

/// What one program reaches on two cores: beside it on one, and beside two of it that share nothing, each on its core.
fn on_two(figure: Figure, one: Ran, both_seconds: f64, records: u64) -> [Figure; 2] {
    let both = 2.0 * records as f64 / both_seconds;
    [figure.clone().beside("one core", per_second(one, records)), figure.again_beside("two programs", both)]
}

/// A copy of a folder, but for its views: what a second program verifies, since one folder has one program at a time.
fn twin_of(folder: &Path) -> anyhow::Result<TempDir> {
    let twin = tempfile::tempdir().context("there is no room for a second log")?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !entry.file_name().to_string_lossy().starts_with("views.") {
            fs::copy(entry.path(), twin.path().join(entry.file_name()))?;
        }
    }
    Ok(twin)
}

fn rate(run: &Run<'_>, measure: &'static str, ran: Ran, records: u64) -> Figure {
    Figure::new(measure, run.store.name(), per_second(ran, records), "records/s")
}

fn per_second(ran: Ran, records: u64) -> f64 {
    records as f64 / ran.seconds
}

/// The most that any of these runs ever held.
fn memory(run: &Run<'_>, measure: &'static str, ran: &[Ran]) -> anyhow::Result<Figure> {
    let peak = ran.iter().filter_map(|ran| ran.peak_mib).max_by(f64::total_cmp);
    Ok(Figure::new(measure, run.store.name(), peak.context("this system does not tell a process's memory")?, "MiB"))
}

/// A bundle of everything, and what an auditor was given in person.
struct Bundle {
    folder: TempDir,
    public_key: String,
}

impl Bundle {
    /// Has a server publish all that was written, and make it.
    async fn make(home: &Home, head: u64) -> anyhow::Result<Self> {
        let server = Server::start("serve", home.folder(), home.environment())?;
        let public_key = published(home, server.told("address")?, head).await?;
        let folder = tempfile::tempdir().context("there is no room for a bundle")?;
        let (data, out) = (home.folder().as_os_str(), folder.path().as_os_str());
        let arguments = ["bundle".as_ref(), "--data".as_ref(), data, "--out".as_ref(), out];
        process::run_on(Cores::Any, &arguments, home.environment())?;
        server.stop()?;
        Ok(Self { folder, public_key })
    }
}

/// Waits for a checkpoint over all that was written; gives the key that it is signed with.
async fn published(home: &Home, address: &str, head: u64) -> anyhow::Result<String> {
    let token = Local.token(home.folder(), address, Speaker::Keeper).await?;
    let mut keeper = AuditServiceClient::new(connect(address, &token, None).await?);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let checkpoint = keeper.get_checkpoint(GetCheckpointRequest {}).await?.into_inner();
        if checkpoint.tree_size >= head {
            return checkpoint.verifier_keys.into_iter().next().context("the place does not tell its key");
        }
        ensure!(Instant::now() < deadline, "{} of {head} records are published, and it does not go on", checkpoint.tree_size);
        tokio::time::sleep(PAUSE).await;
    }
}
