//! `agency revoke`: a certificate, an authority or a token no longer counts.

use std::path::Path;

use throughline_access::{
    Tokens,
    certificates::{serial_of_text, serial_text},
};

use super::trusted::Trusted;
use crate::{cli::AgencyRevoke, exit::WrongUse, output::Output};

/// A token is this node's own, and nobody has to be asked.
pub fn token(data: &Path, agency: &str, label: &str, output: &Output) -> anyhow::Result<()> {
    let tokens = Tokens::open(data)?;
    if !tokens.entries().iter().any(|entry| entry.label == label && entry.agency == agency) {
        return Err(WrongUse::new(format!("{agency} has no token labelled {label:?} here; `throughline agency list` shows them")).into());
    }
    tokens.remove(label)?;
    tell(output, agency, &format!("The token {label:?} no longer counts at this node."))
}

/// What lies in the log.
pub async fn certificate(trusted: &mut Trusted, args: &AgencyRevoke, output: &Output) -> anyhow::Result<()> {
    let agency = args.agency.as_str();
    if let Some(beginning) = &args.what.authority {
        let certificate = trusted.by_fingerprint(agency, beginning)?.certificate.clone();
        trusted.end(agency, &certificate).await?;
        return tell(output, agency, &format!("That authority no longer speaks for {agency}, nor does anything that it gave out."));
    }
    let text = args.what.serial.as_deref().unwrap_or_default();
    let serial = serial_of_text(text).ok_or_else(|| WrongUse::new(format!("\"{text}\" is no serial number: give hexadecimal digits")))?;
    // Serial numbers are drawn by chance, so that another authority's with the same one is nobody's.
    let speaking: Vec<Vec<u8>> = trusted.speaking(agency).map(|authority| authority.certificate.clone()).collect();
    if speaking.is_empty() {
        return Err(WrongUse::new(format!("no authority speaks for {agency}; `throughline agency list` shows who takes part")).into());
    }
    for certificate in speaking {
        trusted.take_back(agency, &certificate, &serial).await?;
    }
    tell(output, agency, &format!("The certificate {} of {agency} no longer counts.", serial_text(&serial)))
}

fn tell(output: &Output, agency: &str, told: &str) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(&serde_json::json!({ "agency": agency, "done": told }))?;
    } else {
        output.line(told)?;
    }
    Ok(())
}
