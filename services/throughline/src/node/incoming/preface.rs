//! The first bytes of a connection. HTTP/2 begins with 24 that everybody knows: whoever does not say them in time holds a connection for nothing, and
//! loses it. What comes afterwards is held to its own times.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

/// How long they may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// `PRI * HTTP/2.0` and what ends it.
const BYTES: usize = 24;

/// What is missing of them, and until when; nothing once they were said.
pub struct Preface(Option<(usize, Pin<Box<Sleep>>)>);

impl Preface {
    /// From now on.
    pub fn new() -> Self {
        Self(Some((BYTES, Box::pin(sleep(DEADLINE)))))
    }

    /// So many bytes were read.
    pub fn said(&mut self, bytes: usize) {
        if let Some((missing, _)) = &mut self.0 {
            *missing = missing.saturating_sub(bytes);
            if *missing == 0 {
                self.0 = None;
            }
        }
    }

    /// They did not come in time. Whoever asks is woken when that is so.
    pub fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        self.0.as_mut().is_some_and(|(_, until)| until.as_mut().poll(context) == Poll::Ready(()))
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, task::Poll};

    use super::*;

    async fn is_late(preface: &mut Preface) -> bool {
        poll_fn(|context| Poll::Ready(preface.is_late(context))).await
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_says_it_slowly_is_late_and_whoever_said_it_never_is() {
        let (mut slow, mut said) = (Preface::new(), Preface::new());
        slow.said(23);
        said.said(1);
        said.said(100);
        assert!(!is_late(&mut slow).await);
        sleep(DEADLINE).await;
        assert!(is_late(&mut slow).await);
        assert!(!is_late(&mut said).await);
    }
}
