//! Ed25519: signs what it is given. What may be signed is decided by whoever has the key.

use std::fmt;

use aws_lc_rs::{
    error::{KeyRejected, Unspecified},
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};

/// An Ed25519 public key.
pub type PublicKey = [u8; 32];

/// An Ed25519 key pair.
pub struct Signer {
    pair: Ed25519KeyPair,
    public_key: PublicKey,
}

impl Signer {
    /// The key pair of a seed, which is secret.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyRejected> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)?;
        let mut public_key = PublicKey::default();
        public_key.copy_from_slice(pair.public_key().as_ref());
        Ok(Self { pair, public_key })
    }

    /// The signature of a message: 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// The key that anybody checks the signatures with.
    pub fn public_key(&self) -> PublicKey {
        self.public_key
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signer").field("public_key", &self.public_key).finish_non_exhaustive()
    }
}

/// Checks a signature.
pub(crate) fn check(public_key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Unspecified> {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature)
}
