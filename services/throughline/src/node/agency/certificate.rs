//! Certificates for agencies: from an authority that the place made and keeps, or one that an agency brings. Which one speaks is written to the
//! log before anything is handed over.

use std::path::Path;

use anyhow::Context as _;
use throughline_access::certificates::{Fingerprint, Parsed, serial_text};
use throughline_story::check_authority;

use super::trusted::Trusted;
use crate::{
    exit::WrongUse,
    moment::plain_day,
    node::papers::{HandedOver, Kept, LAST_SECONDS, Papers, read_certificate, seconds},
    output::Output,
};

/// For which agency of which place, and where it is kept and handed over.
pub struct Making<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// The place's word.
    pub place: &'a str,
    /// The agency's.
    pub agency: &'a str,
    /// The folder that is handed over.
    pub out: &'a Path,
    /// In the place of what is there.
    pub replace: bool,
    /// From a new authority.
    pub new_authority: bool,
}

impl Making<'_> {
    /// Makes a certificate, and an authority where there is none that will do.
    pub async fn carry_out(&self, trusted: &mut Trusted, output: &Output) -> anyhow::Result<()> {
        let files = HandedOver::into(self.out, self.agency, self.replace)?;
        let papers = Papers::of(self.data);
        let kept = match self.in_use(&papers, trusted)? {
            Some(kept) => kept,
            None => {
                let kept = papers.make(self.place, self.agency)?;
                trusted.begin(self.agency, kept.authority.certificate()).await?;
                kept
            }
        };
        let issued = kept.authority.give_out(&[], seconds())?;
        // Remembered first: what was handed over can be taken back.
        papers.remember(&kept, &issued)?;
        trusted.gives_out(self.agency, &issued.serial).await?;
        let servers = papers.of_servers(self.place)?;
        files.write(&issued, servers.as_ref())?;
        let (serial, until) = (serial_text(&issued.serial), plain_day(issued.not_after));
        if output.is_json() {
            return Ok(output.json(&serde_json::json!({
                "agency": self.agency,
                "certificate": files.certificate,
                "key": files.key,
                "serial": serial,
                "not_after": until,
                "authority": kept.authority.fingerprint().to_string(),
            }))?);
        }
        output.line(format!(
            "{} calls with {} and its key, until {until} (serial number {serial}).",
            self.agency,
            files.certificate.display()
        ))?;
        if servers.is_none() {
            output.remark("This place has made no authority for its servers; tell the agency by which one it knows them.");
        }
        Ok(())
    }

    /// The newest one that was made here, speaks for the agency, and will for long enough.
    fn in_use(&self, papers: &Papers<'_>, trusted: &Trusted) -> anyhow::Result<Option<Kept>> {
        if self.new_authority {
            return Ok(None);
        }
        let mut made = papers.of_agency(self.place, self.agency)?;
        if made.is_empty() && trusted.speaking(self.agency).next().is_some() {
            // Whoever keeps an agency's authority can speak for it: that is not taken over by a slip of the finger.
            return Err(WrongUse::new(format!(
                "the authority that speaks for {} was not made here: whoever keeps it gives out its certificates. To make another one here, \
                 say `throughline agency certificate {} --new-authority`",
                self.agency, self.agency
            ))
            .into());
        }
        made.retain(|kept| {
            trusted.speaks(self.agency, kept.authority.certificate()) && kept.authority.not_after() >= seconds() + LAST_SECONDS
        });
        Ok(made.pop())
    }
}

/// An agency's own authority speaks for it from now on.
pub async fn adopt(trusted: &mut Trusted, agency: &str, file: &Path, output: &Output) -> anyhow::Result<()> {
    let certificate = read_certificate(file)?;
    check_authority(&certificate).map_err(|why| WrongUse::new(format!("{}: {why}", file.display())))?;
    let says = Parsed::read(&certificate).context("the authority's certificate cannot be read")?;
    if says.not_after < seconds() {
        return Err(WrongUse::new(format!("{} has expired; give the agency's newer one", file.display())).into());
    }
    trusted.begin(agency, &certificate).await?;
    let (fingerprint, until) = (Fingerprint::of(&certificate).to_string(), plain_day(says.not_after));
    if output.is_json() {
        output.json(&serde_json::json!({ "agency": agency, "authority": fingerprint, "not_after": until }))?;
    } else {
        output.line(format!("Certificates of the authority {fingerprint} say who calls for {agency}, until {until}."))?;
    }
    Ok(())
}
