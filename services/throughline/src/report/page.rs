//! `report.html`: one page to read and to print, which asks for nothing else and runs nothing. The template escapes whatever anybody named.

use askama::Template;
use throughline_proto::v1::{CountedBeside, DescribeChangeResponse, LooksCounted};

use super::{
    plots::Plot,
    said::{agency_name, at, in_words, kind_of, of_kind, period, place_name, purpose, said, stretch},
};
use crate::output::count;

/// The page.
pub(super) fn page(told: &DescribeChangeResponse, plots: &[Plot]) -> Result<String, askama::Error> {
    let beside = told.counted.clone().unwrap_or_default();
    Page {
        title: format!("What changed in {}", place_name(&told.place)),
        period: period(told),
        origin: &told.place,
        positions: positions(told),
        figures: figures(told),
        plots,
        stretches: told.stretches.iter().map(|one| [stretch(&one.from, &one.to), said(&one.entries), said(&one.looks)]).collect(),
        agencies: agencies(told),
        put_right: put_right(told),
        emergencies: emergencies(told),
        erasures: erasures(told),
        kept: kept(told),
        looks: looks(&told.looks),
        turned_away: beside.refusals.iter().map(|one| [in_words(&one.reason), count(one.count)]).collect(),
        turned_away_since: turned_away_since(&beside),
        checkpoints: checkpoints(&beside),
        cosigned: cosigned(&beside),
        kinds: kinds(told),
        unread: unread(told),
    }
    .render()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: String,
    period: String,
    origin: &'a str,
    positions: String,
    /// The number, and what it is of.
    figures: Vec<(String, &'static str)>,
    plots: &'a [Plot],
    stretches: Vec<[String; 3]>,
    agencies: Vec<[String; 2]>,
    put_right: Vec<[String; 4]>,
    emergencies: Vec<(&'static str, String)>,
    erasures: Vec<[String; 2]>,
    kept: Vec<(&'static str, String)>,
    looks: Vec<[String; 3]>,
    turned_away: Vec<[String; 2]>,
    turned_away_since: String,
    checkpoints: Vec<String>,
    cosigned: Vec<[String; 3]>,
    /// Of each agency, its kinds.
    kinds: Vec<(String, Vec<[String; 2]>)>,
    unread: Vec<String>,
}

impl Page<'_> {
    /// A chart, if there was anything to draw. It is made of numbers and escaped names.
    fn plot(&self, name: &str) -> &str {
        self.plots.iter().find(|plot| plot.name == name).map_or("", |plot| plot.svg.as_str())
    }
}

fn positions(told: &DescribeChangeResponse) -> String {
    match told.records {
        0 => "The log took nothing in then.".to_owned(),
        records => {
            format!("The log took in {} records then: {} to {}.", count(records), count(told.first_position), count(told.last_position))
        }
    }
}

fn figures(told: &DescribeChangeResponse) -> Vec<(String, &'static str)> {
    let entries = told.agencies.iter().filter_map(|agency| agency.entries).collect::<super::said::Sum>();
    let looks = told.looks.iter().filter_map(|look| look.looks).collect::<super::said::Sum>();
    let wrote = told.agencies.iter().filter(|agency| !agency.name.is_empty()).count();
    vec![
        (entries.said(), "entries written"),
        (count(wrote as u64), if wrote == 1 { "agency wrote" } else { "agencies wrote" }),
        (of_kind(told, "corrected").said(), "put right"),
        (of_kind(told, "disagreement_added").said(), "seen differently"),
        (looks.said(), "looks"),
        (said(&told.emergencies.unwrap_or_default().opened), "opened in emergencies"),
    ]
}

fn agencies(told: &DescribeChangeResponse) -> Vec<[String; 2]> {
    told.agencies.iter().map(|agency| [agency_name(&agency.name, &agency.agency).to_owned(), said(&agency.entries)]).collect()
}

fn put_right(told: &DescribeChangeResponse) -> Vec<[String; 4]> {
    let row = |agency: &throughline_proto::v1::AgencyWrote| {
        let of = |kind: &str| said(&Some(kind_of(agency, kind)));
        [agency_name(&agency.name, &agency.agency).to_owned(), of("corrected"), of("withdrawn"), of("disagreement_added")]
    };
    told.agencies.iter().map(row).filter(|row| row[1..].iter().any(|said| said != "0")).collect()
}

fn emergencies(told: &DescribeChangeResponse) -> Vec<(&'static str, String)> {
    let emergencies = told.emergencies.unwrap_or_default();
    if said(&emergencies.opened) == "0" {
        return Vec::new();
    }
    let half = match emergencies.median_minutes {
        0 => "Not told: fewer than 5 were looked at".to_owned(),
        minutes if minutes < 120 => format!("{minutes} minutes"),
        minutes if minutes < 2_880 => format!("{} hours", minutes.div_ceil(60)),
        minutes => format!("{} days", minutes.div_ceil(1_440)),
    };
    vec![
        ("Stories were opened in an emergency", said(&emergencies.opened)),
        ("Looked at afterwards", said(&emergencies.reviewed)),
        ("Still to be looked at when this time ended", said(&emergencies.awaiting)),
        ("Half of them were looked at within", half),
    ]
}

fn erasures(told: &DescribeChangeResponse) -> Vec<[String; 2]> {
    let basis = |basis: &str| if basis.is_empty() { "Others, each for fewer than 5".to_owned() } else { basis.to_owned() };
    told.erasures.iter().map(|one| [basis(&one.basis), said(&one.erasures)]).collect()
}

fn kept(told: &DescribeChangeResponse) -> Vec<(&'static str, String)> {
    let rows = vec![
        ("Keeping somebody from being erased, for now: began", said(&told.holds_placed)),
        ("Keeping somebody from being erased, for now: ended", said(&told.holds_ended)),
        ("Keeping a story without using it, for now: began", said(&told.restrictions_placed)),
        ("Keeping a story without using it, for now: ended", said(&told.restrictions_ended)),
    ];
    if rows.iter().all(|(_, number)| number == "0") { Vec::new() } else { rows }
}

fn looks(looks: &[LooksCounted]) -> Vec<[String; 3]> {
    looks
        .iter()
        .map(|look| [agency_name(&look.name, &look.agency).to_owned(), purpose(&look.purpose).to_owned(), said(&look.looks)])
        .collect()
}

fn turned_away_since(beside: &CountedBeside) -> String {
    if beside.refusals_since.is_empty() {
        return "It is not counted here yet, so that nothing can be said.".to_owned();
    }
    let nodes = if beside.nodes == 1 { "one server".to_owned() } else { format!("{} servers", beside.nodes) };
    format!("Counted since {}, by {nodes} on the days of this time. Before that, nobody counted.", at(&beside.refusals_since))
}

fn checkpoints(beside: &CountedBeside) -> Vec<String> {
    let mut told = Vec::new();
    if beside.published_since.is_empty() {
        told.push("No checkpoint has been counted here yet.".to_owned());
    } else {
        told.push(format!(
            "{} checkpoints were published on the days of this time. They are counted since {}.",
            count(beside.published),
            at(&beside.published_since)
        ));
    }
    if beside.newest_size > 0 {
        let by = match beside.newest_cosigned.len() {
            0 => "no witness has cosigned it".to_owned(),
            1 => "one witness has cosigned it".to_owned(),
            many => format!("{many} witnesses have cosigned it"),
        };
        told.push(format!("The newest one covers {} records; {by}.", count(beside.newest_size)));
    }
    if beside.witnesses_wanted == 0 {
        told.push("This place publishes without witnesses: nobody else vouches that all are shown the same log.".to_owned());
    } else {
        told.push(format!("A checkpoint counts here once {} of the witnesses have cosigned it.", beside.witnesses_wanted));
    }
    told
}

fn cosigned(beside: &CountedBeside) -> Vec<[String; 3]> {
    let row = |one: &throughline_proto::v1::WitnessCounted| {
        let of_a_hundred = (one.cosigned * 100).checked_div(beside.published).unwrap_or_default();
        [one.witness.clone(), count(one.cosigned), format!("{of_a_hundred} of 100")]
    };
    beside.witnesses.iter().map(row).collect()
}

fn kinds(told: &DescribeChangeResponse) -> Vec<(String, Vec<[String; 2]>)> {
    let rows = |agency: &throughline_proto::v1::AgencyWrote| {
        let kinds = agency.kinds.iter().map(|kind| [in_words(&kind.kind), said(&kind.entries)]).collect();
        (agency_name(&agency.name, &agency.agency).to_owned(), kinds)
    };
    told.agencies.iter().map(rows).collect()
}

fn unread(told: &DescribeChangeResponse) -> Vec<String> {
    let mut unread = Vec::new();
    if told.erased_since.is_some_and(|erased| erased != throughline_proto::v1::RoundedCount::default()) {
        unread.push(format!(
            "Of what was written then, {} entries were erased since. Nobody knows any more what they were.",
            said(&told.erased_since)
        ));
    }
    if told.unreadable > 0 {
        unread.push(format!("{} records cannot be read, and should be. “throughline verify” says more.", count(told.unreadable)));
    }
    unread
}
