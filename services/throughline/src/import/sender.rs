//! Requests on their way through RecordMany: so many at once and no more, answered in order. After a cut it goes on from the first request
//! that was not answered; what had been taken in is answered with its receipt, so nothing is added twice.

use std::{collections::VecDeque, time::Duration};

use anyhow::{Context as _, bail};
use throughline_proto::v1::{
    NotTaken, Receipt, RecordManyRequest, RecordManyResponse, RecordRequest, record_many_response,
    record_service_client::RecordServiceClient,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{connect::Transport, status::failed};

/// Enough that neither side waits for the other; few enough that a cut costs little to send again.
const WINDOW: usize = 256;
const TRIES_WITHOUT_AN_ANSWER: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// However long a server asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What came of one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Taken in; whether now or before stands in the receipt.
    Taken(Receipt),
    /// Not taken in.
    NotTaken(NotTaken),
}

/// Sends requests one after the other.
#[derive(Debug, Clone)]
pub struct Sender {
    transport: Transport,
}

impl Sender {
    /// Through this transport.
    pub fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// Sends all requests and hands every outcome to `each`, with the request's place among them.
    pub async fn send_all(
        &self,
        requests: impl IntoIterator<Item = RecordRequest>,
        mut each: impl FnMut(usize, Outcome),
    ) -> anyhow::Result<()> {
        let mut requests = requests.into_iter();
        let mut waiting: VecDeque<RecordRequest> = VecDeque::with_capacity(WINDOW);
        let mut answered = 0;
        let mut tries = 0;
        loop {
            let before = answered;
            let cut = match self.send_some(&mut requests, &mut waiting, &mut answered, &mut each).await {
                Ok(()) => return Ok(()),
                Err(cut) => cut,
            };
            tries = if answered > before { 1 } else { tries + 1 };
            if !is_worth_another_try(&cut) || tries >= TRIES_WITHOUT_AN_ANSWER {
                return Err(failed(&cut)).with_context(|| {
                    format!(
                        "it was cut short after {answered} answers; import again, and it goes on from there without adding anything twice"
                    )
                });
            }
            let asked = cut.get_details_retry_info().and_then(|info| info.retry_delay).unwrap_or_default();
            tokio::time::sleep(asked.clamp(FIRST_PAUSE * 2_u32.pow(tries), LONGEST_PAUSE)).await;
        }
    }

    /// One stream, from the first request that waits for its answer to the last, or to a cut.
    async fn send_some(
        &self,
        requests: &mut impl Iterator<Item = RecordRequest>,
        waiting: &mut VecDeque<RecordRequest>,
        answered: &mut usize,
        each: &mut impl FnMut(usize, Outcome),
    ) -> Result<(), Status> {
        let (sender, receiver) = mpsc::channel(WINDOW);
        waiting.extend(requests.by_ref().take(WINDOW - waiting.len()));
        if waiting.is_empty() {
            return Ok(());
        }
        for request in waiting.iter() {
            // The channel holds a whole window, so this never waits for a stream that is not there yet.
            let _ = sender.send(RecordManyRequest { request: Some(request.clone()) }).await;
        }
        let mut sender = Some(sender);
        let mut record = RecordServiceClient::new(self.transport.clone());
        let mut answers = record.record_many(ReceiverStream::new(receiver)).await?.into_inner();
        while let Some(expected) = waiting.front() {
            let outcome = next_outcome(&mut answers, &expected.request_id).await?;
            waiting.pop_front();
            each(*answered, outcome);
            *answered += 1;
            match (requests.next(), &sender) {
                (Some(request), Some(open)) => {
                    let message = RecordManyRequest { request: Some(request.clone()) };
                    waiting.push_back(request);
                    // A stream that is gone says why with its next answer.
                    let _ = open.send(message).await;
                }
                _ => sender = None,
            }
        }
        Ok(())
    }
}

async fn next_outcome(answers: &mut Streaming<RecordManyResponse>, expected: &str) -> Result<Outcome, Status> {
    let answer = answers.message().await?.ok_or_else(|| Status::unavailable("the stream ended before everything was answered"))?;
    match outcome(answer, expected).map_err(|error| Status::internal(error.to_string()))? {
        // It says nothing of the request: it was no answer yet.
        Outcome::NotTaken(why) if is_passing(Code::from_i32(why.code)) => {
            let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(why.retry_after_ms)));
            Err(Status::with_error_details(Code::from_i32(why.code), why.message, details))
        }
        outcome => Ok(outcome),
    }
}

fn outcome(answer: RecordManyResponse, expected: &str) -> anyhow::Result<Outcome> {
    if answer.request_id != expected {
        bail!("the server answered another request than the one that was next");
    }
    match answer.outcome {
        Some(record_many_response::Outcome::Receipt(receipt)) => Ok(Outcome::Taken(receipt)),
        Some(record_many_response::Outcome::NotTaken(why)) => Ok(Outcome::NotTaken(why)),
        None => bail!("the server answered without saying what came of it"),
    }
}

fn is_worth_another_try(cut: &Status) -> bool {
    // A connection that breaks under a stream arrives as Unknown or Cancelled, according to where it broke.
    is_passing(cut.code()) || matches!(cut.code(), Code::Unknown | Code::Cancelled)
}

/// Whether waiting may mend it.
fn is_passing(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::ResourceExhausted)
}

#[cfg(test)]
#[path = "sender_tests.rs"]
mod tests;
