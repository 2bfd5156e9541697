//! Checkpoints and proofs over gRPC. They tell nothing of anybody: a leaf is a hash over a salted header.

use std::{io, time::Duration};

use throughline_log::{Log, with_causes};
use throughline_proof::{TlogProof, Unproved, consistency, inclusion};
use throughline_proto::{
    Refusal,
    v1::{
        Cosignature, GetCheckpointResponse, GetConsistencyProofRequest, GetConsistencyProofResponse, GetInclusionProofRequest,
        GetInclusionProofResponse, Reason,
    },
};

use crate::{publishing::Published, replay::unreadable_log};

/// By then it was published anew.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// The newest published checkpoint.
pub(crate) async fn checkpoint(published: &Published) -> Result<GetCheckpointResponse, Refusal> {
    let witnesses_wanted = u32::try_from(published.needs()).unwrap_or(u32::MAX);
    let verifier_keys = published.verifier_keys().await.map_err(|error| unreadable(&error))?;
    let Some(newest) = published.newest().await.map_err(|error| unreadable(&error))? else {
        return Ok(GetCheckpointResponse { witnesses_wanted, verifier_keys, ..GetCheckpointResponse::default() });
    };
    let cosignature = |cosigned: throughline_proof::Cosigned| Cosignature {
        witness: cosigned.by,
        cosigned_at: i64::try_from(cosigned.at)
            .ok()
            .and_then(|at| jiff::Timestamp::from_second(at).ok())
            .map_or_else(String::new, |at| at.to_string()),
    };
    Ok(GetCheckpointResponse {
        tree_size: newest.signed.checkpoint.size,
        root: newest.signed.checkpoint.root.to_vec(),
        checkpoint: newest.signed.note,
        cosignatures: newest.cosigned.into_iter().map(cosignature).collect(),
        witnesses_wanted,
        verifier_keys,
    })
}

/// That a record is in the tree.
pub(crate) async fn of_inclusion(
    published: &Published,
    log: &Log,
    request: &GetInclusionProofRequest,
) -> Result<GetInclusionProofResponse, Refusal> {
    let newest = published.newest().await.map_err(|error| unreadable(&error))?;
    let covered = newest.as_ref().map_or(0, |newest| newest.signed.checkpoint.size);
    let tree_size = within("tree_size", if request.tree_size == 0 { covered } else { request.tree_size }, covered)?;
    let Some(leaf_index) = request.position.checked_sub(1) else {
        return Err(Refusal::field(Reason::FieldInvalid, "position", "give a record's position, from 1, as its receipt says"));
    };
    if *log.head().borrow() >= request.position && request.position > tree_size {
        return Err(not_yet("position", tree_size));
    }
    let stretches = inclusion(leaf_index, tree_size).map_err(|error| past_the_end("position", error, tree_size))?;
    let hashes = published.roots(stretches, tree_size).await.map_err(|error| unreadable(&error))?;
    let leaf = log.leaves(leaf_index, 1).await.map_err(|error| unreadable_log(&error))?.pop();
    let leaf = leaf.ok_or_else(|| past_the_end("position", Unproved::PastTheEnd, tree_size))?;
    let tlog_proof = match newest.filter(|newest| newest.signed.checkpoint.size == tree_size) {
        Some(newest) => {
            let proof = TlogProof { extra: None, index: leaf_index, path: hashes.clone(), checkpoint: newest.signed.note };
            // What is not so is never told, whatever has become of log or tiles.
            let checkpoint = newest.signed.checkpoint;
            throughline_proof::check_inclusion(&leaf, leaf_index, tree_size, &checkpoint.root, &hashes).map_err(|error| {
                tracing::error!(%error, position = request.position, "a record is not the one that was published");
                unreadable(&io::Error::other(error))
            })?;
            proof.to_string()
        }
        None => String::new(),
    };
    let hashes = hashes.into_iter().map(|hash| hash.to_vec()).collect();
    Ok(GetInclusionProofResponse { leaf_index, tree_size, leaf_hash: leaf.to_vec(), hashes, tlog_proof })
}

/// That a later tree goes on from an earlier one.
pub(crate) async fn of_consistency(
    published: &Published,
    request: &GetConsistencyProofRequest,
) -> Result<GetConsistencyProofResponse, Refusal> {
    let newest = published.newest().await.map_err(|error| unreadable(&error))?;
    let covered = newest.map_or(0, |newest| newest.signed.checkpoint.size);
    let new_size = within("new_size", if request.new_size == 0 { covered } else { request.new_size }, covered)?;
    let old_size = request.old_size;
    let stretches = consistency(old_size, new_size).map_err(|error| past_the_end("old_size", error, new_size))?;
    let hashes = published.roots(stretches, new_size).await.map_err(|error| unreadable(&error))?;
    Ok(GetConsistencyProofResponse { old_size, new_size, hashes: hashes.into_iter().map(|hash| hash.to_vec()).collect() })
}

fn within(field: &str, size: u64, covered: u64) -> Result<u64, Refusal> {
    if size <= covered { Ok(size) } else { Err(not_yet(field, covered)) }
}

fn not_yet(field: &str, covered: u64) -> Refusal {
    let told = format!(
        "the newest published checkpoint covers {covered} records, and a proof reaches no further; ask for less, or again in a minute"
    );
    Refusal::field(Reason::FieldInvalid, field, told).with("tree_size", covered)
}

fn past_the_end(field: &str, error: Unproved, size: u64) -> Refusal {
    Refusal::field(Reason::FieldInvalid, field, error.to_string()).with("tree_size", size)
}

fn unreadable(error: &io::Error) -> Refusal {
    tracing::error!(error = with_causes(error), "what was published cannot be read");
    let told = "what was published cannot be read just now; ask again in a minute";
    Refusal::new(Reason::LogCannotRead, told).retry_after(TRY_AGAIN)
}
