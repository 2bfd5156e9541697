//! A token as text, and what is kept of it: 32 random bytes, of which only the SHA-256 is stored.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

use super::TokenError;
use crate::{hex::hex, secret};

/// What every token begins with, so that one left lying about can be found and known for what it is.
const PREFIX: &str = "tl_";

/// A new token.
pub(super) fn draw() -> Result<Zeroizing<String>, TokenError> {
    let secret = secret::draw().map_err(|_| TokenError::NoRandomness)?;
    Ok(Zeroizing::new(format!("{PREFIX}{}", *secret)))
}

/// What is kept of a token. It holds 256 random bits, so that a plain digest cannot be guessed back.
pub(super) fn digest_of(token: &str) -> String {
    hex(&secret::digest_of(token))
}

/// Compares without telling by its time how much was alike.
pub(crate) fn same(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha_256_in_hexadecimal() {
        assert_eq!(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn two_tokens_drawn_are_never_alike() {
        let (one, other) = (draw().unwrap(), draw().unwrap());
        assert_ne!(one, other);
        assert!(one.starts_with(PREFIX) && one.len() == PREFIX.len() + 43);
    }
}
