//! A bar chart as SVG, readable on a light page and on a dark one. It knows bars and no measures.

use std::fmt::Write as _;

use crate::figure::number;

const WIDTH: u32 = 760;
const MARGIN: u32 = 16;
/// Names stand left of here, bars right of it.
const BARS: u32 = 210;
/// Right of the longest bar there is room for its value.
const LONGEST: u32 = WIDTH - BARS - 150;
const TITLE: u32 = 30;
const BAR: u32 = 22;
const BETWEEN: u32 = 14;

/// An image follows the reader's own choice of light or dark, wherever the page that shows it is served.
const STYLE: &str = "<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .value { fill: #59636e }
  .ours { fill: #0b7285 }
  .peer { fill: #adb5bd }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .value { fill: #9198a1 }
    .ours { fill: #3bc9db }
    .peer { fill: #5c636a }
  }
</style>
";

/// Bars that are compared with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they are about.
    pub title: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose it is.
    pub name: String,
    /// How long it is.
    pub value: f64,
    /// In what.
    pub unit: &'static str,
    /// Whether it is ours.
    pub is_ours: bool,
}

/// Draws the groups one below the other, each on a scale of its own.
pub fn chart(groups: &[Group]) -> String {
    let (mut drawn, mut y) = (String::new(), MARGIN);
    for group in groups {
        draw(group, &mut y, &mut drawn);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" role=\"img\" \
         aria-label=\"What Throughline reaches beside others, on one machine; longer is better\">\n{STYLE}{drawn}</svg>\n"
    )
}

fn draw(group: &Group, y: &mut u32, drawn: &mut String) {
    let most = group.bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    // Writing into a text cannot fail.
    _ = writeln!(drawn, "<text class=\"title\" x=\"{MARGIN}\" y=\"{}\">{}</text>", *y + 14, escaped(&group.title));
    *y += TITLE;
    for bar in &group.bars {
        let length = (bar.value / most * f64::from(LONGEST)).max(1.0);
        let class = if bar.is_ours { "ours" } else { "peer" };
        let (name, value) = (escaped(&bar.name), escaped(&format!("{} {}", number(bar.value), bar.unit)));
        let (base, after) = (*y + 13, f64::from(BARS) + length + 8.0);
        _ = writeln!(drawn, "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{name}</text>", BARS - 8);
        _ = writeln!(drawn, "<rect class=\"{class}\" x=\"{BARS}\" y=\"{y}\" width=\"{length:.1}\" height=\"{}\" rx=\"2\"/>", BAR - 5);
        _ = writeln!(drawn, "<text class=\"value\" x=\"{after:.1}\" y=\"{base}\">{value}</text>");
        *y += BAR;
    }
    *y += BETWEEN;
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values_and_ours_stand_out() {
        let bar = |name: &str, value, is_ours| Bar { name: name.to_owned(), value, unit: "events/s", is_ours };
        let bars = vec![bar("ours", 50.0, true), bar("a < b", 100.0, false)];
        let drawn = chart(&[Group { title: "Record".to_owned(), bars }]);
        assert!(drawn.contains("class=\"ours\" x=\"210\" y=\"46\" width=\"200.0\""), "{drawn}");
        assert!(drawn.contains("class=\"peer\" x=\"210\" y=\"68\" width=\"400.0\""), "{drawn}");
        assert!(drawn.contains("a &lt; b") && drawn.contains("prefers-color-scheme: dark"), "{drawn}");
    }
}
