//! What agencies are told over NATS, held against what they may read. It hears the news as an agency's own program would, and asks
//! ListChanges what there is to be told of; how the news is made it does not know.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use async_nats::jetstream::{self, message::StreamMessage};
use throughline_proto::v1::ListChangesRequest;
use throughline_tests::Caller;

use crate::finding::{Finding, Wrong};

/// The news of the place that all nodes serve.
pub const STREAM: &str = "THROUGHLINE_BARKING_AND_DAGENHAM";
/// The header of messages that are not the program's own, but repeated by a fault.
pub const REPEATED: &str = "Repeated";
const PAGE: u32 = 1_000;

/// The news as it was heard so far.
#[derive(Debug, Default)]
pub struct News {
    /// When the stream was made that is heard now.
    created: i128,
    next: u64,
    /// The first and the last message that the stream said it had.
    bounds: (u64, u64),
    /// Everything that was ever said, also in streams that are lost.
    said: BTreeSet<Said>,
    /// What lies in the stream now.
    kept: Vec<Said>,
    findings: Vec<Finding>,
}

/// For each agency, the positions that it may read.
pub type Readable = BTreeMap<String, BTreeSet<u64>>;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    agency: String,
    position: u64,
}

impl News {
    /// Hears what has come since.
    pub async fn hear(&mut self, port: u16) -> anyhow::Result<()> {
        let client = async_nats::connect(format!("nats://127.0.0.1:{port}")).await.context("NATS cannot be reached")?;
        let stream = jetstream::new(client).get_stream(STREAM).await.context("there is no stream of news")?;
        let info = stream.cached_info();
        let created = info.created.unix_timestamp_nanos();
        if created != self.created || info.state.last_sequence + 1 < self.next {
            (self.created, self.next) = (created, 1);
            self.kept.clear();
        }
        self.bounds = (info.state.first_sequence, info.state.last_sequence);
        while self.next <= info.state.last_sequence {
            let message = stream.get_raw_message(self.next).await.context("the news cannot be read")?;
            self.take(&message);
            self.next += 1;
        }
        Ok(())
    }

    /// What the stream was when it was heard last, for whoever looks for what went wrong.
    pub fn state(&self) -> String {
        let (first, last) = self.bounds;
        format!("the stream has messages {first} to {last}, and was heard up to {}", self.next.saturating_sub(1))
    }

    /// What was found since this was asked last.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// The agencies that the news which is there now does not lead as far as they may read, of what is kept that long.
    pub fn untold(&self, readable: &Readable, is_kept: impl Fn(u64) -> bool) -> Vec<Finding> {
        let newest = |positions: &BTreeSet<u64>| positions.iter().rev().copied().find(|position| is_kept(*position));
        let told = |agency: &str| self.kept.iter().filter(|said| said.agency == agency).map(|said| said.position).max();
        let untold = readable.iter().filter_map(|(agency, positions)| {
            let (told, newest) = (told(agency).unwrap_or_default(), newest(positions)?);
            let what = || format!("{agency} is told of position {told} at the most, and may read {newest}");
            (told < newest).then(|| Finding::new(Wrong::Untold, what()))
        });
        untold.collect()
    }

    /// What was ever said to agencies, and is not theirs to read. `describe` says what lies at a position.
    pub fn told_too_much(&self, readable: &Readable, describe: impl Fn(u64) -> String) -> Vec<Finding> {
        let is_theirs = |said: &Said| readable.get(&said.agency).is_some_and(|positions| positions.contains(&said.position));
        let what = |Said { agency, position }: &Said| {
            format!("{agency} is told of position {position}, which it may not read: {}", describe(*position))
        };
        self.said.iter().filter(|said| !is_theirs(said)).map(|said| Finding::new(Wrong::ToldTooMuch, what(said))).collect()
    }

    /// A message says an agency and a position, and its id says the same.
    fn take(&mut self, message: &StreamMessage) {
        let header = |name: &str| message.headers.get(name).map(|value| value.to_string()).unwrap_or_default();
        let agency = message.subject.split('.').nth(3).unwrap_or_default().to_owned();
        let body: serde_json::Value = serde_json::from_slice(&message.payload).unwrap_or_default();
        let position = body["position"].as_str().and_then(|position| position.parse().ok()).unwrap_or_default();
        let id = format!("{position}-{agency}");
        let is_known_by_its_id = header("Nats-Msg-Id") == id || message.headers.get(REPEATED).is_some();
        if position == 0 || header("ce-id") != id || !is_known_by_its_id {
            let what = format!("message {} of the news is not what its id says", message.sequence);
            self.findings.push(Finding::new(Wrong::Broken, what));
        }
        let said = Said { agency, position };
        self.said.insert(said.clone());
        self.kept.push(said);
    }
}

/// The positions that somebody at an agency is given, by a view that has come so far. They join for it, and that they look is written down.
pub async fn readable(door: &Caller, at_least_position: u64) -> anyhow::Result<BTreeSet<u64>> {
    let door = door.with_a_reader().await.reading_for("planning");
    let (mut positions, mut after_position) = (BTreeSet::new(), 0);
    loop {
        let request = ListChangesRequest { after_position, page_size: PAGE, at_least_position, ..ListChangesRequest::default() };
        let answer = door.stories().list_changes(request).await.context("an agency cannot list its changes")?.into_inner();
        positions.extend(answer.entries.iter().map(|entry| entry.position));
        if answer.next_position >= answer.as_of.map_or(0, |as_of| as_of.position) {
            return Ok(positions);
        }
        after_position = answer.next_position;
    }
}
