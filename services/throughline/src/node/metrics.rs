//! What a node tells of itself in numbers: every name there is, in one list, and the recorder that Prometheus reads.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use throughline_audit::gauges as audit;
use throughline_fanout::gauges as news;
use throughline_log::gauges as log;
use throughline_proto::REFUSALS;
use throughline_views::gauges as follower;

use super::{calls, incoming};

/// Every number that a node may tell, and what it says. The dashboard and the alerts stand on these names: they are added to, not changed.
pub const NAMES: [(&str, &str); 23] = [
    (log::APPENDED_EVENTS, "Events that became durable."),
    (log::COMMIT_SECONDS, "How long the store took to write a batch."),
    (log::BATCH_EVENTS, "How many events a batch had."),
    (log::QUEUE_REQUESTS, "Requests that wait to be written."),
    (log::QUEUE_BYTES, "Bytes of requests that wait or are being written."),
    (log::HEAD_POSITION, "The newest position of the log that this node knows of."),
    (log::RETRIES, "Batches that were formed again because another node had written first."),
    (follower::POSITION, "Up to which position a follower has come."),
    (follower::LAG_EVENTS, "Events that a follower has not dealt with yet."),
    (follower::LAG_SECONDS, "How old what a follower dealt with last was, while there is more; or how long it has not heard from the log."),
    (REFUSALS, "Refusals, by reason."),
    (calls::CALLS, "Calls, by method and how they ended."),
    (calls::SECONDS, "How long calls took until they began to be answered."),
    (incoming::HANDSHAKES, "Handshakes over TLS, by how they ended."),
    (incoming::CERTIFICATE_EXPIRES, "When the server's own certificate expires, in seconds since 1970."),
    (log::BUSY, "Calls and requests turned away because their agency had its share of the room already."),
    (log::POOL_CONNECTIONS, "Connections to the log's store, idle and used."),
    (log::POOL_WAITING, "Who waits for a connection to the log's store."),
    (log::RECONNECTS, "How often a connection to the log's store was made again."),
    (news::PUBLISHED, "News that were published to agencies."),
    (news::REFILLED, "How often the stream of news was begun again."),
    (audit::PUBLISHED, "How many records the newest checkpoint covers that this node published."),
    (audit::NOT_COSIGNED, "Checkpoints that a witness was asked to cosign and did not, by witness."),
];

/// Commits take a millisecond or two, calls a little more; what takes seconds is looked at.
const SECONDS: [f64; 14] = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0];
const EVENTS: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_000.0];

/// The recorder of this process. To be called before anything is opened: what was opened earlier is not recorded.
pub fn record() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Full(log::BATCH_EVENTS.into()), &EVENTS)?;
    let recorder = builder.build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle()).clone();
    metrics::set_global_recorder(recorder)?;
    NAMES.iter().for_each(|(name, told)| describe(name, told));
    Ok(handle)
}

fn describe(name: &'static str, told: &'static str) {
    // The recorder keeps one table of what names mean, whatever is counted under them.
    metrics::describe_counter!(name, told);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_ours_and_is_listed_once() {
        let mut names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NAMES.len());
        assert!(names.iter().all(|name| name.starts_with("throughline_")));
    }
}
