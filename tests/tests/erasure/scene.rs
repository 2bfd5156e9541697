//! A house with a few people in it, one of whom is to be erased.

use std::{fs, path::Path};

use rusqlite::Connection;
use throughline_proto::v1::{
    Details, EraseProfilesRequest, EraseProfilesResponse, Event, GetErasureRequest, GetErasureResponse, HelpKind, Manner, Met, Part, Role,
    event::Kind,
};
use throughline_tests::{
    Caller,
    events::{alongside, day, met, noted, of_nobody, offered, with_words},
};
use tokio::time::{Duration, Instant};
use tonic::Status;
use uuid::Uuid;

/// What must be found nowhere: a name, a phone number, and what she said.
pub const NAME: &str = "Zephyrine";
pub const PHONE: &str = "07700900461";
pub const WORDS: &str = "She sings to her quinces.";
pub const BASIS: &str = "UK GDPR article 17(1)(b)";

/// Rosa, who is to be erased; Sam, who met her; and who walks beside both.
pub struct People {
    pub rosa: String,
    pub sam: String,
    pub amira: String,
    /// The token of the agency that knows them.
    pub token: String,
}

/// Both were there.
pub fn met_together(one: &str, other: &str) -> Event {
    let people = [one, other].map(|person| Part { person: person.to_owned(), role: Role::About.into() }).to_vec();
    Event { people, manner: Manner::InPerson.into(), ..of_nobody(Kind::Met(Met::default())) }
}

/// Lets them live a little.
pub async fn live(house: &Caller) -> People {
    let amira = house.is_joined_by("Amira").await;
    let details = Details {
        known_as: NAME.into(),
        family_name: "Quillfeather".into(),
        born: "1941-02-03".into(),
        address: format!("9 Orchard Row, {PHONE}"),
        ..Details::default()
    };
    let rosa = house.hears_of_all(details).await;
    let sam = house.hears_of("Sam").await;
    house.write(alongside(&rosa, &amira)).await;
    house.write(alongside(&sam, &amira)).await;
    house.write(with_words(noted(&rosa, WORDS), &rosa, WORDS)).await;
    house.write(offered(&rosa, WORDS, HelpKind::Home)).await;
    house.write(met(&rosa, &amira)).await;
    let both = with_words(met_together(&rosa, &sam), &rosa, WORDS);
    house.write(with_words(both, &sam, "We drank tea.")).await;
    house.write(with_words(noted(&sam, "Grows tulips."), &sam, "Red ones.")).await;
    People { rosa, sam, amira, token: house.token().to_owned() }
}

/// A request to erase.
pub fn request(people: &[&str]) -> EraseProfilesRequest {
    EraseProfilesRequest {
        request_id: Uuid::new_v4().to_string(),
        happened: Some(day("2025-10-01")),
        profiles: people.iter().map(|&person| person.to_owned()).collect(),
        basis: BASIS.to_owned(),
        ..EraseProfilesRequest::default()
    }
}

pub async fn send(keeper: &Caller, request: EraseProfilesRequest) -> Result<EraseProfilesResponse, Status> {
    Ok(keeper.people().erase_profiles(request).await?.into_inner())
}

/// Erases, and waits until every node has confirmed. The position of the record.
pub async fn erase(keeper: &Caller, people: &[&str]) -> u64 {
    let erased = send(keeper, request(people)).await.expect("it is taken in");
    let position = erased.receipt.expect("a receipt").entries[0].position;
    complete(keeper, people[0], position).await;
    position
}

/// How far it has come.
pub async fn status(keeper: &Caller, person: &str, position: u64) -> GetErasureResponse {
    let request = GetErasureRequest { person: person.to_owned(), at_least_position: position };
    keeper.people().get_erasure(request).await.expect("the keeper may ask").into_inner()
}

/// How far it has come, once that is all the way.
pub async fn complete(keeper: &Caller, person: &str, position: u64) -> GetErasureResponse {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let status = status(keeper, person, position).await;
        if status.complete {
            return status;
        }
        assert!(Instant::now() < until, "it is not complete: {status:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A person's key as it lies in a folder, wrapped.
pub fn wrapped_key(folder: &Path, person: &str) -> Option<Vec<u8>> {
    let keys = Connection::open(folder.join("keys.sqlite")).expect("it opens");
    let person = Uuid::parse_str(person).expect("an id");
    keys.query_row("select wrapped from person_key where person = ?1", [person.as_bytes().as_slice()], |row| row.get(0)).expect("a row")
}

/// The files under a folder in which these bytes lie.
pub fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        if entry.path().is_dir() {
            found.extend(files_with(&entry.path(), bytes));
        } else if fs::read(entry.path()).is_ok_and(|content| content.windows(bytes.len()).any(|window| window == bytes)) {
            found.push(entry.path().display().to_string());
        }
    }
    found
}
