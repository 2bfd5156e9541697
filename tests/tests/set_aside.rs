//! A record that cannot be read costs its own people's stories and nothing else (I8); a record of which not even the header can be read
//! stops the place at its door, at once.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, params};
use throughline::node::{Folder, Opened};
use throughline_proto::v1::{FindPeopleRequest, GetStoryResponse, ListMyPeopleRequest, ListOpenPromisesRequest, ListQuietStoriesRequest};
use throughline_tests::{
    Caller, Place,
    events::{alongside, asked, noted, with_words},
    refused,
};
use tokio::time::timeout;
use tonic::Code;

/// Far longer than opening such a small place takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Flips a byte in the middle of what one cell of the log's file holds.
fn damage(folder: &Path, table: &str, column: &str, key: &str, row: u64) {
    let row = i64::try_from(row).expect("a row");
    let log = Connection::open(folder.join("log.sqlite")).expect("it opens");
    let read = format!("select {column} from {table} where {key} = ?1");
    let mut bytes: Vec<u8> = log.query_row(&read, [row], |row| row.get(0)).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    let write = format!("update {table} set {column} = ?1 where {key} = ?2");
    assert_eq!(log.execute(&write, params![bytes, row]).expect("it can be changed"), 1);
}

/// Everything is read from the log again at the next opening.
fn delete_views(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        if entry.file_name().to_string_lossy().starts_with("views.") {
            fs::remove_file(entry.path()).expect("it can be deleted");
        }
    }
    assert!(!folder.join("views.sqlite").exists());
}

/// What a supporter sees across stories: whom each list names.
async fn lists(caller: &Caller, supporter: &str, at_least_position: u64) -> [Vec<String>; 3] {
    let (mut stories, supporter) = (caller.stories(), supporter.to_owned());
    let mine = ListMyPeopleRequest { supporter: supporter.clone(), at_least_position, ..Default::default() };
    let mine = stories.list_my_people(mine).await.expect("a list").into_inner().people;
    let open = ListOpenPromisesRequest { at_least_position, ..Default::default() };
    let open = stories.list_open_promises(open).await.expect("a list").into_inner().promises;
    let quiet = ListQuietStoriesRequest { supporter, at_least_position, ..Default::default() };
    let quiet = stories.list_quiet_stories(quiet).await.expect("a list").into_inner().stories;
    [
        mine.into_iter().map(|person| person.person).collect(),
        open.into_iter().map(|promise| promise.person).collect(),
        quiet.into_iter().map(|story| story.person).collect(),
    ]
}

fn told(answer: GetStoryResponse) -> (Option<throughline_proto::v1::Story>, Vec<throughline_proto::v1::Entry>) {
    (answer.story, answer.entries)
}

/// A resident with a story and words in it; the position of the last of it.
async fn lives(house: &Caller, name: &str, supporter: &str) -> (String, u64) {
    let person = house.hears_of(name).await;
    house.write(alongside(&person, supporter)).await;
    house.write(asked(&person, "A ramp")).await;
    let last = house.write(with_words(noted(&person, "Grows roses."), &person, "Come and see them.")).await;
    (person, last.position)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read_sets_aside_its_own_story_and_no_other() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (rosa, unreadable) = lives(&house, "Rosa", &amira).await;
    let (sam, _) = lives(&house, "Sam", &amira).await;
    let (token, position) = (house.token().to_owned(), place.seen().await);
    let before = told(house.story(&sam, position).await);
    for list in lists(&house, &amira, position).await {
        assert!(list.contains(&rosa) && list.contains(&sam), "{list:?}");
    }
    drop(house);
    let folder = place.close().await;
    damage(folder.path(), "sealed", "part", "slot", unreadable << 7);
    delete_views(folder.path());

    let place = timeout(PATIENCE, Place::open(folder)).await.expect("it opens without waiting for what cannot be read");
    let house = place.with_token(&token);
    let refused = refused(house.try_story(&rosa, position).await);
    assert_eq!((refused.code, refused.reason.as_str()), (Code::DataLoss, "RECORD_UNREADABLE"));
    assert_eq!(refused.metadata.get("position"), Some(&unreadable.to_string()));
    let after = told(house.story(&sam, position).await);
    assert_eq!(after, before);
    assert_eq!(after.1.len(), 4);
    for list in lists(&house, &amira, position).await {
        assert_eq!(list, [sam.as_str()], "a story that is set aside is in no list");
    }
    // Nor is it found, and the others are.
    for (name, found) in [("Rosa", Vec::new()), ("Sam", vec![sam.clone()])] {
        let request = FindPeopleRequest { name: name.into(), at_least_position: position, ..Default::default() };
        let people = house.people().find_people(request).await.expect("it is looked for").into_inner().people;
        assert_eq!(people.into_iter().map(|person| person.person).collect::<Vec<_>>(), found, "{name}");
    }
    // Life goes on beside it.
    let next = house.write(noted(&sam, "Grows tulips.")).await;
    assert_eq!(house.story(&sam, next.position).await.entries.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_with_a_damaged_header_says_so_instead_of_opening() {
    let place = Place::new().await;
    let house = place.agency("harmony-house").await;
    let amira = house.is_joined_by("Amira").await;
    let (_, position) = lives(&house, "Rosa", &amira).await;
    place.seen().await;
    drop(house);
    let folder = place.close().await;
    let log = Connection::open(folder.path().join("log.sqlite")).expect("it opens");
    // No message begins with these bytes.
    let position = i64::try_from(position).expect("a position");
    assert_eq!(log.execute("update record set header = x'ffffffff' where position = ?1", [position]).expect("it can be changed"), 1);
    drop(log);
    delete_views(folder.path());
    let folder = Folder::new(folder.path());
    let opened = timeout(PATIENCE, Opened::open_existing(&folder)).await.expect("opening ends, one way or the other");
    assert!(opened.is_err(), "it does not open as if nothing had happened");
}
