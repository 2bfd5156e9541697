//! `throughline call`: any method of a server that answers reflection, with JSON in and JSON out. Knows no message of its own.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use prost_reflect::{DynamicMessage, MethodDescriptor};
use throughline_proto::{ACTING_FOR, PURPOSE};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Status, client::Grpc};
use tracing::{Instrument as _, info_span};

use crate::{
    cli::CallArgs,
    connect::{self, Credentials, LARGEST_ANSWER_BYTES, Transport},
    exit::{Exit, WrongUse},
    output::Output,
    status::Failure,
};

mod codec;
mod describe;
mod fields;
mod input;
mod json;
mod method;
pub mod reflection;
mod transcode;

pub use json::to_json;
pub use transcode::Transcoder;

/// Carries out one call.
pub async fn run(args: &CallArgs, output: &Output) -> anyhow::Result<Exit> {
    let credentials = Credentials::new(args.token.read()?.as_deref().map(String::as_str), args.acting_for.as_deref())?
        .reading_for(args.purpose.as_deref())?;
    let connection = connect::at_address_with(&args.address, credentials, &args.certificate).await?;
    let pool = match reflection::descriptors(connection.transport.clone()).await {
        Ok(pool) => pool,
        Err(error) => return told(error, output),
    };
    let wanted = match &args.method {
        Some(wanted) if !args.list => wanted,
        _ => {
            describe::list(&pool, output)?;
            return Ok(Exit::Done);
        }
    };
    let method = method::find(&pool, wanted)?;
    if args.describe {
        describe::method(&method, output)?;
        return Ok(Exit::Done);
    }
    let span = info_span!("call", otel.name = method.full_name(), otel.kind = "client", rpc.system = "grpc");
    match answer(connection.transport.clone(), method, args, output).instrument(span).await {
        Ok(()) => Ok(Exit::Done),
        Err(error) => told(error, output),
    }
}

/// What the server said is printed as such; every other error goes on its way.
fn told(error: anyhow::Error, output: &Output) -> anyhow::Result<Exit> {
    let failure = error.downcast::<Status>()?;
    Failure::from(&failure).as_given(&[(ACTING_FOR, "--as"), (PURPOSE, "--for")]).tell(output);
    Ok(Exit::Failed)
}

async fn answer(transport: Transport, method: MethodDescriptor, args: &CallArgs, output: &Output) -> anyhow::Result<()> {
    let mut grpc = Grpc::new(transport).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    grpc.ready().await.map_err(|error| anyhow!(error)).context("the connection was lost")?;
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path: http::uri::PathAndQuery = path.parse().map_err(|_| WrongUse::new(format!("{path} is no method's path")))?;
    let codec = codec::Dynamic::new(method.output());
    let timeout = Duration::from_secs(args.timeout_seconds);

    if method.is_client_streaming() {
        let (requests, trouble) = input::messages(args.json.as_deref(), &method.input(), output)?;
        if method.is_server_streaming() {
            let answers = grpc.streaming(Request::new(requests), path, codec).await?;
            print_all(answers.into_inner(), output).await?;
        } else {
            let answer = grpc.client_streaming(Request::new(requests), path, codec).await?;
            print_one(answer.get_ref(), output)?;
        }
        // A line that could not be read ended the requests early; what had been sent was answered.
        return trouble.into_result();
    }

    let mut request = Request::new(input::message(args.json.as_deref(), &method.input(), output)?);
    if method.is_server_streaming() {
        let answers = grpc.server_streaming(request, path, codec).await?;
        return print_all(answers.into_inner(), output).await;
    }
    request.set_timeout(timeout);
    let answer = grpc.unary(request, path, codec).await?;
    print_one(answer.get_ref(), output)
}

async fn print_all(mut answers: impl Stream<Item = Result<DynamicMessage, Status>> + Unpin, output: &Output) -> anyhow::Result<()> {
    while let Some(answer) = answers.next().await {
        output.json(&to_json(&answer?)?)?;
    }
    Ok(())
}

fn print_one(answer: &DynamicMessage, output: &Output) -> anyhow::Result<()> {
    let answer = to_json(answer)?;
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.line(serde_json::to_string_pretty(&answer)?)?;
    }
    Ok(())
}
