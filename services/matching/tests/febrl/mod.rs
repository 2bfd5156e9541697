//! FEBRL's people: how its columns are read as details. Which rows are one person is kept apart, and only judging looks at it.

#![allow(dead_code, clippy::expect_used, reason = "each test, and the example, uses a part of it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
};

use throughline_matching::{Agreement, Traits, Weights, fit, keys_of};
use throughline_proto::v1::Details;

/// Of a thousand pairs, so many are guessed to be one person when the fitting begins; it soon finds its own number.
const EXPECTED_IN_A_THOUSAND: f64 = 1.0;

/// What a column may be called, in the order in which FEBRL has them.
const COLUMNS: [&[&str]; 11] = [
    &["rec_id", "record_id", "id"],
    &["given_name", "first_name", "forename", "fname"],
    &["surname", "last_name", "family_name", "lname"],
    &["street_number", "house_number"],
    &["address_1", "address1", "address", "street"],
    &["address_2", "address2"],
    &["suburb", "city", "town", "locality"],
    &["postcode", "post_code", "zip", "zip_code"],
    &["state", "county"],
    &["date_of_birth", "dob", "birth_date", "birthdate"],
    &["soc_sec_id", "ssn"],
];

/// One row.
pub struct Row {
    /// What the file calls it.
    pub id: String,
    /// `rec-12-org` and `rec-12-dup-0` are one person: 12.
    pub person: String,
    /// How we read the rest.
    pub details: Details,
    /// The social security number: no number of ours is like it, so that it is left out, except to see what it would change.
    pub social: String,
}

/// The rows of a file, by the names of its columns, in whatever order; a file that begins with a row has FEBRL's.
pub fn read(file: &Path) -> Vec<Row> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_path(file).expect("the file opens");
    let mut rows = reader.records().map(|row| row.expect("a row")).peekable();
    let first = rows.peek().expect("a row").clone();
    let is_called = |names: &[&str]| first.iter().position(|column| names.iter().any(|name| column.eq_ignore_ascii_case(name)));
    if is_called(COLUMNS[0]).is_none() {
        return rows.map(|row| row_of(&row)).collect();
    }
    let columns = COLUMNS.map(is_called);
    assert!(columns[2].is_some(), "no column is called {:?}", COLUMNS[2]);
    let of = |row: &csv::StringRecord| columns.map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned());
    rows.skip(1).map(|row| row_of(&csv::StringRecord::from(of(&row).as_slice()))).collect()
}

/// The rows of several files, as if they were one.
pub fn read_all(files: &[PathBuf]) -> Vec<Row> {
    files.iter().flat_map(|file| read(file)).collect()
}

/// One row of FEBRL's columns.
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
    let id = column(0);
    let person = id.strip_prefix("rec-").and_then(|rest| rest.split('-').next()).unwrap_or(id).into();
    Row { id: id.into(), person, details, social: column(10).into() }
}

/// The people, without who they are.
pub fn traits(rows: &[Row]) -> Vec<Traits> {
    rows.iter().map(|row| Traits::of(&row.details)).collect()
}

/// The pairs that have a key in common, each once.
pub fn near(people: &[Traits]) -> BTreeSet<(usize, usize)> {
    let mut blocks: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (at, traits) in people.iter().enumerate() {
        for key in keys_of(traits) {
            blocks.entry(key).or_default().push(at);
        }
    }
    blocks.values().flat_map(|block| pairs_of(block)).collect()
}

fn pairs_of(block: &[usize]) -> Vec<(usize, usize)> {
    block.iter().enumerate().flat_map(|(at, one)| block.iter().skip(at + 1).map(move |other| (*one, *other))).collect()
}

/// The rows with the social security number as an NHS number: two digits before it, and the check digit after it, where there is one.
pub fn with_social(mut rows: Vec<Row>) -> Vec<Row> {
    for row in rows.iter_mut().filter(|row| !row.social.is_empty() && row.social.bytes().all(|byte| byte.is_ascii_digit())) {
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

/// FEBRL's first data set where somebody has put it beside the workspace, or the files that `FEBRL_FILE` names, with colons between them.
pub fn files() -> Vec<PathBuf> {
    let named = env::var_os("FEBRL_FILE");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).map(|above| above.join("shared/data/febrl1.csv"));
    let files: Vec<PathBuf> = named.as_ref().map_or_else(|| beside().into_iter().collect(), |named| env::split_paths(named).collect());
    if named.is_some() { files } else { files.into_iter().filter(|file| file.exists()).collect() }
}
