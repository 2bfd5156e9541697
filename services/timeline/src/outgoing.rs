//! The way from a stream's task to its reader: bounded, and ended in order when the server stops, with a position to resume from.
//!
//! Nothing in here may decide what is sent.

use throughline_proto::{Refusal, v1::Reason};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// How many answers wait for a slow reader before the stream waits for it.
const WAITING: usize = 64;

/// Why a stream ends.
pub(crate) enum Ended {
    /// Nobody reads it any more.
    Gone,
    /// The server stops.
    Stopping,
    /// It cannot go on.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Where a stream's task puts what it sends.
pub(crate) struct Outgoing<T> {
    sender: mpsc::Sender<Result<T, Status>>,
    stopping: watch::Receiver<bool>,
    /// Everything up to here was sent.
    position: u64,
}

/// A stream that begins after a position, and its reader's end.
pub(crate) fn outgoing<T>(stopping: watch::Receiver<bool>, position: u64) -> (Outgoing<T>, ReceiverStream<Result<T, Status>>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Outgoing { sender, stopping, position }, ReceiverStream::new(receiver))
}

impl<T> Outgoing<T> {
    /// Sends, unless the server stops first: a reader with much before them is not waited for.
    pub async fn send(&mut self, news: T) -> Result<(), Ended> {
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => Err(Ended::Stopping),
            sent = self.sender.send(Ok(news)) => sent.map_err(|_| Ended::Gone),
        }
    }

    /// Sends what lies at several positions, in their order. A position is dealt with when the last of what lies there was sent.
    pub async fn send_all(&mut self, news: impl IntoIterator<Item = (u64, T)>) -> Result<(), Ended> {
        let mut news = news.into_iter().peekable();
        while let Some((position, one)) = news.next() {
            self.send(one).await?;
            if news.peek().is_none_or(|(next, _)| *next != position) {
                self.position = position;
            }
        }
        Ok(())
    }

    /// Everything up to a position was sent.
    pub fn sent_up_to(&mut self, position: u64) {
        self.position = position;
    }

    /// Ends the stream. One that the server ends by stopping gets a last `mark` of the position from which to resume.
    pub async fn end(self, ended: Ended, mark: impl FnOnce(u64) -> T) {
        // Whoever has gone misses nothing.
        match ended {
            Ended::Gone => {}
            Ended::Refused(refusal) => _ = self.sender.send(Err(refusal.into())).await,
            Ended::Stopping => {
                _ = self.sender.send(Ok(mark(self.position))).await;
                _ = self.sender.send(Err(stopping(self.position))).await;
            }
        }
    }
}

fn stopping(position: u64) -> Status {
    let told = "the server is stopping; resume from the position of the last heartbeat, here or at another";
    Refusal::new(Reason::Stopping, told).with("position", position).into()
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn a_stream_that_is_stopped_in_the_middle_resumes_before_what_was_only_half_sent() {
        let (stop, stopping) = watch::channel(false);
        let (mut outgoing, mut reader) = outgoing(stopping, 3);
        outgoing.send_all([(4, "four"), (6, "six")]).await.ok().expect("there is room");
        // Two stories have an entry at position 7, and the server stops between them.
        outgoing
            .send_all([(7, "seven")].into_iter().chain(std::iter::once_with(|| {
                stop.send_replace(true);
                (7, "seven again")
            })))
            .await
            .expect_err("it is stopped");
        outgoing.end(Ended::Stopping, |position| if position == 6 { "resume after six" } else { "wrong" }).await;
        let mut read = Vec::new();
        let ended = loop {
            match reader.next().await {
                Some(Ok(news)) => read.push(news),
                ended => break ended,
            }
        };
        assert_eq!(read, ["four", "six", "seven", "resume after six"]);
        assert!(matches!(ended, Some(Err(status)) if status.code() == tonic::Code::Unavailable));
    }
}
