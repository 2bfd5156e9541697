//! `agency list`: who takes part, and until when their certificates count. What was given out is known where it was made.

use std::{collections::BTreeSet, path::Path};

use serde::Serialize;
use throughline_access::{
    Entry, Tokens,
    certificates::{Fingerprint, Parsed, serial_text},
};
use throughline_proto::v1::{ListedAgency, ListedAuthority};

use super::trusted::Trusted;
use crate::{
    moment::plain_day,
    node::papers::{Kept, Papers, seconds},
    output::{Output, Tone},
};

/// From how long before its end somebody is reminded.
const SOON_SECONDS: u64 = 21 * 24 * 60 * 60;

#[derive(Serialize)]
struct Agency {
    agency: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    authorities: Vec<Authority>,
    tokens: Vec<Token>,
}

#[derive(Serialize)]
struct Authority {
    fingerprint: String,
    not_after: String,
    ended: bool,
    certificates: Vec<Certificate>,
    #[serde(skip)]
    soon: bool,
}

#[derive(Serialize)]
struct Certificate {
    serial: String,
    not_after: String,
    taken_back: bool,
    #[serde(skip)]
    soon: bool,
}

#[derive(Serialize)]
struct Token {
    label: String,
    created: String,
}

/// Lists them.
pub fn run(data: &Path, place: &str, trusted: &Trusted, output: &Output) -> anyhow::Result<()> {
    let (papers, tokens) = (Papers::of(data), Tokens::open(data)?.entries());
    for listed in trusted.agencies() {
        let agency = of(listed, &papers.of_agency(place, &listed.agency)?, &tokens)?;
        if output.is_json() { output.json(&agency)? } else { tell(&agency, output)? }
    }
    Ok(())
}

fn of(listed: &ListedAgency, kept: &[Kept], tokens: &[Entry]) -> anyhow::Result<Agency> {
    let tokens = tokens.iter().filter(|entry| entry.agency == listed.agency && entry.agency != throughline_access::KEEPER);
    Ok(Agency {
        agency: listed.agency.clone(),
        name: listed.name.clone(),
        authorities: listed.authorities.iter().map(|authority| authority_of(authority, listed, kept)).collect::<anyhow::Result<_>>()?,
        tokens: tokens.map(|entry| Token { label: entry.label.clone(), created: entry.created.clone() }).collect(),
    })
}

fn authority_of(listed: &ListedAuthority, of: &ListedAgency, kept: &[Kept]) -> anyhow::Result<Authority> {
    let own = kept.iter().find(|kept| kept.authority.certificate() == listed.certificate);
    let given_out = own.map(Kept::given_out).transpose()?.unwrap_or_default();
    let says = Parsed::read(&listed.certificate)?;
    let has_its_key = |other: &&ListedAuthority| Parsed::read(&other.certificate).is_ok_and(|other| other.public_key == says.public_key);
    let taken_back: BTreeSet<String> =
        of.authorities.iter().filter(has_its_key).flat_map(|other| &other.taken_back).map(|serial| serial_text(serial)).collect();
    let certificates = given_out.into_iter().map(|says| Certificate {
        serial: serial_text(&says.serial),
        not_after: plain_day(says.not_after),
        soon: is_soon(says.not_after),
        taken_back: taken_back.contains(&serial_text(&says.serial)),
    });
    Ok(Authority {
        fingerprint: Fingerprint::of(&listed.certificate).to_string(),
        not_after: plain_day(says.not_after),
        soon: is_soon(says.not_after),
        ended: listed.ended,
        certificates: certificates.collect(),
    })
}

fn is_soon(not_after: u64) -> bool {
    not_after < seconds() + SOON_SECONDS
}

fn tell(agency: &Agency, output: &Output) -> anyhow::Result<()> {
    output.line(output.paint(Tone::Heading, format!("{}  {}", agency.agency, agency.name).trim_end()))?;
    for authority in &agency.authorities {
        let ended = if authority.ended { "ended" } else { "speaks" };
        let told = format!("  authority {}: {ended}, until {}", authority.fingerprint, authority.not_after);
        output.line(output.paint(tone(authority.soon, authority.ended), told))?;
        for certificate in &authority.certificates {
            let taken_back = if certificate.taken_back { ", taken back" } else { "" };
            let told = format!("    certificate {}: until {}{taken_back}", certificate.serial, certificate.not_after);
            output.line(output.paint(tone(certificate.soon, certificate.taken_back || authority.ended), told))?;
        }
    }
    for token in &agency.tokens {
        output.line(format!("  token of {}, {}", token.created, token.label))?;
    }
    Ok(())
}

fn tone(is_soon: bool, is_over: bool) -> Tone {
    if is_soon && !is_over { Tone::Warning } else { Tone::Quiet }
}
