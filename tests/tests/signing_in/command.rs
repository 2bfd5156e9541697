//! `throughline invite`, and `serve` with a portal, as the real program.

use std::{fs, process::Command};

use throughline_servers::Port;
use throughline_tests::Browser;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_a_link_and_a_picture_of_it() {
    let scene = Scene::new().await;
    let folder = scene.place.folder.path().to_owned();
    let picture = folder.join("invitation.svg");
    let (portal, rosa) = (scene.portal.clone(), scene.rosa.clone());
    let of_picture = picture.clone();
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(throughline_tests::process::program());
        command.args(["invite", "--resident", &rosa, "--portal-address", &portal, "--format", "json"]);
        command.arg("--data").arg(folder).arg("--qr").arg(of_picture).output().expect("it runs")
    });
    let output = output.await.expect("it ends");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert!(fs::read_to_string(picture).expect("a picture").contains("<svg"));
    let link = told["link"].as_str().expect("a link");
    Browser::default().post(link, "").await.is(303);
}

#[test]
fn the_portal_is_not_served_in_clear_to_other_machines() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = Port::claim();
    let mut command = Command::new(throughline_tests::process::program());
    command.args(["serve", "--metrics", "off", "--portal", &format!("0.0.0.0:{}", port.number()), "--data"]).arg(folder.path());
    let output = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("--portal-behind-proxy"), "{told}");
}
