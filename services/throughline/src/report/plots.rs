//! Which charts there are, and what each shows.

use throughline_proto::v1::DescribeChangeResponse;

use super::{
    charts::{Bar, Told, bars, columns, largest},
    said::{Sum, agency_name, in_words, kind_of, purpose, short},
};

/// Only so many rows are drawn; the table has all.
const MOST_ROWS: usize = 24;

/// A chart.
#[derive(Debug)]
pub(super) struct Plot {
    /// Its file's name, without the ending.
    pub name: &'static str,
    /// The whole SVG.
    pub svg: String,
}

/// All charts for which there is something to show.
pub(super) fn plots(told: &DescribeChangeResponse) -> Vec<Plot> {
    [over_time(told), by_agency(told), put_right(told), looks(told), turned_away(told), cosigned(told)].into_iter().flatten().collect()
}

fn over_time(told: &DescribeChangeResponse) -> Option<Plot> {
    let bar = |stretch: &throughline_proto::v1::StretchWrote| Bar {
        label: short(&stretch.from),
        counts: vec![stretch.entries.into_iter().collect(), stretch.looks.into_iter().collect()],
    };
    let drawn: Vec<_> = told.stretches.iter().map(bar).collect();
    let (title, shows) = ("How much was written, and how often somebody looked", largest(&drawn, "entries"));
    let told = Told { name: "over-time", title, shows: &shows, things: &["Entries", "Looks"] };
    plot(told, drawn, columns)
}

fn by_agency(told: &DescribeChangeResponse) -> Option<Plot> {
    let bar = |agency: &throughline_proto::v1::AgencyWrote| Bar {
        label: agency_name(&agency.name, &agency.agency).to_owned(),
        counts: vec![agency.entries.into_iter().collect()],
    };
    let drawn: Vec<_> = told.agencies.iter().map(bar).collect();
    let shows = largest(&drawn, "entries");
    plot(Told { name: "agencies", title: "Who wrote how much", shows: &shows, things: &["Entries"] }, drawn, bars)
}

fn put_right(told: &DescribeChangeResponse) -> Option<Plot> {
    let bar = |agency: &throughline_proto::v1::AgencyWrote| Bar {
        label: agency_name(&agency.name, &agency.agency).to_owned(),
        counts: ["corrected", "withdrawn", "disagreement_added"].map(|kind| [kind_of(agency, kind)].into_iter().collect()).to_vec(),
    };
    let drawn: Vec<_> = told.agencies.iter().map(bar).filter(is_something).collect();
    let shows = "For each agency: how often it put something right, took something back, or somebody saw it differently. The table has every number.";
    let things = ["Put right", "Taken back", "Seen differently"];
    plot(Told { name: "put-right", title: "What was put right, taken back or seen differently", shows, things: &things }, drawn, bars)
}

fn looks(told: &DescribeChangeResponse) -> Option<Plot> {
    let mut purposes: Vec<&str> = told.looks.iter().map(|look| look.purpose.as_str()).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let of = |word: &str| told.looks.iter().filter(|look| look.purpose == word).filter_map(|look| look.looks).collect::<Sum>();
    let drawn: Vec<_> = purposes.into_iter().map(|word| Bar { label: purpose(word).to_owned(), counts: vec![of(word)] }).collect();
    let shows = largest(&drawn, "looks");
    plot(Told { name: "looks", title: "What people looked for", shows: &shows, things: &["Looks"] }, drawn, bars)
}

fn turned_away(told: &DescribeChangeResponse) -> Option<Plot> {
    let counted = told.counted.as_ref()?;
    let drawn: Vec<_> = counted.refusals.iter().map(|one| exact(in_words(&one.reason), one.count)).collect();
    let shows = largest(&drawn, "times");
    plot(Told { name: "turned-away", title: "What was turned away, by rule", shows: &shows, things: &["Times"] }, drawn, bars)
}

fn cosigned(told: &DescribeChangeResponse) -> Option<Plot> {
    let counted = told.counted.as_ref().filter(|counted| !counted.witnesses.is_empty())?;
    let all = exact("Published in all".to_owned(), counted.published);
    let drawn: Vec<_> = [all].into_iter().chain(counted.witnesses.iter().map(|one| exact(one.witness.clone(), one.cosigned))).collect();
    let shows = "How many checkpoints were published, and how many of these each witness cosigned. The table has every number.";
    plot(Told { name: "witnesses", title: "Who vouched for the log", shows, things: &["Checkpoints"] }, drawn, bars)
}

fn exact(label: String, count: u64) -> Bar {
    Bar { label, counts: vec![Sum { shown: count, left_out: 0 }] }
}

fn is_something(bar: &Bar) -> bool {
    bar.counts.iter().any(|sum| *sum != Sum::default())
}

fn plot(told: Told<'_>, mut drawn: Vec<Bar>, draw: impl FnOnce(&Told<'_>, &[Bar]) -> String) -> Option<Plot> {
    // Small numbers alone have no length.
    if !drawn.iter().flat_map(|bar| &bar.counts).any(|sum| sum.shown > 0) {
        return None;
    }
    if told.name != "over-time" {
        // The longest first; of equals, as they came.
        drawn.sort_by_key(|bar| std::cmp::Reverse(bar.counts.iter().map(|sum| sum.shown).sum::<u64>()));
        drawn.truncate(MOST_ROWS);
    }
    Some(Plot { name: told.name, svg: draw(&told, &drawn) })
}
