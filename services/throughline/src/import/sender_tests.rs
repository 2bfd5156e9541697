//! Requests on their way, and what becomes of them when the way breaks.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use throughline_proto::v1::{
    RecordResponse,
    record_service_server::{RecordService, RecordServiceServer},
};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, service::interceptor::InterceptedService, transport::Server};

use super::*;
use crate::connect::{Credentials, Way};

/// Takes everything in, and breaks each stream after so many answers.
#[derive(Clone)]
struct Breaking {
    answers: usize,
    taken: Arc<Mutex<Vec<String>>>,
    code: Code,
}

#[tonic::async_trait]
impl RecordService for Breaking {
    type RecordManyStream = Pin<Box<dyn Stream<Item = Result<RecordManyResponse, Status>> + Send>>;

    async fn record(&self, _: Request<RecordRequest>) -> Result<Response<RecordResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn record_many(&self, requests: Request<Streaming<RecordManyRequest>>) -> Result<Response<Self::RecordManyStream>, Status> {
        let (taken, code, last) = (Arc::clone(&self.taken), self.code, self.answers);
        let mut answered = 0;
        let answers = requests.into_inner().map(move |message| {
            answered += 1;
            if answered > last {
                return Err(Status::new(code, "cut"));
            }
            let request_id = message?.request.unwrap_or_default().request_id;
            let mut taken = taken.lock().expect("not poisoned");
            let repeated_request = taken.contains(&request_id);
            if !repeated_request {
                taken.push(request_id.clone());
            }
            let receipt = Receipt { repeated_request, ..Receipt::default() };
            Ok(RecordManyResponse { request_id, outcome: Some(record_many_response::Outcome::Receipt(receipt)) })
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

async fn sender(service: impl RecordService) -> Sender {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let incoming = tokio_stream::wrappers::TcpListenerStream::new(listener);
    tokio::spawn(Server::builder().add_service(RecordServiceServer::new(service)).serve_with_incoming(incoming));
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{address}")).expect("valid");
    let channel = endpoint.connect().await.expect("it answers");
    Sender::new(InterceptedService::new(Way::Away(channel), Credentials::default()))
}

fn requests(many: usize) -> Vec<RecordRequest> {
    (0..many).map(|index| RecordRequest { request_id: index.to_string(), ..RecordRequest::default() }).collect()
}

#[tokio::test]
async fn after_every_cut_it_goes_on_from_the_first_request_that_was_not_answered() {
    let service = Breaking { answers: 300, taken: Arc::default(), code: Code::Unavailable };
    let mut answered = Vec::new();
    let sent = sender(service.clone()).await.send_all(requests(1000), |index, outcome| answered.push((index, outcome))).await;
    sent.expect("all are answered");
    assert_eq!(answered.iter().map(|(index, _)| *index).collect::<Vec<_>>(), (0..1000).collect::<Vec<_>>());
    assert!(answered.iter().all(|(_, outcome)| matches!(outcome, Outcome::Taken(_))));
    let expected: Vec<String> = (0..1000).map(|index: usize| index.to_string()).collect();
    assert_eq!(*service.taken.lock().expect("not poisoned"), expected);
}

/// Answers one request, once, that it was not taken in, and all others that they were.
#[derive(Clone)]
struct Unwilling {
    request: &'static str,
    why: NotTaken,
    has_refused: Arc<Mutex<bool>>,
}

#[tonic::async_trait]
impl RecordService for Unwilling {
    type RecordManyStream = Pin<Box<dyn Stream<Item = Result<RecordManyResponse, Status>> + Send>>;

    async fn record(&self, _: Request<RecordRequest>) -> Result<Response<RecordResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn record_many(&self, requests: Request<Streaming<RecordManyRequest>>) -> Result<Response<Self::RecordManyStream>, Status> {
        let Self { request, why, has_refused } = self.clone();
        let answers = requests.into_inner().map(move |message| {
            let request_id = message?.request.unwrap_or_default().request_id;
            let mut has_refused = has_refused.lock().expect("not poisoned");
            let outcome = if request_id == request && !*has_refused {
                *has_refused = true;
                record_many_response::Outcome::NotTaken(why.clone())
            } else {
                record_many_response::Outcome::Receipt(Receipt::default())
            };
            Ok(RecordManyResponse { request_id, outcome: Some(outcome) })
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

/// What came of ten requests, by their place.
async fn outcomes(code: Code) -> Vec<(usize, Outcome)> {
    let why = NotTaken { code: code.into(), retry_after_ms: 1, ..NotTaken::default() };
    let mut answered = Vec::new();
    let sender = sender(Unwilling { request: "4", why, has_refused: Arc::default() }).await;
    sender.send_all(requests(10), |index, outcome| answered.push((index, outcome))).await.expect("all are answered");
    answered
}

#[tokio::test]
async fn a_request_that_could_not_be_taken_in_for_a_moment_is_sent_again() {
    for code in [Code::Unavailable, Code::ResourceExhausted] {
        let answered = outcomes(code).await;
        assert_eq!(answered.iter().map(|(index, _)| *index).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        assert!(answered.iter().all(|(_, outcome)| matches!(outcome, Outcome::Taken(_))), "{answered:?}");
    }
}

#[tokio::test]
async fn a_request_that_was_refused_is_not_sent_again() {
    let answered = outcomes(Code::FailedPrecondition).await;
    assert_eq!(
        answered.iter().filter(|(_, outcome)| matches!(outcome, Outcome::NotTaken(_))).map(|(index, _)| *index).collect::<Vec<_>>(),
        [4]
    );
}

#[tokio::test]
async fn what_no_retry_can_mend_is_said_at_once() {
    let service = Breaking { answers: 3, taken: Arc::default(), code: Code::Unauthenticated };
    let mut answered = 0;
    let error = sender(service).await.send_all(requests(10), |_, _| answered += 1).await.expect_err("it ends");
    assert_eq!(answered, 3);
    assert!(error.to_string().contains("after 3 answers"), "{error:#}");
}

#[tokio::test]
async fn nothing_to_send_opens_no_stream() {
    let service = Breaking { answers: 0, taken: Arc::default(), code: Code::Unauthenticated };
    sender(service).await.send_all(Vec::new(), |_, _| {}).await.expect("nothing is done");
}

#[test]
fn an_answer_to_another_request_is_no_answer() {
    let answer = RecordManyResponse { request_id: "b".into(), outcome: None };
    assert!(outcome(answer, "a").expect_err("another").to_string().contains("another request"));
}

#[test]
fn an_answer_without_an_outcome_is_none() {
    assert!(outcome(RecordManyResponse { request_id: "a".into(), outcome: None }, "a").is_err());
}
