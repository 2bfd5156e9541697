//! What the process answers with when it ends: 0 done, 1 failed or does not verify, 2 wrong use. Nothing else lives here.

use std::{fmt, process::ExitCode};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything asked for was done.
    Done,
    /// Something could not be done, or does not verify.
    Failed,
    /// The command line, the configuration or a mapping does not make sense; nothing was tried.
    WrongUse,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::WrongUse => Self::from(2),
        }
    }
}

/// An error that its reader mends in the command line, the configuration or a mapping. Ends the process with 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongUse(pub String);

impl WrongUse {
    /// In plain words, with what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for WrongUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// Which way an error ends the process.
pub fn of_error(error: &anyhow::Error) -> Exit {
    // Said as the context of what a system call answered, it is not itself a link of the chain.
    if error.downcast_ref::<WrongUse>().is_some() || error.chain().any(|cause| cause.is::<WrongUse>()) {
        Exit::WrongUse
    } else {
        Exit::Failed
    }
}

/// Whether the reader of our output went away (`throughline replay | head`), which is no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_use_is_told_apart_from_failure_wherever_it_lies_in_the_chain() {
        let error = anyhow::Error::new(WrongUse::new("say which")).context("while reading");
        assert_eq!(of_error(&error), Exit::WrongUse);
        let under_it = anyhow::anyhow!("no such file").context(WrongUse::new("give a file that is there"));
        assert_eq!(of_error(&under_it), Exit::WrongUse);
        assert_eq!(of_error(&anyhow::anyhow!("broken")), Exit::Failed);
    }
}
