//! Secrets that are drawn here: tokens, links, sessions. 256 random bits as text, of which only a digest is kept; because they cannot be
//! guessed, a plain SHA-256 tells nothing of them.

use aws_lc_rs::{digest, error::Unspecified, rand};
use zeroize::Zeroizing;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A new secret, in base64url: 43 characters that may stand in an address. It is wiped out of memory once it was told.
pub fn draw() -> Result<Zeroizing<String>, Unspecified> {
    let mut bytes = Zeroizing::new([0; 32]);
    rand::fill(bytes.as_mut())?;
    Ok(Zeroizing::new(base64url(bytes.as_ref())))
}

/// Whether this could be one.
pub fn may_be(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|letter| ALPHABET.contains(&letter))
}

/// What is kept of it.
pub fn digest_of(secret: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    bytes
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
    fn what_may_be_a_secret_has_the_length_and_the_letters_of_one() {
        let drawn = draw().unwrap();
        assert!(may_be(&drawn));
        for other in ["", &drawn[1..], &format!("{}A", *drawn), &format!("{}=", &drawn[1..]), &format!("{}+", &drawn[1..]), &"é".repeat(21)]
        {
            assert!(!may_be(other), "{other}");
        }
    }

    #[test]
    fn base64url_is_as_the_standard_writes_it() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
