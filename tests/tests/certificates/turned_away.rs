//! Who is not let in: each learns from TLS's own alert what they can read in their own certificate, and nothing of who takes part.

use rustls::AlertDescription::{
    self, AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked, UnknownCA, UnsupportedCertificate,
};

use crate::{
    papers::{BELOW_SERIAL, PLACE, Paper, Signer, Wanted},
    served::Served,
};

const HOUSE: &str = "harmony-house";

/// A place with an agency, and what it says to a certificate.
async fn answered(paper: impl FnOnce(&Signer) -> Paper) -> Result<(), AlertDescription> {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    at.shakes_hands(Some(&paper(&authority))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_agencys_own_authority_is_let_in() {
    assert_eq!(answered(|authority| authority.signs(&Wanted::of(HOUSE))).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_without_a_certificate() {
    let at = Served::new().await;
    assert_eq!(at.shakes_hands(None).await, Err(CertificateRequired));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_has_expired_or_does_not_count_yet_is_turned_away() {
    assert_eq!(answered(|authority| authority.signs(&Wanted::of(HOUSE).counting(-30, -1))).await, Err(CertificateExpired));
    assert_eq!(answered(|authority| authority.signs(&Wanted::of(HOUSE).counting(1, 30))).await, Err(CertificateExpired));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_an_authority_that_has_expired_is_turned_away() {
    let at = Served::new().await;
    at.agency(HOUSE).await;
    let old = Signer::counting("old", -400, -1);
    at.speaks(HOUSE, &old).await;
    assert_eq!(at.shakes_hands(Some(&old.signs(&Wanted::of(HOUSE)))).await, Err(CertificateExpired));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_taken_back_is_turned_away_and_its_neighbour_is_not() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    at.takes_back(HOUSE, &authority, 7).await;
    assert_eq!(at.shakes_hands(Some(&authority.signs(&Wanted::of(HOUSE).number(7)))).await, Err(CertificateRevoked));
    assert_eq!(at.shakes_hands(Some(&authority.signs(&Wanted::of(HOUSE).number(8)))).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_below_an_authority_that_was_taken_back_is_turned_away() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let (below, its_own) = authority.signs_authority("below");
    let mut paper = below.signs(&Wanted::of(HOUSE));
    paper.certificate.push_str(&its_own.certificate);
    assert_eq!(at.shakes_hands(Some(&paper)).await, Ok(()));
    at.takes_back(HOUSE, &authority, BELOW_SERIAL).await;
    assert_eq!(at.shakes_hands(Some(&paper)).await, Err(CertificateRevoked));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_an_authority_that_has_ended_is_turned_away() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    at.ends(HOUSE, &authority).await;
    assert_eq!(at.shakes_hands(Some(&authority.signs(&Wanted::of(HOUSE)))).await, Err(UnknownCA));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_signed_itself_is_turned_away() {
    assert_eq!(answered(|_| Wanted::of(HOUSE).self_signed()).await, Err(UnknownCA));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_another_place_is_turned_away() {
    let elsewhere = format!("spiffe://hackney/agency/{HOUSE}");
    assert_eq!(answered(|authority| authority.signs(&Wanted::named(&[&elsewhere]))).await, Err(AccessDenied));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_names_nobody_or_two_or_in_another_form_is_turned_away() {
    let (house, city) = (format!("spiffe://{PLACE}/agency/{HOUSE}"), format!("spiffe://{PLACE}/agency/care-city"));
    let system = format!("spiffe://{PLACE}/system/{HOUSE}");
    for names in [vec![], vec![house.as_str(), city.as_str()], vec![house.as_str(), "https://example.org"], vec![system.as_str()]] {
        let told = answered(|authority| authority.signs(&Wanted::named(&names))).await;
        assert_eq!(told, Err(AccessDenied), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_for_servers_only_is_turned_away() {
    assert_eq!(answered(|authority| authority.signs(&Wanted::of(HOUSE).for_servers_only())).await, Err(UnsupportedCertificate));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_comes_itself_is_turned_away() {
    // It may not call: an authority's certificate says for what it is.
    let told = answered(|authority| authority.signs_authority("below").1).await;
    assert!([AccessDenied, BadCertificate].contains(&told.expect_err("it is turned away")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agencys_authority_speaks_for_no_other_and_nobody_learns_who_takes_part() {
    let at = Served::new().await;
    let (house, _city) = (at.agency(HOUSE).await, at.agency("care-city").await);
    // Somebody who takes part, somebody who does not, the keeper: the same answer.
    for other in ["care-city", "nobody-of-that-name", "keeper"] {
        assert_eq!(at.shakes_hands(Some(&house.signs(&Wanted::of(other)))).await, Err(UnknownCA), "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_one_that_is_out_of_date_does_not_tell_who_takes_part() {
    let at = Served::new().await;
    let (house, _city) = (at.agency(HOUSE).await, at.agency("care-city").await);
    for other in ["care-city", "nobody-of-that-name"] {
        for (from, until) in [(-2, -1), (1, 2)] {
            let wanted = || Wanted::of(other).counting(from, until);
            for paper in [house.signs(&wanted()), wanted().self_signed()] {
                assert_eq!(at.shakes_hands(Some(&paper)).await, Err(UnknownCA), "{other}, from {from} until {until}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_two_agencies_are_said_to_have_speaks_for_the_first_alone() {
    let at = Served::new().await;
    let (house, _city) = (at.agency(HOUSE).await, at.agency("care-city").await);
    at.speaks("care-city", &house).await;
    assert_eq!(at.shakes_hands(Some(&house.signs(&Wanted::of("care-city")))).await, Err(UnknownCA));
    assert_eq!(at.shakes_hands(Some(&house.signs(&Wanted::of(HOUSE)))).await, Ok(()));
}
