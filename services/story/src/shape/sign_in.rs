//! The shape of how people come in: invitations and accounts.

use throughline_proto::v1::{AccountConnected, InvitationMade, InvitationUsed};

use super::check::Check;

const DIGEST_BYTES: usize = 32;
const NONCE_BYTES: usize = 16;

pub(super) fn invitation_made(it: &InvitationMade, check: &mut Check) {
    one_of("invitation_made.supporter", &it.supporter, &it.resident, check);
    check.wrong_if(it.token_digest.len() != DIGEST_BYTES, "invitation_made.token_digest", "not a SHA-256: 32 bytes");
    check.wrong_if(it.until_unix_us == 0, "invitation_made.until_unix_us", "missing: an invitation ends");
}

pub(super) fn invitation_used(it: &InvitationUsed, check: &mut Check) {
    check.named("invitation_used.invitation", &it.invitation);
    check.wrong_if(it.nonce.len() != NONCE_BYTES, "invitation_used.nonce", "not 16 bytes");
}

pub(super) fn account_connected(it: &AccountConnected, check: &mut Check) {
    one_of("account_connected.supporter", &it.supporter, &it.resident, check);
    let all = it.ended && it.account.is_empty();
    check.wrong_if(it.account.len() != DIGEST_BYTES && !all, "account_connected.account", "not a keyed MAC: 32 bytes");
}

/// A supporter or a resident, and not both.
fn one_of(field: &str, supporter: &str, resident: &str, check: &mut Check) {
    check.wrong_if(supporter.is_empty() == resident.is_empty(), field, "name a supporter or a resident, and not both");
}
