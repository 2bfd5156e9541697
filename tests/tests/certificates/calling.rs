//! Calls with a certificate: they write and read as the agency that it names, and say nothing of who calls besides.

use throughline_proto::v1::{Event, Reason, ReplayRequest};
use throughline_tests::{Caller, events::noted, refused};

use crate::{
    papers::{Signer, Wanted},
    served::Served,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_writes_and_reads_with_its_certificate() {
    let at = Served::new().await;
    let authority = at.agency("harmony-house").await;
    let house = at.caller_of("harmony-house", &authority).await.with_a_reader().await;
    let rosa = house.hears_of("Rosa").await;
    let written = house.write(noted(&rosa, "Had tea.")).await;
    let story = house.story(&rosa, written.position).await;
    assert_eq!(story.entries[0].event.as_ref().expect("an event").agency, "harmony-house");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_below_an_agencys_own_gives_out_certificates_too() {
    let at = Served::new().await;
    let authority = at.agency("harmony-house").await;
    let (below, its_own) = authority.signs_authority("below");
    let mut paper = below.signs(&Wanted::of("harmony-house"));
    paper.certificate.push_str(&its_own.certificate);
    at.caller(&paper).await.hears_of("Rosa").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_names_another_in_what_it_sends_writes_as_nobody() {
    let at = Served::new().await;
    let (authority, _other) = (at.agency("harmony-house").await, at.agency("care-city").await);
    let house = at.caller_of("harmony-house", &authority).await;
    let rosa = house.hears_of("Rosa").await;
    let as_another = Event { agency: "care-city".into(), ..noted(&rosa, "In their name.") };
    let told = refused(house.record(vec![as_another]).await);
    assert!(["NOT_YOUR_AGENCY", "FIELD_INVALID"].contains(&told.reason.as_str()), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_over_tls_is_turned_away_whoevers_it_is() {
    let at = Served::new().await;
    let authority = at.agency("harmony-house").await;
    let with_both = at.channel(Some(&authority.signs(&Wanted::of("harmony-house")))).await;
    let keeper = at.place.keeper();
    for token in [keeper.token(), "tl_nobodys"] {
        let told = refused(Caller::new(with_both.clone(), token).audit().replay(ReplayRequest::default()).await);
        told.is(Reason::TokenUnknown);
        assert!(told.message.contains("the server's own machine"), "{}", told.message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keepers_certificate_makes_a_keeper_and_an_agencys_does_not() {
    let at = Served::new().await;
    let (of_keeper, of_house) = (Signer::new("keeper"), at.agency("harmony-house").await);
    at.speaks("keeper", &of_keeper).await;
    let keeper = at.caller_of("keeper", &of_keeper).await;
    assert!(!keeper.replays(ReplayRequest::default()).await.0.is_empty());
    let house = at.caller_of("harmony-house", &of_house).await;
    refused(house.audit().replay(ReplayRequest::default()).await).is(Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machines_own_commands_reach_a_server_over_tls_by_its_loopback_and_a_token() {
    let at = Served::new().await;
    let house = at.place.agency("harmony-house").await;
    house.hears_of("Rosa").await;
}
