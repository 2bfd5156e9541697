//! The real provider: npm's oidc-provider, in a process of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

pub const KNOWN_AS: &str = "throughline-portal";
pub const SECRET: &str = "a-secret-of-these-tests-alone-0123456789";

/// A provider that runs until it is dropped.
pub struct Provider {
    process: Child,
    /// Open for as long as it writes there.
    _told: BufReader<ChildStdout>,
    pub issuer: String,
}

impl Provider {
    /// Starts one that sends browsers back there.
    pub fn start(back: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let packages = packages();
        assert!(packages.join("node_modules").exists(), "there is no provider in {}; run: tests/run tools", packages.display());
        let mut command = Command::new("node");
        command.arg(root.join("provider/provider.mjs")).arg(&packages).args([KNOWN_AS, SECRET, back]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("node runs");
        let mut line = String::new();
        let mut told = BufReader::new(process.stdout.take().expect("its output"));
        told.read_line(&mut line).expect("it says where it listens");
        let says: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
        Self { process, _told: told, issuer: says["issuer"].as_str().expect("an address").to_owned() }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// Beside the built tests, where `tests/run tools` puts them.
fn packages() -> PathBuf {
    let tests = std::env::current_exe().expect("a path");
    tests.ancestors().nth(3).expect("the target folder").join("provider")
}
