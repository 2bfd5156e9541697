//! Up to where the log holds what a reader may depend on: everything but looks, which change nobody's rights and enter no story. Readers
//! ask this before each answer; whoever asks while another's question is under way shares the next.

use std::sync::{
    PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use prost::Message as _;
use throughline_proto::v1::{Header, Lane};

use crate::{
    shared::Shared,
    store::{StoreError, StoredRecord},
};

/// More headers than this are not looked through: whoever is so far behind waits for all of them.
const LOOKED_THROUGH: usize = 256;

/// The newest record that is no look, as far as was asked.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    newest: u64,
    /// Up to here.
    up_to: u64,
}

/// Who asks, and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Told {
    turn: tokio::sync::Mutex<()>,
    /// How many questions were begun.
    begun: AtomicU64,
    known: RwLock<(u64, Known)>,
}

impl Told {
    /// The newest record that is no look, as of a moment after this was called.
    pub async fn newest(&self, shared: &Shared) -> Result<u64, StoreError> {
        // One that was begun before may have looked before, too.
        let wanted = self.begun.load(Ordering::SeqCst) + 1;
        let _turn = self.turn.lock().await;
        let (question, known) = self.known();
        if question >= wanted {
            return Ok(known.newest);
        }
        let question = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let known = ask(shared, known).await?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = (question, known);
        Ok(known.newest)
    }

    /// Up to where was asked.
    pub fn up_to(&self) -> u64 {
        self.known().1.up_to
    }

    /// What came of the last question.
    pub fn newest_known(&self) -> u64 {
        self.known().1.newest
    }

    fn known(&self) -> (u64, Known) {
        *self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(shared: &Shared, known: Known) -> Result<Known, StoreError> {
    let headers = shared.store.read_headers(known.up_to, LOOKED_THROUGH).await?;
    let Some(last) = headers.last() else { return Ok(known) };
    if headers.len() == LOOKED_THROUGH {
        let head = shared.store.newest().await?;
        shared.saw(head);
        return Ok(Known { newest: head, up_to: head });
    }
    shared.saw(last.position);
    let newest = headers.iter().rev().find(|record| !is_look(record)).map_or(known.newest, |record| record.position);
    Ok(Known { newest, up_to: last.position })
}

/// What cannot be read may be anything.
fn is_look(record: &StoredRecord) -> bool {
    Header::decode(record.header.as_slice()).is_ok_and(|header| header.lane() == Lane::Look)
}
