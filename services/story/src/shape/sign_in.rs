//! The shape of how people come in: invitations and accounts.

use throughline_proto::v1::{AccountConnected, InvitationMade, InvitationUsed};

use super::check::Check;

const DIGEST_BYTES: usize = 32;
const NONCE_BYTES: usize = 16;

pub(super) fn invitation_made(it: &InvitationMade, check: &mut Check) {
    one_of("invitation_made.supporter", [&it.supporter, &it.resident, &it.auditor], check);
    is_word("invitation_made.auditor", &it.auditor, check);
    check.wrong_if(it.token_digest.len() != DIGEST_BYTES, "invitation_made.token_digest", "not a SHA-256: 32 bytes");
    check.wrong_if(it.until_unix_us == 0, "invitation_made.until_unix_us", "missing: an invitation ends");
}

pub(super) fn invitation_used(it: &InvitationUsed, check: &mut Check) {
    check.named("invitation_used.invitation", &it.invitation);
    check.wrong_if(it.nonce.len() != NONCE_BYTES, "invitation_used.nonce", "not 16 bytes");
}

pub(super) fn account_connected(it: &AccountConnected, check: &mut Check) {
    one_of("account_connected.supporter", [&it.supporter, &it.resident, &it.auditor], check);
    is_word("account_connected.auditor", &it.auditor, check);
    let all = it.ended && it.account.is_empty();
    check.wrong_if(!it.auditor.is_empty() && !all, "account_connected.auditor", "auditors connect no accounts");
    check.wrong_if(it.account.len() != DIGEST_BYTES && !all, "account_connected.account", "not a keyed MAC: 32 bytes");
}

/// A supporter, a resident or an auditor.
fn one_of(field: &str, whom: [&String; 3], check: &mut Check) {
    let named = whom.into_iter().filter(|one| !one.is_empty()).count();
    check.wrong_if(named != 1, field, "name one: a supporter, a resident or an auditor");
}

/// An auditor goes by a word, as agencies do.
fn is_word(field: &str, auditor: &str, check: &mut Check) {
    let is_in_words = |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit() || one == b'-';
    check.wrong_if(auditor.len() > 40 || !auditor.bytes().all(is_in_words), field, "not a word: a to z, digits and hyphens, 40 at most");
}
