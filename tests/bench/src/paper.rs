//! A small table and a chart for the README: `bench.md` and `bench.svg`. What is told on the terminal is in `report`.

use std::{fs, path::Path};

use anyhow::Context as _;

use crate::{
    chart::{Bar, Group, chart},
    figure::{Figure, number},
};

/// What people call each figure that stands beside peers.
const TITLES: [(&str, &str); 7] = [
    ("record", "Record, 64 callers, one event each"),
    ("record_alone", "Record, one caller"),
    ("record_ten", "Record, 64 callers, ten events each"),
    ("record_many", "RecordMany, one stream; peers: 64 callers"),
    ("get_story", "A story of 50 entries, 16 callers"),
    ("get_story_anew", "A story of 50 entries that nobody has just read"),
    ("replay", "Reading everything, as it lies"),
];

/// And those that stand alone, in the table only.
const ALONE: &[(&str, &str)] = &[
    ("beside_import", "Record, one caller, while another agency imports in four streams"),
    ("visible", "From acknowledged at one node to visible at another, at 2,000 events/s"),
    ("get_story_bare", "The least that it could be, without callers, policies, looks and limits"),
    ("get_story_looked", "The same, read by somebody new, whose look is in the log first"),
    ("decide", "How much of an entry somebody sees, decided in a story of 50"),
    ("decide_anew", "The same, about facts that nobody has asked about"),
    ("replay_opened", "Reading everything, checked and opened"),
    ("growth", "The 5,000th event of a story beside the 50th"),
    ("growth_late", "The same, of events that were written down late"),
    ("growth_log_record", "Record, 64 callers, in the large log"),
    ("growth_log_get_story", "A story of 50 entries in the large log"),
    ("match_people", "MatchPeople among 220,000 people, two callers"),
    ("match_people_found", "The same: of 100 people who were written down with slips, so many are found"),
    ("rebuild", "All views from nothing"),
    ("rebuild_rate", "The same, an event"),
    ("verify", "All of that log verified"),
    ("verify_rate", "The same, a record"),
    ("memory", "Memory of a server over that log"),
    ("memory_peak", "The same at its most"),
    ("new_node", "From the start of a new node over that log to a story as of its end"),
    ("erase", "Somebody erased from that log, all told"),
    ("record_published", "RecordMany while checkpoints and tiles are published, and the same without"),
    ("inclusion_proof", "A proof of inclusion among 10,000,000 leaves, the 99th of a hundred"),
    ("story_as_known", "A story as it was known at 1,000 moments of that log's past, the slowest of them"),
    ("story_as_known_by_agency", "The same as an agency was allowed to see it then"),
    ("verify_headers", "Headers and the tree of that log verified, on one core"),
    ("verify_parts", "The same with all sealed parts, without keys"),
    ("verify_parts_two", "The same on two cores"),
    ("verify_bundle", "A bundle of that log verified, on one core"),
    ("verify_bundle_two", "The same on two cores"),
    ("verify_bundle_memory", "Memory of that at its most"),
    ("verify_memory", "Memory of verifying the log with its keys, at its most"),
    ("replay_json", "All of that log told as JSON, on one core"),
    ("demo", "From the first start of a demo to a page of story"),
];

/// Writes both into a folder, which is made if it is new.
pub fn write(folder: &Path, figures: &[Figure]) -> anyhow::Result<()> {
    let told = || format!("{} cannot be written to; name another folder with --write", folder.display());
    fs::create_dir_all(folder).with_context(told)?;
    fs::write(folder.join("bench.md"), table(figures)).with_context(told)?;
    fs::write(folder.join("bench.svg"), chart(&groups(figures))).with_context(told)
}

/// A row for each figure of ours, with everybody beside it.
fn table(figures: &[Figure]) -> String {
    let mut lines = vec!["| | log in | reached | p50 / p99 ms | beside |".to_owned(), "|---|---|---|---|---|".to_owned()];
    for figure in figures.iter().filter(|figure| is_ours(figure) && !figure.is_again) {
        let same = figures.iter().filter(|other| other.measure == figure.measure && other.store == figure.store);
        let beside = same.filter_map(|other| {
            let peer = other.peer.as_ref()?;
            Some(format!("{} × {} ({})", number(other.ratio?), peer.name, number(peer.value)))
        });
        let beside: Vec<String> = beside.collect();
        let times = figure.p50_ms.zip(figure.p99_ms).map(|(p50, p99)| format!("{} / {}", number(p50), number(p99)));
        lines.push(format!(
            "| {} | {} | {} {} | {} | {} |",
            title(figure.measure),
            store(&figure.store),
            number(figure.value),
            figure.unit,
            times.unwrap_or_default(),
            beside.join("; ")
        ));
    }
    lines.join("\n") + "\n"
}

/// What stands beside peers: a group for each measure, and a bar for everybody.
fn groups(figures: &[Figure]) -> Vec<Group> {
    let of = |(measure, title): &(&str, &str)| {
        let mut bars: Vec<Bar> = Vec::new();
        for figure in figures.iter().filter(|figure| figure.measure == *measure && !figure.is_again) {
            let is_ours = is_ours(figure);
            let name = if is_ours { format!("Throughline, {}", store(&figure.store)) } else { figure.store.clone() };
            // A peer that was measured beside each store stands here once.
            if bars.iter().all(|bar| bar.name != name) {
                bars.push(Bar { name, value: figure.value, unit: figure.unit, is_ours });
            }
        }
        Group { title: (*title).to_owned(), bars }
    };
    TITLES.iter().map(of).filter(|group| group.bars.len() > 1).collect()
}

fn title(measure: &str) -> String {
    let known = TITLES.iter().chain(ALONE).find(|(name, _)| *name == measure);
    known.map_or_else(|| format!("`{measure}`"), |(_, title)| (*title).to_owned())
}

/// Peers are called by their names.
fn is_ours(figure: &Figure) -> bool {
    store(&figure.store) != figure.store
}

fn store(name: &str) -> &str {
    match name {
        "sqlite" => "SQLite",
        "postgres" => "Postgres",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use throughline_load::Reached;

    use super::*;

    fn figures() -> Vec<Figure> {
        let peer = |name: &str, per_second| (name.to_owned(), Reached { per_second, p50_ms: None, p99_ms: None });
        let peers = [peer("UmaDB 0.7.8", 5_000.0), peer("plain INSERTs", 40_000.0)];
        let reached = Reached { per_second: 10_000.0, p50_ms: Some(4.0), p99_ms: Some(9.0) };
        Figure::of("record", "sqlite", reached, "events/s").beside_each(&peers)
    }

    #[test]
    fn the_table_has_a_row_for_each_figure_of_ours_with_everybody_beside_it() {
        let row = "| Record, 64 callers, one event each | SQLite | 10,000 events/s | 4 / 9 | \
                   2 × UmaDB 0.7.8 (5,000); 0.25 × plain INSERTs (40,000) |";
        assert_eq!(table(&figures()).lines().skip(2).collect::<Vec<_>>(), [row]);
    }

    #[test]
    fn the_chart_has_a_bar_for_everybody_once() {
        let twice: Vec<Figure> = figures().into_iter().chain(figures()).collect();
        let groups = groups(&twice);
        let names: Vec<&str> = groups[0].bars.iter().map(|bar| bar.name.as_str()).collect();
        assert_eq!((groups.len(), names), (1, vec!["Throughline, SQLite", "UmaDB 0.7.8", "plain INSERTs"]));
    }
}
