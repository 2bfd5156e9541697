//! Certificates change while a server runs: authorities follow one another, certificates are taken back, the server's own is made anew, and
//! open connections and streams heed it.

use std::{sync::Arc, time::Duration};

use rustls::{
    AlertDescription::{CertificateExpired, CertificateRevoked},
    pki_types::{CertificateDer, pem::PemObject as _},
};
use throughline_proto::v1::{
    KeyChanged, Reason, RecordManyRequest, WatchChangesRequest, WatchChangesResponse, event::Kind, watch_changes_response::News,
};
use throughline_tests::{Caller, caller::one_of_many, caller::request, events, events::noted, refused};
use tokio::time::timeout;
use tonic::{Status, Streaming};

use crate::{
    papers::{BELOW_SERIAL, Signer, Wanted},
    served::{Served, write},
};

const HOUSE: &str = "harmony-house";
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A stream of changes, once it has caught up.
async fn watching(caller: &Caller) -> Streaming<WatchChangesResponse> {
    let reading = caller.with_a_reader().await;
    let mut stream = reading.stories().watch_changes(WatchChangesRequest::default()).await.expect("a stream").into_inner();
    while !matches!(stream.message().await.expect("it goes on").expect("news").news, Some(News::CaughtUp(_))) {}
    stream
}

