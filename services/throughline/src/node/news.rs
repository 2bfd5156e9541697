//! News over NATS: every node that has it tells the others how far the log has come, and one with the role fanout tells agencies. A node
//! without it looks by itself each second. Nothing else waits for NATS.

use std::{sync::Arc, time::Duration};

use throughline_fanout::{Connection, Fanout, HeadNews, NewsError, Server, Status};
use throughline_people::Matcher;
use tokio::{sync::watch, task::JoinSet};

use super::Opened;
use crate::{
    config::{News, Role, Settings},
    exit::WrongUse,
};

/// How long those who carry news may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the news is kept.
fn kept(news: &News) -> throughline_fanout::Settings {
    let usual = throughline_fanout::Settings::default();
    throughline_fanout::Settings {
        replicas: news.replicas.map_or(usual.replicas, usize::from),
        retention: news.days.map_or(usual.retention, |days| Duration::from_secs(u64::from(days) * 24 * 3_600)),
        ..usual
    }
}

/// An address that is none is mended where it was given.
fn as_wrong_use(error: NewsError) -> anyhow::Error {
    match error {
        NewsError::AddressUnfit(_) => WrongUse::new(format!("--nats: {error}")).into(),
        other => other.into(),
    }
}

/// Those who carry news for an open place: to the agency that knows somebody, that they may be the person whom another has heard of; and
/// over NATS, where the settings name a server.
pub struct Carried {
    stop: watch::Sender<bool>,
    status: Option<watch::Receiver<Status>>,
    carrying: JoinSet<()>,
}

impl Carried {
    /// Begins. A server that cannot be reached is no error, but one that is not fit is.
    pub async fn begin(opened: &Opened, settings: &Settings) -> anyhow::Result<Self> {
        let (stop, stopping) = watch::channel(false);
        let mut carried = Self { stop, status: None, carrying: JoinSet::new() };
        if settings.roles.has(Role::Record) {
            let matcher = Matcher::new(opened.log.clone(), Arc::clone(&opened.keys), Arc::clone(&opened.views));
            carried.carrying.spawn(matcher.run(stopping.clone()));
        }
        let Some(news) = &settings.news else { return Ok(carried) };
        let server = Server { addresses: news.address.clone(), credentials: news.credentials.clone() };
        let connection = Connection::open(&server, &opened.place.place).await.map_err(as_wrong_use)?;
        carried.carrying.spawn(HeadNews::new(connection.clone(), opened.log.clone()).run(stopping.clone()));
        if settings.roles.has(Role::Fanout) {
            let (log, views, access) = (opened.log.clone(), Arc::clone(&opened.views), Arc::clone(&opened.access));
            let fanout = Fanout::begin(connection, log, views, access, kept(news)).await?;
            carried.status = Some(fanout.status());
            carried.carrying.spawn(fanout.run(stopping));
        }
        Ok(carried)
    }

    /// How the news to agencies stands, if this node carries it.
    pub fn status(&self) -> Option<watch::Receiver<Status>> {
        self.status.clone()
    }

    /// Ends. What is not told yet is told by the next.
    pub async fn stop(self) {
        let Self { stop, mut carrying, .. } = self;
        stop.send_replace(true);
        let ended = async { while carrying.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("those who carry news did not end in time; what they had not told is told by the next");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_kept_as_the_operator_says_and_otherwise_as_usual() {
        let news = |replicas, days| News { address: "nats://n:4222".to_owned(), credentials: None, replicas, days };
        let (said, usual) = (kept(&news(Some(3), Some(2))), throughline_fanout::Settings::default());
        assert_eq!((said.replicas, said.retention), (3, Duration::from_secs(2 * 86_400)));
        assert_eq!(kept(&news(None, None)), usual);
    }
}
