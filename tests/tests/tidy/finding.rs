//! What a rule finds, and how it is shown: like a compiler's message, so that an editor jumps to it. No rules in here.

use std::fmt;

/// One place where a rule is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// From the root of the tree.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Finding {
    /// A finding at a line.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Fails with everything that was found, so that all of it can be mended in one go.
pub fn assert_tidy(findings: impl IntoIterator<Item = Finding>) {
    let lines: Vec<String> = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(lines.is_empty(), "{} to tidy:\n{}\n", lines.len(), lines.join("\n"));
}
