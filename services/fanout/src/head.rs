//! Telling other nodes how far the log has come, and waking on what they tell: only so that followers need not wait for their next look.
//!
//! What is heard is never believed. It makes this node ask the store, and only if it says more than is known; and a node announces only
//! what is newer than everything it has heard, so that no two can answer each other for ever.

use std::time::Duration;

use async_nats::{Message, Subscriber};
use throughline_log::Log;
use tokio::sync::{Mutex, watch};
use tokio_stream::StreamExt as _;

use crate::Connection;

/// The shortest time between two announcements, and between two looks: the latest position speaks for all before it.
const GATHER: Duration = Duration::from_millis(2);
/// How long to wait before subscribing again.
const PAUSE: Duration = Duration::from_secs(1);
/// A position has no more digits.
const LONGEST: usize = 20;

/// One node's part in it.
#[derive(Debug)]
pub struct HeadNews {
    connection: Connection,
    log: Log,
    /// The newest position that others have announced, and that there is. Held while it is found out whether there is, so that nothing is
    /// kept quiet on the strength of what was only heard.
    heard: Mutex<u64>,
}

impl HeadNews {
    /// For a node with this log.
    pub fn new(connection: Connection, log: Log) -> Self {
        Self { connection, log, heard: Mutex::default() }
    }

    /// Announces and listens until told to stop.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        tokio::join!(self.announce(stop.clone()), self.listen(stop));
    }

    async fn announce(&self, mut stop: watch::Receiver<bool>) {
        let mut head = self.log.head();
        // What was there before is no news.
        let mut announced = *head.borrow_and_update();
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                changed = head.changed() => if changed.is_err() { return },
            }
            let position = *head.borrow_and_update();
            // While NATS is away the others look by themselves.
            if position > announced.max(*self.heard.lock().await) && self.connection.is_up() {
                announced = position;
                let sent = self.connection.nats().publish(self.connection.names().head(), position.to_string().into());
                if !matches!(tokio::time::timeout(PAUSE, sent).await, Ok(Ok(()))) {
                    tracing::debug!(position, "a new position could not be announced; other nodes look by themselves");
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    }

    async fn listen(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = self.listen_while_subscribed() => {}
            }
            _ = tokio::time::timeout(PAUSE, stop.wait_for(|stop| *stop)).await;
        }
    }

    async fn listen_while_subscribed(&self) {
        let Ok(mut subscriber) = self.connection.nats().subscribe(self.connection.names().head()).await else { return };
        while let Some(message) = subscriber.next().await {
            let newest = drain(message, &mut subscriber).await;
            if newest > *self.log.head().borrow() {
                self.look(newest).await;
                tokio::time::sleep(GATHER).await;
            } else {
                let mut heard = self.heard.lock().await;
                *heard = newest.max(*heard);
            }
        }
    }

    async fn look(&self, newest: u64) {
        let mut heard = self.heard.lock().await;
        match self.log.look().await {
            Ok(seen) if seen >= newest => *heard = newest.max(*heard),
            // It was not true, so nothing was heard: what was seen instead may be this node's own, and still to be announced.
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "the store could not be asked for its newest position; the follower looks by itself"),
        }
    }
}

/// The newest position of what has been heard so far.
async fn drain(first: Message, subscriber: &mut Subscriber) -> u64 {
    let mut newest = position(&first);
    while let Ok(Some(message)) = tokio::time::timeout(Duration::ZERO, subscriber.next()).await {
        newest = newest.max(position(&message));
    }
    newest
}

/// The position that a message says; 0 for what is none.
fn position(message: &Message) -> u64 {
    let text = std::str::from_utf8(&message.payload).ok().filter(|text| text.len() <= LONGEST);
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}
