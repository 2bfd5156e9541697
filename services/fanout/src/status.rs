//! How the news is doing, for metrics and readiness.

/// How the news is doing on this node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Everything up to here has been told. On a node that does not publish: as far as it knows.
    pub position: u64,
    /// This node publishes; otherwise it stands by for the one that does.
    pub publishing: bool,
    /// How many messages were published since the node started.
    pub published: u64,
    /// How often a stream was lost and filled again since the node started.
    pub refilled: u64,
    /// Why there is no news at the moment; none when all is well.
    pub last_error: Option<String>,
}

impl Status {
    /// How many records have not been told of, of a log that has come as far as `head`.
    pub fn lag_events(&self, head: u64) -> u64 {
        head.saturating_sub(self.position)
    }
}
