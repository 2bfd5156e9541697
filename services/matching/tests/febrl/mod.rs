//! FEBRL's people: how its columns are read as details. Which rows are one person is kept apart, and only judging looks at it.

#![allow(dead_code, clippy::expect_used, reason = "each test, and the example, uses a part of it")]

use std::{env, path::Path, path::PathBuf};

use throughline_matching::{Agreement, Traits, Weights, fit};
use throughline_proto::v1::Details;

/// Of a thousand pairs, so many are guessed to be one person when the fitting begins; it soon finds its own number.
const EXPECTED_IN_A_THOUSAND: f64 = 1.0;

/// One row.
pub struct Row {
    /// `rec-12-org` and `rec-12-dup-0` are one person: 12.
    pub person: String,
    /// How we read the rest.
    pub details: Details,
    /// The social security number: no number of ours is like it, so that it is left out, except to see what it would change.
    pub social: String,
}

/// The rows of a file.
pub fn read(file: &Path) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(file).expect("the file opens");
    reader.records().map(|row| row_of(&row.expect("a row"))).collect()
}

/// One row of its columns.
pub fn row_of(row: &csv::StringRecord) -> Row {
    let column = |index: usize| row.get(index).unwrap_or_default();
    let details = Details {
        given_name: column(1).into(),
        family_name: column(2).into(),
        address: [3, 4, 5, 6].map(column).join(" "),
        postcode: column(7).into(),
        born: column(9).into(),
        ..Details::default()
    };
    let person = column(0).split('-').nth(1).expect("rec-N-org or rec-N-dup-M").into();
    Row { person, details, social: column(10).into() }
}

/// The people, without who they are.
pub fn traits(rows: &[Row]) -> Vec<Traits> {
    rows.iter().map(|row| Traits::of(&row.details)).collect()
}

/// The rows with the social security number as an NHS number: two digits before it, and the check digit after it, where there is one.
pub fn with_social(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        let nine = format!("40{:0>7}", row.social);
        let sum: u32 = nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        row.details.nhs_number = format!("{nine}{}", (11 - sum % 11) % 11);
    }
    rows
}

/// The weights that all pairs of these people give.
pub fn fitted(people: &[Traits]) -> Weights {
    let others = |at: usize| people.iter().skip(at + 1);
    fit(people.iter().enumerate().flat_map(|(at, one)| others(at).map(move |other| Agreement::between(one, other))), EXPECTED_IN_A_THOUSAND)
}

/// FEBRL's first data set where somebody has put it beside the workspace, or the file that `FEBRL_FILE` names.
pub fn file() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let beside = workspace.parent()?.join("shared/data/febrl1.csv");
    Some(env::var_os("FEBRL_FILE").map_or(beside, PathBuf::from)).filter(|file| file.exists())
}
