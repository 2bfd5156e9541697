//! `throughline erase` and `throughline hold`, through the server that runs or without one.

use throughline_tests::{
    Place, Process,
    process::{ends, text},
};

use crate::scene::{BASIS, live, wrapped_key};

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_erases_through_the_server_or_without_one_and_says_who_has_confirmed() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let (one, two) = (live(&house).await, live(&house).await);
    place.seen().await;
    drop(house);
    let folder = place.close().await;
    let data = text(folder.path());
    let erase = |person: &str, more: &[&str]| ends(&[&["erase", person, "--data", data][..], more].concat());

    let (code, told, _) = erase(&one.rosa, &["--basis", BASIS]);
    assert!(code == Some(2) && told.contains("--yes"), "nobody is there to be asked: {told}");
    let (code, told, _) = ends(&["hold", &one.rosa, "--basis", "UK GDPR article 17(3)(e)", "--data", data]);
    assert_eq!(code, Some(0), "{told}");
    let (code, told, _) = erase(&one.rosa, &["--basis", BASIS, "--yes"]);
    assert!(code == Some(1) && told.contains("article 17(3)(e)"), "{told}");
    assert_eq!(ends(&["hold", &one.rosa, "--basis", "It was settled.", "--end", "--data", data]).0, Some(0));
    assert!(wrapped_key(folder.path(), &one.rosa).is_some());

    let (code, told, report) = erase(&one.rosa, &["--basis", BASIS, "--yes", "--format", "json"]);
    assert!(code == Some(0) && report["complete"] == true && report["nodes"].as_array().is_some_and(|nodes| nodes.len() == 1), "{told}");
    assert_eq!(wrapped_key(folder.path(), &one.rosa), None);

    let server = Process::start(folder.path());
    let (code, told, _) = erase(&two.rosa, &["--basis", BASIS, "--yes"]);
    assert!(code == Some(0) && told.contains("It is complete."), "{told}");
    let (code, told, status) = erase(&two.rosa, &["--status", "--format", "json"]);
    assert!(code == Some(0) && status["complete"] == true, "{told}");
    assert_eq!(erase(&two.rosa, &["--basis", BASIS, "--yes"]).0, Some(1), "nobody is erased twice");

    let node = status["nodes"][0]["node"].as_str().expect("a node").to_owned();
    assert_eq!(ends(&["erase", "--without", "somebody-else", "--data", data]).0, Some(2));
    let (code, told, _) = ends(&["erase", "--without", &node, "--data", data]);
    assert_eq!(code, Some(0), "{told}");
    server.kill();
    assert_eq!(wrapped_key(folder.path(), &two.rosa), None);
    let (code, told, _) = ends(&["verify", "--views", "--data", data]);
    assert_eq!(code, Some(0), "{told}");
}
