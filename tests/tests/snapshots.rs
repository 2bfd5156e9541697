//! Whoever reads in a snapshot is told of one moment, whatever is taken in meanwhile, and what they were told is not remembered as what
//! holds now. And views that another version has left are made again.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::{Arc, mpsc};

use throughline_proto::v1::{HelpKind, Story};
use throughline_tests::{
    Place,
    events::{asked, offered},
    process::{run, text},
};
use throughline_views::{Snapshot, ViewError};
use uuid::Uuid;

/// The stories of some people, and the position that they are as of.
type Told = (u64, Vec<Arc<Story>>);

fn told(snapshot: &Snapshot<'_>, people: &[Uuid]) -> Result<Told, ViewError> {
    let position = snapshot.position()?;
    let story = |person: &Uuid| Ok(Arc::clone(snapshot.story(*person)?.expect("they have a story").story()));
    Ok((position, people.iter().map(story).collect::<Result<_, ViewError>>()?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_tells_of_one_moment_whatever_is_taken_in_meanwhile() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let names = [house.hears_of("Rosa").await, house.hears_of("Rosie").await, house.hears_of("Sam").await];
    let people = names.each_ref().map(|name| Uuid::parse_str(name).expect("an id"));
    place.seen().await;
    let before = place.views().read_here(|snapshot| told(snapshot, &people)).expect("they can be read");

    let ((begun, begins), (go_on, goes_on)) = (mpsc::channel(), mpsc::channel());
    let views = place.views();
    let reading = tokio::task::spawn_blocking(move || {
        views.read_here(|snapshot| {
            snapshot.position()?;
            begun.send(()).expect("somebody waits");
            goes_on.recv().expect("somebody says so");
            told(snapshot, &people)
        })
    });
    tokio::task::block_in_place(|| begins.recv()).expect("it begins");
    house.write(asked(&names[0], "A ramp")).await;
    house.joins(&[&names[0], &names[1]], &amira).await;
    house.write(offered(&names[2], "A lift", HelpKind::GettingAbout)).await;
    place.seen().await;
    go_on.send(()).expect("somebody waits");
    assert_eq!(reading.await.expect("it ends").expect("they can be read"), before);

    let after = place.views().read_here(|snapshot| told(snapshot, &people)).expect("they can be read");
    assert_eq!((after.1[0].profiles.len(), &after.1[0]), (2, &after.1[1]), "the two are one story");
    assert_eq!((after.1[0].promises.len(), after.1[2].promises.len()), (1, 1));
    let place = place.reopened().await;
    place.seen().await;
    assert_eq!(place.views().read_here(|snapshot| told(snapshot, &people)).expect("they can be read"), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_another_version_are_made_again_and_never_vouched_for() {
    let mut place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let rosa = house.hears_of("Rosa").await;
    house.write(asked(&rosa, "A ramp")).await;
    let story = house.story(&rosa, place.head()).await;
    let token = house.token().to_owned();
    for version in [1, 99] {
        let folder = place.close().await;
        let file = rusqlite::Connection::open(folder.path().join("views.sqlite")).expect("it opens");
        file.execute_batch(&format!("drop table story; pragma user_version = {version}")).expect("as another version may have left it");
        drop(file);
        let output = run(&["verify", "--views", "--data", text(folder.path())]);
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && says.contains("made by another version"), "{says}");

        place = Place::open(folder).await;
        let again = place.with_token(&token).story(&rosa, place.head()).await;
        assert_eq!((&again.story, &again.entries), (&story.story, &story.entries));
    }
}
