//! Flags over environment over file, and what each is refused for.

use super::*;
use crate::exit::{Exit, of_error};

fn config(text: &str) -> (tempfile::TempDir, ServeArgs) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("throughline.toml");
    fs::write(&path, text).expect("written");
    (folder, ServeArgs { config: Some(path), ..ServeArgs::default() })
}

#[test]
fn a_flag_counts_before_the_file_and_the_file_before_the_default() {
    let (_folder, mut args) = config("place = \"dagenham\"\nlisten = \"127.0.0.1:1\"");
    args.place = Some("barking".to_owned());
    let settings = Settings::load(&args).expect("it loads");
    assert_eq!((settings.place.as_deref(), settings.listen.port(), settings.data), (Some("barking"), 1, PathBuf::from(DATA)));
}

#[test]
fn a_key_that_nobody_knows_is_wrong_use() {
    let (_folder, args) = config("lissten = \"127.0.0.1:1\"");
    let error = Settings::load(&args).expect_err("it does not load");
    assert_eq!(of_error(&error), Exit::WrongUse);
    assert!(error.to_string().contains("lissten"), "{error}");
}

#[test]
fn nothing_listens_beyond_the_loopback_in_clear() {
    let args = ServeArgs { listen: Some(SocketAddr::from(([0, 0, 0, 0], 7400))), ..ServeArgs::default() };
    assert_eq!(of_error(&Settings::load(&args).expect_err("it does not load")), Exit::WrongUse);
}

#[test]
fn a_node_listens_beyond_the_loopback_with_a_certificate_and_its_key_and_not_with_one_of_them() {
    let with = |key: Option<&str>| ServeArgs {
        listen: Some(SocketAddr::from(([0, 0, 0, 0], 7400))),
        tls_certificate: Some("c.pem".into()),
        tls_key: key.map(PathBuf::from),
        ..ServeArgs::default()
    };
    assert!(Settings::load(&with(Some("k.pem"))).is_ok());
    let error = Settings::load(&with(None)).expect_err("it does not load");
    assert!(of_error(&error) == Exit::WrongUse && error.to_string().contains("--tls-key"), "{error}");
}

#[test]
fn every_setting_can_stand_in_the_file() {
    let (_folder, args) = config(
        "role = [\"timeline\", \"audit\"]\nlog = \"postgres://w:hush@db/log\"\nkeys = \"postgres://w:hush@db/keys\"\n\
         master-key = \"m\"\nnats = \"nats://w:hush@n:4222\"\nnats-credentials = \"c\"\nnats-replicas = 3\nnats-days = 2\nmetrics = \"off\"\n\
         otlp = \"http://c:4317\"\nunconfirmed-minutes = 2\ntls-certificate = \"c.pem\"\ntls-key = \"k.pem\"\n\
         requests-per-second = 7\nevents-per-day = 9\n[limits.harmony-house]\nevents-per-day = 0",
    );
    let settings = Settings::load(&args).expect("it loads");
    assert_eq!(settings.roles.to_string(), "timeline, audit");
    assert_eq!((settings.metrics, settings.unconfirmed), (Listen::Off, Duration::from_secs(120)));
    assert!(matches!(settings.stores.log, LogAddress::Postgres(_)) && settings.stores.master_key.is_some());
    assert!(!format!("{settings:?}").contains("hush"), "{settings:?}");
    let house = settings.limits.agencies["harmony-house"];
    assert_eq!((settings.limits.usual.requests.per_second, settings.limits.usual.events_per_day), (7, 9));
    assert_eq!((house.requests.per_second, house.requests.at_once, house.events_per_day), (7, 14, 0));
    assert!(settings.tls.is_some_and(|tls| tls.key.ends_with("k.pem")));
    let news = settings.news.expect("somebody carries them");
    assert_eq!((news.replicas, news.days), (Some(3), Some(2)));
}

#[test]
fn news_is_kept_for_some_time_and_on_some_servers() {
    for (line, says) in [("nats-days = 0", "nats-days is 0; give a number from 1 to 365"), ("nats-replicas = 6", "from 1 to 5")] {
        let (_folder, args) = config(&format!("nats = \"nats://n:4222\"\n{line}"));
        let error = Settings::load(&args).expect_err("it does not load");
        assert!(of_error(&error) == Exit::WrongUse && error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_line_of_the_file_that_is_not_right_is_not_repeated() {
    let (_folder, args) = config("data = \"d\"\nlogg = \"postgres://w:hush@db/log\"");
    let told = Settings::load(&args).expect_err("it does not load").to_string();
    assert!(told.contains("line 2") && told.contains("logg") && !told.contains("hush"), "{told}");
}

#[test]
fn news_are_carried_only_where_somebody_carries_them() {
    let with = |role: &[&str], nats: Option<&str>| {
        let role = role.iter().map(|&role| role.to_owned()).collect();
        Settings::load(&ServeArgs { role, nats: nats.map(str::to_owned), ..ServeArgs::default() })
    };
    assert_eq!(with(&[], None).expect("it loads").roles.to_string(), "record, timeline, audit, portal");
    assert_eq!(with(&[], Some("nats://n:4222")).expect("it loads").roles.to_string(), "record, timeline, audit, fanout, portal");
    assert_eq!(with(&["record"], Some("nats://n:4222")).expect("it loads").roles.to_string(), "record");
    assert!(with(&["fanout"], None).expect_err("no news").to_string().contains("--nats"));
}

#[test]
fn a_name_makes_a_word() {
    assert_eq!(word_of("Harmony House"), "harmony-house");
    assert_eq!(word_of("  St. Mary's – Barking "), "st-marys-barking");
    assert!(is_word(&word_of("Participatory City")));
}

#[test]
fn the_addresses_of_the_defaults_are_one() {
    assert_eq!(ADDRESS, format!("http://{LISTEN}"));
    assert_eq!(METRICS.parse(), Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, METRICS_PORT))));
}
