//! `keys`: the public key that checkpoints are signed with.

use throughline_log::{Keys, fingerprint, verifier_key};

use super::{
    Folder,
    opened::{existing, keys_at},
};
use crate::{cli::KeysArgs, exit::Exit, output::Output};

pub(super) fn run(args: &KeysArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.place.data);
    let place = existing(&folder)?;
    let keys = Keys::open_at(&keys_at(folder.path(), &args.place.stores()?))?;
    let public_key = keys.signer().public_key();
    let (verifier, fingerprint) = (verifier_key(&place.origin(), &public_key), fingerprint(&public_key));
    if output.is_json() {
        output.json(&serde_json::json!({ "verifier_key": verifier, "fingerprint": fingerprint }))?;
    } else {
        output.remark(format!("Fingerprint: {fingerprint}"));
        output.line(verifier)?;
    }
    Ok(Exit::Done)
}
