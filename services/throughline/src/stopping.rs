//! Being told to stop: by Ctrl-C, or by whoever keeps the process.

use std::future::Future;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

/// Waits for Ctrl-C, or for whoever keeps the process to ask it to end. Listens from the moment it is called.
pub fn until_told_to_stop() -> impl Future<Output = anyhow::Result<()>> {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        let told = || "signals cannot be listened for";
        let (mut interrupt, mut terminate) = (signals.0.with_context(told)?, signals.1.with_context(told)?);
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
        }
    }
}
