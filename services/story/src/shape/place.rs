//! The shape of what a place has: agencies, supporters, offers to everybody, spaces, groups, rules and keys.

use throughline_proto::v1::{
    AgencyJoined, GroupFormed, KeyChanged, OfferPublished, OfferWithdrawn, PolicyAdopted, SpaceOffered, SpaceUsed, SupporterJoined,
};

use super::{check::Check, spelling};
use crate::authority::{self, CERTIFICATE_OF_AGENCY, SIGNS_CHECKPOINTS, SPEAKS_FOR_AGENCY, TOKEN_OF_AGENCY};

/// The words of the place itself, which are no agency's: who has one speaks for others.
const THE_PLACES_OWN: [&str; 2] = ["keeper", "portal"];
const SHA_256_BYTES: usize = 32;
const KEY_LIMIT_BYTES: usize = 1024;
const POLICIES_LIMIT_BYTES: usize = 128 << 10;
/// RFC 5280 says so.
const SERIAL_LIMIT_BYTES: usize = 20;

pub(super) fn offer_published(it: &OfferPublished, check: &mut Check) {
    check.required_text("offer_published.name", &it.name);
    check.text("offer_published.reference", &it.reference);
    check.text("offer_published.description", &it.description);
    check.text("offer_published.url", &it.url);
    check.text("offer_published.fees", &it.fees);
    check.text("offer_published.schedule", &it.schedule);
    check.text("offer_published.location", &it.location);
    texts("offer_published.taxonomy_terms", &it.taxonomy_terms, check);
}

pub(super) fn offer_withdrawn(it: &OfferWithdrawn, check: &mut Check) {
    check.named("offer_withdrawn.offer", &it.offer);
    check.text("offer_withdrawn.why", &it.why);
}

pub(super) fn space_offered(it: &SpaceOffered, check: &mut Check) {
    check.required_text("space_offered.name", &it.name);
    check.text("space_offered.location", &it.location);
    check.text("space_offered.description", &it.description);
    texts("space_offered.access", &it.access, check);
}

pub(super) fn space_used(it: &SpaceUsed, check: &mut Check) {
    check.named("space_used.space", &it.space);
    check.text("space_used.what", &it.what);
}

pub(super) fn group_formed(it: &GroupFormed, check: &mut Check) {
    check.required_text("group_formed.name", &it.name);
    check.text("group_formed.description", &it.description);
}

pub(super) fn agency_joined(it: &AgencyJoined, check: &mut Check) {
    check.wrong_if(!spelling::is_agency(&it.agency), "agency_joined.agency", "not an agency's word; a–z, 0–9 and hyphens, at most 63");
    check.wrong_if(THE_PLACES_OWN.contains(&it.agency.as_str()), "agency_joined.agency", "a word of the place's own; choose another");
    check.required_text("agency_joined.name", &it.name);
}

pub(super) fn supporter_joined(it: &SupporterJoined, check: &mut Check) {
    check.server_gives("supporter_joined.supporter", &it.supporter);
    check.text("supporter_joined.what_they_do", &it.what_they_do);
}

pub(super) fn policy_adopted(it: &PolicyAdopted, check: &mut Check) {
    check.required_text("policy_adopted.policy", &it.policy);
    check.wrong_if(it.digest.len() != SHA_256_BYTES, "policy_adopted.digest", "not a SHA-256: 32 bytes");
    check.wrong_if(
        it.text.len() > POLICIES_LIMIT_BYTES,
        "policy_adopted.text",
        "over 128 KiB; policies say what is so, and do not list people",
    );
}

pub(super) fn key_changed(it: &KeyChanged, check: &mut Check) {
    check.required_text("key_changed.purpose", &it.purpose);
    check.wrong_if(it.purpose != TOKEN_OF_AGENCY && !it.label.is_empty(), "key_changed.label", "only a token has one; leave it empty");
    match it.purpose.as_str() {
        SPEAKS_FOR_AGENCY => authority_changed(it, check),
        CERTIFICATE_OF_AGENCY => certificate_made(it, check),
        TOKEN_OF_AGENCY => token_changed(it, check),
        _ => own_key_changed(it, check),
    }
}

fn own_key_changed(it: &KeyChanged, check: &mut Check) {
    let fits = (1..=KEY_LIMIT_BYTES).contains(&it.public_key.len());
    check.wrong_if(!fits, "key_changed.public_key", "missing, or over 1,024 bytes");
    // The key for checkpoints is the only one of the place's own that others know by itself, and so the only one that is said to have ended.
    let has_ended = it.ended && it.purpose != SIGNS_CHECKPOINTS;
    let of_an_agency = !it.agency.is_empty() || !it.certificate.is_empty() || !it.serial.is_empty() || has_ended;
    check.wrong_if(of_an_agency, "key_changed.purpose", "only \"agency\", \"certificate\" and \"token\" go with an agency");
}

fn certificate_made(it: &KeyChanged, check: &mut Check) {
    check.named("key_changed.agency", &it.agency);
    check.wrong_if(!(1..=SERIAL_LIMIT_BYTES).contains(&it.serial.len()), "key_changed.serial", "missing, or over 20 bytes");
    let more = !it.public_key.is_empty() || !it.certificate.is_empty() || it.ended;
    check.wrong_if(more, "key_changed.purpose", "a certificate that was made is known by its serial number alone; leave the rest empty");
}

fn token_changed(it: &KeyChanged, check: &mut Check) {
    check.named("key_changed.agency", &it.agency);
    check.required_text("key_changed.label", &it.label);
    let more = !it.public_key.is_empty() || !it.certificate.is_empty() || !it.serial.is_empty();
    check.wrong_if(more, "key_changed.purpose", "a token is known by its label alone; leave the rest empty");
}

/// A certificate that is none would never be heeded, and nobody would learn why.
fn authority_changed(it: &KeyChanged, check: &mut Check) {
    check.named("key_changed.agency", &it.agency);
    check.wrong_if(!it.public_key.is_empty(), "key_changed.public_key", "an authority's key is in its certificate; leave it empty");
    if let Err(why) = authority::check(&it.certificate) {
        check.wrong("key_changed.certificate", why.to_string());
    }
    check.wrong_if(it.serial.len() > SERIAL_LIMIT_BYTES, "key_changed.serial", "over 20 bytes, which no certificate's is");
    let both = it.ended && !it.serial.is_empty();
    check.wrong_if(both, "key_changed.serial", "an authority that has ended takes all its certificates with it; leave it empty");
}

fn texts(field: &str, texts: &[String], check: &mut Check) {
    for (index, text) in texts.iter().enumerate() {
        check.required_text(format_args!("{field}[{index}]"), text);
    }
}
