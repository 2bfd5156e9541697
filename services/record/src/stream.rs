//! RecordMany: a stream of requests as a row, carried from the network to the network.

use throughline_access::Caller;
use throughline_proto::v1::{RecordManyRequest, RecordManyResponse, record_many_response::Outcome};
use tokio::sync::mpsc;
use tonic::{Status, Streaming};

use crate::{Recorder, pipeline::Answers};

type Outgoing = mpsc::Sender<Result<RecordManyResponse, Status>>;

/// Carries one stream to its end. What was taken in is answered, also when the stream was cut: the caller then knows where to go on.
pub(crate) async fn carry(recorder: Recorder, caller: Caller, mut incoming: Streaming<RecordManyRequest>, outgoing: Outgoing) {
    let (mut pipeline, answers) = recorder.pipeline();
    let answering = tokio::spawn(answer(answers, outgoing.clone()));
    let ended = loop {
        match incoming.message().await {
            Ok(Some(message)) => {
                if !pipeline.take(&caller, message.request.unwrap_or_default()).await {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(status) => break Some(status),
        }
    };
    drop(pipeline);
    _ = answering.await;
    if let Some(status) = ended {
        _ = outgoing.send(Err(status)).await;
    }
}

/// Sends the answers. A caller who has gone is no reason to stop: what was handed to the log is applied and counted all the same.
async fn answer(mut answers: Answers, outgoing: Outgoing) {
    while let Some(answer) = answers.next().await {
        let outcome = answer.outcome.map_or_else(|refusal| Outcome::NotTaken(refusal.into()), Outcome::Receipt);
        _ = outgoing.send(Ok(RecordManyResponse { request_id: answer.request_id, outcome: Some(outcome) })).await;
    }
}
