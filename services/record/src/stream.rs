//! RecordMany: a stream of requests as a row, carried from the network to the network.

use std::sync::Arc;

use throughline_access::{Access, Method, Viewer, limits::Allowance};
use throughline_proto::{
    Refusal,
    v1::{Reason, RecordManyRequest, RecordManyResponse, record_many_response::Outcome},
};
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};
use tonic::{Code, Status, Streaming};

use crate::{
    Recorder,
    pipeline::{Answers, Pipeline},
};

type Outgoing = mpsc::Sender<Result<RecordManyResponse, Status>>;

/// Who sends, and how much they may.
pub(crate) struct From {
    pub(crate) viewer: Viewer,
    pub(crate) access: Arc<Access>,
    pub(crate) allowance: Option<Allowance>,
}

impl From {
    /// Waits until this stream may send one message more. It is not read meanwhile, so that whoever sends waits too.
    async fn turn(&self) {
        while let Some(Err(wait)) = self.allowance.as_ref().map(Allowance::wait_for_request) {
            sleep(wait).await;
        }
    }

    /// A stream outlives what it was let in by: whoever was barred since, or takes part no longer, writes nothing more.
    fn may_still(&self) -> Result<(), Refusal> {
        self.access.again(&self.viewer, Method::RecordMany).map(|_| ())
    }

    /// Takes one message in; false when nobody waits for answers any more. What is over the day's quota is answered so.
    async fn take(&self, pipeline: &mut Pipeline, message: RecordManyRequest) -> bool {
        let request = message.request.unwrap_or_default();
        let taken = self.allowance.as_ref().map(|allowance| allowance.take_events(request.events.len())).transpose();
        match taken {
            Err(refusal) => pipeline.refuse(request.request_id, refusal).await,
            Ok(taken) => {
                // Whatever comes of it is known only later, and the log's own count goes before.
                taken.into_iter().for_each(throughline_access::limits::Taken::keep);
                pipeline.take(&self.viewer.caller, request).await
            }
        }
    }
}

/// Carries one stream to its end. What was taken in is answered, also when the stream was cut or the server stops: the caller then knows
/// where to go on.
pub(crate) async fn carry(
    recorder: Recorder,
    from: From,
    mut incoming: Streaming<RecordManyRequest>,
    outgoing: Outgoing,
    mut stopping: watch::Receiver<bool>,
) {
    let (mut pipeline, answers) = recorder.pipeline();
    let answering = tokio::spawn(answer(answers, outgoing.clone()));
    let ended = loop {
        let message = tokio::select! {
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => break Some(stopped()),
            // Its answers were ended before its requests: whoever sends is no longer known.
            () = outgoing.closed() => break None,
            message = async {
                from.turn().await;
                incoming.message().await
            } => message,
        };
        match message {
            Ok(Some(message)) => {
                if let Err(refusal) = from.may_still() {
                    break Some(refusal.into());
                }
                if !from.take(&mut pipeline, message).await {
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
        _ = outgoing.send(Err(with_a_reason(status))).await;
    }
}

fn stopped() -> Status {
    let told = "the server is stopping, and has answered what it took in; send again from the first request without an answer, to another";
    Refusal::new(Reason::Stopping, told).into()
}

/// What the wire itself says has no reason: the message was torn or too large, and nobody knows what it would have been.
fn with_a_reason(status: Status) -> Status {
    match status.code() {
        _ if !status.details().is_empty() => status,
        Code::OutOfRange => {
            Refusal::new(Reason::TooLarge, "the message is larger than this server reads at all; send less in one request").into()
        }
        _ => Refusal::new(
            Reason::Malformed,
            "the stream broke off in the middle of a message; send again from the first request without an answer",
        )
        .into(),
    }
}

/// Sends the answers. A caller who has gone is no reason to stop: what was handed to the log is applied and counted all the same.
async fn answer(mut answers: Answers, outgoing: Outgoing) {
    while let Some(answer) = answers.next().await {
        let outcome = answer.outcome.map_or_else(|refusal| Outcome::NotTaken(refusal.into()), Outcome::Receipt);
        _ = outgoing.send(Ok(RecordManyResponse { request_id: answer.request_id, outcome: Some(outcome) })).await;
    }
}
