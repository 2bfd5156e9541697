//! AES-256-GCM with keys that are wiped when they are let go. Nothing in here may choose a nonce or know whose a key is.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    error::Unspecified,
    rand,
};
use zeroize::{Zeroize as _, Zeroizing};

/// 32 secret bytes.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// A nonce of AES-GCM.
pub(crate) const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// A key, expanded for use. Expanding takes 0.13 µs and 650 bytes, so what is kept for long is the [`Secret`] itself.
#[derive(Debug)]
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    pub fn new(secret: &Secret) -> Result<Self, Unspecified> {
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, secret.as_slice())?)))
    }

    /// Ciphertext ‖ tag. The plaintext is wiped.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], bound_to: &[u8], mut content: Vec<u8>) -> Result<Vec<u8>, Unspecified> {
        let mut sealed = Vec::with_capacity(content.len() + TAG_BYTES);
        sealed.extend_from_slice(&content);
        content.zeroize();
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut sealed)?;
        Ok(sealed)
    }

    /// What [`Cipher::seal`] sealed.
    pub fn open(&self, nonce: [u8; NONCE_BYTES], bound_to: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let mut content = Zeroizing::new(sealed.to_vec());
        let length = self.0.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut content)?.len();
        content.truncate(length);
        Ok(content)
    }

    /// Nonce ‖ ciphertext ‖ tag.
    pub fn wrap(&self, nonce: [u8; NONCE_BYTES], bound_to: &[u8], content: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut wrapped = Vec::with_capacity(NONCE_BYTES + content.len() + TAG_BYTES);
        wrapped.extend_from_slice(&nonce);
        wrapped.extend_from_slice(content);
        let tag =
            self.0.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut wrapped[NONCE_BYTES..])?;
        wrapped.extend_from_slice(tag.as_ref());
        Ok(wrapped)
    }

    /// What [`Cipher::wrap`] wrapped.
    pub fn unwrap(&self, bound_to: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let (nonce, sealed) = wrapped.split_first_chunk().ok_or(Unspecified)?;
        self.open(*nonce, bound_to, sealed)
    }

    /// A wrapped [`Secret`].
    pub fn unwrap_secret(&self, bound_to: &[u8], wrapped: &[u8]) -> Result<Secret, Unspecified> {
        to_secret(&self.unwrap(bound_to, wrapped)?)
    }
}

/// Exactly 32 bytes.
pub(crate) fn to_secret(bytes: &[u8]) -> Result<Secret, Unspecified> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| Unspecified)?;
    Ok(Zeroizing::new(*bytes))
}

/// 32 fresh random bytes.
pub(crate) fn fresh_secret() -> Result<Secret, Unspecified> {
    let mut secret = Secret::default();
    rand::fill(secret.as_mut_slice())?;
    Ok(secret)
}

/// A fresh random nonce.
pub(crate) fn fresh_nonce() -> Result<[u8; NONCE_BYTES], Unspecified> {
    let mut nonce = [0; NONCE_BYTES];
    rand::fill(&mut nonce)?;
    Ok(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher() -> Cipher {
        Cipher::new(&Zeroizing::new([7; 32])).expect("a key")
    }

    #[test]
    fn what_was_wrapped_is_unwrapped_where_it_belongs_and_nowhere_else() {
        let wrapped = cipher().wrap([1; NONCE_BYTES], b"here", b"a secret").expect("wrapped");
        assert_eq!(cipher().unwrap(b"here", &wrapped).expect("unwrapped").as_slice(), b"a secret");
        assert!(cipher().unwrap(b"there", &wrapped).is_err());
    }

    #[test]
    fn a_flipped_bit_is_noticed() {
        let mut sealed = cipher().seal([0; NONCE_BYTES], b"", b"content".to_vec()).expect("sealed");
        sealed[2] ^= 1;
        assert!(cipher().open([0; NONCE_BYTES], b"", &sealed).is_err());
    }
}