/// Why a stream ends.
async fn end_of<T>(stream: &mut Streaming<T>) -> Status {
    let ends = async {
        loop {
            match stream.message().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it ended as if nothing were"),
                Err(status) => return status,
            }
        }
    };
    timeout(PATIENCE, ends).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_changes_to_a_new_authority_and_the_old_one_ends_without_a_restart() {
    let at = Served::new().await;
    let old = at.agency(HOUSE).await;
    let before = at.caller_of(HOUSE, &old).await;
    let rosa = before.hears_of("Rosa").await;
    let mut stream = watching(&before).await;

    let new = Signer::new("new");
    at.speaks(HOUSE, &new).await;
    let after = at.caller_of(HOUSE, &new).await;
    after.write(noted(&rosa, "By the new one.")).await;
    before.write(noted(&rosa, "By the old one, still.")).await;

    at.ends(HOUSE, &old).await;
    refused(before.record(vec![noted(&rosa, "Too late.")]).await).is(Reason::CertificateUnknown);
    refused(before.try_story(&rosa, 0).await).is(Reason::CertificateUnknown);
    refused::<()>(Err(end_of(&mut stream).await)).is(Reason::CertificateUnknown);
    after.write(noted(&rosa, "It goes on.")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_taken_back_ends_its_open_connections_calls_and_streams_and_no_others() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let lost = at.caller(&authority.signs(&Wanted::of(HOUSE).number(1))).await;
    let kept = at.caller(&authority.signs(&Wanted::of(HOUSE).number(2))).await;
    let (mut of_lost, mut of_kept) = (watching(&lost).await, watching(&kept).await);

    at.takes_back(HOUSE, &authority, 1).await;
    refused::<()>(Err(end_of(&mut of_lost).await)).is(Reason::CertificateUnknown);
    kept.hears_of("Rosa").await;
    assert!(timeout(PATIENCE, of_kept.message()).await.expect("news").expect("it goes on").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_was_taken_back_stays_so_when_its_authority_is_renewed_with_the_same_key() {
    let at = Served::new().await;
    let old = at.agency(HOUSE).await;
    let (lost, kept) = (old.signs(&Wanted::of(HOUSE).number(1)), old.signs(&Wanted::of(HOUSE).number(2)));
    at.takes_back(HOUSE, &old, 1).await;
    let new = old.renewed(-1, 730);
    at.speaks(HOUSE, &new).await;
    assert_eq!(at.shakes_hands(Some(&lost)).await, Err(CertificateRevoked), "both speak");
    at.ends(HOUSE, &old).await;
    assert_eq!(at.shakes_hands(Some(&lost)).await, Err(CertificateRevoked), "the old one has ended");
    assert_eq!(at.shakes_hands(Some(&kept)).await, Ok(()));

    // And the other way round, once the old one is let in again.
    at.takes_back(HOUSE, &new, 2).await;
    at.ends(HOUSE, &new).await;
    at.speaks(HOUSE, &old).await;
    let at = at.restarted().await;
    assert_eq!(at.shakes_hands(Some(&kept)).await, Err(CertificateRevoked));
    assert_eq!(at.shakes_hands(Some(&old.signs(&Wanted::of(HOUSE).number(3)))).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_is_renewed_in_time_lets_in_what_it_gave_out_also_once_the_old_one_has_expired() {
    let at = Served::new().await;
    let old = Signer::counting("house", -400, -1);
    at.agency(HOUSE).await;
    at.speaks(HOUSE, &old).await;
    let paper = old.signs(&Wanted::of(HOUSE));
    assert_eq!(at.shakes_hands(Some(&paper)).await, Err(CertificateExpired));
    at.speaks(HOUSE, &old.renewed(-30, 365)).await;
    assert_eq!(at.shakes_hands(Some(&paper)).await, Ok(()));
    at.caller(&paper).await.hears_of("Rosa").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_below_that_is_taken_back_ends_what_its_certificates_began() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let (below, its_own) = authority.signs_authority("below");
    let mut paper = below.signs(&Wanted::of(HOUSE));
    paper.certificate.push_str(&its_own.certificate);
    let house = at.caller(&paper).await;
    let mut stream = watching(&house).await;

    at.takes_back(HOUSE, &authority, BELOW_SERIAL).await;
    refused::<()>(Err(end_of(&mut stream).await)).is(Reason::CertificateUnknown);
    refused(house.try_story(&uuid::Uuid::new_v4().to_string(), 0).await).is(Reason::CertificateUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_requests_ends_too_and_takes_nothing_more_in() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let house = at.caller_of(HOUSE, &authority).await;
    let rosa = house.hears_of("Rosa").await;
    let (send, requests) = tokio::sync::mpsc::channel::<RecordManyRequest>(8);
    let requests = tokio_stream::wrappers::ReceiverStream::new(requests);
    let mut answers = house.records().record_many(requests).await.expect("a stream").into_inner();
    send.send(one_of_many(request(vec![noted(&rosa, "In time.")]))).await.expect("it is open");
    assert!(answers.message().await.expect("it goes on").is_some());

    at.ends(HOUSE, &authority).await;
    refused::<()>(Err(end_of(&mut answers).await)).is(Reason::CertificateUnknown);
    let head = at.place.head();
    timeout(PATIENCE, send.closed()).await.expect("nobody takes it in");
    assert_eq!(at.place.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_expires_ends_what_it_began() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let house = at.caller(&authority.signs(&Wanted::of(HOUSE).expiring_in_seconds(8))).await;
    let mut stream = watching(&house).await;
    refused::<()>(Err(end_of(&mut stream).await)).is(Reason::CertificateUnknown);
    refused(house.try_story(&uuid::Uuid::new_v4().to_string(), 0).await).is(Reason::CertificateUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_away_ends_its_streams_within_moments() {
    let at = Served::new().await;
    let house = at.place.agency(HOUSE).await;
    let mut stream = watching(&house).await;
    throughline_access::Tokens::open(at.place.folder.path()).expect("tokens").remove(HOUSE).expect("it is there");
    refused::<()>(Err(end_of(&mut stream).await)).is(Reason::TokenUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_shows_its_new_certificate_without_a_restart_and_goes_on_with_the_old_one_until_the_new_one_is_whole() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let paper = authority.signs(&Wanted::of(HOUSE));
    let shown = async || {
        let stream = at.handshake(Some(&paper)).await;
        stream.get_ref().1.peer_certificates().expect("a certificate")[0].clone().into_owned()
    };
    let first = shown().await;
    let new = at.servers.signs_for_server();
    let expected = CertificateDer::from_pem_slice(new.certificate.as_bytes()).expect("PEM");
    let folder = at.place.folder.path();

    std::fs::write(folder.join("server.pem"), &new.certificate).expect("written");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(shown().await, first, "its key is not there yet");
    write(folder, "server", &new);
    let follows = async {
        while shown().await != expected {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, follows).await.expect("it shows the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn which_authorities_speak_is_the_keepers_to_say_and_is_in_the_log() {
    let at = Served::new().await;
    let authority = at.agency(HOUSE).await;
    let house = at.caller_of(HOUSE, &authority).await;
    let mine = KeyChanged { purpose: "agency".into(), agency: HOUSE.into(), certificate: Signer::new("mine").der(), ..Default::default() };
    refused(house.record(vec![events::of_nobody(Kind::KeyChanged(mine))]).await).is(Reason::NotAllowed);

    at.ends(HOUSE, &authority).await;
    let (records, _) = at.place.keeper().replays(Default::default()).await;
    let told: Vec<String> = records.into_iter().filter_map(|record| Some(record.entry?.sentence)).collect();
    assert!(told.iter().any(|told| told.starts_with("New certificates say who calls for")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("no longer say who calls for")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_outlasts_a_restart() {
    let at = Served::new().await;
    let (old, new) = (at.agency(HOUSE).await, Signer::new("new"));
    at.speaks(HOUSE, &new).await;
    at.ends(HOUSE, &old).await;
    let at = at.restarted().await;
    assert!(at.shakes_hands(Some(&old.signs(&Wanted::of(HOUSE)))).await.is_err());
    assert_eq!(at.shakes_hands(Some(&new.signs(&Wanted::of(HOUSE)))).await, Ok(()));
    drop(Arc::new(at));
}
