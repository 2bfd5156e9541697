//! Whether keys are those of a log, for whoever uses them beside it: to check it, to delete from it, to wrap them anew. Nothing in here may write.

use crate::{checkpoints::beside, error::LogError, keys::Keys, store::Store};
use throughline_proof::{NoteError, SignedCheckpoint};

/// Refuses keys with which none of the checkpoints was signed that lie in the log and beside the keys. A log may be left out that is not at hand.
pub async fn check_keys(store: Option<&dyn Store>, keys: &Keys, origin: &str) -> Result<(), LogError> {
    let public_key = keys.signer().public_key();
    let open = |note: String| SignedCheckpoint::open(&note, origin, &public_key);
    if let Some(Err(NoteError::OtherLog { found })) = keys.published()?.map(open) {
        return Err(LogError::OtherLogsKeys { found, expected: origin.to_owned() });
    }
    let stored = match store {
        Some(store) => store.latest_checkpoint().await?.map(|stored| stored.note),
        None => None,
    };
    let opened: Vec<_> = beside(keys)?.into_iter().chain(stored).map(open).collect();
    // One that was signed with these keys shows whose they are; that another was forged is for verify to find.
    let are_others = opened.iter().any(|opened| matches!(opened, Err(NoteError::OtherKey))) && !opened.iter().any(Result::is_ok);
    if are_others { Err(LogError::OtherKeys { origin: origin.to_owned() }) } else { Ok(()) }
}
