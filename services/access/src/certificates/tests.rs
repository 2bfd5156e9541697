//! What a place makes itself is let in where it should be, for as long as it should be. What others might come with is tried over the wire.

use std::{collections::BTreeSet, time::Duration};

use proptest::prelude::*;
use rustls::{
    pki_types::{CertificateDer, UnixTime, pem::PemObject as _},
    server::danger::ClientCertVerifier as _,
};

use super::*;

const NOW: u64 = 1_770_000_000;
const DAY: u64 = 24 * 60 * 60;

fn house() -> Whom {
    Whom::Agency { place: "barking".into(), agency: "harmony-house".into() }
}

fn made(whom: Whom) -> Authority {
    Authority::make(whom, NOW).unwrap().0
}

fn der(issued: &Issued) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(issued.certificate.as_bytes()).unwrap()
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn trust(authority: &Authority, taken_back: &BTreeSet<Vec<u8>>) -> Trust {
    Trust::new("barking", [Speaks { agency: "harmony-house", certificate: authority.certificate(), ended: false, taken_back }])
}

/// Another certificate of an authority, with the same key.
fn renewed(authority: &Authority, now: u64) -> Vec<u8> {
    let moment = |seconds| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
    let mut wanted = rcgen::CertificateParams::default();
    wanted.distinguished_name = rcgen::DistinguishedName::new();
    wanted.distinguished_name.push(rcgen::DnType::OrganizationName, "throughline/barking");
    wanted.distinguished_name.push(rcgen::DnType::CommonName, "harmony-house (authority)");
    wanted.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    (wanted.not_before, wanted.not_after) = (moment(now - DAY), moment(now + 365 * DAY));
    wanted.self_signed(&rcgen::KeyPair::from_pem(&authority.key()).unwrap()).unwrap().der().to_vec()
}

/// An authority that speaks beside its renewed self, or did.
fn both(authority: &Authority, has_ended: bool, taken_back: &BTreeSet<Vec<u8>>, renewed: &[u8]) -> Trust {
    let (agency, none) = ("harmony-house", BTreeSet::new());
    let old = Speaks { agency, certificate: authority.certificate(), ended: has_ended, taken_back };
    Trust::new("barking", [old, Speaks { agency, certificate: renewed, ended: false, taken_back: &none }])
}

#[test]
fn what_an_agencys_authority_gives_out_is_the_agencys_for_ninety_days() {
    let authority = made(house());
    let (issued, trust) = (authority.give_out(&[], NOW).unwrap(), trust(&authority, &BTreeSet::new()));
    let identity = trust.identify(&der(&issued), &[], at(NOW)).unwrap();
    assert_eq!(identity.agency, "harmony-house");
    assert!(trust.knows(&identity, at(NOW + 89 * DAY)) && !trust.knows(&identity, at(NOW + 91 * DAY)));
    assert!(trust.identify(&der(&issued), &[], at(NOW + 91 * DAY)).is_err());
}

#[test]
fn nothing_outlasts_the_authority_that_gave_it_out() {
    let authority = made(house());
    let late = NOW + 5 * 365 * DAY - DAY;
    let issued = authority.give_out(&[], late).unwrap();
    assert_eq!(issued.not_after, NOW + 5 * 365 * DAY);
    assert_eq!(Parsed::read(&der(&issued)).unwrap().not_after, issued.not_after);
}

#[test]
fn an_authority_that_is_read_again_goes_on_as_the_same() {
    let authority = made(house());
    let again = Authority::read(house(), authority.certificate(), &authority.key()).unwrap();
    let issued = again.give_out(&[], NOW).unwrap();
    assert!(trust(&authority, &BTreeSet::new()).identify(&der(&issued), &[], at(NOW)).is_ok());
    assert_eq!(again.fingerprint(), authority.fingerprint());
}

#[test]
fn a_key_that_is_another_authoritys_is_not_taken() {
    let told = Authority::read(house(), made(house()).certificate(), &made(house()).key());
    assert!(matches!(told, Err(MakeError::OtherKey)));
}

#[test]
fn a_certificate_that_was_let_in_is_no_longer_known_once_it_is_taken_back_or_its_authority_is_gone() {
    let authority = made(house());
    let issued = authority.give_out(&[], NOW).unwrap();
    let identity = trust(&authority, &BTreeSet::new()).identify(&der(&issued), &[], at(NOW)).unwrap();
    let taken_back = trust(&authority, &[issued.serial.clone()].into());
    assert!(!taken_back.knows(&identity, at(NOW)) && taken_back.identify(&der(&issued), &[], at(NOW)).is_err());
    assert!(!trust(&made(house()), &BTreeSet::new()).knows(&identity, at(NOW)));
    assert!(!Trust::default().knows(&identity, at(NOW)));
}

