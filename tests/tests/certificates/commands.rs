//! The commands: they make certificates for servers and agencies, take them back, say until when each counts, and keep keys to themselves.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::Value;
use throughline_tests::{
    Process,
    place::begin,
    process::{command, run, text},
};

use crate::{
    papers::{Paper, Signer, Wanted},
    served::write,
};

/// A place of the real program, served over TLS by a certificate that it made.
pub struct Town {
    folder: tempfile::TempDir,
    server: Process,
}

impl Town {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, papers) = (folder.path().join("data"), folder.path().join("server"));
        fs::create_dir(&data).expect("made");
        begin(&data);
        says(&["keys", "certificate", "--for", "localhost", "--for", "127.0.0.1", "--out", text(&papers), "--data", text(&data)]);
        let (certificate, key) = (papers.join("server.pem"), papers.join("server.key"));
        let server = Process::start_with(&data, &["--tls-certificate", text(&certificate), "--tls-key", text(&key)], &[]);
        Self { folder, server }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What it tells of itself.
    fn numbers(&self) -> String {
        let mut stream = TcpStream::connect(self.server.metrics.as_ref().expect("an address")).expect("it listens");
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: n\r\nconnection: close\r\n\r\n").expect("it is open");
        let mut told = String::new();
        stream.read_to_string(&mut told).expect("text");
        told
    }

    pub fn runs(&self, arguments: &[&str]) -> Output {
        run(&[arguments, &["--data", text(&self.path("data")), "--format", "json", "--quiet"]].concat())
    }

    /// What a command that must succeed says.
    pub fn does(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.runs(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).expect("UTF-8");
        told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Puts what an agency's own authority gave out into a folder to call with.
    pub fn keeps(&self, name: &str, word: &str, paper: &Paper) -> PathBuf {
        let papers = self.path(name);
        fs::create_dir(&papers).expect("made");
        write(&papers, word, paper);
        fs::copy(self.path("server").join("server-authority.pem"), papers.join("server-authority.pem")).expect("copied");
        papers
    }

    /// A call with what lies in a folder.
    pub fn calls(&self, papers: &Path, word: &str) -> Output {
        let file = |name: &str| papers.join(name);
        let (ca, certificate, key) = (file("server-authority.pem"), file(&format!("{word}.pem")), file(&format!("{word}.key")));
        run(&[
            "call",
            "LookUpReferences",
            "--address",
            &self.server.address,
            "--ca",
            text(&ca),
            "--certificate",
            text(&certificate),
            "--key",
            text(&key),
            "--format",
            "json",
        ])
    }
}

