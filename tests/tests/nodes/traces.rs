//! Traces: one call is followed from whoever calls through the decision and the log to the view, and nothing personal goes with it.

use opentelemetry_proto::tonic::{
    common::v1::any_value::Value,
    trace::v1::{Span, span::SpanKind},
};
use throughline_tests::{
    Process, place,
    process::{add_agency, command},
};

use crate::collector::Collector;

const SECRET: &str = "Something that nobody else is to read.";

fn named<'a>(spans: &'a [Span], name: &str) -> impl Iterator<Item = &'a Span> {
    spans.iter().filter(move |span| span.name == name)
}

fn is_linked(from: &Span, to: &Span) -> bool {
    from.links.iter().any(|link| (&link.trace_id, &link.span_id) == (&to.trace_id, &to.span_id))
}

/// The call, the server's part of it, the commit that it went into and the batch that the view applied.
fn way(spans: &[Span]) -> Option<[&Span; 4]> {
    let client = named(spans, "throughline.v1.RecordService.Record").next()?;
    let server = named(spans, "throughline.v1.RecordService/Record").find(|server| server.parent_span_id == client.span_id)?;
    let commit = named(spans, "log commit").find(|commit| is_linked(commit, server))?;
    let follow = named(spans, "views follow").find(|follow| is_linked(follow, commit))?;
    Some([client, server, commit, follow])
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_is_followed_from_the_caller_through_the_log_to_the_view() {
    let mut collector = Collector::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    place::begin(folder.path());
    let token = add_agency(folder.path(), "Harmony House");
    let node = Process::start_with(folder.path(), &["--otlp", &collector.address], &[("OTEL_BSP_SCHEDULE_DELAY", "50")]);
    let rosa = node.caller(&token).await.hears_of("Rosa").await;
    let request = serde_json::json!({ "events": [{
        "happened": { "date": "2026-03-14" },
        "people": [{ "person": rosa, "role": "ROLE_ABOUT" }],
        "words": [{ "person": rosa, "text": SECRET, "voice": "VOICE_SUPPORTER" }],
        "met": {}
    }] });
    let mut call = command();
    call.args(["call", "Record", &request.to_string(), "--address", &node.address]);
    call.env("THROUGHLINE_TOKEN", &token).env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address);
    let called = tokio::task::spawn_blocking(move || call.output().expect("the program starts")).await.expect("it ends");
    assert!(called.status.success(), "{}", String::from_utf8_lossy(&called.stderr));

    let spans = collector.spans(|spans| way(spans).is_some()).await;
    let [client, server, commit, follow] = way(&spans).expect("the whole way");
    assert_eq!((client.kind(), server.kind()), (SpanKind::Client, SpanKind::Server));
    assert_eq!(client.trace_id, server.trace_id, "caller and server are one trace");
    assert!(client.parent_span_id.is_empty() && commit.parent_span_id.is_empty() && follow.parent_span_id.is_empty());
    for step in ["decide", "seal"] {
        let is_step = named(&spans, step).any(|step| (&step.trace_id, &step.parent_span_id) == (&server.trace_id, &server.span_id));
        assert!(is_step, "{step} is a part of the call");
    }
    for attribute in spans.iter().flat_map(|span| &span.attributes) {
        if let Some(Value::StringValue(text)) = attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
            assert!(![SECRET, "Rosa", &rosa, &token].iter().any(|personal| text.contains(personal)), "{attribute:?}");
        }
    }
}
