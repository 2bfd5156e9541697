//! Bytes that are no message, and messages with fields that this version does not know: never dropped silently.

use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint},
};
use throughline_proto::v1::{Event, GetStoryRequest, Reason, RecordRequest};
use throughline_tests::{caller::request, events::noted, raw, refused};

use crate::fixture::Fixture;

const RECORD: &str = "/throughline.v1.RecordService/Record";
const GET_STORY: &str = "/throughline.v1.StoryService/GetStory";
const FIND_PEOPLE: &str = "/throughline.v1.PeopleService/FindPeople";
const REPLAY: &str = "/throughline.v1.AuditService/Replay";

/// A message with one field more: a number under a tag that nobody has.
fn with_one_more(mut bytes: Vec<u8>, tag: u32) -> Vec<u8> {
    encode_key(tag, WireType::Varint, &mut bytes);
    encode_varint(1, &mut bytes);
    bytes
}

/// Bytes as a field of another message.
fn inside(tag: u32, bytes: &[u8]) -> Vec<u8> {
    let mut outer = Vec::new();
    encode_key(tag, WireType::LengthDelimited, &mut outer);
    encode_varint(bytes.len() as u64, &mut outer);
    outer.extend_from_slice(bytes);
    outer
}

/// A request around the bytes of one event.
fn around(event: &[u8]) -> Vec<u8> {
    let request_id = RecordRequest { request_id: uuid::Uuid::new_v4().to_string(), ..RecordRequest::default() };
    [request_id.encode_to_vec(), inside(2, event)].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_are_refused_with_their_path_and_nothing_is_written() {
    let at = Fixture::new().await;
    let head = at.place.head();
    let good = noted(&at.rosa, "Fine.");
    let whole = request(vec![good.clone()]).encode_to_vec();
    let happened = good.happened.as_ref().expect("a moment").encode_to_vec();
    let part = good.people[0].encode_to_vec();
    let without = |event: Event| event.encode_to_vec();
    let requests = [
        ("99", with_one_more(whole, 99)),
        ("events[0].99", around(&with_one_more(good.encode_to_vec(), 99))),
        (
            "events[0].happened.7",
            around(&[without(Event { happened: None, ..good.clone() }), inside(2, &with_one_more(happened, 7))].concat()),
        ),
        ("events[0].people[0].7", around(&[without(Event { people: vec![], ..good }), inside(3, &with_one_more(part, 7))].concat())),
    ];
    for (path, bytes) in requests {
        let told = refused(raw::call(at.house.transport(), RECORD, bytes).await);
        told.is(Reason::UnknownField).at(path);
    }
    assert_eq!(at.place.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_of_event_that_this_version_does_not_know_is_refused() {
    let at = Fixture::new().await;
    let head = at.place.head();
    let event = Event { kind: None, ..noted(&at.rosa, "Fine.") };
    let bytes = around(&[event.encode_to_vec(), inside(999, b"")].concat());
    let told = refused(raw::call(at.house.transport(), RECORD, bytes).await);
    assert!(["UNKNOWN_FIELD", "UNKNOWN_EVENT"].contains(&told.reason.as_str()), "{told:?}");
    assert_eq!((told.fields, at.place.head()), (vec!["events[0].999".to_owned()], head));
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_are_refused_by_every_service() {
    let at = Fixture::new().await;
    let ask = GetStoryRequest { person: at.rosa.clone(), ..GetStoryRequest::default() };
    for (path, bytes) in [(GET_STORY, ask.encode_to_vec()), (FIND_PEOPLE, Vec::new())] {
        let told = refused(raw::call(at.house.transport(), path, with_one_more(bytes, 99)).await);
        told.is(Reason::UnknownField).at("99");
    }
    let told = refused(raw::call(at.place.keeper().transport(), REPLAY, with_one_more(Vec::new(), 99)).await);
    told.is(Reason::UnknownField).at("99");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_refused_as_malformed() {
    let at = Fixture::new().await;
    let head = at.place.head();
    let torn = request(vec![noted(&at.rosa, "Fine.")]).encode_to_vec();
    for bytes in [vec![0xff; 9], torn[..torn.len() - 3].to_vec(), b"{\"events\": []}".to_vec(), vec![0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]] {
        for path in [RECORD, GET_STORY, FIND_PEOPLE] {
            refused(raw::call(at.house.transport(), path, bytes.clone()).await).is(Reason::Malformed);
        }
    }
    // A text that is no UTF-8.
    let bytes = inside(1, &[0xc3, 0x28]);
    refused(raw::call(at.house.transport(), GET_STORY, bytes).await).is(Reason::Malformed);
    assert_eq!(at.place.head(), head);
}