fn says(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn an_agency_that_is_given_a_certificate_calls_with_it_and_the_next_and_not_with_one_that_was_taken_back() {
    let town = Town::new();
    let (first, next) = (town.path("first"), town.path("next"));
    let made = town.does(&["agency", "add", "Harmony House", "--certificate", text(&first)]).remove(0);
    let output = town.calls(&first, "harmony-house");
    assert!(output.status.success(), "{}", told(&output));

    town.does(&["agency", "certificate", "harmony-house", "--out", text(&next)]);
    town.does(&["agency", "revoke", "harmony-house", "--serial", made["serial"].as_str().expect("a serial number")]);
    let output = town.calls(&first, "harmony-house");
    // Which of the two it hears is a race between the server's alert and the call; `turned_away` holds the alert itself.
    let heard = ["CertificateRevoked", "if the server does not let this certificate in"].iter().any(|why| told(&output).contains(why));
    assert!(!output.status.success() && heard, "{}", told(&output));
    assert!(town.calls(&next, "harmony-house").status.success());

    let listed = town.does(&["agency", "list"]);
    let authority = &listed[0]["authorities"][0];
    assert_eq!((listed[0]["agency"].as_str(), authority["ended"].as_bool()), (Some("harmony-house"), Some(false)));
    let certificates = authority["certificates"].as_array().expect("certificates");
    let taken_back = certificates.iter().filter(|certificate| certificate["taken_back"] == true).count();
    assert_eq!((certificates.len(), taken_back), (2, 1));
}

#[test]
fn how_handshakes_ended_and_when_the_servers_certificate_expires_is_told_in_numbers() {
    let town = Town::new();
    let papers = town.path("papers");
    let made = town.does(&["agency", "add", "Harmony House", "--certificate", text(&papers)]).remove(0);
    assert!(town.calls(&papers, "harmony-house").status.success());
    town.does(&["agency", "revoke", "harmony-house", "--serial", made["serial"].as_str().expect("a serial number")]);
    assert!(!town.calls(&papers, "harmony-house").status.success());
    let numbers = town.numbers();
    // A caller may try again by itself.
    for told in [r#"throughline_handshakes_total{outcome="made"} 1"#, r#"throughline_handshakes_total{outcome="turned away"} "#] {
        assert!(numbers.contains(told), "{told} is not in {numbers}");
    }
    assert!(numbers.contains("throughline_server_certificate_expires_seconds 1"), "{numbers}");
}

#[test]
fn an_agency_changes_to_a_new_authority_by_three_commands() {
    let town = Town::new();
    let (old, new) = (town.path("old"), town.path("new"));
    let made = town.does(&["agency", "add", "Harmony House", "--certificate", text(&old)]).remove(0);
    town.does(&["agency", "certificate", "harmony-house", "--out", text(&new), "--new-authority"]);
    assert!(town.calls(&old, "harmony-house").status.success() && town.calls(&new, "harmony-house").status.success());
    let fingerprint = made["authority"].as_str().expect("a fingerprint");
    town.does(&["agency", "revoke", "harmony-house", "--authority", &fingerprint[..12]]);
    assert!(!town.calls(&old, "harmony-house").status.success() && town.calls(&new, "harmony-house").status.success());
}

#[test]
fn an_agency_brings_an_authority_of_its_own_and_another_cannot_bring_the_same() {
    let town = Town::new();
    let (authority, file) = (Signer::new("care-city"), town.path("care-city.pem"));
    fs::write(&file, authority.pem()).expect("written");
    town.does(&["agency", "add", "Care City", "--authority", text(&file)]);
    let output = town.runs(&["agency", "add", "Harmony House", "--authority", text(&file)]);
    assert!(output.status.code() == Some(2) && told(&output).contains("speaks for care-city"), "{}", told(&output));

    let papers = town.keeps("own", "care-city", &authority.signs(&Wanted::of("care-city")));
    let output = town.calls(&papers, "care-city");
    assert!(output.status.success(), "{}", told(&output));

    // Whoever keeps an authority speaks for its agency: the place makes none beside it unless that is said.
    let output = town.runs(&["agency", "certificate", "care-city", "--out", text(&town.path("ours"))]);
    assert!(output.status.code() == Some(2) && told(&output).contains("--new-authority"), "{}", told(&output));
    town.does(&["agency", "revoke", "care-city", "--serial", "01"]);
    assert!(!town.calls(&papers, "care-city").status.success());
}

#[test]
fn a_certificate_that_is_taken_back_after_its_authority_has_ended_stays_so_when_that_is_renewed() {
    let town = Town::new();
    let (old, file) = (Signer::new("care-city"), town.path("care-city.pem"));
    let adopts = |authority: &Signer| {
        fs::write(&file, authority.pem()).expect("written");
        town.does(&["agency", "add", "Care City", "--authority", text(&file)]).remove(0)["authority"].clone()
    };
    let fingerprint = adopts(&old);
    let lost = town.keeps("lost", "care-city", &old.signs(&Wanted::of("care-city").number(7)));
    let kept = town.keeps("kept", "care-city", &old.signs(&Wanted::of("care-city").number(8)));
    town.does(&["agency", "revoke", "care-city", "--authority", fingerprint.as_str().expect("a fingerprint")]);
    town.does(&["agency", "revoke", "care-city", "--serial", "07"]);
    adopts(&old.renewed(-1, 730));
    assert!(!town.calls(&lost, "care-city").status.success());
    let output = town.calls(&kept, "care-city");
    assert!(output.status.success(), "{}", told(&output));
}

#[test]
fn a_serial_number_that_nobody_gave_out_is_told_and_takes_nothing_back() {
    let town = Town::new();
    town.does(&["agency", "add", "Harmony House", "--certificate", text(&town.path("papers"))]);
    for (serial, said) in [("0123456789abcdef", "gave out"), ("harmony", "no serial number")] {
        let output = town.runs(&["agency", "revoke", "harmony-house", "--serial", serial]);
        assert!(output.status.code() == Some(2) && told(&output).contains(said), "{}", told(&output));
    }
    assert!(town.calls(&town.path("papers"), "harmony-house").status.success());
}

#[test]
fn what_is_no_authority_is_told_and_nothing_is_written_over() {
    let town = Town::new();
    let (papers, leaf) = (town.path("papers"), town.path("leaf.pem"));
    fs::write(&leaf, Signer::new("x").signs_for_server().certificate).expect("written");
    for (file, said) in [(text(&leaf), "not an authority's certificate"), (text(&town.path("nothing.pem")), "cannot be read")] {
        let output = town.runs(&["agency", "add", "Care City", "--authority", file]);
        assert!(!output.status.success() && told(&output).contains(said), "{}", told(&output));
    }
    town.does(&["agency", "add", "Harmony House", "--certificate", text(&papers)]);
    let before = fs::read(papers.join("harmony-house.key")).expect("a key");
    let output = town.runs(&["agency", "certificate", "harmony-house", "--out", text(&papers)]);
    assert!(output.status.code() == Some(2) && told(&output).contains("--replace"), "{}", told(&output));
    assert_eq!(fs::read(papers.join("harmony-house.key")).expect("a key"), before);
    town.does(&["agency", "certificate", "harmony-house", "--out", text(&papers), "--replace"]);
    assert!(town.calls(&papers, "harmony-house").status.success());
}

#[test]
fn keys_are_for_their_owner_alone_and_are_told_to_nobody() {
    let town = Town::new();
    let papers = town.path("papers");
    let output = town.runs(&["agency", "add", "Harmony House", "--certificate", text(&papers)]);
    assert!(output.status.success(), "{}", told(&output));
    let keys: Vec<PathBuf> =
        files(town.folder.path()).into_iter().filter(|file| file.extension().is_some_and(|end| end == "key")).collect();
    // The servers' authority and the server's own, the agency's authority and its own; and the master key.
    assert_eq!(keys.len(), 5, "{keys:?}");
    for key in &keys {
        assert_eq!(fs::metadata(key).expect("there").permissions().mode() & 0o777, 0o600, "{}", key.display());
    }
    let secret = fs::read_to_string(papers.join("harmony-house.key")).expect("a key");
    let line = secret.lines().nth(1).expect("PEM");
    assert!(!told(&output).contains(line));
    // Where it was handed over, and nowhere else.
    let holding = files(town.folder.path()).into_iter().filter(|file| fs::read(file).is_ok_and(|bytes| contains(&bytes, line.as_bytes())));
    assert_eq!(holding.collect::<Vec<_>>(), [papers.join("harmony-house.key")]);
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn the_keeper_replays_from_afar_with_a_certificate_that_the_environment_names() {
    let town = Town::new();
    let papers = town.path("papers");
    town.does(&["agency", "certificate", "keeper", "--out", text(&papers)]);
    let output = command()
        .args(["replay", "--address", &town.server.address, "--reason", "a test", "--format", "json"])
        .env("THROUGHLINE_CA", papers.join("server-authority.pem"))
        .env("THROUGHLINE_CERTIFICATE", papers.join("keeper.pem"))
        .env("THROUGHLINE_CERTIFICATE_KEY", papers.join("keeper.key"))
        .output()
        .expect("it starts");
    assert!(output.status.success() && told(&output).contains("New certificates say who calls for"), "{}", told(&output));
}

#[test]
fn a_token_is_taken_back_by_its_label_and_only_from_its_own_agency() {
    let town = Town::new();
    town.does(&["agency", "add", "Harmony House"]);
    town.does(&["agency", "add", "Care City"]);
    let listed = town.does(&["agency", "list"]);
    let house = listed.iter().find(|agency| agency["agency"] == "harmony-house").expect("it is listed");
    let label = house["tokens"][0]["label"].as_str().expect("a label");
    assert_eq!(town.runs(&["agency", "revoke", "care-city", "--token", label]).status.code(), Some(2));
    town.does(&["agency", "revoke", "harmony-house", "--token", label]);
    let listed = town.does(&["agency", "list"]);
    let house = listed.iter().find(|agency| agency["agency"] == "harmony-house").expect("it is listed");
    assert_eq!(house["tokens"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_server_that_listens_everywhere_wants_a_certificate_that_fits_its_key() {
    let town = Town::new();
    let other = town.path("other");
    says(&["keys", "certificate", "--for", "localhost", "--out", text(&other), "--data", text(&town.path("data"))]);
    let (certificate, key) = (town.path("server").join("server.pem"), other.join("server.key"));
    let fresh = town.path("fresh");
    let output = run(&[
        "serve",
        "--data",
        text(&fresh),
        "--listen",
        "0.0.0.0:0",
        "--metrics",
        "off",
        "--tls-certificate",
        text(&certificate),
        "--tls-key",
        text(&key),
    ]);
    assert!(output.status.code() == Some(2) && told(&output).contains("do not belong together"), "{}", told(&output));
    assert!(!fresh.exists(), "nothing is made before that is known");
}

#[test]
fn who_makes_and_takes_away_certificates_and_tokens_is_in_the_log_and_no_token_is() {
    let town = Town::new();
    let made = town.does(&["agency", "add", "Harmony House"]).remove(0);
    let listed = town.does(&["agency", "list"]);
    let label = listed[0]["tokens"][0]["label"].as_str().expect("a label");
    let certificate = town.does(&["agency", "certificate", "harmony-house", "--out", text(&town.path("first"))]).remove(0);
    let nobodys = town.runs(&["agency", "revoke", "harmony-house", "--token", "nobody's"]);
    assert_eq!(nobodys.status.code(), Some(2), "{}", told(&nobodys));
    town.does(&["agency", "revoke", "harmony-house", "--token", label]);

    let replayed = town.does(&["replay", "--reason", "a test"]);
    let keys: Vec<&Value> = replayed.iter().map(|record| &record["event"]["key_changed"]).filter(|key| key.is_object()).collect();
    let told: Vec<_> = keys.iter().map(|key| (key["purpose"].as_str().unwrap_or_default(), key["ended"] == true)).collect();
    let servers = [("server authority", false), ("server certificate", false)];
    assert_eq!(told, [&servers[..], &[("token", false), ("agency", false), ("certificate", false), ("token", true)]].concat());
    assert!(keys[2]["label"] == label && keys[5]["label"] == label);
    assert!(keys[4]["serial"].is_string() && certificate["serial"].is_string());
    assert!(keys[0]["public_key"].is_string() && keys[1]["public_key"].is_string());
    let sentences: Vec<_> = replayed.iter().filter_map(|record| record["sentence"].as_str()).collect();
    assert!(sentences.contains(&"A token was made for Harmony House, for its programs on one machine."), "{sentences:?}");

    let token = made["token"].as_str().expect("a token");
    let digest = throughline_access::secret::digest_of(token).map(|byte| format!("{byte:02x}")).concat();
    let whole = serde_json::to_string(&replayed).expect("JSON");
    assert!(!whole.contains(token) && !whole.contains(&digest));
}
