//! Requests in a row, through RecordMany. What a stream that broke has not answered is sent again, through another.

use std::sync::Mutex;

use throughline_proto::v1::{NotTaken, Reason, RecordRequest, record_many_response::Outcome};
use throughline_tests::{Caller, caller::one_of_many};
use tonic::Code;

use crate::{
    chance::Chance,
    driver::{Answer, BACKOFF_MS, is_passing, lock},
    system::ATTEMPT,
};

/// Sends requests until each is answered. `unanswered` hears why one is not yet.
pub async fn until_answered(
    doors: &[Caller],
    chance: &mut Chance,
    requests: &[RecordRequest],
    unanswered: impl Fn(&RecordRequest, String),
) -> Vec<Answer> {
    let answers = Mutex::new(Vec::new());
    loop {
        let rest = &requests[lock(&answers).len()..];
        let sent = tokio::time::timeout(ATTEMPT, send(chance.pick(doors), rest, &answers)).await;
        let why = sent.unwrap_or_else(|_| Err("no answer in time".to_owned())).err().unwrap_or_default();
        let answered = lock(&answers).len();
        match requests.get(answered) {
            None => return answers.into_inner().unwrap_or_default(),
            Some(first) => unanswered(first, why),
        }
        tokio::time::sleep(chance.milliseconds(BACKOFF_MS / 4..BACKOFF_MS)).await;
    }
}

/// One stream, for as long as it answers.
async fn send(door: &Caller, requests: &[RecordRequest], answers: &Mutex<Vec<Answer>>) -> Result<(), String> {
    let messages: Vec<_> = requests.iter().cloned().map(one_of_many).collect();
    let stream = door.records().record_many(tokio_stream::iter(messages)).await;
    let mut stream = stream.map_err(|status| status.message().to_owned())?.into_inner();
    for request in requests {
        let answer = stream.message().await.map_err(|status| status.message().to_owned())?.ok_or("the stream ended early")?;
        let answer = match answer.outcome {
            _ if answer.request_id != request.request_id => Answer::TurnedAway("out of order".to_owned()),
            Some(Outcome::Receipt(receipt)) => Answer::Taken(receipt),
            Some(Outcome::NotTaken(not_taken)) => Answer::TurnedAway(reason(&not_taken)?),
            None => Answer::TurnedAway("no outcome".to_owned()),
        };
        lock(answers).push(answer);
    }
    Ok(())
}

/// The reason, unless another attempt may go better.
fn reason(not_taken: &NotTaken) -> Result<String, String> {
    if is_passing(Code::from_i32(not_taken.code)) {
        return Err(not_taken.message.clone());
    }
    Ok(Reason::try_from(not_taken.reason).unwrap_or_default().name().to_owned())
}
