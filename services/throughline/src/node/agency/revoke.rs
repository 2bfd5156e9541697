//! `agency revoke`: a certificate, an authority or a token no longer counts.

use throughline_access::{
    Entry, Tokens,
    certificates::{serial_of_text, serial_text},
};

use super::trusted::Trusted;
use crate::{
    cli::AgencyRevoke,
    exit::WrongUse,
    node::papers::{Kept, Papers},
    output::Output,
};

/// A token is this node's own, and nobody has to be asked. One that is gone, and of which the log has not been told, is as good as one that is there.
pub fn token(tokens: &Tokens, agency: &str, label: &str) -> anyhow::Result<()> {
    let is_it = |entry: &Entry| entry.label == label && entry.agency == agency;
    if !tokens.entries().iter().any(is_it) {
        if tokens.untold()?.iter().any(is_it) {
            return Ok(());
        }
        return Err(WrongUse::new(format!("{agency} has no token labelled {label:?} here; `throughline agency list` shows them")).into());
    }
    Ok(tokens.remove(label)?)
}

/// What lies in the log.
pub async fn certificate(
    papers: &Papers<'_>,
    place: &str,
    trusted: &mut Trusted,
    args: &AgencyRevoke,
    output: &Output,
) -> anyhow::Result<()> {
    let agency = args.agency.as_str();
    if let Some(beginning) = &args.what.authority {
        let certificate = trusted.by_fingerprint(agency, beginning)?.certificate.clone();
        trusted.end(agency, &certificate).await?;
        return tell(output, agency, &format!("That authority no longer speaks for {agency}, nor does anything that it gave out."));
    }
    let text = args.what.serial.as_deref().unwrap_or_default();
    let serial = serial_of_text(text).ok_or_else(|| WrongUse::new(format!("\"{text}\" is no serial number: give hexadecimal digits")))?;
    let from = who_may_have_given_out(&papers.of_agency(place, agency)?, trusted, agency, &serial)?;
    if from.is_empty() {
        return Err(WrongUse::new(format!(
            "no authority of {agency}'s gave out {}; `throughline agency list` shows what was given out here",
            serial_text(&serial)
        ))
        .into());
    }
    for certificate in from {
        trusted.take_back(agency, &certificate, &serial).await?;
    }
    tell(output, agency, &format!("The certificate {} of {agency} no longer counts.", serial_text(&serial)))
}

/// What an authority gave out is known where it was made. Of one that was made elsewhere nothing is known: it may have. Serial numbers are drawn by
/// chance, so that another's with the same one is nobody's. One that has ended counts as well: its key may come back with a newer certificate.
fn who_may_have_given_out(kept: &[Kept], trusted: &Trusted, agency: &str, serial: &[u8]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut from = Vec::new();
    for authority in trusted.of(agency) {
        let own = kept.iter().find(|kept| kept.authority.certificate() == authority.certificate);
        let given_out = own.map(Kept::given_out).transpose()?;
        if given_out.is_none_or(|given_out| given_out.iter().any(|says| says.serial == serial)) {
            from.push(authority.certificate.clone());
        }
    }
    Ok(from)
}

/// Says what was done.
pub fn tell(output: &Output, agency: &str, told: &str) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(&serde_json::json!({ "agency": agency, "done": told }))?;
    } else {
        output.line(told)?;
    }
    Ok(())
}
