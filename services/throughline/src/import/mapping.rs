//! The mapping file: which column of an agency's export is what. Only its shape, and what can be said wrong about it without the export;
//! `mappings/sample.toml` explains every key.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::{config, exit::WrongUse};

/// A mapping with every key explained.
pub const SAMPLE: &str = include_str!("../../mappings/sample.toml");

/// A mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Whose export it is.
    pub agency: Agency,
    /// How the file is written.
    #[serde(default)]
    pub file: FileShape,
    /// Whom a row is about.
    pub person: Person,
    /// Who recorded it.
    pub supporter: Option<Supporter>,
    /// When it happened.
    pub time: Time,
    /// What happened.
    pub event: Event,
}

/// Whose export it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Its word.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// How the file is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileShape {
    /// "utf-8", "windows-1252" …; found out when left out.
    pub encoding: Option<String>,
    /// One character; a comma when left out.
    pub delimiter: Option<String>,
}

/// Whom a row is about: columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The agency's own reference.
    pub reference: Columns,
    /// What they like to be called.
    pub known_as: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Date of birth.
    pub born: Option<String>,
    /// How dates of birth are written.
    #[serde(default)]
    pub born_formats: Vec<String>,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Address in one line.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Do they know that they are written about?
    pub they_know: Option<TheyKnow>,
}

/// Do they know?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TheyKnow {
    /// Yes.
    Yes,
    /// Not yet.
    NotYet,
}

/// Who recorded it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supporter {
    /// The column with their name.
    pub name: String,
    /// The day from which new supporters are said to take part; their first row's when left out.
    #[serde(default, deserialize_with = "day")]
    pub joined: Option<Date>,
    /// What they do, the same for all.
    #[serde(default)]
    pub what_they_do: String,
}

/// When it happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// The column, or a date's and a time's, read as one with a space between.
    pub column: Columns,
    /// How it is written; the first that fits counts.
    #[serde(default = "rfc3339")]
    pub formats: Vec<String>,
    /// The IANA zone of times without an offset; those with one are compared with it.
    pub zone: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The kind, by its name in the proto: "noted", "met".
    pub kind: Choice,
    /// The column that says what, in the source's own words.
    pub what: Option<String>,
    /// The columns that go into the person's sealed words.
    pub words: Option<Columns>,
    /// The source's own key of the row.
    pub source_key: Option<Columns>,
    /// How people were in touch.
    pub manner: Option<Choice>,
    /// The column that says where.
    pub place: Option<String>,
    /// What every row touches on that starts closed: "health".
    #[serde(default)]
    pub topics: Vec<String>,
    /// Further fields of a kind: `[event.fields.offered_help]`.
    #[serde(default)]
    pub fields: BTreeMap<String, BTreeMap<String, Choice>>,
}

/// One column, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a column's name, or a list of columns' names")]
pub enum Columns {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Columns {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

impl Default for Columns {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// Always the same, or by a column.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "a value, or { column = \"…\", values = { … } }")]
pub enum Choice {
    /// For every row.
    Always(Scalar),
    /// By what a column says.
    From(FromColumn),
}

/// What a column's texts mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FromColumn {
    /// The column.
    pub column: String,
    /// What each text means; the text itself when left out.
    #[serde(default)]
    pub values: BTreeMap<String, Scalar>,
    /// What any other text means; without it, a row with another text is left out and named.
    pub otherwise: Option<Scalar>,
}

/// A value as TOML writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a text, true, false or a number")]
pub enum Scalar {
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
    /// A number.
    Number(u32),
}

impl Scalar {
    /// As text, however it was written.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format!("\"{text}\" is no day; write it as \"2026-03-14\"")))
}

fn rfc3339() -> Vec<String> {
    vec!["rfc3339".to_owned()]
}

impl Mapping {
    /// Reads a mapping file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| WrongUse::new(format!("cannot read the mapping {}", path.display())))?;
        Self::parse(&text).map_err(|error| WrongUse::new(format!("the mapping {} is not right:\n{error}", path.display())).into())
    }

    /// Reads a mapping's text.
    pub fn parse(text: &str) -> Result<Self, WrongUse> {
        let mapping: Self = toml::from_str(text).map_err(|error| WrongUse::new(error.to_string()))?;
        if !config::is_word(&mapping.agency.slug) {
            let suggested = config::word_of(&mapping.agency.name);
            return Err(WrongUse::new(format!(
                "[agency] slug = \"{}\": an agency's word has a to z, 0 to 9 and hyphens only, such as \"{suggested}\"",
                mapping.agency.slug
            )));
        }
        let lists =
            [Some(&mapping.person.reference), Some(&mapping.time.column), mapping.event.source_key.as_ref(), mapping.event.words.as_ref()];
        if lists.into_iter().flatten().any(|columns| columns.names().is_empty()) {
            return Err(WrongUse::new("a list of columns is empty: name at least one, or leave the key out"));
        }
        Ok(mapping)
    }

    /// The character between the cells.
    pub fn delimiter(&self) -> Result<u8, WrongUse> {
        match self.file.delimiter.as_deref().unwrap_or(",") {
            "tab" => Ok(b'\t'),
            text if text.len() == 1 && !matches!(text.as_bytes(), [b'"' | b'\r' | b'\n']) => Ok(text.as_bytes()[0]),
            text => Err(WrongUse::new(format!("[file] delimiter = \"{text}\": give one character, such as \",\" or \";\", or \"tab\""))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: &str = r#"
        [agency]
        slug = "harmony-house"
        name = "Harmony House"
        [person]
        reference = "No"
        [time]
        column = ["Date", "Time"]
        [event]
        kind = "noted"
        what = "What"
    "#;

    #[test]
    fn the_shortest_mapping_is_enough() {
        let mapping = Mapping::parse(SHORTEST).expect("valid");
        assert_eq!(mapping.time.formats, ["rfc3339"]);
        assert_eq!(mapping.delimiter(), Ok(b','));
    }

    #[test]
    fn the_sample_is_a_mapping() {
        Mapping::parse(SAMPLE).expect("valid");
    }

    #[test]
    fn a_key_that_nobody_knows_is_named() {
        let error = Mapping::parse(&SHORTEST.replace("what =", "waht =")).expect_err("unknown");
        assert!(error.0.contains("waht"), "{error}");
    }

    #[test]
    fn an_agencys_word_that_is_none_is_answered_with_one() {
        let error = Mapping::parse(&SHORTEST.replace("\"harmony-house\"", "\"Harmony House\"")).expect_err("no word");
        assert!(error.0.contains("such as \"harmony-house\""), "{error}");
    }
}
