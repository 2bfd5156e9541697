//! A real witness, as a process of its own. Dropping it kills it; its folder stays, for the next that is started on it.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use throughline_audit::publishing::WitnessAt;
use throughline_proof::VerifierKey;
use throughline_tests::process::{command, text};

pub const NAME: &str = "harmony-house.example.org/witness";

/// A witness that is running.
pub struct Watcher {
    child: Child,
    pub at: SocketAddr,
    pub key: VerifierKey,
    logged: PathBuf,
}

impl Watcher {
    /// Watches a log, by its key, from this folder.
    pub fn start(folder: &Path, log: &str) -> Self {
        Self::start_at(folder, log, super::scene::anywhere())
    }

    /// The same, at this address.
    pub fn start_at(folder: &Path, log: &str, at: SocketAddr) -> Self {
        let logged = folder.join("logged.txt");
        fs::create_dir_all(folder).expect("a folder");
        let errors = File::options().create(true).append(true).open(&logged).expect("a file");
        let at = at.to_string();
        let arguments = ["witness", "--data", text(folder), "--name", NAME, "--log", log, "--listen", &at, "--format", "json"];
        let mut child = command().args(arguments).stdout(Stdio::piped()).stderr(errors).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("it says where it listens");
        let told: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{}", fs::read_to_string(&logged).unwrap_or_default()));
        let address = told["address"].as_str().expect("an address").trim_start_matches("http://");
        let key = VerifierKey::parse(told["key"].as_str().expect("a key")).expect("a key");
        Self { child, at: address.parse().expect("an address"), key, logged }
    }

    /// How a place asks it.
    pub fn asked(&self) -> WitnessAt {
        asked_at(self.at, &self.key)
    }

    /// What it has logged.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.logged).expect("a file")
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("it is gone");
    }
}

/// A witness with this key, at this address.
pub fn asked_at(at: SocketAddr, key: &VerifierKey) -> WitnessAt {
    WitnessAt { key: key.clone(), url: format!("http://{at}") }
}
