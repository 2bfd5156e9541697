//! `throughline witness`: remembers how far it has seen logs of other places, refuses one that forgets or changes, and cosigns what goes on.
//! <https://c2sp.org/tlog-witness>
//!
//! It needs no log, no keys of a log and no view, and learns nothing of anybody: a checkpoint is a number and a hash.

mod seen;

use std::sync::Arc;

use anyhow::Context as _;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use throughline_access::http1;
use throughline_log::{FolderLock, fingerprint};
use throughline_proof::{
    KeyKind, VerifierKey,
    witness::{AddCheckpoint, Declined, LARGEST_REQUEST, SIZE_TYPE},
};
use tokio::net::TcpListener;

use crate::{
    cli::WitnessArgs,
    exit::{Exit, WrongUse},
    output::Output,
    stopping::until_told_to_stop,
};
pub use seen::{CannotKeep, Seen};

const TEXT: &str = "text/plain; charset=utf-8";

/// Serves until it is told to stop.
pub async fn run(args: &WitnessArgs, output: &Output) -> anyhow::Result<Exit> {
    let told_to_stop = until_told_to_stop();
    let logs = args.log.iter().map(|text| log_key(text)).collect::<Result<Vec<_>, _>>()?;
    let _lock = FolderLock::take(&args.data)?;
    let seen = Seen::open(&args.data, args.name.as_deref())?;
    let key = seen.key();
    if args.key {
        return say_key(&key, output);
    }
    if logs.is_empty() {
        return Err(WrongUse::new(
            "name the logs that this witness watches with --log, each by the key that `throughline keys` prints there",
        )
        .into());
    }
    // As with tiles, and other than with what people read, it may listen beyond the loopback without TLS: all that it takes and gives is public and
    // signed, so that whoever stands between can keep it back and cannot change it. A place asks it over https all the same, by way of a proxy.
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("nothing can listen on {}; is another server running there?", args.listen))?;
    let address = listener.local_addr()?;
    if output.is_json() {
        output.json(
            &json!({ "address": format!("http://{address}"), "key": key.to_string(), "fingerprint": fingerprint(&key.public_key) }),
        )?;
    } else {
        say_key(&key, output)?;
        output.line(format!("It watches {} and listens on http://{address}.", names(&logs)))?;
    }
    let router = Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/", get(who))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .fallback(async || answer(StatusCode::NOT_FOUND, "not here: POST to /add-checkpoint, as C2SP's tlog-witness says"))
        .with_state(Arc::new(Witness { logs, seen }));
    http1::serve(listener, router, async move { _ = told_to_stop.await }).await;
    Ok(Exit::Done)
}

struct Witness {
    logs: Vec<VerifierKey>,
    seen: Seen,
}

fn say_key(key: &VerifierKey, output: &Output) -> anyhow::Result<Exit> {
    if output.is_json() {
        output.json(&json!({ "key": key.to_string(), "fingerprint": fingerprint(&key.public_key) }))?;
    } else {
        output.line(key.to_string())?;
        output.remark(format!("Read this to whoever is to believe it, in person: {}", fingerprint(&key.public_key)));
    }
    Ok(Exit::Done)
}

fn log_key(text: &str) -> Result<VerifierKey, WrongUse> {
    let key =
        VerifierKey::parse(text).map_err(|error| WrongUse::new(format!("--log \"{text}\": {error}; `throughline keys` prints it")))?;
    if key.kind == KeyKind::Log { Ok(key) } else { Err(WrongUse::new("--log takes a log's key, and this is a witness's")) }
}

fn names(logs: &[VerifierKey]) -> String {
    logs.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ")
}

async fn who(State(witness): State<Arc<Witness>>) -> Response {
    answer(StatusCode::OK, &format!("{}\nwatches {}", witness.seen.key(), names(&witness.logs)))
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: String) -> Response {
    let asked = match AddCheckpoint::parse(&body) {
        Ok(asked) => asked,
        Err(error) => return decline(&error.into()),
    };
    let deciding = Arc::clone(&witness);
    let decided = tokio::task::spawn_blocking(move || deciding.seen.decide(&asked, &deciding.logs)).await;
    match decided {
        Ok(Ok(Ok(signature))) => ([(CONTENT_TYPE, TEXT)], signature.to_string()).into_response(),
        Ok(Ok(Err(declined))) => decline(&declined),
        Ok(Err(CannotKeep(error))) => {
            tracing::error!(%error, "what was seen cannot be kept, so that nothing is cosigned");
            answer(StatusCode::INTERNAL_SERVER_ERROR, "this witness cannot keep what it has seen, and so cosigns nothing just now")
        }
        Err(_) => answer(StatusCode::INTERNAL_SERVER_ERROR, "it could not be decided; ask again"),
    }
}

fn decline(declined: &Declined) -> Response {
    if matches!(declined, Declined::NotGoingOn | Declined::TwoHistories(_)) {
        tracing::error!(%declined, "a log asked for what would be a rewritten history");
    }
    if let Declined::SeenOther(size) = declined {
        return (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE_TYPE)], format!("{size}\n")).into_response();
    }
    answer(StatusCode::from_u16(declined.status()).unwrap_or(StatusCode::BAD_REQUEST), &declined.to_string())
}

fn answer(status: StatusCode, told: &str) -> Response {
    (status, [(CONTENT_TYPE, TEXT)], format!("{told}\n")).into_response()
}
