//! A place that is only ever used by running the program, and the files that are imported into it.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::Value;
use tempfile::TempDir;
use throughline_tests::{
    place::begin,
    process::{run, text},
};

/// Done.
pub const DONE: Option<i32> = Some(0);
/// Something failed, or does not verify.
pub const FAILED: Option<i32> = Some(1);
/// The command line does not make sense.
pub const WRONG_USE: Option<i32> = Some(2);

/// A data folder.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty place.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        begin(folder.path());
        Self { folder }
    }

    /// A place into which the excerpt was imported.
    pub fn with_excerpt() -> Self {
        let place = Self::new();
        place.imports(&excerpt());
        place
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command on this place.
    pub fn runs(&self, command: &[&str]) -> Output {
        run(&[command, &["--data", text(self.folder()), "--quiet"]].concat())
    }

    /// What a command that must succeed writes to standard output.
    pub fn says(&self, command: &[&str]) -> String {
        let output = self.runs(command);
        assert_eq!(output.status.code(), DONE, "{command:?}: {}", told(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What a command that must succeed writes, each line as JSON.
    pub fn says_json(&self, command: &[&str]) -> Vec<Value> {
        lines_of_json(&self.says(&[command, &["--format", "json"]].concat()))
    }

    /// Imports a file of the municipal log, and gives the report.
    pub fn imports(&self, file: &Path) -> Value {
        let mapping = workspace().join("services/throughline/mappings/municipal-receipt-log.toml");
        let mut report = self.says_json(&["import", text(file), "--mapping", text(&mapping)]);
        assert_eq!(report.len(), 1, "a report is one line");
        report.remove(0)
    }
}

/// Each line as JSON.
pub fn lines_of_json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// Everything that a command wrote, for whoever reads a failure.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The first three stories of the municipal log; their source is named beside them.
pub fn excerpt() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/municipal-excerpt.csv")
}

/// The whole municipal log, where somebody has put it beside the workspace.
pub fn whole_log() -> Option<PathBuf> {
    let file = workspace().parent()?.join("shared/data/municipal-receipt-log.csv");
    file.exists().then_some(file)
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}
