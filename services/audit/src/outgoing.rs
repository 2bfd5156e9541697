//! The way from a replay to its reader: bounded, and many records at a time. Handed over one by one, reader and writer would wake each other for
//! every one, and be awake for little else.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use throughline_proto::{
    Refusal,
    v1::{ReplayResponse, replay_response::Item},
};
use tokio::sync::{mpsc, watch};
use tokio_stream::Stream;
use tonic::Status;

/// How many answers go together.
const TOGETHER: usize = 64;
/// How many times as many wait for a slow reader before the replay waits for it.
const WAITING: usize = 4;

/// Why a replay ends early.
pub(crate) enum Ended {
    /// Nobody reads it any more.
    Gone,
    /// The server stops. What lies after this position was not sent.
    Stopping(u64),
    /// It cannot go on.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

type Batch = Result<Vec<ReplayResponse>, Status>;

/// Where a replay puts what it sends.
pub(crate) struct Outgoing {
    sender: mpsc::Sender<Batch>,
    stopping: watch::Receiver<bool>,
    ready: Vec<ReplayResponse>,
    /// Everything up to here was sent.
    position: u64,
}

/// A replay that begins after a position, and its reader's end.
pub(crate) fn outgoing(stopping: watch::Receiver<bool>, position: u64) -> (Outgoing, Answers) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Outgoing { sender, stopping, ready: Vec::new(), position }, Answers { receiver, batch: Vec::new().into_iter() })
}

impl Outgoing {
    /// Puts an answer with those that go next.
    pub(crate) async fn put(&mut self, item: Item) -> Result<(), Ended> {
        self.ready.push(ReplayResponse { item: Some(item) });
        if self.ready.len() < TOGETHER { Ok(()) } else { self.send().await }
    }

    /// Sends what is ready, unless the server stops first: a reader with much before them is not waited for.
    pub(crate) async fn send(&mut self) -> Result<(), Ended> {
        if *self.stopping.borrow() {
            return Err(Ended::Stopping(self.position));
        }
        if self.ready.is_empty() {
            return Ok(());
        }
        let last = self.ready.iter().rev().find_map(|answer| match &answer.item {
            Some(Item::Record(record)) => Some(record.position),
            _ => None,
        });
        let ready = std::mem::replace(&mut self.ready, Vec::with_capacity(TOGETHER));
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => return Err(Ended::Stopping(self.position)),
            sent = self.sender.send(Ok(ready)) => sent.map_err(|_| Ended::Gone)?,
        }
        self.position = last.unwrap_or(self.position);
        Ok(())
    }

    /// Says why it cannot go on, after what is ready.
    pub(crate) async fn end(mut self, why: Refusal) {
        // Whoever reads is told even while the server stops: an end without a word would look like a whole answer.
        if !matches!(self.send().await, Err(Ended::Gone)) {
            self.stop(why).await;
        }
    }

    /// The same, without what is ready.
    pub(crate) async fn stop(self, why: Refusal) {
        _ = self.sender.send(Err(why.into())).await;
    }
}

/// A reader's end: one answer after the other.
pub(crate) struct Answers {
    receiver: mpsc::Receiver<Batch>,
    batch: vec::IntoIter<ReplayResponse>,
}

impl Stream for Answers {
    type Item = Result<ReplayResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(answer) = self.batch.next() {
                return Poll::Ready(Some(Ok(answer)));
            }
            match ready!(self.receiver.poll_recv(context)) {
                Some(Ok(batch)) => self.batch = batch.into_iter(),
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => return Poll::Ready(None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use throughline_proto::v1::{Reason, ReplayedRecord};
    use tokio_stream::StreamExt as _;

    use super::*;

    fn record(position: u64) -> Item {
        Item::Record(Box::new(ReplayedRecord { position, ..ReplayedRecord::default() }))
    }

    /// The positions that came, and whether it ended with an error.
    async fn read(mut answers: Answers) -> (Vec<u64>, bool) {
        let mut positions = Vec::new();
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(ReplayResponse { item: Some(Item::Record(record)) }) => positions.push(record.position),
                Ok(_) => {}
                Err(_) => return (positions, true),
            }
        }
        (positions, false)
    }

    #[tokio::test]
    async fn a_slow_reader_gets_all_of_it_in_order() {
        let (_stop, stopping) = watch::channel(false);
        let (mut outgoing, answers) = outgoing(stopping, 0);
        let writing = tokio::spawn(async move {
            for position in 1..=1_000 {
                outgoing.put(record(position)).await.map_err(|_| "it ended")?;
            }
            outgoing.send().await.map_err(|_| "it ended")
        });
        tokio::task::yield_now().await;
        assert_eq!(read(answers).await, ((1..=1_000).collect(), false));
        assert_eq!(writing.await.expect("it ends"), Ok(()));
    }

    #[tokio::test]
    async fn a_server_that_stops_says_from_where_to_go_on() {
        let (stop, stopping) = watch::channel(false);
        let (mut outgoing, answers) = outgoing(stopping, 7);
        for position in 8..8 + TOGETHER as u64 + 3 {
            assert!(outgoing.put(record(position)).await.is_ok());
        }
        stop.send_replace(true);
        let last = 7 + TOGETHER as u64;
        assert!(matches!(outgoing.send().await, Err(Ended::Stopping(position)) if position == last));
        outgoing.stop(Refusal::new(Reason::Stopping, "it stops")).await;
        assert_eq!(read(answers).await, ((8..=last).collect(), true));
    }

    #[tokio::test]
    async fn what_went_wrong_is_told_while_the_server_stops_too() {
        for stops in [false, true] {
            let (stop, stopping) = watch::channel(false);
            let (mut outgoing, answers) = outgoing(stopping, 0);
            assert!(outgoing.put(record(1)).await.is_ok());
            stop.send_replace(stops);
            outgoing.end(Refusal::new(Reason::Internal, "the log cannot be read")).await;
            assert_eq!(read(answers).await, (if stops { vec![] } else { vec![1] }, true), "{stops}");
        }
    }
}
