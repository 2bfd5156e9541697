//! Charts as SVG: bars lying down, one below the other, and columns over time. Each has a text alternative, and its numbers beside the bars. No
//! styles or fonts from outside, so that one in a file is the same as one in the page.

use std::fmt::Write as _;

use super::said::{FEW, Sum};
use crate::output::count;

/// Everything is drawn in this width; whoever shows it scales it.
const WIDTH: u32 = 720;
const INK: &str = "#1d2528";
const QUIET: &str = "#59666b";
const LINE: &str = "#d9dfde";
const FONT: &str = "font-family=\"system-ui, sans-serif\" font-size=\"13\"";
/// Colours that differ in grey too.
pub(super) const COLOURS: [&str; 3] = ["#2f6b5a", "#d9a441", "#8a5a83"];

/// A bar: what it is of, and how long.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub label: String,
    /// One length for each thing that is counted.
    pub counts: Vec<Sum>,
}

/// What is counted, what the chart is called, and what it shows in a sentence or two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub name: &'static str,
    pub title: &'a str,
    pub shows: &'a str,
    pub things: &'a [&'a str],
}

/// Bars lying down.
pub(super) fn bars(told: &Told<'_>, bars: &[Bar]) -> String {
    const LEFT: u32 = 232;
    const ROOM: u32 = 372;
    const THICK: u32 = 16;
    let longest = bars.iter().flat_map(|bar| &bar.counts).map(|sum| sum.shown).max().unwrap_or_default().max(1);
    let things = told.things.len().max(1) as u32;
    let row = things * (THICK + 2) + 12;
    let top = legend_height(told);
    let height = top + bars.len() as u32 * row + 4;
    let mut svg = begin(told, height);
    legend(&mut svg, told);
    for (index, bar) in (0..).zip(bars) {
        let y = top + index * row;
        let middle = y + (row - 12) / 2 + 4;
        _ = write!(
            svg,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\" fill=\"{INK}\">{}</text>",
            LEFT - 12,
            escaped(&shortened(&bar.label))
        );
        for (at, sum) in (0..).zip(&bar.counts) {
            let y = y + at * (THICK + 2);
            let long = (u64::from(ROOM) * sum.shown / longest) as u32;
            let colour = COLOURS[at as usize % COLOURS.len()];
            if sum.shown > 0 {
                _ = write!(svg, "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{}\" height=\"{THICK}\" rx=\"2\" fill=\"{colour}\"/>", long.max(2));
            } else if sum.left_out > 0 {
                // Something is there, and nobody can say from this how much.
                _ = write!(svg, "<rect x=\"{LEFT}\" y=\"{y}\" width=\"5\" height=\"{THICK}\" rx=\"2\" fill=\"none\" stroke=\"{colour}\"/>");
            }
            let after = LEFT + if sum.shown > 0 { long.max(2) } else { 5 } + 8;
            _ = write!(svg, "<text x=\"{after}\" y=\"{}\" fill=\"{QUIET}\">{}</text>", y + 13, sum.said());
        }
    }
    _ = write!(svg, "<line x1=\"{LEFT}\" y1=\"{top}\" x2=\"{LEFT}\" y2=\"{}\" stroke=\"{LINE}\"/>", height - 8);
    svg + "</svg>\n"
}

/// Columns over time.
pub(super) fn columns(told: &Told<'_>, columns: &[Bar]) -> String {
    const TALL: u32 = 200;
    let top = legend_height(told) + 6;
    let tallest = nice(columns.iter().flat_map(|bar| &bar.counts).map(|sum| sum.shown).max().unwrap_or_default());
    // As wide as the highest number is to write.
    let left = 8 + 8 * count(tallest).len().max(7) as u32;
    let room = WIDTH - left - 8;
    let mut svg = begin(told, top + TALL + 34);
    legend(&mut svg, told);
    for quarter in 0..=4_u32 {
        let y = top + TALL - TALL * quarter / 4;
        _ = write!(svg, "<line x1=\"{left}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{LINE}\"/>", WIDTH - 8);
        let value = count(tallest * u64::from(quarter) / 4);
        _ = write!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{QUIET}\">{value}</text>", left - 8, y + 4);
    }
    let (many, things) = ((columns.len() as u32).max(1), told.things.len().max(1) as u32);
    // In hundredths, so that many columns fit and no number depends on a machine's fractions.
    let step = room * 100 / many;
    let wide = (step * 76 / 100 / things).min(3_600);
    let label_every = many.div_ceil(12);
    for (index, column) in (0..).zip(columns) {
        let x = left * 100 + index * step + step / 2;
        for (at, sum) in (0..).zip(&column.counts) {
            let high = (u64::from(TALL) * 100 * sum.shown / tallest) as u32;
            let x = x + at * wide - things * wide / 2;
            let (y, colour) = ((top + TALL) * 100 - high, COLOURS[at as usize % COLOURS.len()]);
            if sum.shown > 0 {
                let (x, y, wide, high) = (hundredths(x), hundredths(y), hundredths(wide.max(50)), hundredths(high));
                _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{colour}\"/>");
            } else if sum.left_out > 0 {
                let (x, y, wide) = (hundredths(x), top + TALL - 3, hundredths(wide.max(50)));
                _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"3\" fill=\"none\" stroke=\"{colour}\"/>");
            }
        }
        if index.is_multiple_of(label_every) {
            let label = escaped(&column.label);
            _ = write!(
                svg,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{QUIET}\">{label}</text>",
                hundredths(x),
                top + TALL + 20
            );
        }
    }
    svg + "</svg>\n"
}

