//! Which of this process's commits wrote which records, so that whoever applies them can say so in a trace. Nothing in here may hold more
//! than a span's ids.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use opentelemetry::trace::{SpanContext, TraceContextExt as _};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// A follower is rarely this far behind; one that is has links to the newest only.
const REMEMBERED: usize = 1_024;

/// The newest commits, by the last position of each.
#[derive(Debug, Default)]
pub(crate) struct Commits(Mutex<VecDeque<(u64, SpanContext)>>);

impl Commits {
    /// A commit wrote everything up to a position.
    pub fn remember(&self, position: u64, commit: &Span) {
        let Some(context) = context_of(commit) else { return };
        let mut commits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if commits.len() == REMEMBERED {
            commits.pop_front();
        }
        commits.push_back((position, context));
    }

    /// Links a span to the commits of the records after a position and up to another.
    pub fn link(&self, span: &Span, after: u64, up_to: u64) {
        if span.is_disabled() {
            return;
        }
        let commits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = commits.partition_point(|(last, _)| *last <= after);
        // The one that wrote the last of them may have written more.
        let ends = (commits.partition_point(|(last, _)| *last < up_to) + 1).min(commits.len());
        commits.range(begins..ends.max(begins)).for_each(|(_, context)| span.add_link(context.clone()));
    }
}

/// Links one span to another.
pub(crate) fn link(span: &Span, to: &Span) {
    if let Some(context) = context_of(to).filter(|_| !span.is_disabled()) {
        span.add_link(context);
    }
}

/// A span's ids, if it is part of a trace that somebody collects.
fn context_of(span: &Span) -> Option<SpanContext> {
    if span.is_disabled() {
        return None;
    }
    let context = span.context().span().span_context().clone();
    context.is_valid().then_some(context)
}
