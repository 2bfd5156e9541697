//! What `serve` runs with: a flag counts before the environment, the environment before the TOML file, and the file before the default.
//! Checked as a whole before anything is opened. The defaults of every command live here too.

mod addresses;
mod limits;
mod listen;
mod portal;
mod publishing;
mod roles;
mod tls;

use std::{
    collections::HashMap,
    fmt, fs,
    net::{Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use serde::Deserialize;
use throughline_access::limits::Limits;

pub use addresses::{KeysAddress, LOG_FILE, LogAddress, Stores, without_password};
pub use listen::Listen;
pub use portal::{PORTAL, PortalArgs, PortalSettings, SignInWith, check_portal_address};
pub use publishing::{PublishingArgs, PublishingSettings};
pub use roles::{Role, Roles};
pub use tls::TlsFiles;

use crate::{cli::ServeArgs, exit::WrongUse};

/// Where a place is kept unless something else is said.
pub const DATA: &str = "throughline-data";
/// Where a demo is kept unless something else is said.
pub const DEMO_DATA: &str = "throughline-demo";
/// Where gRPC listens unless something else is said.
pub const LISTEN: &str = "127.0.0.1:7400";
/// The same as an address to call.
pub const ADDRESS: &str = "http://127.0.0.1:7400";
/// Where numbers and probes are served unless something else is said.
pub const METRICS: &str = "127.0.0.1:7490";
/// A place without a word of its own.
pub const PLACE: &str = "place";
const GRPC_PORT: u16 = 7400;
const METRICS_PORT: u16 = 7490;
/// How long a node answers without a word from the log, unless something else is said.
const UNCONFIRMED_MINUTES: u32 = 15;
/// On how many servers of a cluster JetStream keeps a stream.
pub const NATS_REPLICAS: RangeInclusive<i64> = 1..=5;
/// For how many days NATS may keep the news. Without end is none of them: a stream that was lost is filled again for as long.
pub const NATS_DAYS: RangeInclusive<i64> = 1..=365;
/// A word is part of the log's name, of NATS subjects and of host names.
const LONGEST_WORD: usize = 63;

/// What the file may say; anything else in it is an error, so that a slip of the finger is not passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    place: Option<String>,
    role: Option<OneOrMore>,
    log: Option<String>,
    keys: Option<String>,
    master_key: Option<PathBuf>,
    nats: Option<String>,
    nats_credentials: Option<PathBuf>,
    nats_replicas: Option<u8>,
    nats_days: Option<u16>,
    metrics: Option<String>,
    otlp: Option<String>,
    unconfirmed_minutes: Option<u32>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    requests_per_second: Option<u32>,
    requests_at_once: Option<u32>,
    events_per_day: Option<u64>,
    /// By the agency's word.
    #[serde(default)]
    limits: HashMap<String, limits::Asked>,
    portal: Option<String>,
    portal_address: Option<String>,
    portal_behind_proxy: Option<bool>,
    sign_in_issuer: Option<String>,
    sign_in_known_as: Option<String>,
    sign_in_secret: Option<PathBuf>,
    tiles: Option<String>,
    witness: Option<OneOrMore>,
    witnesses_needed: Option<usize>,
}

impl File {
    fn publishing(&mut self) -> PublishingArgs {
        PublishingArgs {
            tiles: self.tiles.take(),
            witness: self.witness.take().map(OneOrMore::into_vec).unwrap_or_default(),
            witnesses_needed: self.witnesses_needed,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What a server runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// Where gRPC listens; without TLS always the loopback.
    pub listen: SocketAddr,
    /// The server's own certificate. With one, gRPC is served over TLS there, and in clear only on a port of the loopback for this machine's
    /// own commands.
    pub tls: Option<TlsFiles>,
    /// The place's own word, if one was given: a folder that has one keeps it.
    pub place: Option<String>,
    /// What the node does.
    pub roles: Roles,
    /// Where log and keys lie.
    pub stores: Stores,
    /// Who carries news, if anybody does.
    pub news: Option<News>,
    /// Where numbers and probes are served.
    pub metrics: Listen,
    /// What is published of the log.
    pub publishing: PublishingSettings,
    /// The portal.
    pub portal: PortalSettings,
    /// Where traces go, if anywhere.
    pub otlp: Option<String>,
    /// How long the node answers without a word from the log.
    pub unconfirmed: Duration,
    /// How much each agency may ask.
    pub limits: Limits,
}

/// A NATS server.
#[derive(Clone, PartialEq, Eq)]
pub struct News {
    /// Its address, perhaps with a password in it.
    pub address: String,
    /// A credentials file.
    pub credentials: Option<PathBuf>,
    /// On how many of its servers the news lies, if that was said.
    pub replicas: Option<u8>,
    /// For how many days it keeps the news, if that was said.
    pub days: Option<u16>,
}

impl fmt::Debug for News {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&without_password(&self.address))
    }
}

impl Settings {
    /// Puts together what the flags and the environment (both in `args`) and the file say.
    pub fn load(args: &ServeArgs) -> anyhow::Result<Self> {
        let mut file = args.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let published = file.publishing();
        let data = args.data.clone().or(file.data).unwrap_or_else(|| DATA.into());
        let news = args.nats.clone().or(file.nats).map(|address| News {
            address,
            credentials: args.nats_credentials.clone().or(file.nats_credentials),
            replicas: args.nats_replicas.or(file.nats_replicas),
            days: args.nats_days.or(file.nats_days),
        });
        let log = args.log.as_deref().or(file.log.as_deref());
        let keys = args.keys.as_deref().or(file.keys.as_deref());
        let stores = Stores::of(&data, log, keys, args.master_key.clone().or(file.master_key))?;
        let asked = if args.role.is_empty() { file.role.map(OneOrMore::into_vec).unwrap_or_default() } else { args.role.clone() };
        let minutes = args.unconfirmed_minutes.or(file.unconfirmed_minutes).unwrap_or(UNCONFIRMED_MINUTES);
        let all = limits::Asked::new(
            args.requests_per_second.or(file.requests_per_second),
            args.requests_at_once.or(file.requests_at_once),
            args.events_per_day.or(file.events_per_day),
        );
        let roles = roles(&asked, news.is_some())?;
        let of_file = PortalArgs {
            portal: file.portal,
            portal_address: file.portal_address,
            portal_behind_proxy: file.portal_behind_proxy.unwrap_or_default(),
            sign_in_issuer: file.sign_in_issuer,
            sign_in_known_as: file.sign_in_known_as,
            sign_in_secret: file.sign_in_secret,
        };
        let portal =
            if roles.has(Role::Portal) { PortalSettings::of(&args.portal, of_file, !asked.is_empty())? } else { PortalSettings::OFF };
        let publishing =
            if roles.has(Role::Audit) { PublishingSettings::of(&args.publishing, &published)? } else { PublishingSettings::QUIET };
        let settings = Self {
            limits: limits::limits(&all, file.limits)?,
            listen: args.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, GRPC_PORT))),
            tls: TlsFiles::of(args.tls_certificate.clone().or(file.tls_certificate), args.tls_key.clone().or(file.tls_key))?,
            place: args.place.clone().or(file.place),
            roles,
            portal,
            stores,
            news,
            metrics: Listen::of("metrics", args.metrics.as_ref().or(file.metrics.as_ref()).map(String::as_str), METRICS_PORT)?,
            publishing,
            otlp: args.otlp.clone().or(file.otlp),
            unconfirmed: Duration::from_secs(u64::from(minutes.max(1)) * 60),
            data,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), WrongUse> {
        if self.tls.is_none() {
            check_listen(self.listen)?;
        }
        if let Some(news) = &self.news {
            check_range("nats-replicas", news.replicas.map(u16::from), NATS_REPLICAS)?;
            check_range("nats-days", news.days, NATS_DAYS)?;
        }
        if let Some(place) = self.place.as_deref().filter(|place| !is_word(place)) {
            let message = format!("\"{place}\" cannot be a place's word: use a to z, 0 to 9 and hyphens, {LONGEST_WORD} at most");
            return Err(WrongUse::new(message));
        }
        Ok(())
    }
}

