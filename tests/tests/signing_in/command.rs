//! `throughline invite`, and `serve` with a portal, as the real program.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use throughline_servers::Port;
use throughline_tests::{
    Browser,
    process::{command, program, text},
};

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_a_link_and_a_picture_of_it() {
    let scene = Scene::new().await;
    let folder = scene.place.folder.path().to_owned();
    let picture = folder.join("invitation.svg");
    let (portal, rosa) = (scene.portal.clone(), scene.rosa.clone());
    let of_picture = picture.clone();
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(program());
        command.args(["invite", "--resident", &rosa, "--portal-address", &portal, "--format", "json"]);
        command.arg("--data").arg(folder).arg("--qr").arg(of_picture).output().expect("it runs")
    });
    let output = output.await.expect("it ends");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert!(fs::read_to_string(picture).expect("a picture").contains("<svg"));
    let link = told["link"].as_str().expect("a link");
    Browser::default().post(link, "").await.is(303);
}

/// What `invite` does for Rosa with these arguments besides.
async fn invites(scene: &Scene, arguments: &[&str]) -> Output {
    let mut invite = command();
    invite.args(["invite", "--resident", &scene.rosa, "--data", text(scene.place.folder.path())]).args(arguments);
    tokio::task::spawn_blocking(move || invite.output().expect("it runs")).await.expect("it ends")
}

fn beside(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_link_from_being_handed_over_is_said_before_it_replaces_another() {
    let scene = Scene::new().await;
    let (token, folder) = (scene.invited_resident().await, tempfile::tempdir().expect("a folder"));
    let (taken, nowhere) = (folder.path().join("taken.svg"), folder.path().join("none/there.svg"));
    fs::write(&taken, "a picture of a quince").expect("written");
    let long = format!("https://{}.example.org", "a-very-long-name.".repeat(200));
    for (wrong, why) in [
        (["--qr", text(&taken)], "there is a file of that name already"),
        (["--qr", text(&nowhere)], "there is no such folder"),
        (["--portal-address", "notaurl"], "no address of a portal"),
        (["--portal-address", &long], "too long for a QR code"),
    ] {
        let output = invites(&scene, &wrong).await;
        assert!(output.status.code() == Some(2) && beside(&output).contains(why), "{wrong:?}: {}", beside(&output));
        assert!(output.stdout.is_empty(), "{wrong:?}");
    }
    assert_eq!(fs::read_to_string(&taken).expect("it is there"), "a picture of a quince");
    // Neither is a picture left of a link that was not made.
    let (picture, nobody) = (folder.path().join("of-nobody.svg"), "6f1c1c4e-52cd-4c1b-9f0a-0d8f3f5a7b10");
    let mut invite = command();
    invite.args(["invite", "--resident", nobody, "--data", text(scene.place.folder.path()), "--qr", text(&picture)]);
    let output = tokio::task::spawn_blocking(move || invite.output().expect("it runs")).await.expect("it ends");
    assert!(output.status.code() == Some(1) && !picture.exists(), "{}", beside(&output));
    scene.signed_in(&token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_shown_also_where_its_picture_cannot_be_written_and_until_when_it_counts_is_for_people() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("invitation.svg");
    let in_little_room = |picture: &Path| {
        let mut shell = Command::new("sh");
        // As on a full disk: see `Process::start_with_little_room`.
        shell.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]).arg(program());
        shell.args(["invite", "--resident", &scene.rosa, "--portal-address", &scene.portal]);
        shell.arg("--data").arg(scene.place.folder.path()).arg("--qr").arg(picture);
        shell
    };
    let mut invite = in_little_room(&picture);
    let output = tokio::task::spawn_blocking(move || invite.output().expect("it runs")).await.expect("it ends");
    assert!(output.status.code() == Some(1) && beside(&output).contains("could not be written"), "{}", beside(&output));
    assert!(!picture.exists());
    let told = beside(&output);
    let until = told.split("once, until ").nth(1).and_then(|rest| rest.split(". Whoever").next()).expect("it says until when");
    assert!(until.ends_with(" UTC") && until.starts_with(|first: char| first.is_ascii_digit()) && until.split(' ').count() == 5, "{until}");
    let link = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Browser::default().post(&link, "").await.is(303);
}

#[test]
fn the_portal_is_not_served_in_clear_to_other_machines() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = Port::claim();
    let mut command = Command::new(program());
    command.args(["serve", "--metrics", "off", "--portal", &format!("0.0.0.0:{}", port.number()), "--data"]).arg(folder.path());
    let output = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("--portal-behind-proxy"), "{told}");
}
