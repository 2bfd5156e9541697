//! A source's own wording, kept whole: short in the facts, and where it is long, in full in the person's words.

use super::{columns::Column, problem::RowProblem};

/// A text field of the facts.
pub const LONGEST_TEXT_BYTES: usize = 500;
/// The words of one person.
pub const LONGEST_WORDS_BYTES: usize = 8 * 1024;
/// Says that the rest is not lost.
const CUT: &str = "… (all of it in the words)";

/// What goes where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// For the facts.
    pub what: String,
    /// For the person's words; empty when there are none.
    pub words: String,
    /// The facts hold only the beginning.
    pub cut: bool,
}

/// Puts a row's wording where it belongs.
pub fn split(what: &str, words: &str) -> Wording {
    if what.len() <= LONGEST_TEXT_BYTES {
        return Wording { what: what.to_owned(), words: words.to_owned(), cut: false };
    }
    let beginning = beginning(what, LONGEST_TEXT_BYTES - CUT.len());
    Wording { what: format!("{beginning}{CUT}"), words: joined(what, words), cut: true }
}

/// Two pieces of words, one under the other.
pub fn joined(one: &str, other: &str) -> String {
    [one, other].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// As much of a text as fits, in whole characters.
pub fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// One column's text as it is; several as lines that say which column each is of.
pub fn labelled(columns: &[Column], cells: &[impl AsRef<str>]) -> String {
    let text = |column: &Column| cells.get(column.index).map(AsRef::as_ref).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    if let [only] = columns {
        return text(only).unwrap_or_default();
    }
    let lines = columns.iter().filter_map(|column| text(column).map(|text| format!("{}: {text}", column.name)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Words have a limit, and nothing of them is dropped to keep it.
pub fn check_words(words: &str, column: impl FnOnce() -> String) -> Result<(), RowProblem> {
    if words.len() <= LONGEST_WORDS_BYTES {
        return Ok(());
    }
    Err(RowProblem::TooLong { column: column(), bytes: words.len(), limit: LONGEST_WORDS_BYTES })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_wording_stays_as_it_came() {
        assert_eq!(split("Came by.", "More."), Wording { what: "Came by.".into(), words: "More.".into(), cut: false });
    }

    #[test]
    fn long_wording_is_cut_in_sight_and_kept_whole_in_the_words() {
        let long = "é".repeat(300);
        let wording = split(&long, "More.");
        assert!(wording.cut && wording.what.len() <= LONGEST_TEXT_BYTES && wording.what.ends_with(CUT));
        assert_eq!(wording.words, format!("{long}\n\nMore."));
    }

    #[test]
    fn several_columns_say_which_each_is_and_empty_ones_are_left_out() {
        let columns = [("Channel", 0), ("Group", 1), ("Desk", 2)].map(|(name, index)| Column { index, name: name.into() });
        assert_eq!(labelled(&columns, &["Internet", " ", "Main"]), "Channel: Internet\nDesk: Main");
        assert_eq!(labelled(&columns[..1], &["Internet"]), "Internet");
    }
}
