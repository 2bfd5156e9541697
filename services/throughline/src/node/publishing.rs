//! What is published of the log: the tiles' folder, who fills it, and its own small HTTP server, which tells nothing of anybody and may listen beyond
//! the loopback.

use std::{io, net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{Path as UrlPath, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use throughline_access::http1;
use throughline_audit::publishing::{Published, Publisher, Signing, TileFolder, Witnesses};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use super::Opened;
use crate::config::PublishingSettings;

/// The folder of tiles, in the place's.
const FOLDER: &str = "tiles";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A tile never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A checkpoint is replaced by the next.
const BRIEFLY: &str = "public, max-age=1";

/// A node's part in publishing.
pub struct Publishing {
    /// What was published.
    pub published: Published,
    /// Where tiles are served, if they are.
    pub address: Option<SocketAddr>,
    publisher: JoinHandle<()>,
    serving: Option<JoinHandle<()>>,
}

/// What was published of an open place, before anybody publishes more.
pub fn published(opened: &Opened, settings: &PublishingSettings) -> anyhow::Result<(Published, TileFolder, Witnesses)> {
    let folder = opened.views.path().parent().unwrap_or(Path::new(".")).join(FOLDER);
    let folder = TileFolder::new(&folder);
    let witnesses = Witnesses::new(settings.witnesses.clone(), settings.needs).context("witnesses cannot be asked over TLS")?;
    let published = Published::new(folder.clone(), witnesses.quorum(), opened.log.origin().to_owned(), signing(opened));
    Ok((published, folder, witnesses))
}

fn signing(opened: &Opened) -> Signing {
    Signing::new(Arc::clone(&opened.keys), Arc::clone(&opened.views))
}

impl Publishing {
    /// Begins to publish, until it is told to stop.
    pub async fn begin(opened: &Opened, settings: &PublishingSettings, stopping: watch::Receiver<bool>) -> anyhow::Result<Self> {
        let listener = settings.at.bind("tiles", "tiles").await?;
        let (published, folder, witnesses) = published(opened, settings)?;
        let publisher = Publisher::new(opened.log.clone(), signing(opened), folder.clone(), witnesses, settings.publishes);
        let address = listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let serving = listener.map(|listener| tokio::spawn(serve(listener, folder, stopping.clone())));
        Ok(Self { published, address, publisher: tokio::spawn(publisher.run(stopping)), serving })
    }

    /// Waits until it has ended.
    pub async fn ended(self) -> anyhow::Result<()> {
        if let Some(serving) = self.serving {
            serving.await.context("the server of tiles ended early")?;
        }
        self.publisher.await.context("publishing ended early")
    }
}

/// Serves a folder of tiles until it is told to stop.
pub async fn serve(listener: TcpListener, folder: TileFolder, mut stopping: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/tile/{*path}", get(tile))
        .with_state(folder)
        .fallback(async || not_there());
    let stopped = async move { _ = stopping.wait_for(|stopping| *stopping).await };
    http1::serve(listener, router, stopped).await;
}

async fn checkpoint(State(folder): State<TileFolder>) -> Response {
    match tokio::task::spawn_blocking(move || folder.checkpoint()).await.map_err(io::Error::other).flatten() {
        Ok(Some(note)) => ([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, BRIEFLY)], note).into_response(),
        Ok(None) => not_there(),
        Err(error) => cannot_read(&error),
    }
}

async fn tile(State(folder): State<TileFolder>, UrlPath(path): UrlPath<String>) -> Response {
    let Ok(tile) = format!("tile/{path}").parse() else { return not_there() };
    match tokio::task::spawn_blocking(move || folder.bytes(tile)).await.map_err(io::Error::other).flatten() {
        Ok(bytes) => ([(CONTENT_TYPE, BYTES), (CACHE_CONTROL, FOR_EVER)], bytes).into_response(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => not_there(),
        Err(error) => cannot_read(&error),
    }
}

fn not_there() -> Response {
    (
        StatusCode::NOT_FOUND,
        [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")],
        "not here: /checkpoint and /tile/… are, as C2SP's tlog-tiles says\n",
    )
        .into_response()
}

fn cannot_read(error: &io::Error) -> Response {
    tracing::error!(%error, "what was published cannot be read");
    (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")], "it cannot be read just now\n").into_response()
}
