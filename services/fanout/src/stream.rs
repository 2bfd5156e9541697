//! The place's stream in JetStream, and a durable consumer in it for each agency.
//!
//! We make the consumers, when an agency joins: so an agency that has never called gets everything since then, and no agency needs the
//! right to make one, with which it could ask for another's subject.

use std::collections::BTreeSet;

use async_nats::jetstream::{
    Context,
    consumer::{AckPolicy, DeliverPolicy, pull},
    response::Response,
    stream::{Config, DiscardPolicy, Info, RetentionPolicy, StorageType},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use throughline_log::planted;

use crate::{
    NewsError, Settings,
    names::{Names, is_token},
};

/// Which stream it is, and how many messages it has taken in: less than we know of means that some were lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub created: String,
    pub sequence: u64,
}

impl Identity {
    fn of(info: &Info) -> Self {
        Self { created: info.created.unix_timestamp_nanos().to_string(), sequence: info.state.last_sequence }
    }

    /// Does this stream still have everything that the other had?
    pub fn continues(&self, earlier: &Self) -> bool {
        self.created == earlier.created && self.sequence >= earlier.sequence || planted::is("lost-stream-unnoticed")
    }
}

/// The stream, and what time it is where it is kept.
#[derive(Debug, Deserialize)]
struct Dated {
    #[serde(flatten)]
    info: Info,
    /// Servers say so from 2.10 on.
    #[serde(default)]
    ts: Option<Timestamp>,
}

/// The stream of a place.
#[derive(Debug)]
pub(crate) struct Stream {
    pub context: Context,
    pub names: Names,
    /// The stream as it was when we came.
    pub found: Identity,
    /// When that was by the clock of NATS, in microseconds since 1970, if it said so.
    pub found_at_us: Option<i64>,
    /// The agencies whose consumers are there.
    consumers: BTreeSet<String>,
}

impl Stream {
    /// Makes the stream as it should be.
    pub async fn ensure(context: Context, names: Names, settings: &Settings) -> Result<Self, NewsError> {
        let config = config(&names, settings);
        let updated = ask::<Dated>(&context, "STREAM.UPDATE", &config.name, &config).await;
        let Dated { info, ts } = match updated {
            Err(NewsError::StreamLost) => ask(&context, "STREAM.CREATE", &config.name, &config).await?,
            other => other?,
        };
        let found_at_us = ts.map(Timestamp::as_microsecond).filter(|at_us| *at_us > 0);
        Ok(Self { context, names, found: Identity::of(&info), found_at_us, consumers: BTreeSet::new() })
    }

    /// Looks whether the stream still has everything that it had, and makes sure that consumers which were removed are made again.
    pub async fn check(&mut self, known: &Identity) -> Result<(), NewsError> {
        let info: Info = ask(&self.context, "STREAM.INFO", &self.names.stream(), &()).await?;
        if info.state.consumer_count < self.consumers.len() {
            self.consumers.clear();
        }
        if Identity::of(&info).continues(known) { Ok(()) } else { Err(NewsError::StreamLost) }
    }

    /// Makes the consumers of these agencies, unless they are known to be there.
    pub async fn ensure_consumers(&mut self, agencies: impl Iterator<Item = &String>) -> Result<(), NewsError> {
        for agency in agencies {
            if self.consumers.contains(agency) {
                continue;
            }
            if is_token(agency) {
                let consumer = consumer(&self.names, agency);
                self.context.create_consumer_on_stream(consumer, self.names.stream()).await.map_err(NewsError::of_consumer)?;
            } else {
                tracing::error!("an agency's word cannot stand in a subject of NATS; it gets no news");
            }
            self.consumers.insert(agency.clone());
        }
        Ok(())
    }
}

async fn ask<T: DeserializeOwned>(context: &Context, what: &str, stream: &str, request: &impl Serialize) -> Result<T, NewsError> {
    let doing = "make and look at the stream of news";
    let answer: Response<T> =
        context.request(format!("{what}.{stream}"), request).await.map_err(|error| NewsError::unanswered(error, doing))?;
    match answer {
        Response::Ok(answer) => Ok(answer),
        Response::Err { error } => Err(NewsError::answered(error, doing)),
    }
}

fn config(names: &Names, settings: &Settings) -> Config {
    Config {
        name: names.stream(),
        description: Some("Throughline: that an agency may read something new, and nothing else".to_owned()),
        subjects: vec![names.subjects()],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        discard: DiscardPolicy::Old,
        max_age: settings.retention,
        max_bytes: i64::try_from(settings.max_bytes).unwrap_or(i64::MAX),
        max_messages: -1,
        max_messages_per_subject: settings.max_messages_each.into(),
        max_consumers: -1,
        num_replicas: settings.replicas,
        // JetStream takes no window that is longer than it keeps messages.
        duplicate_window: settings.duplicate_window.min(settings.retention),
        ..Config::default()
    }
}

fn consumer(names: &Names, agency: &str) -> pull::Config {
    pull::Config {
        durable_name: Some(agency.to_owned()),
        description: Some("Throughline: one agency's news".to_owned()),
        filter_subject: names.subject(agency),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ..pull::Config::default()
    }
}
