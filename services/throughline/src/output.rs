//! How results reach the reader: text or JSON, colours only on a terminal, results on standard output, remarks on standard error.
//! Commands write through here and never print by themselves.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
};

use clap::ValueEnum;
use serde::Serialize;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object, or one a line.
    Json,
}

/// What a piece of text is, so that a terminal may show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// Beside the point: positions, times of recording.
    Quiet,
    /// It is well.
    Good,
    /// Look here.
    Warning,
    /// It failed.
    Bad,
}

/// Where a command writes.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// Text or JSON.
    pub format: Format,
    /// No bars and no remarks.
    pub quiet: bool,
    colour: bool,
    colour_errors: bool,
}

impl Output {
    /// As the command line and the surroundings ask for it.
    pub fn new(format: Format, quiet: bool) -> Self {
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self { format, quiet, colour: wanted && io::stdout().is_terminal(), colour_errors: wanted && io::stderr().is_terminal() }
    }

    /// Whether programs read it.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The same without bars where the result scrolls past on a terminal and they would be in its way.
    #[must_use]
    pub fn without_bars_on_a_terminal(self) -> Self {
        Self { quiet: self.quiet || io::stdout().is_terminal(), ..self }
    }

    /// One line of the result.
    pub fn line(&self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", text.as_ref())
    }

    /// One line of JSON.
    pub fn json(&self, value: &impl Serialize) -> io::Result<()> {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, value)?;
        out.write_all(b"\n")
    }

    /// A remark on standard error, left out with `--quiet`.
    pub fn remark(&self, text: impl AsRef<str>) {
        if !self.quiet {
            // A remark that cannot be written is no reason to stop.
            let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
        }
    }

    /// What went wrong, on standard error, always.
    pub fn error(&self, text: impl AsRef<str>) {
        let text = Self { colour: self.colour_errors, ..*self }.paint(Tone::Bad, text);
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// The text in its tone, where colours are shown.
    pub fn paint(&self, tone: Tone, text: impl AsRef<str>) -> String {
        let text = text.as_ref();
        if !self.colour {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Heading => "1",
            Tone::Quiet => "2",
            Tone::Good => "32",
            Tone::Warning => "33",
            Tone::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// A number as people read it: 8,577.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 row", "8,577 rows".
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(["0", "999", "1,000", "8,577", "1,000,000"], [0, 999, 1000, 8577, 1_000_000].map(count).each_ref().map(String::as_str));
    }

    #[test]
    fn text_is_left_plain_without_a_terminal() {
        let output = Output { format: Format::Text, quiet: false, colour: false, colour_errors: false };
        assert_eq!(output.paint(Tone::Bad, "no"), "no");
    }
}
