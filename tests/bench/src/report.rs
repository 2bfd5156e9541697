//! How figures are told: a table for people at the end, or one object a measure as soon as it is there.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets::UTF8_BORDERS_ONLY};
use throughline::output::{Output, Tone};

use crate::figure::{Figure, Peer, number};

/// For programs, one object a line; for people, a line on standard error, so that a long run can be followed.
pub fn tell_at_once(figures: &[Figure], output: &Output) -> anyhow::Result<()> {
    for figure in figures {
        if output.is_json() {
            output.json(figure)?;
        } else if !figure.is_again {
            output.remark(format!("  {}, {}: {} {}", figure.measure, figure.store, number(figure.value), figure.unit));
        }
    }
    Ok(())
}

/// For people, everything in one table.
pub fn tell_together(figures: &[Figure], output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        return Ok(());
    }
    output.line(table(figures).to_string())?;
    let below = figures
        .iter()
        .flat_map(|figure| figure.floors.iter().map(move |floor| (figure, floor)))
        .filter(|(figure, floor)| !floor.holds(figure));
    match below.count() {
        0 => output.line(output.paint(Tone::Good, "Every floor holds."))?,
        1 => output.line(output.paint(Tone::Bad, "One floor does not hold."))?,
        count => output.line(output.paint(Tone::Bad, format!("{count} floors do not hold.")))?,
    }
    Ok(())
}

fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["measure", "store", "reached", "", "p50 ms", "p99 ms", "processor µs", "beside", "ratio", "floor", ""]);
    for figure in figures {
        let optional = |value: Option<f64>| Cell::new(value.map_or_else(String::new, number)).set_alignment(CellAlignment::Right);
        // Beside a second peer, a figure is not told again.
        let once = |value: Option<f64>| optional(value.filter(|_| !figure.is_again));
        let named = |name: &str| if figure.is_again { String::new() } else { name.to_owned() };
        let floors: Vec<String> = figure.floors.iter().map(|floor| floor.told(figure)).collect();
        let held: Vec<&str> = figure.floors.iter().map(|floor| if floor.holds(figure) { "ok" } else { "below" }).collect();
        table.add_row([
            Cell::new(named(figure.measure)),
            Cell::new(named(&figure.store)),
            once(Some(figure.value)),
            Cell::new(named(figure.unit)),
            once(figure.p50_ms),
            once(figure.p99_ms),
            once(figure.processor_us),
            Cell::new(figure.peer.as_ref().map_or_else(String::new, |Peer { name, value }| format!("{name}: {}", number(*value)))),
            optional(figure.ratio),
            Cell::new(floors.join("\n")),
            Cell::new(held.join("\n")),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Bound, Floor, Of};

    #[test]
    fn a_figure_stands_beside_its_floor() {
        let floors = vec![Floor { of: Of::Value, bound: Bound::AtLeast(6_000.0) }];
        let figure = Figure { floors, ..Figure::new("record", "sqlite", 5_000.0, "events/s") };
        let told = table(&[figure]).to_string();
        let row = told.lines().find(|line| line.contains("record")).unwrap();
        assert!(row.contains("5,000") && row.contains("≥ 6,000 events/s") && row.contains("below"), "{row}");
    }
}
