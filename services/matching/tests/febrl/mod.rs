//! Lists of people, FEBRL's and others: how their columns are read as details. Which rows are one person is kept apart, and only judging looks
//! at it.

#![allow(dead_code, clippy::print_stderr, reason = "each test, and each example, uses a part of it, and says how it read a list")]

mod columns;
pub mod judge;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use throughline_matching::{Agreement, Traits, Weights, fit, keys_of};
use throughline_proto::v1::{Details, Reach};

use columns::{Columns, Kind, date, date_of, delimiter};

/// Who share a key in larger numbers are not compared for it: a list of a million would have no end.
const LARGEST_BLOCK: usize = 1_000;
/// A word that more than one in so many addresses have is a town's, and finds nobody; in a short list, more than so many.
const A_TOWN_HAS_ONE_IN: usize = 100;
const A_STREET_HAS: usize = 20;

/// One row.
pub struct Row {
    /// What the file calls it.
    pub id: String,
    /// Who it is, where the list says so: `rec-12-org` and `rec-12-dup-0` are 12.
    pub person: Option<String>,
    /// How we read the rest.
    pub details: Details,
    /// The social security number: no number of ours is like it, so that it is left out, except to see what it would change.
    pub social: String,
}

/// The rows of several files, as if they were one; `truth` names a column that says who is who.
pub fn read_all(files: &[PathBuf], truth: Option<&str>) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for file in files {
        rows.extend(read(file, truth).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    Ok(rows)
}

fn read(file: &Path, truth: Option<&str>) -> Result<Vec<Row>, String> {
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    let (columns, rows) = read_text(&String::from_utf8_lossy(&bytes), truth)?;
    let unread = rows.iter().filter(|row| row.details.born.is_empty()).count();
    eprintln!("{}: {}", file.display(), columns.in_words());
    eprintln!("{}: {} rows, {unread} without a date of birth that can be read", file.display(), rows.len());
    Ok(rows)
}

/// The rows of a text, by the names of its columns.
pub fn read_text(text: &str, truth: Option<&str>) -> Result<(Columns, Vec<Row>), String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).trim(csv::Trim::All).delimiter(delimiter(text));
    let records: Result<Vec<csv::StringRecord>, csv::Error> = reader.from_reader(text.as_bytes()).records().collect();
    let records = records.map_err(|error| error.to_string())?;
    let columns = Columns::of(records.first().ok_or("there is no row in it")?, truth)?;
    let first = usize::from(columns.has_header);
    let rows = records.iter().enumerate().skip(first).map(|(at, row)| row_of(&columns, at + 1, row)).collect();
    Ok((columns, rows))
}

fn row_of(columns: &Columns, line: usize, row: &csv::StringRecord) -> Row {
    let text = |kind| columns.text(kind, row).to_owned();
    // A list may have the whole name in one column, the family's at the end; or first, with a comma after it.
    let whole =
        || columns.text(Kind::Whole, row).split_once(',').map_or_else(|| text(Kind::Whole), |(last, first)| format!("{first} {last}"));
    let given =
        if [Kind::Given, Kind::Family].iter().all(|kind| columns.text(*kind, row).is_empty()) { whole() } else { text(Kind::Given) };
    let lines = [Kind::Line, Kind::SecondLine].map(|kind| columns.text(kind, row));
    // A town alone is no address.
    let town = if lines.iter().all(|line| line.is_empty()) { "" } else { columns.text(Kind::Town, row) };
    let born = || date_of(columns.text(Kind::Year, row), columns.text(Kind::Month, row), columns.text(Kind::Day, row));
    let reaches = [Kind::Phone, Kind::Email].into_iter().flat_map(|kind| columns.texts(kind, row));
    let details = Details {
        given_name: given,
        known_as: text(Kind::KnownAs),
        family_name: text(Kind::Family),
        other_names: columns.texts(Kind::Middle, row).map(str::to_owned).collect(),
        address: [columns.text(Kind::House, row), lines[0], lines[1], town].join(" "),
        postcode: text(Kind::Postcode),
        born: date(columns.text(Kind::Born, row)).or_else(born).unwrap_or_default(),
        nhs_number: text(Kind::NhsNumber),
        reach: reaches.map(|at| Reach { at: at.to_owned(), ..Reach::default() }).collect(),
        ..Details::default()
    };
    let id = columns.text(Kind::Id, row);
    let id = if id.is_empty() { format!("line {line}") } else { id.to_owned() };
    Row { id, person: columns.truth(row).map(str::to_owned), details, social: text(Kind::Social) }
}

/// The people, without who they are.
pub fn traits(rows: &[Row]) -> Vec<Traits> {
    rows.iter().map(|row| Traits::of(&row.details)).collect()
}

/// The pairs that have a key in common, each once.
pub fn near(people: &[Traits]) -> BTreeSet<(usize, usize)> {
    let mut blocks: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    let mut words: BTreeMap<Vec<u8>, BTreeSet<usize>> = BTreeMap::new();
    for (at, traits) in people.iter().enumerate() {
        for key in keys_of(traits) {
            if let Some(word) = word_of(&key) {
                words.entry(word.to_vec()).or_default().insert(at);
            }
            blocks.entry(key).or_default().push(at);
        }
    }
    let most = (people.len() / A_TOWN_HAS_ONE_IN).max(A_STREET_HAS);
    let is_of_a_town = |key: &[u8]| word_of(key).and_then(|word| words.get(word)).is_some_and(|people| people.len() > most);
    let compared = blocks.iter().filter(|(key, block)| block.len() <= LARGEST_BLOCK && !is_of_a_town(key));
    compared.flat_map(|(_, block)| pairs_of(block)).collect()
}

/// The word of an address in a key, if there is one.
fn word_of(key: &[u8]) -> Option<&[u8]> {
    let mut parts = key.split(|byte| *byte == b'|');
    match parts.next()? {
        b"street" | b"street and year" => parts.next(),
        b"house" => parts.nth(1),
        _ => None,
    }
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

/// The weights that all pairs of these people give. Of a thousand pairs, as many are taken to be one person to begin with as there would be
/// if every second row were somebody's copy; the fitting soon finds its own number.
pub fn fitted(people: &[Traits]) -> Weights {
    fitted_from(people, 1000.0 / people.len().max(1) as f64)
}

/// The same, beginning elsewhere.
pub fn fitted_from(people: &[Traits], expected_in_a_thousand: f64) -> Weights {
    let others = |at: usize| people.iter().skip(at + 1);
    fit(people.iter().enumerate().flat_map(|(at, one)| others(at).map(move |other| Agreement::between(one, other))), expected_in_a_thousand)
}

/// FEBRL's first data set where somebody has put it beside the workspace, or the files that `FEBRL_FILE` names, with colons between them.
pub fn files() -> Vec<PathBuf> {
    let named = env::var_os("FEBRL_FILE");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).map(|above| above.join("shared/data/febrl1.csv"));
    let files: Vec<PathBuf> = named.as_ref().map_or_else(|| beside().into_iter().collect(), |named| env::split_paths(named).collect());
    if named.is_some() { files } else { files.into_iter().filter(|file| file.exists()).collect() }
}
