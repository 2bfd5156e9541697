//! The header of an export: which column has which name, and what is said when one is missing.

use super::mapping::Columns;
use crate::{exit::WrongUse, nearest::did_you_mean};

/// Delimiters that a header is looked through for when its columns are missing.
const OTHER_DELIMITERS: [(char, &str); 4] = [(',', ","), (';', ";"), ('\t', "tab"), ('|', "|")];

/// The columns of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Which cell.
    pub index: usize,
    /// Its name, for messages.
    pub name: String,
}

impl Header {
    /// From the first row's cells.
    pub fn new(cells: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { names: cells.into_iter().map(|cell| cell.as_ref().trim().to_owned()).collect() }
    }

    /// All names, in the order of the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The column of this name; `key` is where the mapping asks for it.
    pub fn column(&self, key: &str, name: &str) -> Result<Column, WrongUse> {
        let wanted = name.trim();
        let mut found = self.names.iter().enumerate().filter(|(_, name)| *name == wanted);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(Column { index, name: wanted.to_owned() }),
            (Some(_), Some(_)) => Err(WrongUse::new(format!("{key}: the file has two columns \"{wanted}\"; rename one of them"))),
            (None, _) => Err(WrongUse::new(format!(
                "{key}: the file has no column \"{wanted}\".{} It has: {}",
                self.hint(wanted),
                self.names.join(", ")
            ))),
        }
    }

    /// The columns of these names.
    pub fn columns(&self, key: &str, columns: &Columns) -> Result<Vec<Column>, WrongUse> {
        columns.names().iter().map(|name| self.column(key, name)).collect()
    }

    /// The column, if the mapping names one.
    pub fn optional(&self, key: &str, name: Option<&str>) -> Result<Option<Column>, WrongUse> {
        name.map(|name| self.column(key, name)).transpose()
    }

    fn hint(&self, wanted: &str) -> String {
        if let [only] = self.names.as_slice()
            && let Some((_, delimiter)) = OTHER_DELIMITERS.iter().find(|(character, _)| only.contains(*character))
        {
            return format!(" The whole header is one column: say `delimiter = \"{delimiter}\"` under [file].");
        }
        did_you_mean(wanted, self.names.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_is_answered_with_the_nearest() {
        let header = Header::new(["case:concept:name", "org:resource"]);
        let error = header.column("[supporter] name", "org:resourse").expect_err("missing");
        assert!(
            error.0.starts_with("[supporter] name: the file has no column \"org:resourse\". Did you mean \"org:resource\"?"),
            "{error}"
        );
    }

    #[test]
    fn a_header_with_another_delimiter_is_told() {
        let error = Header::new(["a;b;c"]).column("[person] reference", "a").expect_err("missing");
        assert!(error.0.contains("delimiter = \";\""), "{error}");
    }

    #[test]
    fn a_name_that_two_columns_have_is_no_answer() {
        assert!(Header::new(["a", "a "]).column("[person] reference", "a").expect_err("two").0.contains("two columns"));
    }
}
