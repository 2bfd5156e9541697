//! The follower: takes its turn, finds how far the news has come, and publishes what agencies may read since then, batch by batch.
//!
//! Whatever goes wrong, it says so, waits a little and begins again from what is saved. The worst that comes of it is news told twice.

use std::{sync::Arc, time::Duration};

use throughline_access::Access;
use throughline_log::{Log, with_causes};
use throughline_views::{Views, gauges::Gauges};
use tokio::{sync::watch, time::Instant};

use crate::{
    Connection, NewsError, Settings, Status, gauges,
    progress::Progress,
    publish::publish,
    stream::Stream,
    turn::{FOLLOWER, Turn},
    whom::{self, Gathered},
    window,
};

/// How often the stream is looked at, whether anything is published or not.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// How long news is gathered after a batch: many records then share a message and a save, and its timing tells less.
const GATHER: Duration = Duration::from_millis(50);
/// The first and the longest pause after something went wrong.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How long progress may go unsaved while there is nothing that anybody is told.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// Publishes news to agencies.
#[derive(Debug)]
pub struct Fanout {
    connection: Connection,
    log: Log,
    views: Arc<Views>,
    access: Arc<Access>,
    settings: Settings,
    status: watch::Sender<Status>,
    gauges: Gauges,
}

/// Why publishing paused without anything being wrong.
enum Paused {
    Stopping,
    /// Another node has the turn, or this one's view has not caught up.
    Waiting,
}

/// What a turn works with.
struct Work {
    stream: Stream,
    progress: Progress,
    /// The progress that lies in the log's database, and since when.
    saved: (u64, Instant),
    looked: Instant,
}

impl Fanout {
    /// Looks whether the server is fit for news: one without JetStream, or too old, is told at once. One that is full or cannot be reached
    /// is no error here: [`Fanout::run`] tries again.
    pub async fn begin(
        connection: Connection,
        log: Log,
        views: Arc<Views>,
        access: Arc<Access>,
        settings: Settings,
    ) -> Result<Self, NewsError> {
        match connection.jetstream().await {
            Err(error) if error.is_for_the_operator() => Err(error),
            Ok(_) | Err(_) => {
                Ok(Self { connection, log, views, access, settings, status: watch::Sender::default(), gauges: Gauges::of(FOLLOWER) })
            }
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
            let wait = match self.take_turn(&mut turn, &mut stop).await {
                Ok(Paused::Stopping) => break,
                Ok(Paused::Waiting) => turn.pause().min(PAUSES.1),
                Err(error) => {
                    self.say(&error);
                    self.tell_lag().await;
                    // Another node may have a connection that this one has not.
                    turn.give_back().await;
                    pause = if began.elapsed() > PAUSES.1 { PAUSES.0 } else { (pause * 2).min(PAUSES.1) };
                    pause
                }
            };
            self.status.send_modify(|status| status.publishing = false);
            _ = tokio::time::timeout(wait, stop.wait_for(|stop| *stop)).await;
        }
        turn.give_back().await;
        self.status.send_modify(|status| status.publishing = false);
    }