/// Flags are checked as they are read; what the file says is checked here.
fn check_range(name: &str, value: Option<u16>, range: RangeInclusive<i64>) -> Result<(), WrongUse> {
    match value {
        Some(value) if !range.contains(&i64::from(value)) => {
            Err(WrongUse::new(format!("{name} is {value}; give a number from {} to {}", range.start(), range.end())))
        }
        _ => Ok(()),
    }
}

impl OneOrMore {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

fn roles(asked: &[String], has_news: bool) -> Result<Roles, WrongUse> {
    if asked.is_empty() {
        let services = Roles::all_services().with(Role::Portal);
        return Ok(if has_news { services.with(Role::Fanout) } else { services });
    }
    let roles = Roles::parse(asked.iter().map(String::as_str))?;
    if roles.has(Role::Fanout) && !has_news {
        return Err(WrongUse::new("the role fanout carries news over NATS; say where that is with --nats nats://HOST:PORT"));
    }
    if roles.has(Role::Portal) && !(roles.has(Role::Record) && roles.has(Role::Timeline)) {
        return Err(WrongUse::new("the portal calls the services of its own node: give it the roles record and timeline as well"));
    }
    Ok(roles)
}

/// Without TLS nothing listens where another machine could hear it.
pub fn check_listen(listen: SocketAddr) -> Result<(), WrongUse> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    Err(WrongUse::new(format!(
        "{listen} can be reached from other machines, and what people say would travel in clear: listen on 127.0.0.1 or [::1], or \
         serve with a certificate (--tls-certificate and --tls-key)"
    )))
}

/// Whether a text can be an agency's or a place's word: a to z, 0 to 9 and hyphens, beginning and ending with none.
pub fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_WORD
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The word that a name makes: "Harmony House" becomes "harmony-house". Empty when nothing of it can be kept.
pub fn word_of(name: &str) -> String {
    let mut word = String::new();
    for character in name.to_lowercase().chars().filter(|character| *character != '\'' && *character != '’') {
        if character.is_ascii_alphanumeric() {
            word.push(character);
        } else if !word.is_empty() && !word.ends_with('-') {
            word.push('-');
        }
    }
    word.truncate(LONGEST_WORD);
    word.trim_end_matches('-').to_owned()
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = fs::read_to_string(path).with_context(|| WrongUse::new(format!("cannot read the configuration {}", path.display())))?;
    // Only what is wrong and where: the line itself may hold a password.
    let told = |error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        WrongUse::new(format!("the configuration {} is not right, in line {line}: {}", path.display(), error.message()))
    };
    toml::from_str(&text).map_err(|error| told(error).into())
}

#[cfg(test)]
mod tests;
