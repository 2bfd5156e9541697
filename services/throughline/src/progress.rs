//! Bars for whatever takes over a second: how far, how fast, and how long it will still take. On standard error, so that results can
//! be piped; never shown with `--quiet`, nor where nobody looks at a terminal.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Output;

/// What is done sooner shows no bar at all.
const SHOWN_AFTER: Duration = Duration::from_secs(1);
const REDRAWN_A_SECOND: u8 = 8;

/// What is being counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things: "8,577 rows".
    Things(&'static str),
    /// Bytes of a file.
    Bytes,
}

/// One long piece of work.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    waiting: bool,
}

impl Progress {
    /// Begins. Without a total the bar shows how many and how fast.
    pub fn start(output: &Output, what: impl Into<Cow<'static, str>>, unit: Unit, total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_message(what);
        if let Ok(style) = ProgressStyle::with_template(&template(unit, total.is_some())) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, started: Instant::now(), waiting: !output.quiet }
    }

    /// So many more are done.
    pub fn advance(&mut self, by: u64) {
        self.bar.inc(by);
        self.show_when_due();
    }

    /// So many are done in all.
    pub fn set(&mut self, done: u64) {
        self.bar.set_position(done);
        self.show_when_due();
    }

    /// How many there are turns out only now, or grows.
    pub fn set_total(&mut self, total: u64) {
        self.bar.set_length(total);
    }

    /// Takes the bar away; the report follows.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn show_when_due(&mut self) {
        if self.waiting && self.started.elapsed() >= SHOWN_AFTER {
            self.waiting = false;
            // indicatif draws nothing where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(REDRAWN_A_SECOND));
        }
    }
}

fn template(unit: Unit, total_known: bool) -> String {
    match (unit, total_known) {
        (Unit::Things(name), true) => {
            format!("{{msg}} [{{bar:30}}] {{human_pos}} of {{human_len}} {name}, {{per_sec}}, {{eta}} left")
        }
        (Unit::Things(name), false) => format!("{{msg}} {{spinner}} {{human_pos}} {name}, {{per_sec}}, {{elapsed}}"),
        (Unit::Bytes, true) => "{msg} [{bar:30}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left".to_owned(),
        (Unit::Bytes, false) => "{msg} {spinner} {bytes}, {bytes_per_sec}, {elapsed}".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_one_that_the_bar_understands() {
        for unit in [Unit::Things("rows"), Unit::Bytes] {
            for total_known in [false, true] {
                assert!(ProgressStyle::with_template(&template(unit, total_known)).is_ok());
            }
        }
    }
}
