//! Every checkpoint that was published: in the store, beside the keys, and with others. Are they ours, and of how many records?

use std::collections::BTreeMap;

use super::finding::{Finding, Trouble};
use crate::{
    error::LogError,
    store::{Store, StoreError},
};
use throughline_proof::{Hash, NoteError, PublicKey, SignedCheckpoint};

const CHECKPOINTS: usize = 500;

/// What was published.
#[derive(Debug, Default)]
pub(crate) struct Published {
    /// The roots that were signed, by how many records they are over.
    pub roots: BTreeMap<u64, Vec<Hash>>,
    pub findings: Vec<Finding>,
}

/// Reads all of them, and keeps those of up to `total` records.
pub(crate) async fn gather(
    store: &dyn Store,
    public_keys: &[PublicKey],
    origin: &str,
    elsewhere: Vec<String>,
    total: u64,
) -> Result<Published, LogError> {
    let mut published = Published::default();
    let open = |note: &str| SignedCheckpoint::open_by(note, origin, public_keys);
    let mut from = 0;
    loop {
        let page = match store.read_checkpoints(from, CHECKPOINTS).await {
            Err(StoreError::Damaged(error)) => {
                published.find(from, Trouble::CheckpointUnbelievable, "a checkpoint", error.to_string());
                break;
            }
            page => page?,
        };
        let Some(last) = page.last() else { break };
        // A damaged file may lead in a circle.
        let Some(next) = last.size.checked_add(1).filter(|next| *next > from) else { break };
        from = next;
        for stored in page {
            let opened = open(&stored.note);
            if let Ok(signed) = &opened
                && signed.checkpoint.size != stored.size
            {
                let found = format!("a note of {} records", signed.checkpoint.size);
                published.find(stored.size, Trouble::CheckpointUnbelievable, format!("a note of {} records", stored.size), found);
            }
            published.add(store, stored.size, opened, total).await?;
        }
    }
    for note in elsewhere {
        published.add(store, total, open(&note), total).await?;
    }
    Ok(published)
}

impl Published {
    fn find(&mut self, position: u64, trouble: Trouble, expected: impl Into<String>, found: impl Into<String>) {
        self.findings.push(Finding { position, trouble, expected: expected.into(), found: found.into() });
    }

    async fn add(
        &mut self,
        store: &dyn Store,
        position: u64,
        opened: Result<SignedCheckpoint, NoteError>,
        total: u64,
    ) -> Result<(), LogError> {
        match opened {
            Err(error) => self.find(position, Trouble::CheckpointUnbelievable, "a checkpoint signed by this log's key", error.to_string()),
            Ok(signed) if signed.checkpoint.size <= total => {
                self.roots.entry(signed.checkpoint.size).or_default().push(signed.checkpoint.root);
            }
            // Signed since we looked at the head, or else of records that are gone.
            Ok(signed) => {
                let (size, newest) = (signed.checkpoint.size, store.newest().await?);
                if size > newest {
                    self.find(size, Trouble::CheckpointAhead, format!("{size} records"), format!("{newest} records"));
                }
            }
        }
        Ok(())
    }
}