fn begin(told: &Told<'_>, height: u32) -> String {
    let Told { name, title, shows, .. } = told;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" {FONT} \
         aria-labelledby=\"{name}-title {name}-shows\"><title id=\"{name}-title\">{}</title><desc id=\"{name}-shows\">{}</desc>",
        escaped(title),
        escaped(shows)
    )
}

fn legend_height(told: &Told<'_>) -> u32 {
    if told.things.len() > 1 { 30 } else { 4 }
}

/// What each colour stands for, where there are several.
fn legend(svg: &mut String, told: &Told<'_>) {
    if told.things.len() < 2 {
        return;
    }
    let mut x = 8;
    for (thing, colour) in told.things.iter().zip(COLOURS) {
        _ = write!(svg, "<rect x=\"{x}\" y=\"4\" width=\"13\" height=\"13\" rx=\"2\" fill=\"{colour}\"/>");
        _ = write!(svg, "<text x=\"{}\" y=\"15\" fill=\"{INK}\">{}</text>", x + 19, escaped(thing));
        x += 19 + thing.chars().count() as u32 * 8 + 20;
    }
}

/// The next number that quarters well.
fn nice(tallest: u64) -> u64 {
    let mut unit = 4;
    loop {
        for nice in [unit, unit * 2, unit * 3, unit * 5] {
            if nice >= tallest {
                return nice;
            }
        }
        unit *= 10;
    }
}

fn hundredths(number: u32) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

fn shortened(label: &str) -> String {
    const LONGEST: usize = 30;
    if label.chars().count() <= LONGEST { label.to_owned() } else { label.chars().take(LONGEST - 1).chain(['…']).collect() }
}

/// Text that is nothing else.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What a chart says in words, of its largest.
pub(super) fn largest(bars: &[Bar], thing: &str) -> String {
    let of = |bar: &Bar| bar.counts.first().copied().unwrap_or_default();
    match bars.iter().rev().max_by_key(|bar| of(bar).shown).filter(|bar| of(bar).shown > 0) {
        Some(bar) => format!("Most: {}, {} {thing}. The table has every number.", bar.label, of(bar).said()),
        None if bars.iter().any(|bar| of(bar).left_out > 0) => format!("Each has {FEW} {thing}."),
        None => "There is nothing to show.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: Told<'_> = Told { name: "a", title: "A & B", shows: "<what>", things: &["entries", "looks"] };

    fn bar(label: &str, shown: u64, left_out: u64) -> Bar {
        Bar { label: label.to_owned(), counts: vec![Sum { shown, left_out }, Sum::default()] }
    }

    #[test]
    fn what_anybody_named_is_text_in_it_and_nothing_else() {
        for svg in [bars(&TOLD, &[bar("<script>\"&", 5, 0)]), columns(&TOLD, &[bar("<script>\"&", 5, 0)])] {
            assert!(svg.contains("&lt;script&gt;&quot;&amp;") && svg.contains("A &amp; B") && !svg.contains("<script"), "{svg}");
        }
    }

    #[test]
    fn a_small_number_has_no_length_that_could_be_measured() {
        let drawn = |left_out| bars(&TOLD, &[bar("one", 0, left_out), bar("other", 400, 0)]);
        assert!(drawn(1).contains("fewer than 5") && drawn(1).contains("fill=\"none\""));
        assert!(!drawn(0).contains("fewer than 5"));
    }

    #[test]
    fn the_scale_ends_with_a_number_that_quarters_well() {
        assert_eq!([0, 4, 5, 13, 21, 121, 999].map(nice), [4, 4, 8, 20, 40, 200, 1_200]);
    }

    #[test]
    fn nothing_and_years_of_days_can_be_drawn() {
        assert!(columns(&TOLD, &[]).ends_with("</svg>\n") && bars(&TOLD, &[]).ends_with("</svg>\n"));
        let many: Vec<_> = (0..2_026).map(|year| bar(&year.to_string(), year, 0)).collect();
        assert!(columns(&TOLD, &many).ends_with("</svg>\n"));
    }
}
