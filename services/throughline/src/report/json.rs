//! The report for programs. A number about people that is too small to be told is "fewer than 5".

use serde_json::{Value, json};
use throughline_proto::v1::{CountedBeside, DescribeChangeResponse, RoundedCount};

use super::said::FEW;

fn number(counted: &Option<RoundedCount>) -> Value {
    let counted = counted.unwrap_or_default();
    if counted.few { json!(FEW) } else { json!(counted.count) }
}

/// Everything that was told.
pub(super) fn json(told: &DescribeChangeResponse) -> Value {
    let emergencies = told.emergencies.unwrap_or_default();
    let agencies = told.agencies.iter().map(|agency| {
        let kinds: serde_json::Map<_, _> = agency.kinds.iter().map(|kind| (kind.kind.clone(), number(&kind.entries))).collect();
        json!({ "agency": agency.agency, "name": agency.name, "entries": number(&agency.entries), "kinds": kinds })
    });
    let stretches = told.stretches.iter().map(
        |stretch| json!({ "from": stretch.from, "to": stretch.to, "entries": number(&stretch.entries), "looks": number(&stretch.looks) }),
    );
    let looks = told.looks.iter().map(|look| json!({ "agency": look.agency, "purpose": look.purpose, "looks": number(&look.looks) }));
    json!({
        "format": "throughline-report/1",
        "rounding": "numbers about people are rounded to the nearest 5",
        "place": told.place,
        "from": told.from,
        "to": told.to,
        "first_position": told.first_position,
        "last_position": told.last_position,
        "records": told.records,
        "agencies": agencies.collect::<Vec<_>>(),
        "over_time": stretches.collect::<Vec<_>>(),
        "erased_since": number(&told.erased_since),
        "unreadable": told.unreadable,
        "emergencies": {
            "opened": number(&emergencies.opened),
            "reviewed": number(&emergencies.reviewed),
            "awaiting": number(&emergencies.awaiting),
            "median_minutes": (emergencies.median_minutes > 0).then_some(emergencies.median_minutes),
        },
        "erasures": told.erasures.iter().map(|one| json!({ "basis": one.basis, "erasures": number(&one.erasures) })).collect::<Vec<_>>(),
        "holds": { "placed": number(&told.holds_placed), "ended": number(&told.holds_ended) },
        "restrictions": { "placed": number(&told.restrictions_placed), "ended": number(&told.restrictions_ended) },
        "looks": looks.collect::<Vec<_>>(),
        "counted_beside_the_log": beside(&told.counted.clone().unwrap_or_default()),
    })
}

fn beside(counted: &CountedBeside) -> Value {
    let refusals: serde_json::Map<_, _> = counted.refusals.iter().map(|one| (one.reason.clone(), json!(one.count))).collect();
    let witnesses: serde_json::Map<_, _> = counted.witnesses.iter().map(|one| (one.witness.clone(), json!(one.cosigned))).collect();
    let newest = counted.newest_cosigned.iter().map(|one| json!({ "witness": one.witness, "at": one.cosigned_at }));
    let since = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "turned_away": { "since": since(&counted.refusals_since), "nodes": counted.nodes, "by_reason": refusals },
        "checkpoints": { "since": since(&counted.published_since), "published": counted.published, "cosigned": witnesses },
        "newest_checkpoint": { "records": counted.newest_size, "cosigned": newest.collect::<Vec<_>>(), "witnesses_wanted": counted.witnesses_wanted },
    })
}
