//! Clocks differ: what was made a moment ago counts where a clock is minutes off, and whoever is turned away by dates is told to look at the clocks.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use throughline_access::certificates::{Authority, Whom};
use throughline_tests::{
    Process,
    place::begin,
    process::{run, text},
};

use crate::{
    commands::told,
    papers::{PLACE, Paper, Signer, Wanted},
    served::{Served, write},
};

const HOUSE: &str = "harmony-house";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_a_moment_ago_by_a_clock_ten_minutes_ahead_or_behind_is_let_in() {
    let at = Served::new().await;
    at.agency(HOUSE).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    for made in [now - 600, now + 600] {
        let whom = Whom::Agency { place: PLACE.into(), agency: HOUSE.into() };
        let (authority, _) = Authority::make(whom, made).expect("made");
        at.speaks_by(HOUSE, authority.certificate()).await;
        let issued = authority.give_out(&[], made).expect("given out");
        let paper = Paper { certificate: issued.certificate, key: issued.key.to_string() };
        assert_eq!(at.shakes_hands(Some(&paper)).await, Ok(()), "made at {made}, shown at {now}");
    }
}

#[test]
fn whoever_finds_a_servers_certificate_out_of_its_dates_is_told_of_clocks() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, ca, servers) = (folder.path().join("data"), folder.path().join("ca.pem"), Signer::new("servers"));
    fs::create_dir(&data).expect("made");
    begin(&data);
    fs::write(&ca, servers.pem()).expect("written");
    let own = write(folder.path(), HOUSE, &Signer::new(HOUSE).signs(&Wanted::of(HOUSE)));
    for (from, until) in [(1, 30), (-30, -1)] {
        let tls = write(folder.path(), "server", &servers.signs_for_server_counting(from, until));
        let server = Process::start_with(&data, &["--tls-certificate", text(&tls.certificate), "--tls-key", text(&tls.key)], &[]);
        let call = ["call", "LookUpReferences", "--address", &server.address, "--ca", text(&ca)];
        let output = run(&[&call[..], &["--certificate", text(&own.certificate), "--key", text(&own.key)]].concat());
        assert!(!output.status.success() && told(&output).contains("clocks"), "from {from} until {until}: {}", told(&output));
    }
}
