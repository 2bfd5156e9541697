//! A node's part in erasing: it tells the log how far all erasures are done here, and deletes from the log what only erased people could open.
//!
//! Keys and views are done when this hears of it. What is under way when the node ends is found again at the next start, since how far it has
//! come lies with the log.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Arc,
    time::Duration,
};

use throughline_log::{Followed, Keys, Log, LogError, with_causes};
use throughline_views::{CONFIRMATIONS, CarriedOut, SEALED_PARTS, Views};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver},
    task::JoinHandle,
};
use uuid::Uuid;

/// A node's own random id: its folder's.
pub const NODE_FILE: &str = "node.id";
/// How long what could not be done is left before it is tried again.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Does the node's part from now on, until the task is aborted.
pub fn begin(folder: &Path, log: Log, keys: Arc<Keys>, views: &Arc<Views>) -> anyhow::Result<JoinHandle<()>> {
    let (tell, told) = mpsc::unbounded_channel();
    views.when_erased(move |done: &CarriedOut| {
        // Nobody listens any more once the node ends.
        _ = tell.send(done.clone());
    });
    let name = format!("{CONFIRMATIONS}{}", node(folder)?);
    let erasures = Erasures {
        name,
        log,
        keys,
        confirmed: None,
        done: views.position(),
        leftovers: BTreeSet::new(),
        located: BTreeSet::new(),
        is_told: false,
    };
    Ok(tokio::spawn(erasures.run(told)))
}

struct Erasures {
    /// The follower that this node confirms as.
    name: String,
    log: Log,
    keys: Arc<Keys>,
    /// What it has confirmed, and up to where all is done here.
    confirmed: Option<u64>,
    done: u64,
    /// Records with parts that nobody can open any more.
    leftovers: BTreeSet<u64>,
    /// The erasures of which all those records are known.
    located: BTreeSet<u64>,
    /// It was said that this node may not delete them.
    is_told: bool,
}

impl Erasures {
    async fn run(mut self, mut told: UnboundedReceiver<CarriedOut>) {
        loop {
            let all_is_done = match self.catch_up().await {
                Ok(all_is_done) => all_is_done,
                Err(error) => {
                    tracing::warn!(error = with_causes(&error), "an erasure cannot be finished just now; it will be tried again");
                    false
                }
            };
            let next = async {
                if all_is_done { told.recv().await } else { tokio::time::timeout(LOOK_AGAIN, told.recv()).await.unwrap_or(Some(NOTHING)) }
            };
            let Some(done) = next.await else { return };
            self.done = self.done.max(done.position.unwrap_or(0));
            self.located.extend(done.position);
            self.leftovers.extend(done.leftovers);
        }
    }

    /// Confirms what is done, and deletes what is left; whether nothing is.
    async fn catch_up(&mut self) -> Result<bool, LogError> {
        if self.confirmed != Some(self.done) {
            self.log.save_followed(&self.name, Followed { position: self.done, note: String::new() }).await?;
            self.confirmed = Some(self.done);
        }
        let deleted = self.log.followed(SEALED_PARTS).await?.map_or(0, |followed| followed.position);
        if deleted >= self.done && self.leftovers.is_empty() {
            return Ok(true);
        }
        // An erasure that was carried out since this began has said where its records lie. Of any other only the headers can tell.
        let mut outstanding = self.keys.erased_between(deleted, self.done);
        outstanding.retain(|(_, position)| !self.located.contains(position));
        if !outstanding.is_empty() {
            let head = *self.log.head().borrow();
            let (people, positions): (HashSet<Uuid>, Vec<u64>) = outstanding.into_iter().unzip();
            self.leftovers.extend(self.log.records_about(&people, head).await?);
            self.located.extend(positions);
        }
        let positions: Vec<u64> = self.leftovers.iter().copied().collect();
        if !self.log.sweep(&positions).await? {
            if !std::mem::replace(&mut self.is_told, true) {
                tracing::warn!(
                    records = positions.len(),
                    "this node may not delete sealed parts that nobody can open any more; let whoever has the role throughline_eraser run \
                     `throughline erase --sweep`"
                );
            }
            return Ok(false);
        }
        self.leftovers.clear();
        if deleted < self.done {
            self.log.save_followed(SEALED_PARTS, Followed { position: self.done, note: String::new() }).await?;
        }
        Ok(true)
    }
}

const NOTHING: CarriedOut = CarriedOut { position: None, leftovers: Vec::new() };

/// The node's id; made when there is none.
pub fn node(folder: &Path) -> anyhow::Result<Uuid> {
    let path = folder.join(NODE_FILE);
    match fs::read_to_string(&path) {
        // One that cannot be read is made anew: the node that it was does not confirm any more, which is seen.
        Ok(text) if Uuid::parse_str(text.trim()).is_ok() => return Ok(Uuid::parse_str(text.trim())?),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let node = Uuid::new_v4();
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    writeln!(file, "{node}")?;
    file.sync_all()?;
    Ok(node)
}
