//! The compiled `throughline`, run as people run it: where it lies, what it can, and its commands that come to an end.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context as _, ensure};

/// A build of the program.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    /// What `serve` knows, as its help tells it.
    serve_help: String,
    /// Set for every process of it.
    pub environment: Vec<(String, String)>,
}

impl Program {
    /// The program at a path, or else the one that lies beside this one.
    pub fn find(path: Option<&Path>, beside: &str) -> anyhow::Result<Self> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => env::current_exe()?.with_file_name(beside),
        };
        ensure!(path.is_file(), "there is no {}; build it first: tests/run build", path.display());
        let mut program = Self { path, serve_help: String::new(), environment: Vec::new() };
        program.serve_help = String::from_utf8_lossy(&program.run(["serve", "--help"])?.stdout).into_owned();
        Ok(program)
    }

    /// The same with something in its environment.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut program = self.clone();
        program.environment.push((name.to_owned(), value.to_owned()));
        program
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it keeps a log in Postgres.
    pub fn knows_postgres(&self) -> bool {
        self.serve_knows("--log") && self.run(["migrate", "--help"]).is_ok_and(|output| output.status.success())
    }

    /// Whether `serve` knows an option.
    pub fn serve_knows(&self, option: &str) -> bool {
        self.serve_help.contains(option)
    }

    /// Runs a command of it to its end.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> anyhow::Result<Output> {
        let mut command = Command::new(&self.path);
        let ours = env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("THROUGHLINE_"));
        ours.for_each(|name| _ = command.env_remove(name));
        command.envs(self.environment.iter().cloned()).args(arguments).stdin(Stdio::null());
        command.output().with_context(|| format!("{} cannot be run", self.path.display()))
    }
}
