//! `throughline policies`, through the server that runs.

use std::fs;

use throughline_access::policies::EMBEDDED;
use throughline_tests::{
    Place, Process,
    process::{run, text},
};

const OURS: &str = r#"@id("ours") forbid (principal, action, resource is Throughline::Entry) when { resource.kind == "noted" };"#;

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_shows_which_policies_count_and_adopts_others() {
    let place = Place::new().await;
    place.agency("harmony-house").await;
    place.seen().await;
    let folder = place.close().await;
    let server = Process::start(folder.path());
    let ends = |arguments: &[&str]| {
        let output = run(&[&["policies"][..], arguments, &["--data", text(folder.path())]].concat());
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), told(&output.stdout), told(&output.stderr))
    };
    let file = folder.path().join("ours.cedar");
    let adopts = |policies: &str| {
        fs::write(&file, policies).expect("written");
        ends(&["adopt", text(&file)])
    };
    let (code, shown, beside) = ends(&["show"]);
    assert!(code == Some(0) && shown == EMBEDDED && beside.contains("come with the program"), "{beside}");

    let ours = format!("{EMBEDDED}\n{OURS}\n");
    let (code, told, beside) = adopts(&ours);
    assert!(code == Some(0) && told.contains("\"ours.cedar\" count"), "{told} {beside}");
    let (code, shown, beside) = ends(&["show"]);
    assert!(code == Some(0) && shown == ours && beside.contains("\"ours.cedar\" counts since"), "{beside}");

    let locks_out = format!("{EMBEDDED}\n@id(\"x\") forbid (principal, action, resource);");
    for (policies, code_expected, why) in
        [("permit (everybody);", 1, "line 1: "), (&locks_out, 1, "they are not adopted"), (" \n", 2, "is empty")]
    {
        let (code, told, beside) = adopts(policies);
        assert!(code == Some(code_expected) && told.is_empty() && beside.contains(why), "{policies}: {told} {beside}");
        assert!(!beside.contains("events["), "whoever adopts a file wrote no request: {beside}");
    }
    let (code, _, beside) = ends(&["adopt", text(&folder.path().join("nowhere.cedar"))]);
    assert!(code == Some(2) && beside.contains("nowhere.cedar cannot be read"), "{beside}");
    let (_, shown, _) = ends(&["show", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!((shown["name"].as_str(), shown["text"].as_str()), (Some("ours.cedar"), Some(ours.as_str())), "the old ones stay");
    server.kill();
}
