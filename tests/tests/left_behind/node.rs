//! The real program, with everything that it says kept: at the level at which it says most, with core files allowed, in a folder of its own and
//! with a temporary folder of its own. No test lives in here.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use throughline_access::Tokens;
use throughline_servers::Process;
use throughline_tests::{
    Caller, place,
    process::{program, text},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A node and what it leaves.
pub struct Node {
    process: Process,
    /// Everything around it: `data`, `tmp`, `said`, and where a core file would lie.
    folder: PathBuf,
    pub address: String,
    metrics: String,
}

impl Node {
    /// Serves the data folder in here, with these arguments besides.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let (temporary, says) = (folder.join("tmp"), folder.join("said"));
        fs::create_dir_all(&temporary).expect("a folder");
        let before = fs::read_to_string(&says).unwrap_or_default().len();
        // As a shell would leave them where somebody allows core files.
        let shell = "cd \"$0\"; ulimit -c unlimited; exec \"$@\"";
        let (program, data) = (program(), data(folder));
        let usual = ["serve", "--data", text(&data), "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--format", "json"];
        let command = [&["sh", "-c", shell, text(folder), text(&program)], usual.as_slice(), arguments].concat();
        let environment = [("THROUGHLINE_LOG_LEVEL", "trace"), ("TMPDIR", text(&temporary)), ("RUST_BACKTRACE", "full")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut process = Process::start_in(&command, &environment, &says, None);
        let until = Instant::now() + PATIENCE;
        let told = loop {
            let said = fs::read_to_string(&says).unwrap_or_default();
            let lines = said.get(before..).unwrap_or_default().lines();
            let told =
                lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()).find(|line| line["address"].is_string());
            match told {
                Some(told) => break told,
                None => assert!(process.ended().is_none() && Instant::now() < until, "it does not start: {said}"),
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let text = |name: &str| told[name].as_str().expect("an address").to_owned();
        let metrics = text("metrics").trim_start_matches("http://").trim_end_matches("/metrics").to_owned();
        Self { process, folder: folder.to_owned(), address: text("address"), metrics }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub async fn caller(&self, token: &str) -> Caller {
        Caller::new(place::connect(&self.address).await, token)
    }

    pub async fn keeper(&self) -> Caller {
        self.caller(&Tokens::keeper_token(&data(&self.folder)).expect("the keeper has a token")).await
    }

    /// Keeps what it tells in numbers beside what it says.
    pub fn keep_metrics(&self) {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(&self.metrics).expect("it listens");
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut told = String::new();
        stream.read_to_string(&mut told).expect("text");
        assert!(told.contains("throughline_calls_total"), "{told}");
        fs::write(self.folder.join("metrics"), told).expect("written");
    }

    /// Ends it as a crash in foreign code would, and gives the core file's folder.
    pub fn crash(mut self) {
        let told = Command::new("kill").args(["-ABRT", &self.id().to_string()]).status().expect("kill is there");
        assert!(told.success());
        let until = Instant::now() + PATIENCE;
        while self.process.ended().is_none() {
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends it in order.
    pub fn stop(mut self) {
        self.process.interrupt();
    }
}

/// The data folder in here.
pub fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}
