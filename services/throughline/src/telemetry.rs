//! What the program says of its own work: log lines on standard error, and traces to a collector when one is named. Nothing personal is ever
//! in either.

use std::{env, io::IsTerminal as _};

use http::HeaderMap;
use opentelemetry::{
    propagation::{Extractor, Injector, TextMapPropagator as _},
    trace::{TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracerProvider, Tracer},
};
use tonic::metadata::{Ascii, MetadataKey, MetadataMap};
use tracing::{Level, Span};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt as _};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry,
    filter::{FilterExt as _, Targets, filter_fn},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::{
    cli::{Cli, Command},
    config::Settings,
    exit::WrongUse,
};

/// The name by which collectors know the program, unless the environment says another.
const NAME: &str = "throughline";
/// Where the environment may name a collector: our own name counts before everybody's.
const COLLECTOR: [&str; 2] = ["THROUGHLINE_OTLP", "OTEL_EXPORTER_OTLP_ENDPOINT"];

/// What is being told, until the program ends.
#[derive(Debug)]
pub struct Telemetry(Option<SdkTracerProvider>);

/// Begins to tell, as the command line and the environment ask for it. To be called inside the runtime, which carries traces.
pub fn start(cli: &Cli) -> Result<Telemetry, WrongUse> {
    let provider = collector(cli).map(|address| provider(&address)).transpose()?;
    let asked = EnvFilter::try_from_env("THROUGHLINE_LOG_LEVEL").unwrap_or_else(|_| EnvFilter::new("warn"));
    // What libraries say in detail holds what they carry: headers with their tokens, statements with their parameters, keys among them. None
    // of it is written, whatever is asked for.
    let filter = asked.and(filter_fn(|said| said.target().starts_with(NAME) || *said.level() <= Level::WARN));
    // Results go to standard output, everything else here.
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_filter(filter);
    let traces = provider.as_ref().map(|provider| traces(provider.tracer(NAME)));
    // Somebody who runs commands in a program of their own may have a subscriber already.
    _ = tracing_subscriber::registry().with(traces).with(lines).try_init();
    Ok(Telemetry(provider))
}

impl Telemetry {
    /// Sends what has not been sent yet.
    pub async fn stop(self) {
        let Some(provider) = self.0 else { return };
        // It waits for the collector, and must not keep the runtime from carrying the traces there.
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || provider.shutdown()).await {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Our own spans only: those of the libraries that carry traces would make traces of their own.
fn traces(tracer: Tracer) -> impl tracing_subscriber::Layer<Registry> {
    OpenTelemetryLayer::new(tracer).with_location(false).with_threads(false).with_filter(Targets::new().with_target(NAME, Level::INFO))
}

fn collector(cli: &Cli) -> Option<String> {
    // What is wrong with the settings is said by the command itself.
    let of_settings = match &cli.command {
        Command::Serve(args) => Settings::load(args).ok().and_then(|settings| settings.otlp),
        _ => None,
    };
    of_settings.or_else(|| COLLECTOR.iter().find_map(|name| env::var(name).ok().filter(|address| !address.is_empty())))
}

fn provider(address: &str) -> Result<SdkTracerProvider, WrongUse> {
    if !address.starts_with("http://") {
        return Err(WrongUse::new(
            "traces go to a collector beside this node, at an address such as http://127.0.0.1:4317; it sends them on, encrypted",
        ));
    }
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(address).build();
    let exporter =
        exporter.map_err(|_| WrongUse::new("the address of the collector of traces is not right; one looks like http://127.0.0.1:4317"))?;
    let resource = Resource::builder();
    let resource = if env::var_os("OTEL_SERVICE_NAME").is_some() { resource } else { resource.with_service_name(NAME) };
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build())
}

/// Makes a span part of the trace that a call brings, if it brings one.
pub fn continue_trace(span: &Span, headers: &HeaderMap) {
    if span.is_disabled() || !headers.contains_key("traceparent") {
        return;
    }
    let parent = TraceContextPropagator::new().extract(&Headers(headers));
    // Refused only when the span has begun already, or nobody collects.
    _ = span.set_parent(parent);
}

/// Gives a call the trace that it is made in, if it is made in one.
pub fn pass_on_trace(metadata: &mut MetadataMap) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    let context = span.context();
    if context.span().span_context().is_valid() {
        TraceContextPropagator::new().inject_context(&context, &mut Metadata(metadata));
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

struct Metadata<'a>(&'a mut MetadataMap);

impl Injector for Metadata<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(key), Ok(value)) = (MetadataKey::<Ascii>::from_bytes(key.as_bytes()), value.parse()) {
            self.0.insert(key, value);
        }
    }
}
