//! One connection to NATS for a whole node. It comes back by itself, with growing pauses; nobody waits for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_nats::{
    Client, ConnectErrorKind, ConnectOptions, Event, ServerAddr, ServerError,
    connection::State,
    jetstream::{self, Context, account::Account, response::Response},
};

use crate::{NewsError, Server, names::Names};

/// How long the first connection is waited for before the node goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long an answer is waited for.
const ANSWER: Duration = Duration::from_secs(5);
/// The longest pause between two attempts to connect again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The oldest server whose JetStream has what we use.
const OLDEST: (i64, i64, i64) = (2, 10, 0);

/// A node's connection to NATS. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connection {
    nats: Client,
    connected: Arc<AtomicU64>,
    names: Names,
}

impl Connection {
    /// Connects for a place. A server that cannot be reached is no error: it is tried again and again, and the log and reads never wait.
    pub async fn open(server: &Server, place: &str) -> Result<Self, NewsError> {
        let addresses = server.addresses.split(',').map(|address| address.trim().parse());
        let addresses: Vec<ServerAddr> =
            addresses.collect::<Result<_, _>>().map_err(|_| NewsError::AddressUnfit(without_password(&server.addresses)))?;
        let connected = Arc::new(AtomicU64::new(0));
        let user = user_in(&addresses);
        let first = options(server, user.as_ref(), &connected).await?.connect(&addresses[..]).await;
        let nats = match first {
            Ok(nats) => nats,
            Err(error) => match error.kind() {
                ConnectErrorKind::ServerParse => return Err(NewsError::AddressUnfit(without_password(&server.addresses))),
                ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                    return Err(NewsError::NotLetIn(Box::new(error)));
                }
                ConnectErrorKind::Tls => return Err(NewsError::Tls(Box::new(error))),
                ConnectErrorKind::Dns | ConnectErrorKind::TimedOut | ConnectErrorKind::Io | ConnectErrorKind::MaxReconnects => {
                    tracing::warn!(
                        %error,
                        address = without_password(&server.addresses),
                        "NATS cannot be reached; see that it runs, and that host and port are right. It will be tried again, and nothing else waits for it"
                    );
                    let later = options(server, user.as_ref(), &connected).await?.retry_on_initial_connect().connect(&addresses[..]);
                    later.await.map_err(|error| NewsError::NotLetIn(Box::new(error)))?
                }
            },
        };
        Ok(Self { nats, connected, names: Names::of(place) })
    }

    /// Whether there is a connection just now.
    pub fn is_up(&self) -> bool {
        self.nats.connection_state() == State::Connected
    }

    /// How often the connection was lost and came back.
    pub fn reconnects(&self) -> u64 {
        self.connected.load(Ordering::Relaxed).saturating_sub(1)
    }

    pub(crate) fn nats(&self) -> &Client {
        &self.nats
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// JetStream, where it may be used.
    pub(crate) async fn jetstream(&self) -> Result<Context, NewsError> {
        if !self.is_up() {
            return Err(NewsError::Away);
        }
        let server = self.nats.server_info();
        let (major, minor, patch) = OLDEST;
        if !self.nats.is_server_compatible(major, minor, patch) {
            return Err(NewsError::TooOld { version: server.version });
        }
        let context = jetstream::ContextBuilder::new().timeout(ANSWER).build(self.nats.clone());
        let doing = "use JetStream";
        let answer: Response<Account> = context.request("INFO", &()).await.map_err(|error| NewsError::unanswered(error, doing))?;
        match answer {
            Response::Ok(_) => Ok(context),
            Response::Err { error } => Err(NewsError::answered(error, doing)),
        }
    }
}

async fn options(server: &Server, user: Option<&User>, connected: &Arc<AtomicU64>) -> Result<ConnectOptions, NewsError> {
    let connected = Arc::clone(connected);
    let options = match user {
        None => ConnectOptions::new(),
        Some(User { name, password: Some(password) }) => ConnectOptions::with_user_and_password(name.clone(), password.clone()),
        // NATS' own convention: a name alone is a token.
        Some(User { name, password: None }) => ConnectOptions::with_token(name.clone()),
    };
    let options = options
        .name("throughline")
        .no_echo()
        .connection_timeout(PATIENCE)
        .ping_interval(Duration::from_secs(10))
        .reconnect_delay_callback(pause)
        .event_callback(move |event| {
            heard(&event, &connected);
            std::future::ready(())
        });
    match &server.credentials {
        None => Ok(options),
        Some(path) => {
            options.credentials_file(path).await.map_err(|source| NewsError::CredentialsUnreadable { path: path.clone(), source })
        }
    }
}

/// Who comes, from an address.
struct User {
    name: String,
    password: Option<String>,
}

/// The first address that says who comes. The library passes over what stands there.
fn user_in(addresses: &[ServerAddr]) -> Option<User> {
    let mut users = addresses.iter().filter_map(|address| Some((address.username()?, address.password())));
    users.next().map(|(name, password)| User { name: decoded(name), password: password.map(decoded) })
}

/// A part of an address with each %40 in it as what that stands for.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn heard(event: &Event, connected: &AtomicU64) {
    match event {
        Event::Connected => {
            connected.fetch_add(1, Ordering::Relaxed);
            tracing::info!("connected to NATS");
        }
        Event::Disconnected => tracing::warn!("the connection to NATS is gone; it will be made again, and nothing else waits for it"),
        Event::ServerError(ServerError::Other(what)) => tracing::warn!(%what, "NATS does not do what it was asked"),
        other => tracing::debug!(%other, "NATS"),
    }
}

/// Twice as long each time, and a little different on each node.
fn pause(attempt: usize) -> Duration {
    let doubled = Duration::from_millis(50) * 2_u32.saturating_pow(u32::try_from(attempt).unwrap_or(u32::MAX).min(10));
    let chance = uuid::Uuid::new_v4().as_bytes()[0];
    doubled.min(LONGEST_PAUSE).mul_f64(0.75 + f64::from(chance) / 1_024.0)
}

/// An address as it may be said aloud.
fn without_password(addresses: &str) -> String {
    let safe = |address: &str| match address.rsplit_once('@') {
        Some((before, host)) => format!("{}…@{host}", before.split_once("://").map_or("", |(scheme, _)| &before[..scheme.len() + 3])),
        None => address.to_owned(),
    };
    addresses.split(',').map(safe).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_said() {
        let said = without_password("nats://news:geheim@one:4222,nats://two:4222,news:geheim@three");
        assert_eq!(said, "nats://…@one:4222,nats://two:4222,…@three");
    }

    #[test]
    fn who_comes_stands_in_the_address() {
        let addresses = ["nats://one:4222", "nats://news:a%40b%2F%@two:4222"].map(|address| address.parse().unwrap());
        let user = user_in(&addresses).unwrap();
        assert_eq!((user.name.as_str(), user.password.as_deref()), ("news", Some("a@b/%")));
        assert!(user_in(&addresses[..1]).is_none());
    }

    #[test]
    fn pauses_grow_up_to_a_bound() {
        assert!(pause(1) < Duration::from_millis(200));
        assert!(pause(1_000_000) <= LONGEST_PAUSE);
        assert!(pause(1_000_000) >= LONGEST_PAUSE / 2);
    }
}
