//! One key follows another: both sign for a while, a line each, and then the new one alone; whoever knows either goes on meanwhile.

use std::process::Output;

use throughline_proof::{Note, VerifierKey};
use throughline_tests::{
    Place,
    process::{run, text},
};

use crate::scene::{bundle, key_of, newest, place, published, until};

fn keys(place: &Place, arguments: &[&str]) -> Output {
    let mut all = vec!["keys"];
    all.extend(arguments);
    all.extend(["--data", text(place.folder.path()), "--quiet"]);
    run(&all)
}

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

async fn is_signed_by(place: &Place, key: &str) -> bool {
    let note = Note::parse(&newest(place).await.checkpoint).expect("a note");
    note.is_signed_by(&VerifierKey::parse(key).expect("a key"))
}

#[tokio::test(flavor = "multi_thread")]
async fn both_keys_sign_until_the_first_has_ended() {
    let place = place().await;
    let first = key_of(&place);
    let before = published(&place).await.checkpoint;
    let next = told(&keys(&place, &["renew"]));
    assert_ne!(next, first);
    until("both sign", async || is_signed_by(&place, &first).await && is_signed_by(&place, &next).await).await;
    assert_eq!(newest(&place).await.verifier_keys, [first.clone(), next.clone()]);
    // The newest is what is given to others.
    assert_eq!(told(&keys(&place, &[])), next);
    // And of several, the one that was made last.
    let newer = told(&keys(&place, &["renew"]));
    assert_eq!(told(&keys(&place, &[])), newer);
    told(&keys(&place, &["end", &newer]));
    assert_eq!(told(&keys(&place, &[])), next);
    told(&keys(&place, &["end", &first]));
    // Those that have ended are told too: what they signed is checked with them.
    let all: serde_json::Value = serde_json::from_str(&told(&keys(&place, &["--format", "json"]))).expect("JSON");
    let ended: Vec<_> = all["ended"].as_array().expect("a list").iter().map(|key| key["verifier_key"].as_str().expect("a key")).collect();
    assert_eq!((ended, &all["earlier"]), (vec![first.as_str(), newer.as_str()], &serde_json::json!([])));
    until("the new one signs alone", async || !is_signed_by(&place, &first).await && is_signed_by(&place, &next).await).await;
    // It goes on so when the place is opened again, and its own notes are still believed.
    let place = Place::open_with(place.close().await, crate::scene::publishing(Vec::new(), 0)).await;
    place.agency("care-city").await;
    published(&place).await;
    assert!(is_signed_by(&place, &next).await && !is_signed_by(&place, &first).await);
    // What an auditor kept from before is signed by the first key: with both it is believed, and with the new one alone it is not.
    let (kept, out) = (place.folder.path().join("kept.txt"), place.folder.path().join("bundle"));
    std::fs::write(&kept, before).expect("written");
    bundle(&place, &out, &[]).await;
    let check = |more: &[&str]| {
        let checked = run(&[&["verify", "--bundle", text(&out), "--checkpoint", text(&kept), "--public-key", &next], more].concat());
        (checked.status.code(), String::from_utf8_lossy(&checked.stdout).into_owned())
    };
    assert_eq!(check(&["--public-key", &first]).0, Some(0), "{}", check(&["--public-key", &first]).1);
    let (code, told) = check(&[]);
    assert!(code == Some(1) && told.contains("signed by another key"), "{told}");
    let (key, elsewhere) = (VerifierKey::parse(&first).expect("a key"), "throughline/elsewhere".to_owned());
    let elsewhere = VerifierKey { name: elsewhere, ..key }.to_string();
    assert_eq!(check(&["--public-key", &elsewhere]).0, Some(2));
    let data = place.close().await;
    assert!(run(&["verify", "--data", text(data.path())]).status.success());
    let both = run(&["verify", "--data", text(data.path()), "--structure", "--public-key", &first, "--public-key", &next]);
    assert!(both.status.success(), "{}", String::from_utf8_lossy(&both.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_always_signs_and_only_one_of_the_place_can_be_ended() {
    let place = place().await;
    published(&place).await;
    let only = key_of(&place);
    let other = VerifierKey { public_key: [7; 32], ..VerifierKey::parse(&only).expect("a key") }.to_string();
    for (key, says) in
        [(only.as_str(), "the only key that signs"), (other.as_str(), "signs nothing now"), ("nonsense", "no key of this log")]
    {
        let refused = keys(&place, &["end", key]);
        assert_eq!(refused.status.code(), Some(2), "{key}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(says), "{refused:?}");
    }
}