    /// Publishes for as long as it is this node's turn and nothing goes wrong.
    async fn take_turn(&self, turn: &mut Turn, stop: &mut watch::Receiver<bool>) -> Result<Paused, NewsError> {
        let context = self.connection.jetstream().await?;
        // A view that is being built says nothing yet of who may read.
        if !self.views.has_caught_up() || !turn.take().await? {
            self.stand_by().await?;
            return Ok(Paused::Waiting);
        }
        let stream = Stream::ensure(context, self.connection.names().clone(), &self.settings).await?;
        let progress = self.resume(&stream).await?;
        let now = Instant::now();
        let mut work = Work { stream, saved: (progress.position, now), progress, looked: now };
        let mut position = self.views.watch();
        self.status.send_modify(|status| {
            (status.position, status.publishing, status.last_error) = (work.progress.position, true, None);
        });
        while !*stop.borrow() {
            if !turn.take().await? {
                return Ok(Paused::Waiting);
            }
            let reached = *position.borrow_and_update();
            self.work(&mut work, reached).await?;
            if work.progress.position < reached {
                continue;
            }
            tokio::time::sleep(GATHER).await;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                // The sender lies in the views, which we hold.
                _ = position.wait_for(|reached| *reached > work.progress.position) => {}
                () = tokio::time::sleep(LOOK_EVERY.min(turn.pause())) => {}
            }
        }
        self.save(&mut work).await?;
        Ok(Paused::Stopping)
    }

    /// One batch, if there is one, and whatever is due besides.
    async fn work(&self, work: &mut Work, reached: u64) -> Result<(), NewsError> {
        let directory = self.views.directory();
        work.stream.ensure_consumers(directory.agencies.keys()).await?;
        let sent = self.publish_batch(work, reached).await?;
        if sent > 0 || work.saved.1.elapsed() > SAVE_EVERY {
            self.save(work).await?;
        }
        if work.looked.elapsed() > LOOK_EVERY {
            work.stream.check(&work.progress.stream).await?;
            work.looked = Instant::now();
        }
        Ok(())
    }

    /// Publishes one batch of what lies after the progress. Says how many messages that were.
    async fn publish_batch(&self, work: &mut Work, reached: u64) -> Result<u64, NewsError> {
        let Work { stream, progress, .. } = work;
        let up_to = reached.min(progress.position + self.settings.batch as u64);
        if up_to <= progress.position {
            self.gauges.idle(progress.position, *self.log.head().borrow());
            return Ok(0);
        }
        let gathered = self.gather(progress.position, up_to).await?;
        let (identity, sent) = publish(stream, self.log.origin(), &progress.stream, &gathered.news).await?;
        (progress.position, progress.stream) = (up_to, identity);
        self.gauges.applied(up_to, *self.log.head().borrow(), gathered.newest_us);
        gauges::published(sent);
        self.status.send_modify(|status| {
            status.published += sent;
            status.position = up_to;
        });
        Ok(sent)
    }

    async fn gather(&self, after: u64, up_to: u64) -> Result<Gathered, NewsError> {
        // The view has come as far as `up_to`, and so has the directory: whoever joined by then is in it.
        let directory = self.views.directory();
        let count = usize::try_from(up_to - after).unwrap_or(usize::MAX);
        let access = Arc::clone(&self.access);
        self.views.read(move |snapshot| whom::gather(snapshot, &directory, &access, after, count).map_err(NewsError::from)).await
    }

    async fn save(&self, work: &mut Work) -> Result<(), NewsError> {
        let position = work.progress.position;
        if work.saved.0 != position {
            work.progress.save(&self.log).await?;
        }
        work.saved = (position, Instant::now());
        Ok(())
    }

    /// Where to go on. In a stream that is new, or has lost messages, everything that it would still keep is told again.
    async fn resume(&self, stream: &Stream) -> Result<Progress, NewsError> {
        let saved = Progress::load(&self.log).await?;
        if let Some(saved) = &saved
            && stream.found.continues(&saved.stream)
        {
            return Ok(Progress { position: saved.position, stream: stream.found.clone() });
        }
        let begin = window::begin(&self.log, self.settings.retention, stream.found_at_us).await?;
        let position = saved.as_ref().map_or(begin, |saved| saved.position.min(begin));
        if saved.is_some() {
            tracing::warn!(after = position, "the stream of news was lost; it is filled again from the log");
            self.status.send_modify(|status| status.refilled += 1);
            gauges::refilled();
        }
        let progress = Progress { position, stream: stream.found.clone() };
        // Saved at once: whoever takes over while the stream is filled again goes on with that.
        progress.save(&self.log).await?;
        Ok(progress)
    }

    /// Another node publishes: how far it has come is asked of the log.
    async fn stand_by(&self) -> Result<(), NewsError> {
        if let Some(saved) = Progress::load(&self.log).await? {
            self.gauges.idle(saved.position, *self.log.head().borrow());
            self.status.send_modify(|status| {
                (status.position, status.publishing, status.last_error) = (saved.position, false, None);
            });
        }
        Ok(())
    }

    /// Says once what is wrong, and again when it is something else.
    fn say(&self, error: &NewsError) {
        let said = with_causes(error);
        self.status.send_modify(|status| {
            let is_new = status.last_error.as_ref() != Some(&said);
            if is_new {
                tracing::error!(error = said, "news is not published just now; it waits in the log and nothing is lost");
            }
            status.last_error = Some(said);
        });
    }

    /// While nothing can be published, what waits grows, and so does how long it has waited. A log that cannot be asked either says so itself.
    async fn tell_lag(&self) {
        if let Ok(saved) = Progress::load(&self.log).await {
            let told = saved.map_or(0, |saved| saved.position);
            self.gauges.idle(told, *self.log.head().borrow());
        }
    }
}
