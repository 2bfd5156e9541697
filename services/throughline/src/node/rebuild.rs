//! `rebuild`: the views thrown away and made again from the log.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use throughline_views::Views;
use tokio::sync::watch;

use super::{
    Folder,
    opened::{existing, open_log},
};
use crate::{
    cli::RebuildArgs,
    exit::Exit,
    output::{Output, count},
    progress::{Progress, Unit},
};

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

pub(super) async fn run(args: &RebuildArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.place.data);
    let place = existing(&folder)?;
    let _lock = folder.lock()?;
    let (log, keys) = open_log(folder.path(), &place, &args.place.stores()?).await?;
    Views::remove(folder.path()).context("the views cannot be removed")?;
    let started = Instant::now();
    let head = *log.head().borrow();
    let views = Arc::new(Views::open(folder.path(), log.clone(), keys)?);
    let (stop, stopping) = watch::channel(false);
    let mut following = tokio::spawn(Arc::clone(&views).follow(stopping));
    let mut progress = Progress::start(output, "Making the views", Unit::Things("records"), Some(head));
    while views.position() < head {
        tokio::select! {
            ended = &mut following => ended.context("the view's follower ended early")??,
            () = tokio::time::sleep(TICK) => progress.set(views.position()),
        }
    }
    progress.finish();
    stop.send_replace(true);
    following.await.context("the view's follower ended early")??;
    log.close().await;
    let seconds = started.elapsed().as_secs_f64();
    if output.is_json() {
        output.json(&serde_json::json!({ "records": head, "seconds": seconds }))?;
    } else {
        output.line(format!("The views were made again from {} records in {seconds:.1} s.", count(head)))?;
    }
    Ok(Exit::Done)
}
