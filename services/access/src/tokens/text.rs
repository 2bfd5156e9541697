//! A token as text, and what is kept of it: 32 random bytes, of which only the SHA-256 is stored.

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest, rand};

use super::TokenError;
use crate::hex::hex;

/// What every token begins with, so that one left lying about can be found and known for what it is.
const PREFIX: &str = "tl_";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A new token.
pub(super) fn draw() -> Result<String, TokenError> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| TokenError::NoRandomness)?;
    Ok(format!("{PREFIX}{}", base64url(&bytes)))
}

/// What is kept of a token. It holds 256 random bits, so that a plain digest cannot be guessed back.
pub(super) fn digest_of(token: &str) -> String {
    hex(digest::digest(&digest::SHA256, token.as_bytes()).as_ref())
}

/// Compares without telling by its time how much was alike.
pub(super) fn same(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

/// RFC 4648 §5, without padding.
fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = group >> (18 - 6 * place) & 0x3f;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_as_the_standard_writes_it() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

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
