//! `throughline agency`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DataArgs;

const EXAMPLES: &str = "\
Examples:
  throughline agency add \"Harmony House\" --data place > token           a token, for programs on this machine
  throughline agency add \"Harmony House\" --data place --certificate out  a certificate, for programs anywhere
  throughline agency add \"Care City\" --data place --authority care-city.pem
  throughline agency certificate harmony-house --data place --out next    the next certificate, in good time
  throughline agency revoke harmony-house --data place --serial 3fa1…
  throughline agency list --data place

An agency with certificates of its own keeps its keys to itself: only its authority's certificate is handed over. docs/certificates.md says more.";

/// The agencies that take part, their certificates and their tokens.
///
/// An agency is a team that residents would recognise, not a whole council: the council is several. Which authority speaks for which agency is
/// written to the log, so that every node heeds it at once; nothing has to be started again.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct AgencyArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: AgencyAction,
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
}

/// What can be done with agencies.
#[derive(Debug, Clone, Subcommand)]
pub enum AgencyAction {
    /// A new agency takes part; prints its token, once, or makes its certificate.
    Add(AgencyAdd),
    /// The next certificate of an agency, from the authority that this place made for it.
    Certificate(AgencyCertificate),
    /// Take back a certificate, an authority or a token. Open connections heed it too.
    Revoke(AgencyRevoke),
    /// Who takes part, with which certificates and tokens, and until when.
    List,
}

/// A new agency.
#[derive(Debug, Clone, Args)]
pub struct AgencyAdd {
    /// Its name, as residents know it: "Harmony House".
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Its word (a to z, 0 to 9 and hyphens); made from the name when left out: "harmony-house".
    #[arg(long, value_name = "WORD")]
    pub slug: Option<String>,
    /// Make an authority for it, and its first certificate with the key into this folder, instead of a token.
    #[arg(long, value_name = "DIR", conflicts_with = "authority")]
    pub certificate: Option<PathBuf>,
    /// Its own authority's certificate, in PEM: from now on that speaks for it, beside any that already do. No token is made.
    #[arg(long, value_name = "FILE")]
    pub authority: Option<PathBuf>,
}

/// A certificate for an agency.
#[derive(Debug, Clone, Args)]
pub struct AgencyCertificate {
    /// The agency's word, or "keeper" for the place's own keeper.
    #[arg(value_name = "WORD")]
    pub agency: String,
    /// The folder for the certificate and its key.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Put them in the place of those that are there.
    #[arg(long)]
    pub replace: bool,
    /// From a new authority. The old one still speaks, until it is taken back.
    #[arg(long)]
    pub new_authority: bool,
}

/// What no longer counts.
#[derive(Debug, Clone, Args)]
pub struct AgencyRevoke {
    /// The agency's word.
    #[arg(value_name = "WORD")]
    pub agency: String,
    /// What it is.
    #[command(flatten)]
    pub what: Revoked,
}

/// One of these.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct Revoked {
    /// One certificate, by its serial number.
    #[arg(long, value_name = "HEX")]
    pub serial: Option<String>,
    /// An authority with everything that it gave out, by its fingerprint or the beginning of it.
    #[arg(long, value_name = "FINGERPRINT")]
    pub authority: Option<String>,
    /// A token of this node, by its label.
    #[arg(long, value_name = "LABEL")]
    pub token: Option<String>,
}
