//! Half a stream: RecordMany that is cut off, torn in the middle of a message, or holds what is not right.

use throughline_proto::v1::{Reason, RecordManyRequest, RecordManyResponse, RecordRequest, record_many_response::Outcome};
use throughline_tests::{
    caller::{one_of_many, request},
    events::noted,
    refused,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{
    Status,
    body::Body,
    codegen::{Service as _, http},
};

use crate::fixture::{Fixture, nobody};

fn reason(answer: &RecordManyResponse) -> Option<Reason> {
    match answer.outcome.as_ref().expect("an outcome") {
        Outcome::Receipt(_) => None,
        Outcome::NotTaken(not_taken) => {
            assert_eq!(not_taken.code, i32::from(not_taken.reason().code()));
            assert!(!not_taken.message.is_empty());
            Some(not_taken.reason())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_of_a_stream_is_refused_by_itself_with_its_reason() {
    let at = Fixture::new().await;
    let reused = request(vec![noted(&at.rosa, "First.")]);
    let messages = vec![
        one_of_many(reused.clone()),
        one_of_many(RecordRequest { events: vec![noted(&at.rosa, "Other.")], ..reused }),
        RecordManyRequest { request: None },
        one_of_many(request(vec![])),
        one_of_many(request(vec![noted(&nobody(), "Nobody.")])),
        one_of_many(RecordRequest { validate_only: true, ..request(vec![noted(&at.rosa, "Looked at.")]) }),
        one_of_many(RecordRequest { nothing_new_since: 1, ..request(vec![noted(&at.rosa, "Stale.")]) }),
        one_of_many(request((0..1_001).map(|_| noted(&at.rosa, "Too many.")).collect())),
        one_of_many(request(vec![noted(&at.rosa, "Last.")])),
    ];
    let head = at.place.head();
    let mut answers = at.house.records().record_many(tokio_stream::iter(messages)).await.expect("a stream").into_inner();
    let mut reasons = Vec::new();
    while let Some(answer) = answers.message().await.expect("it goes on") {
        reasons.push(reason(&answer));
    }
    let expected = [
        None,
        Some(Reason::RequestIdReused),
        Some(Reason::FieldInvalid),
        Some(Reason::FieldInvalid),
        Some(Reason::PersonUnknown),
        Some(Reason::FieldInvalid),
        Some(Reason::StoryMovedOn),
        Some(Reason::TooLarge),
        None,
    ];
    assert_eq!((reasons.as_slice(), at.place.head()), (expected.as_slice(), head + 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_the_caller_drops_leaves_whole_requests_only() {
    let at = Fixture::new().await;
    let (sender, outgoing) = mpsc::channel(8);
    let mut answers = at.house.records().record_many(ReceiverStream::new(outgoing)).await.expect("a stream").into_inner();
    let requests: Vec<_> = (0..40).map(|_| request(vec![noted(&at.rosa, "One."), noted(&at.rosa, "Two.")])).collect();
    for request in requests.iter().take(10) {
        sender.send(one_of_many(request.clone())).await.expect("it is open");
    }
    assert_eq!(reason(&answers.message().await.expect("it goes on").expect("an answer")), None);
    drop((sender, answers));
    // Sending again settles what became of each.
    for request in requests {
        assert_eq!(at.house.send(request).await.expect("it is taken in").entries.len(), 2);
    }
    let story = at.house.story(&at.rosa, at.place.head()).await;
    assert_eq!(story.entries.len(), 1 + 2 * 40);
}

/// Sends a body as it is, and gives the status that the answer ends with.
async fn send(at: &Fixture, path: &str, body: String) -> Status {
    let request = http::Request::builder()
        .method("POST")
        .uri(format!("http://{}{path}", at.place.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("authorization", format!("Bearer {}", at.house.token()))
        .body(Body::new(body))
        .expect("a request");
    let mut channel = at.house.channel();
    std::future::poll_fn(|context| channel.poll_ready(context)).await.expect("the server is there");
    let response = channel.call(request).await.expect("an answer");
    if let Some(status) = Status::from_header_map(response.headers()) {
        return status;
    }
    let mut stream = tonic::Streaming::<Vec<u8>>::new_response(raw_decoder(), response.into_body(), http::StatusCode::OK, None, None);
    loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            Ok(None) => return Status::ok(""),
            Err(status) => return status,
        }
    }
}

/// Throws away what comes before the end.
fn raw_decoder() -> impl tonic::codec::Decoder<Item = Vec<u8>, Error = Status> + Send + 'static {
    Nothing
}

struct Nothing;

impl tonic::codec::Decoder for Nothing {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut tonic::codec::DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        use prost::bytes::Buf as _;
        Ok(Some(from.copy_to_bytes(from.remaining()).to_vec()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_ends_in_the_middle_is_refused_and_writes_nothing() {
    let at = Fixture::new().await;
    let head = at.place.head();
    // The frame says a hundred bytes, and five come.
    let torn = "\0\0\0\0\u{64}12345".to_owned();
    for path in ["/throughline.v1.RecordService/Record", "/throughline.v1.RecordService/RecordMany"] {
        refused::<()>(Err(send(&at, path, torn.clone()).await)).is(Reason::Malformed);
    }
    assert_eq!(at.place.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_any_message_is_refused() {
    let at = Fixture::new().await;
    let told = refused::<()>(Err(send(&at, "/throughline.v1.RecordService/Record", String::new()).await));
    told.is(Reason::Malformed);
}
