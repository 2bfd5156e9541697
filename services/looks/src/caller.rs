//! Who reads, by what the log says now: a permission that was taken away a moment ago, at another node too, is taken away.

use throughline_access::{Access, Method, Viewer};
use throughline_proto::{Refusal, v1::Reason};
use throughline_views::Views;
use tokio::time::Instant;
use tonic::Request;

/// Who is calling this method, once the view has come as far as the call asks for and as the log is now, looks aside; by the rules of there.
/// While the log is away the rules are those that the view knows.
pub async fn viewer<T: Sync>(
    views: &Views,
    access: &Access,
    request: &Request<T>,
    method: Method,
    position: u64,
    deadline: Instant,
) -> Result<Viewer, Refusal> {
    // Before it is asked who they are: what was decided then was decided by the rules of this position at least.
    let decided_at = views.position();
    let known = match access.viewer(request, method) {
        // They may have joined a moment ago.
        Err(refusal) if refusal.reason != Reason::NotYoursToActFor => return Err(refusal),
        known => known,
    };
    views.reach(position, deadline).await?;
    views.be_current(deadline).await?;
    if views.position() == decided_at {
        return known;
    }
    match known {
        Ok(viewer) => access.again(&viewer, method),
        Err(_) => access.viewer(request, method),
    }
}
