//! The small HTTP server beside gRPC: /metrics for Prometheus, /livez and /readyz for whoever keeps the node running. It tells numbers and
//! agencies' words, nothing personal, and so may listen beyond the loopback.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::State, http::StatusCode, http::header::CONTENT_TYPE, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use throughline_access::http1;
use tokio::{net::TcpListener, task::JoinHandle};

use super::readiness::Readiness;

/// How often what was measured is added up, whether or not anybody asks.
const UPKEEP: Duration = Duration::from_secs(5);
const JSON: &str = "application/json";
/// What Prometheus reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Where it listens, while it does.
pub struct Http {
    /// The address.
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Http {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[derive(Clone)]
struct Told {
    readiness: Readiness,
    numbers: PrometheusHandle,
}

/// Serves until it is dropped.
pub fn serve(listener: TcpListener, readiness: Readiness, numbers: PrometheusHandle) -> anyhow::Result<Http> {
    let address = listener.local_addr()?;
    let told = Told { readiness, numbers };
    let adding_up = told.numbers.clone();
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(async || ([(CONTENT_TYPE, JSON)], r#"{"live":true}"#)))
        .route("/readyz", get(readyz))
        .with_state(told);
    let serving = tokio::spawn(async move {
        let upkeep = async {
            loop {
                tokio::time::sleep(UPKEEP).await;
                adding_up.run_upkeep();
            }
        };
        tokio::select! {
            () = http1::serve(listener, router, std::future::pending()) => {}
            () = upkeep => {}
        }
    });
    Ok(Http { address, serving })
}

async fn metrics(State(told): State<Told>) -> impl IntoResponse {
    ([(CONTENT_TYPE, TEXT)], told.numbers.render())
}

async fn readyz(State(told): State<Told>) -> impl IntoResponse {
    let status = if told.readiness.is_node_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CONTENT_TYPE, JSON)], told.readiness.told().to_string())
}