#[test]
fn a_certificate_that_was_taken_back_stays_so_when_its_authority_is_renewed_with_the_same_key() {
    let authority = made(house());
    let (lost, kept) = (authority.give_out(&[], NOW).unwrap(), authority.give_out(&[], NOW).unwrap());
    for has_ended in [false, true] {
        let trust = both(&authority, has_ended, &[lost.serial.clone()].into(), &renewed(&authority, NOW));
        let told = trust.identify(&der(&lost), &[], at(NOW));
        assert_eq!(told.unwrap_err(), rustls::CertificateError::Revoked.into(), "the one before has ended: {has_ended}");
        assert!(trust.identify(&der(&kept), &[], at(NOW)).is_ok());
    }
    // Another agency's, by whatever key, is none of theirs.
    let (other, taken_back) = (made(house()), [lost.serial.clone()].into());
    let theirs = Speaks { agency: "care-city", certificate: authority.certificate(), ended: true, taken_back: &taken_back };
    let ours = Speaks { agency: "harmony-house", certificate: other.certificate(), ended: false, taken_back: &BTreeSet::new() };
    assert!(Trust::new("barking", [theirs, ours]).identify(&der(&other.give_out(&[], NOW).unwrap()), &[], at(NOW)).is_ok());
}

#[test]
fn an_authority_that_has_expired_does_not_stand_in_the_way_of_its_renewed_self() {
    let authority = made(house());
    let late = NOW + 5 * 365 * DAY;
    let (renewed, after) = (renewed(&authority, late), late + 60);
    // It signs beyond its own end, as an agency's own may.
    let again = Authority::read(house(), &renewed, &authority.key()).unwrap();
    let paper = again.give_out(&[], late).unwrap();
    let trust = both(&authority, false, &BTreeSet::new(), &renewed);
    let identity = trust.identify(&der(&paper), &[], at(after)).unwrap();
    assert!(trust.knows(&identity, at(after)));
    let alone = self::trust(&authority, &BTreeSet::new()).identify(&der(&paper), &[], at(after)).unwrap_err();
    let expired = rustls::CertificateError::ExpiredContext { time: at(after), not_after: at(authority.not_after()) };
    assert_eq!(alone, expired.into());
}

#[test]
fn a_clock_that_is_ten_minutes_off_either_way_lets_in_what_was_made_a_moment_ago() {
    let authority = made(house());
    let (issued, trust) = (authority.give_out(&[], NOW).unwrap(), trust(&authority, &BTreeSet::new()));
    for now in [NOW - 600, NOW + 600] {
        assert!(trust.identify(&der(&issued), &[], at(now)).is_ok(), "{now}");
    }
    let told = trust.identify(&der(&issued), &[], at(NOW - 1_200)).unwrap_err();
    assert!(matches!(told, rustls::Error::InvalidCertificate(rustls::CertificateError::NotValidYetContext { .. })), "{told}");
}

#[test]
fn a_serial_number_is_the_same_however_it_is_written() {
    let serial = Some(vec![0x0a, 0xbc]);
    for text in ["0abc", "0ABC", "abc", "00:0a:bc", "0x0abc", " 0ABC\n"] {
        assert_eq!(serial_of_text(text), serial, "{text}");
    }
    for text in ["", "0", "00", "harmony", &"ab".repeat(21)] {
        assert_eq!(serial_of_text(text), None, "{text}");
    }
    let authority = made(house());
    let issued = authority.give_out(&[], NOW).unwrap();
    let with_a_zero = [[0].as_slice(), &issued.serial].concat();
    assert!(trust(&authority, &[with_a_zero].into()).identify(&der(&issued), &[], at(NOW)).is_err());
}

#[test]
fn a_handshake_names_no_authority() {
    let trust = Arc::new(trust(&made(house()), &BTreeSet::new()));
    assert!(AgencyVerifier::new(Arc::new(move || Arc::clone(&trust))).root_hint_subjects().is_empty());
}

#[test]
fn a_servers_certificate_says_nothing_of_an_agency() {
    let servers = made(Whom::Servers { place: "barking".into() });
    let issued = servers.give_out(&["record.example.org".into(), "127.0.0.1".into()], NOW).unwrap();
    let says = Parsed::read(&der(&issued)).unwrap();
    assert!(says.uris.is_empty() && !says.may_call && !says.is_authority);
    assert!(servers.give_out(&["no name at all\u{e9}".into()], NOW).is_err());
}

/// A certificate that is let in, and who lets it in.
fn let_in() -> &'static (Vec<u8>, Trust) {
    static MADE: std::sync::LazyLock<(Vec<u8>, Trust)> = std::sync::LazyLock::new(|| {
        let authority = made(house());
        (der(&authority.give_out(&[], NOW).unwrap()).to_vec(), trust(&authority, &BTreeSet::new()))
    });
    &MADE
}

proptest! {
    #[test]
    fn a_certificate_that_was_changed_in_any_byte_is_let_in_by_nobody(place in any::<prop::sample::Index>(), change in 1u8..) {
        let (good, trust) = let_in();
        let mut bytes = good.clone();
        bytes[place.index(good.len())] ^= change;
        prop_assert!(trust.identify(&CertificateDer::from(bytes), &[], at(NOW)).is_err());
    }

    #[test]
    fn bytes_that_are_no_certificate_are_let_in_by_nobody(bytes in prop::collection::vec(any::<u8>(), 0..600), kept in any::<prop::sample::Index>()) {
        let (good, trust) = let_in();
        let begun = [&good[..kept.index(good.len())], &bytes].concat();
        prop_assume!(begun != *good);
        for bytes in [bytes, begun] {
            prop_assert!(trust.identify(&CertificateDer::from(bytes), &[], at(NOW)).is_err());
        }
    }
}
