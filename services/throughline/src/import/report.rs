//! What came of an import: for people as a few lines, for programs as one object; and the rows that were left out, as a file to be mended
//! and imported again.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::Serialize;

use super::prepare::{BadRow, Prepared};
use crate::output::{Output, Tone, count, counted};

/// More than these are in the reasons' file.
const BAD_ROWS_SHOWN: usize = 20;

/// How many there are, and how many of them are new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AllAndNew {
    /// In the file.
    pub all: u64,
    /// Not there before.
    pub new: u64,
}

/// A line and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The line in the file, from 1.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Nothing was written.
    pub dry_run: bool,
    /// The agency's word.
    pub agency: String,
    /// Rows in the file, without the header.
    pub rows: u64,
    /// People told of.
    pub people: AllAndNew,
    /// Supporters told of.
    pub supporters: AllAndNew,
    /// Entries that were added.
    pub entries_added: u64,
    /// Rows that were there already.
    pub already_there: u64,
    /// Rows that say word for word what another says.
    pub repeated: u64,
    /// Facts that break a rule, added as a note or there as one.
    pub kept_as_noted: Vec<Named>,
    /// Rows that were left out.
    pub bad: Vec<Named>,
    /// How often one person's consecutive events were recorded by different supporters.
    pub changes_of_hands: u64,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// Where the rows that were left out are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_file: Option<PathBuf>,
    /// How long it took.
    pub seconds: f64,
}

impl Report {
    /// Names every row that was left out, in the order of the file.
    pub fn name_bad(&mut self, bad: &[BadRow]) {
        self.bad = bad.iter().map(|bad| Named { line: bad.line, why: bad.why.to_string() }).collect();
        self.bad.sort_by_key(|named| named.line);
    }

    /// On standard output.
    pub fn tell(&self, output: &Output) -> io::Result<()> {
        if output.is_json() {
            return output.json(self);
        }
        self.tell_numbers(output)?;
        for note in &self.notes {
            output.line(format!("  {}", output.paint(Tone::Quiet, note)))?;
        }
        tell_named(output, "Kept as notes, because what they say would break a rule:", &self.kept_as_noted)?;
        let heading = format!("Left out ({}):", counted(self.bad.len() as u64, "row", "rows"));
        tell_named(output, &heading, &self.bad)?;
        if let Some(file) = &self.rejected_file {
            let reasons = reasons_file(file);
            output.line(format!(
                "  They are in {}, the reasons in {}. Mend them and import that file.",
                file.display(),
                reasons.display()
            ))?;
        }
        Ok(())
    }

    fn tell_numbers(&self, output: &Output) -> io::Result<()> {
        let (verb, added) = if self.dry_run { ("would add", Tone::Quiet) } else { ("added", Tone::Good) };
        let line = |name: &str, text: String| output.line(format!("  {name:<18} {text}"));
        output.line(output.paint(Tone::Heading, format!("{}: {}", self.agency, counted(self.rows, "row", "rows"))))?;
        let new = |both: AllAndNew| if self.dry_run { count(both.all) } else { format!("{} ({} new)", count(both.all), count(both.new)) };
        line("people", new(self.people))?;
        line("supporters", new(self.supporters))?;
        line("entries", output.paint(added, format!("{verb} {}", count(self.entries_added))))?;
        if !self.dry_run {
            line("already there", count(self.already_there))?;
            line("kept as notes", count(self.kept_as_noted.len() as u64))?;
        }
        if self.repeated > 0 {
            line("said twice", count(self.repeated))?;
        }
        line("left out", output.paint(if self.bad.is_empty() { Tone::Good } else { Tone::Bad }, count(self.bad.len() as u64)))?;
        line("changes of hands", count(self.changes_of_hands))?;
        line("took", format!("{:.1} s", self.seconds))
    }
}

fn tell_named(output: &Output, heading: &str, named: &[Named]) -> io::Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    output.line(output.paint(Tone::Warning, heading))?;
    for Named { line, why } in named.iter().take(BAD_ROWS_SHOWN) {
        output.line(format!("  line {line} {why}"))?;
    }
    let more = named.len().saturating_sub(BAD_ROWS_SHOWN);
    if more > 0 {
        output.line(format!("  … and {} more (all of them with --format json)", count(more as u64)))?;
    }
    Ok(())
}

/// Writes the rows that were left out, as they stood, under the same header, and the reasons beside them.
pub fn write_rejected(csv: &Path, prepared: &Prepared, bad: &[BadRow]) -> anyhow::Result<PathBuf> {
    let file = csv.with_extension("rejected.csv");
    let reasons = reasons_file(&file);
    let mut bad: Vec<&BadRow> = bad.iter().collect();
    bad.sort_by_key(|bad| bad.raw.start);
    let raw = std::iter::once(&prepared.header).chain(bad.iter().map(|bad| &bad.raw)).map(|raw| &prepared.text[raw.clone()]);
    let text: String = raw.flat_map(|raw| [raw, if raw.ends_with(['\n', '\r']) { "" } else { "\n" }]).collect();
    private_write(&file, &text)?;
    let why: String = bad.iter().map(|bad| format!("line {} {}\n", bad.line, bad.why)).collect();
    private_write(&reasons, &why)?;
    Ok(file)
}

fn reasons_file(rejected: &Path) -> PathBuf {
    rejected.with_extension("txt")
}

/// The rows are about people: nobody else on this machine is to read them.
fn private_write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::problem::RowProblem;

    #[test]
    fn rejected_rows_are_written_as_they_stood_beneath_the_header() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "a,b\n1,2\n3\n4,5,6";
        let bad = |line, raw| BadRow { line, why: RowProblem::Cells { found: 1, expected: 2 }, raw };
        let prepared = Prepared {
            text: text.into(),
            header: 0..4,
            delimiter: b',',
            ready: vec![],
            bad: vec![],
            rows: 3,
            repeated: 0,
            people: vec![],
            supporters: vec![],
            notes: vec![],
        };
        let file = write_rejected(&folder.path().join("visits.csv"), &prepared, &[bad(4, 10..15), bad(3, 8..10)]).expect("written");
        assert_eq!(fs::read_to_string(&file).expect("there"), "a,b\n3\n4,5,6\n");
        assert!(fs::read_to_string(folder.path().join("visits.rejected.txt")).expect("there").starts_with("line 3 has 1 cells"));
    }

    #[test]
    fn a_report_for_programs_has_all_its_numbers() {
        let report = Report { rows: 2, changes_of_hands: 1, ..Report::default() };
        let value = serde_json::to_value(&report).expect("JSON");
        assert_eq!((value["rows"].as_u64(), value["changes_of_hands"].as_u64()), (Some(2), Some(1)));
        assert!(value.get("rejected_file").is_none());
    }
}
