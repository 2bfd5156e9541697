//! The follower: takes its turn, finds how far the news has come, and publishes what agencies may read since then, batch by batch.
//!
//! Whatever goes wrong, it says so, waits a little and begins again from what is saved. The worst that comes of it is news told twice.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use throughline_log::Log;
use throughline_views::{Views, today};
use tokio::{sync::watch, time::Instant};

use crate::{
    Connection, NewsError, Settings, Status, message::News, progress::Progress, publish::publish, stream::Stream, turn::Turn, whom, window,
};

/// How often the stream is looked at, whether anything is published or not.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// How long news is gathered after a batch: many records then share a message and a save, and its timing tells less.
const GATHER: Duration = Duration::from_millis(50);
/// The first and the longest pause after something went wrong.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Publishes news to agencies.
#[derive(Debug)]
pub struct Fanout {
    connection: Connection,
    log: Log,
    views: Arc<Views>,
    settings: Settings,
    status: watch::Sender<Status>,
}

/// Why publishing paused without anything being wrong.
enum Paused {
    Stopping,
    /// Another node has the turn.
    Another,
}

impl Fanout {
    /// Looks whether the server is fit for news: one without JetStream, or too old, is told at once. One that is full or cannot be reached
    /// is no error here: [`Fanout::run`] tries again.
    pub async fn begin(connection: Connection, log: Log, views: Arc<Views>, settings: Settings) -> Result<Self, NewsError> {
        match connection.jetstream().await {
            Err(error) if error.is_for_the_operator() => Err(error),
            Ok(_) | Err(_) => Ok(Self { connection, log, views, settings, status: watch::Sender::default() }),
        }
    }

    /// How the news is doing.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Publishes until told to stop.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut turn = Turn::new(self.log.clone(), self.settings.lease);
        let mut pause = PAUSES.0;
        while !*stop.borrow() {
            let began = Instant::now();
            let wait = match self.publish(&mut turn, &mut stop).await {
                Ok(Paused::Stopping) => break,
                Ok(Paused::Another) => turn.pause(),
                Err(error) => {
                    self.say(&error);
                    // Another node may have a connection that this one has not.
                    turn.give_back().await;
                    pause = if began.elapsed() > PAUSES.1 { PAUSES.0 } else { (pause * 2).min(PAUSES.1) };
                    if matches!(error, NewsError::StreamLost) { Duration::ZERO } else { pause }
                }
            };
            self.status.send_modify(|status| status.publishing = false);
            _ = tokio::time::timeout(wait, stop.wait_for(|stop| *stop)).await;
        }
        turn.give_back().await;
        self.status.send_modify(|status| status.publishing = false);
    }

    async fn publish(&self, turn: &mut Turn, stop: &mut watch::Receiver<bool>) -> Result<Paused, NewsError> {
        let context = self.connection.jetstream().await?;
        if !turn.take().await? {
            self.stand_by().await?;
            return Ok(Paused::Another);
        }
        let mut stream = Stream::ensure(context, self.connection.names().clone(), &self.settings).await?;
        let mut progress = self.resume(&stream).await?;
        let mut position = self.views.watch();
        let mut looked = Instant::now();
        self.status.send_modify(|status| (status.publishing, status.last_error) = (true, None));
        loop {
            if *stop.borrow() {
                return Ok(Paused::Stopping);
            }
            if !turn.take().await? {
                return Ok(Paused::Another);
            }
            let reached = *position.borrow_and_update();
            stream.ensure_consumers(self.agencies()).await?;
            let is_more = self.publish_batch(&stream, &mut progress, reached).await?;
            self.tell(&progress, reached);
            if looked.elapsed() > LOOK_EVERY {
                stream.check(&progress.stream).await?;
                looked = Instant::now();
            }
            if !is_more {
                tokio::time::sleep(GATHER).await;
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop) => {}
                    // The sender lies in the views, which we hold.
                    _ = position.wait_for(|reached| *reached > progress.position) => {}
                    () = tokio::time::sleep_until((looked + LOOK_EVERY).min(Instant::now() + turn.pause())) => {}
                }
            }
        }
    }

    /// Publishes one batch of what lies after the progress, and saves how far it came. Says whether there is more.
    async fn publish_batch(&self, stream: &Stream, progress: &mut Progress, reached: u64) -> Result<bool, NewsError> {
        let up_to = reached.min(progress.position + self.settings.batch as u64);
        if up_to <= progress.position {
            return Ok(false);
        }
        let batch = self.news(progress.position, up_to).await?;
        let (identity, sent) = publish(stream, self.log.origin(), &progress.stream, &batch).await?;
        (progress.position, progress.stream) = (up_to, identity);
        progress.save(&self.log).await?;
        self.status.send_modify(|status| status.published += sent);
        Ok(up_to < reached)
    }

    async fn news(&self, after: u64, up_to: u64) -> Result<Vec<News>, NewsError> {
        // The view has come as far as `up_to`, and so has the directory: whoever joined by then is in it.
        let directory = self.views.directory();
        let count = usize::try_from(up_to - after).unwrap_or(usize::MAX);
        self.views.read(move |snapshot| whom::news(snapshot, &directory, after, count, &today()).map_err(NewsError::from)).await
    }

    /// Where to go on. In a stream that is new, or has lost messages, everything that it would still keep is told again.
    async fn resume(&self, stream: &Stream) -> Result<Progress, NewsError> {
        let saved = Progress::load(&self.log).await?;
        if let Some(saved) = &saved
            && stream.found.continues(&saved.stream)
        {
            return Ok(Progress { position: saved.position, stream: stream.found.clone() });
        }
        let begin = window::begin(&self.log, self.settings.retention).await?;
        let position = saved.as_ref().map_or(begin, |saved| saved.position.min(begin));
        if saved.is_some() {
            tracing::warn!(after = position, "the stream of news was lost; it is filled again from the log");
            self.status.send_modify(|status| status.refilled += 1);
        }
        let progress = Progress { position, stream: stream.found.clone() };
        // Saved at once: whoever takes over while the stream is filled again goes on with that.
        progress.save(&self.log).await?;
        Ok(progress)
    }

    /// Another node publishes: how far it has come is asked of the log.
    async fn stand_by(&self) -> Result<(), NewsError> {
        if let Some(saved) = Progress::load(&self.log).await? {
            self.status.send_modify(|status| {
                (status.position, status.publishing, status.last_error, status.behind_since) = (saved.position, false, None, None);
            });
        }
        Ok(())
    }

    fn agencies(&self) -> impl Iterator<Item = String> {
        let directory = self.views.directory();
        let words: Vec<String> = directory.agencies.keys().cloned().collect();
        words.into_iter()
    }

    fn tell(&self, progress: &Progress, reached: u64) {
        self.status.send_modify(|status| {
            status.position = progress.position;
            status.behind_since = if progress.position < reached { status.behind_since.or_else(|| Some(SystemTime::now())) } else { None };
        });
    }

    /// Says once what is wrong, and again when it is something else.
    fn say(&self, error: &NewsError) {
        let mut said = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(deeper) = source {
            said = format!("{said}: {deeper}");
            source = deeper.source();
        }
        let head = *self.log.head().borrow();
        self.status.send_modify(|status| {
            let is_new = status.last_error.as_ref() != Some(&said);
            if is_new {
                tracing::error!(error = said, "news is not published just now; it waits in the log and nothing is lost");
            }
            status.last_error = Some(said);
            if status.position < head {
                status.behind_since.get_or_insert_with(SystemTime::now);
            }
        });
    }
}
