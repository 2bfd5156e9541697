//! A person's key, wrapped as it lies in a folder, and unwrapped by other code than the program's: what must be gone. No test lives in here.

use std::{fs, path::Path};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rusqlite::Connection;
use uuid::Uuid;

/// Nonce ‖ ciphertext ‖ tag; none once it is destroyed.
pub fn wrapped(data: &Path, person: &str) -> Option<Vec<u8>> {
    let keys = Connection::open(data.join("keys.sqlite")).expect("it opens");
    let person = Uuid::parse_str(person).expect("an id");
    keys.query_row("select wrapped from person_key where person = ?1", [person.as_bytes().as_slice()], |row| row.get(0)).expect("a row")
}

/// The key itself.
pub fn unwrapped(data: &Path, person: &str, wrapped: &[u8]) -> Vec<u8> {
    let (nonce, sealed) = wrapped.split_at(12);
    let bound_to = [b"throughline/v1/person\0".as_slice(), Uuid::parse_str(person).expect("an id").as_bytes()].concat();
    let mut key = sealed.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce).expect("a nonce");
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &master(data)).expect("a key"))
        .open_in_place(nonce, Aad::from(bound_to), &mut key)
        .expect("it opens")
        .to_vec()
}

/// The master key.
pub fn master(data: &Path) -> Vec<u8> {
    let digits = fs::read_to_string(data.join("master.key")).expect("a master key");
    let digits = digits.trim();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")).collect()
}
