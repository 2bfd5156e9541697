//! `serve`: a place, until it is told to stop.

use super::{Folder, Opened, Running, Serving, folder::Place, incoming, metrics, news::Carried};
use crate::{
    cli::ServeArgs,
    config::{Listen, Settings},
    exit::Exit,
    output::{Output, count},
    stopping::until_told_to_stop,
};

pub(super) async fn run(args: &ServeArgs, output: &Output) -> anyhow::Result<Exit> {
    let settings = Settings::load(args)?;
    let folder = Folder::new(&settings.data);
    // Without a word of its own, a folder stays the place it is.
    let place = match (folder.place()?, &settings.place) {
        (Some(found), None) => Place { demo: false, ..found },
        (_, word) => Place::new(word.as_deref().unwrap_or(crate::config::PLACE), false),
    };
    if settings.metrics != Listen::Off {
        metrics::record()?;
    }
    if let Some(files) = &settings.tls {
        // Before anything is made or opened.
        incoming::check(files)?;
    }
    let told_to_stop = until_told_to_stop();
    tokio::pin!(told_to_stop);
    // A database that is away at the start is waited for, and whoever has enough of waiting may say so.
    let mut opened = tokio::select! {
        opened = Opened::begin_with(&folder, &place, &settings) => opened?,
        told = &mut told_to_stop => return told.map(|()| Exit::Done),
    };
    let serving = Serving {
        listen: settings.listen,
        roles: settings.roles.clone(),
        metrics: settings.metrics,
        tls: settings.tls.clone(),
        limits: settings.limits.clone(),
        portal: settings.portal.clone(),
        publishing: settings.publishing.clone(),
    };
    let carried = Carried::begin(&opened, &settings).await?;
    let running = Running::start_with(&mut opened, serving, carried.status()).await?;
    // It listens already, and says how far behind it is; callers are sent elsewhere until it is ready.
    let behind = opened.log.head().borrow().saturating_sub(opened.views.position());
    if behind > 0 {
        output.remark(format!("Listening on {}; ready when {} events more are in the views.", running.url(), count(behind)));
    }
    let stopped = tokio::select! {
        caught_up = opened.caught_up() => {
            caught_up?;
            false
        }
        told = &mut told_to_stop => {
            told?;
            true
        }
    };
    if !stopped {
        say(&opened, &running, &settings, output)?;
        told_to_stop.await?;
    }
    output.remark("Stopping: finishing what is under way.");
    // Whatever became of the server, the log is closed.
    let ended = running.stop().await;
    carried.stop().await;
    opened.close().await?;
    ended?;
    Ok(Exit::Done)
}

fn say(opened: &Opened, running: &Running, settings: &Settings, output: &Output) -> anyhow::Result<()> {
    let address = running.url();
    let metrics = running.metrics().map(|address| format!("http://{address}/metrics"));
    let tiles = running.tiles().map(|address| format!("http://{address}"));
    if output.is_json() {
        let roles: Vec<_> = settings.roles.iter().map(crate::config::Role::name).collect();
        output.json(&serde_json::json!({ "address": address, "metrics": metrics, "portal": running.portal(), "tiles": tiles, "place": opened.place.place, "roles": roles }))?;
    } else {
        output.line(format!("{} listens on {address}", opened.place.origin()))?;
        if let Some(portal) = running.portal() {
            output.remark(format!("The portal is at {portal}."));
        }
        if let Some(tiles) = tiles {
            output.remark(format!("Checkpoints and tiles for everybody are at {tiles}."));
        }
        if let Some(metrics) = metrics {
            output.remark(format!("Numbers for Prometheus are at {metrics}."));
        }
    }
    Ok(())
}
