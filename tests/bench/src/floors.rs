//! The floors: what must hold, for which measure, over which store, beside whom. They are data, and nothing here measures.

use crate::{
    figure::{Bound, Figure, Floor, Of},
    scale::Scale,
};

/// A floor's place: measure, store, and the beginning of the peer's name; empty where it is about our figure alone.
type Row = (&'static str, &'static str, &'static str, Of, Bound);

/// What is the same wherever the log lies.
const ANY: &str = "";
/// Many of the floors are about a log of this size.
const MILLION: f64 = 1_000_000.0;

const FLOORS: &[Row] = &[
    ("record", "sqlite", "", Of::Value, Bound::AtLeast(6_000.0)),
    ("record", "postgres", "UmaDB", Of::Ratio, Bound::AtLeast(1.0)),
    ("record", "postgres", "postgres-es", Of::Ratio, Bound::AtLeast(1.8)),
    ("record", "postgres", "", Of::P99, Bound::Below(15.0)),
    ("record_alone", ANY, "", Of::P50, Bound::Below(1.0)),
    ("record_ten", "postgres", "UmaDB", Of::Ratio, Bound::AtLeast(1.5)),
    ("record_many", "sqlite", "raw SQLite", Of::Ratio, Bound::AtLeast(0.5)),
    ("record_many", "postgres", "UmaDB", Of::Ratio, Bound::AtLeast(1.6)),
    ("get_story", ANY, "", Of::Value, Bound::AtLeast(6_000.0)),
    ("get_story", ANY, "", Of::P99, Bound::Below(8.0)),
    ("get_story", "postgres", "UmaDB", Of::Ratio, Bound::AtLeast(4.0)),
    ("get_story_looked", ANY, "it without a look", Of::Ratio, Bound::AtLeast(0.6)),
    ("decide", ANY, "", Of::Value, Bound::Below(10.0)),
    ("match_people", ANY, "", Of::P99, Bound::Below(20.0)),
    // At the pace that is asked of it, or it would say little.
    ("visible", "postgres", "", Of::Value, Bound::AtLeast(1_950.0)),
    ("visible", "postgres", "", Of::P99, Bound::Below(50.0)),
    ("replay", "sqlite", "", Of::Value, Bound::AtLeast(600_000.0)),
    ("replay", "postgres", "", Of::Value, Bound::AtLeast(300_000.0)),
    ("replay", "postgres", "UmaDB", Of::Ratio, Bound::AtLeast(1.0)),
    ("replay_opened", "sqlite", "", Of::Value, Bound::AtLeast(120_000.0)),
    ("replay_opened", "postgres", "", Of::Value, Bound::AtLeast(110_000.0)),
    ("growth", ANY, "the 50th event", Of::Ratio, Bound::AtMost(1.2)),
    // Rates: what grows must not be slower than the small log's rate divided by 1.2.
    ("growth_log_record", ANY, "the small log", Of::Ratio, Bound::AtLeast(1.0 / 1.2)),
    ("growth_log_get_story", ANY, "the small log", Of::Ratio, Bound::AtLeast(1.0 / 1.2)),
    ("record_published", ANY, "it without publishing", Of::Ratio, Bound::AtLeast(0.95)),
    ("inclusion_proof", ANY, "", Of::Value, Bound::Below(2.0)),
    ("story_as_known", ANY, "", Of::Value, Bound::Below(20.0)),
    ("story_as_known_by_agency", ANY, "", Of::Value, Bound::Below(20.0)),
    // In Postgres, the database works beside the program on the same cores. A bundle knows of no database.
    ("verify_headers", "sqlite", "", Of::Value, Bound::AtLeast(300_000.0)),
    ("verify_parts", "sqlite", "", Of::Value, Bound::AtLeast(180_000.0)),
    // Two programs that share nothing are the most that two cores can do: near twice one of them alone where these are whole cores, and less
    // where they are threads of one.
    ("verify_parts_two", "sqlite", "two programs", Of::Ratio, Bound::AtLeast(0.9)),
    ("verify_memory", ANY, "", Of::Value, Bound::Below(100.0)),
    ("verify_bundle", ANY, "", Of::Value, Bound::AtLeast(180_000.0)),
    ("verify_bundle_two", ANY, "two programs", Of::Ratio, Bound::AtLeast(0.9)),
    ("verify_bundle_memory", ANY, "", Of::Value, Bound::Below(100.0)),
    ("replay_json", "sqlite", "", Of::Value, Bound::AtLeast(80_000.0)),
    ("erase", ANY, "", Of::Value, Bound::Below(2.0)),
    ("memory", ANY, "", Of::Value, Bound::Below(300.0)),
    ("portal_story", ANY, "", Of::P99, Bound::Below(15.0)),
    ("demo", ANY, "", Of::Value, Bound::Below(5.0)),
];

/// What a figure must hold.
pub fn of(figure: &Figure, scale: &Scale) -> Vec<Floor> {
    let beside = figure.peer.as_ref().map_or("", |peer| peer.name.as_str());
    let is_about = |&&(measure, store, peer, ..): &&Row| {
        let is_beside = if peer.is_empty() { !figure.is_again } else { beside.starts_with(peer) };
        measure == figure.measure && is_ours(&figure.store) && (store == ANY || store == figure.store) && is_beside
    };
    let millions = scale.whole as f64 / MILLION;
    let by_size = match figure.measure {
        "rebuild" | "new_node" => Some(60.0),
        "verify" => Some(10.0),
        _ => None,
    };
    let by_size = by_size.map(|seconds| Floor { of: Of::Value, bound: Bound::Below(seconds * millions) });
    FLOORS.iter().filter(is_about).map(|&(.., of, bound)| Floor { of, bound }).chain(by_size).collect()
}

/// Peers hold nothing.
fn is_ours(store: &str) -> bool {
    matches!(store, "sqlite" | "postgres")
}

#[cfg(test)]
mod tests {
    use throughline_load::Reached;

    use super::*;

    fn told(figure: &Figure) -> Vec<String> {
        of(figure, &Scale::WHOLE).iter().map(|floor| floor.told(figure)).collect()
    }

    #[test]
    fn each_floor_stands_beside_its_peer_and_a_figures_own_stand_once() {
        let peer = |name: &str| (name.to_owned(), Reached { per_second: 1.0, p50_ms: None, p99_ms: None });
        let figures = Figure::new("record", "postgres", 2.0, "events/s").beside_each(&[peer("UmaDB 0.7.8"), peer("postgres-es 0.5.0")]);
        let floors: Vec<_> = figures.iter().map(told).collect();
        assert_eq!(floors[0], ["≥ 1 ×", "p99 < 15 ms"]);
        assert_eq!(floors[1], ["≥ 1.80 ×"]);
        assert!(floors[2].is_empty() && floors[3].is_empty(), "{floors:?}");
    }

    #[test]
    fn two_cores_are_held_against_what_two_cores_can_do() {
        let figure = |store| Figure::new("verify_parts_two", store, 3.0, "records/s").beside("one core", 2.0);
        assert!(told(&figure("sqlite")).is_empty());
        let again = |store| figure(store).again_beside("two programs", 3.2);
        assert_eq!(told(&again("sqlite")), ["≥ 0.90 ×"]);
        assert!(told(&again("postgres")).is_empty());
    }

    #[test]
    fn what_takes_longer_over_a_larger_log_is_held_by_its_size() {
        let figure = Figure::new("rebuild", "sqlite", 2.0, "s");
        assert_eq!(told(&figure), ["< 60 s"]);
        assert_eq!(of(&figure, &Scale::QUICK)[0].told(&figure), "< 3 s");
    }
}
