//! Several nodes over one log: what is said of authorities at one is heeded at the others.

use std::fs;

use throughline_proto::v1::Reason;
use throughline_servers::Postgres;
use throughline_tests::{Place, events::noted, place::begin_beside, refused};

use crate::{
    papers::{Signer, Wanted},
    served::{Served, serving, write},
};

const HOUSE: &str = "harmony-house";

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_begins_or_ends_at_one_node_does_so_at_the_other() {
    let (log, keys) = (Postgres::shared().database(), Postgres::shared().database());
    let servers = Signer::new("servers");
    let open = async |master: Option<&Place>| {
        let folder = tempfile::tempdir().expect("a folder");
        begin_beside(folder.path(), &log, &keys);
        if let Some(other) = master {
            fs::copy(other.folder.path().join("master.key"), folder.path().join("master.key")).expect("copied");
        }
        let tls = write(folder.path(), "server", &servers.signs_for_server());
        Place::open_with(folder, serving(&tls)).await
    };
    let one = open(None).await;
    let other = open(Some(&one)).await;
    let one = Served { place: one, servers };
    let authority = one.agency(HOUSE).await;
    other.seen().await;

    let at_other = one.caller_at(other.address, &authority.signs(&Wanted::of(HOUSE))).await;
    let rosa = at_other.hears_of("Rosa").await;
    one.ends(HOUSE, &authority).await;
    other.seen().await;
    refused(at_other.record(vec![noted(&rosa, "Too late.")]).await).is(Reason::CertificateUnknown);
}
