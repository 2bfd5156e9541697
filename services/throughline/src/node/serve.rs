//! `serve`: a place, until it is told to stop.

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::{Folder, Opened, Running, folder::Place};
use crate::{cli::ServeArgs, config::Settings, exit::Exit, output::Output};

pub(super) async fn run(args: &ServeArgs, output: &Output) -> anyhow::Result<Exit> {
    let settings = Settings::load(args)?;
    let folder = Folder::new(&settings.data);
    // Without a word of its own, a folder stays the place it is.
    let place = match (folder.place()?, &settings.place) {
        (Some(found), None) => Place { demo: false, ..found },
        (_, word) => Place { place: word.clone().unwrap_or_else(|| crate::config::PLACE.to_owned()), demo: false },
    };
    let mut opened = Opened::open(&folder, &place).await?;
    let running = Running::start(&mut opened, settings.listen).await?;
    if output.is_json() {
        output.json(&serde_json::json!({ "address": format!("http://{}", running.address), "place": opened.place.place }))?;
    } else {
        output.line(format!("{} listens on http://{}", opened.place.origin(), running.address))?;
    }
    until_told_to_stop().await?;
    output.remark("Stopping: finishing what is under way.");
    running.stop().await?;
    opened.close().await?;
    Ok(Exit::Done)
}

/// Waits for Ctrl-C, or for whoever keeps the process to ask it to end.
pub(super) async fn until_told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be listened for")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("signals cannot be listened for"),
        _ = terminate.recv() => Ok(()),
    }
}
