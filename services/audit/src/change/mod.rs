//! DescribeChange: what changed in a place between two moments, in numbers. No name, no word and no id of anybody leaves this module, and every
//! number about people is rounded.

mod beside;
mod counts;
mod rounded;
mod stretches;

use throughline_proto::{
    Refusal,
    v1::{DescribeChangeRequest, DescribeChangeResponse, Reason},
};
use throughline_views::{moment_text, now_us};

use crate::{
    Service,
    past::{Asked, known_by_now, moment_us},
    replay::unreadable_log,
};
use counts::Counts;
use stretches::Stretches;

/// How many records are read in one go.
const BATCH: usize = 500;

/// From when until when, and which records were taken in then.
#[derive(Debug, Clone, Copy)]
struct Between {
    from_us: i64,
    to_us: i64,
    /// The last record before, and the last that belongs to it.
    after: u64,
    until: u64,
}

/// Counts.
pub(crate) async fn describe(service: &Service, request: &DescribeChangeRequest) -> Result<DescribeChangeResponse, Refusal> {
    let between = between(service, request).await?;
    let directory = service.views.read_here(|snapshot| Ok::<_, Refusal>(snapshot.directory_at(between.until)?))?;
    let (mut counts, mut stretches) = (Counts::default(), Stretches::new(between.from_us, between.to_us));
    let mut latest_us = between.from_us;
    let mut pages = service.log.read_on(between.after, between.until, BATCH);
    loop {
        let batch = pages.next().await.map_err(|error| unreadable_log(&error))?;
        if batch.is_empty() {
            break;
        }
        for record in batch {
            // As the log took it in: a clock that jumped back moves nothing to an earlier day.
            latest_us = latest_us.max(record.header.recorded_at_us);
            let is_look = counts.take(&record, latest_us, &service.keys);
            stretches.take(latest_us, is_look);
        }
    }
    let records = between.until - between.after;
    let response = DescribeChangeResponse {
        place: service.log.origin().to_owned(),
        from: moment_text(between.from_us),
        to: moment_text(between.to_us),
        first_position: if records == 0 { 0 } else { between.after + 1 },
        last_position: if records == 0 { 0 } else { between.until },
        records,
        stretches: stretches.told(),
        counted: Some(beside::counted(service, between).await?),
        ..DescribeChangeResponse::default()
    };
    Ok(counts.told(response, &directory))
}

async fn between(service: &Service, request: &DescribeChangeRequest) -> Result<Between, Refusal> {
    let missing = |field| Refusal::field(Reason::FieldInvalid, field, "give a moment as RFC 3339: 2026-03-14T15:30:00Z");
    if request.from.is_empty() || request.to.is_empty() {
        return Err(missing(if request.from.is_empty() { "from" } else { "to" }));
    }
    let (from_us, to_us) = (moment_us("from", &request.from)?, moment_us("to", &request.to)?.min(now_us()));
    if from_us >= to_us {
        return Err(Refusal::field(Reason::FieldInvalid, "from", "it must lie before the end, and before now"));
    }
    let asked = Asked { position: ("", 0), moment: ("to", &request.to) };
    known_by_now(service, &[asked]).await?;
    // The end does not belong to it, so that what follows on counts nothing twice.
    let known = |moment_us: i64| service.views.read_here(|snapshot| Ok::<_, Refusal>(snapshot.known_at(moment_us)?));
    let (after, until) = (known(from_us - 1)?, known(to_us - 1)?);
    Ok(Between { from_us, to_us, after, until })
}
