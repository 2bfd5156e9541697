//! Which place a command speaks with: a data folder, or a server at an address; there with a token (on this machine) or a certificate.

use std::{env, fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use zeroize::Zeroizing;

use super::DataArgs;
use crate::exit::WrongUse;

/// A data folder, or an address and a token.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where")]
pub struct ServerArgs {
    /// The place.
    #[command(flatten)]
    pub place: DataArgs,
    /// Speak with the server at this address instead: https://record.example.org:7400, or http://127.0.0.1:7400 on this machine.
    #[arg(long, value_name = "URL")]
    pub address: Option<String>,
    /// The token to speak with, when an address on this machine is given.
    #[command(flatten)]
    pub token: TokenArgs,
    /// The certificate to speak with, when an address with https is given.
    #[command(flatten)]
    pub certificate: CertificateArgs,
}

/// The certificate that says which agency is speaking, and by what the server's own is known.
#[derive(Debug, Clone, Default, Args)]
pub struct CertificateArgs {
    /// The authority of the server's certificate, in PEM [default: those that this machine trusts].
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_CA")]
    pub ca: Option<PathBuf>,
    /// The agency's certificate with its chain, in PEM.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_CERTIFICATE")]
    pub certificate: Option<PathBuf>,
    /// The certificate's private key, in PEM.
    #[arg(long = "key", value_name = "FILE", env = "THROUGHLINE_CERTIFICATE_KEY")]
    pub certificate_key: Option<PathBuf>,
}

/// The token that says which agency is speaking.
#[derive(Debug, Clone, Default, Args)]
pub struct TokenArgs {
    /// A file that holds the agency's token, as `throughline agency add` printed it; or THROUGHLINE_TOKEN has the token itself. In a flag everybody
    /// on the machine could read it.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

impl TokenArgs {
    /// The token, from wherever it was given.
    pub fn read(&self) -> anyhow::Result<Option<Zeroizing<String>>> {
        let Some(file) = &self.token_file else {
            return Ok(env::var("THROUGHLINE_TOKEN").ok().map(Zeroizing::new));
        };
        let text = fs::read_to_string(file).with_context(|| format!("cannot read the token file {}", file.display()))?;
        let text = Zeroizing::new(text);
        // `throughline agency add NAME > FILE` leaves the token alone on the last line.
        let token = text.lines().map(str::trim).rfind(|line| !line.is_empty());
        let token = token.ok_or_else(|| WrongUse::new(format!("the token file {} is empty", file.display())))?;
        Ok(Some(Zeroizing::new(token.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_file_gives_its_last_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("token");
        fs::write(&file, "Harmony House takes part.\ntl_abc\n\n").expect("written");
        let args = TokenArgs { token_file: Some(file) };
        assert_eq!(args.read().expect("readable").as_deref().map(String::as_str), Some("tl_abc"));
    }
}
