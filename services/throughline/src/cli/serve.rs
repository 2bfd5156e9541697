//! `throughline serve`. What is left out here comes from the configuration file, or else from the defaults: see `config`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::config::{NATS_DAYS, NATS_REPLICAS, PortalArgs, PublishingArgs};

const EXAMPLES: &str = "\
Examples:
  throughline serve --data /var/lib/throughline --place barking-and-dagenham
  throughline serve --config /etc/throughline.toml
  throughline serve --listen 0.0.0.0:7400 --tls-certificate server.pem --tls-key server.key
  throughline serve --portal-address https://my-story.example.org --sign-in-issuer https://id.example.org --sign-in-known-as throughline
  throughline serve --role timeline --log postgres://throughline@db/log --nats nats://news:4222
  THROUGHLINE_LISTEN=127.0.0.1:7500 throughline serve

A configuration file has the flags' names (any part may be left out):
  data = \"/var/lib/throughline\"
  listen = \"127.0.0.1:7400\"
  place = \"barking-and-dagenham\"
  role = [\"record\", \"timeline\"]
  log = \"postgres://throughline@db/log\"
  master-key = \"/etc/throughline/master.key\"
  unconfirmed-minutes = 15
  events-per-day = 100000
  [limits.harmony-house]
  requests-per-second = 50
  events-per-day = 500000

A flag counts before the environment, the environment before the file, and the file before the default. Passwords are better kept in the
environment or the file, since anybody on the machine can read a command line.";

/// Serve a place: its log, its views and the gRPC services.
///
/// One data folder has one writer. Without a certificate it listens on the loopback only, and calls come with tokens; with one it answers
/// over TLS, and only whoever comes with a certificate of an agency (`throughline agency`). It does not open a folder that a demo made. Over a log in Postgres, any
/// number of nodes serve one place, each with a data folder of its own for its views.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// The place's data folder [default: throughline-data].
    #[arg(long, value_name = "DIR", env = "THROUGHLINE_DATA")]
    pub data: Option<PathBuf>,
    /// Where gRPC listens [default: 127.0.0.1:7400].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_LISTEN", value_parser = super::address_and_port)]
    pub listen: Option<SocketAddr>,
    /// The server's certificate with its chain, in PEM; with one it may listen beyond the loopback. Read again when it changes.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's private key, in PEM.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// The place's own word, part of its log's name; cannot be changed once the log exists [default: place].
    #[arg(long, value_name = "WORD", env = "THROUGHLINE_PLACE")]
    pub place: Option<String>,
    /// What this node does, one or more of: record (RecordService, PeopleService, SignInService), timeline (StoryService), audit (AuditService), fanout
    /// (news to agencies over NATS), portal (pages for people, beside record and timeline) [default: all of them, fanout only with --nats].
    #[arg(long, value_name = "ROLE,…", env = "THROUGHLINE_ROLE")]
    pub role: Vec<String>,
    /// Where the log lies: sqlite:PATH or postgres://USER@HOST/DATABASE [default: in the data folder].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_LOG", hide_env_values = true)]
    pub log: Option<String>,
    /// Where keys that several nodes share lie: postgres://USER@HOST/DATABASE, a database of their own [default: in the data folder].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_KEYS", hide_env_values = true)]
    pub keys: Option<String>,
    /// The file with the master key, the same on all nodes [default: master.key in the data folder].
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_MASTER_KEY")]
    pub master_key: Option<PathBuf>,
    /// The NATS server that carries news between nodes and to agencies: nats://[USER:PASSWORD@]HOST:PORT.
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_NATS", hide_env_values = true)]
    pub nats: Option<String>,
    /// A credentials file for NATS.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_NATS_CREDENTIALS")]
    pub nats_credentials: Option<PathBuf>,
    /// On how many servers of a NATS cluster the news to agencies lies [default: 1].
    #[arg(long, value_name = "COUNT", env = "THROUGHLINE_NATS_REPLICAS", value_parser = clap::value_parser!(u8).range(NATS_REPLICAS))]
    pub nats_replicas: Option<u8>,
    /// For how long NATS keeps the news for an agency that is away, in 256 MiB at the most [default: 7].
    #[arg(long, value_name = "DAYS", env = "THROUGHLINE_NATS_DAYS", value_parser = clap::value_parser!(u16).range(NATS_DAYS))]
    pub nats_days: Option<u16>,
    /// Where /metrics, /livez and /readyz are served over HTTP, or "off" [default: 127.0.0.1:7490, if it is free].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_METRICS")]
    pub metrics: Option<String>,
    /// Where traces go, a collector that speaks OTLP over gRPC: http://HOST:4317. OTEL_EXPORTER_OTLP_ENDPOINT says the same.
    #[arg(long, value_name = "URL", env = "THROUGHLINE_OTLP")]
    pub otlp: Option<String>,
    /// How long this node goes on answering by what it knows when it cannot hear from the log [default: 15].
    #[arg(long, value_name = "MINUTES", env = "THROUGHLINE_UNCONFIRMED_MINUTES", value_parser = clap::value_parser!(u32).range(1..=1_440))]
    pub unconfirmed_minutes: Option<u32>,
    /// How many requests an agency may send in a second, calls and messages of its streams together; 0 for as many as it likes [default: 5000].
    #[arg(long, value_name = "COUNT", env = "THROUGHLINE_REQUESTS_PER_SECOND")]
    pub requests_per_second: Option<u32>,
    /// How many of them may come at once after a pause [default: twice as many as in a second].
    #[arg(long, value_name = "COUNT", env = "THROUGHLINE_REQUESTS_AT_ONCE")]
    pub requests_at_once: Option<u32>,
    /// How many events an agency may write in a day of UTC, whichever node takes them; 0 for as many as it likes [default: 2000000].
    #[arg(long, value_name = "COUNT", env = "THROUGHLINE_EVENTS_PER_DAY")]
    pub events_per_day: Option<u64>,
    /// The portal.
    #[command(flatten)]
    pub portal: PortalArgs,
    /// What is published of the log.
    #[command(flatten)]
    pub publishing: PublishingArgs,
    /// A TOML file with any of these.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_CONFIG")]
    pub config: Option<PathBuf>,
}
