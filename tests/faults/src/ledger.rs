//! What was meant and what was answered, in a file outside the system: a line is on the disk before a request is sent, and another
//! after its answer. The oracle reads this file and believes nothing else.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use uuid::Uuid;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// A request that is about to be sent for the first time.
    Intent(Intent),
    /// Its receipt.
    Acknowledged {
        /// The request.
        #[serde(with = "as_text")]
        request: Uuid,
        /// Position and event id of each of its events.
        entries: Vec<(u64, String)>,
    },
    /// It was answered with a refusal that sending it again would not change.
    TurnedAway {
        /// The request.
        #[serde(with = "as_text")]
        request: Uuid,
        /// The reason's name.
        reason: String,
    },
}

/// What a request means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Its id.
    #[serde(with = "as_text")]
    pub request: Uuid,
    /// What each of its events says; unlike any other.
    pub marks: Vec<String>,
    /// Whom it is about.
    pub person: Option<String>,
    /// It may be written only if nothing about that person is newer than this.
    pub nothing_new_since: u64,
    /// The events' source key, if they have one: another request may have written them.
    pub source_key: Option<String>,
}

/// The file, written by one thread that syncs once for all who wait.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
    lines: mpsc::Sender<(String, oneshot::Sender<()>)>,
}

impl Ledger {
    /// A new file.
    pub fn new(path: &Path) -> anyhow::Result<Self> {
        let mut file = File::create(path).with_context(|| format!("{} cannot be made", path.display()))?;
        let (lines, waiting) = mpsc::channel::<(String, oneshot::Sender<()>)>();
        thread::spawn(move || {
            while let Ok((line, done)) = waiting.recv() {
                let (mut text, mut all) = (line, vec![done]);
                for (line, done) in waiting.try_iter() {
                    text.push_str(&line);
                    all.push(done);
                }
                if file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).is_err() {
                    // Whoever waits hears that nobody answers.
                    return;
                }
                all.into_iter().for_each(|done| _ = done.send(()));
            }
        });
        Ok(Self { path: path.to_owned(), lines })
    }

    /// Writes a line; it is on the disk when this returns.
    pub async fn write(&self, line: &Line) -> anyhow::Result<()> {
        let (done, written) = oneshot::channel();
        let text = serde_json::to_string(line)? + "\n";
        self.lines.send((text, done)).ok().context("the ledger's file cannot be written")?;
        written.await.context("the ledger's file cannot be written")
    }

    /// Every line.
    pub fn read(&self) -> anyhow::Result<Vec<Line>> {
        let text = fs::read_to_string(&self.path).context("the ledger's file cannot be read")?;
        Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    }
}

/// An id as everybody writes it.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use uuid::Uuid;

    pub fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Uuid, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
