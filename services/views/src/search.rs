//! Finding people by keyed MACs: names in parts, dates of birth, and an agency's own references are kept only so.

use throughline_log::{Keys, Purpose};
use throughline_proto::v1::Details;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// All the parts of a name, in any order.
    Name(String),
    /// A date of birth.
    Born(String),
    /// A reference of one agency.
    Reference {
        /// The agency.
        agency: String,
        /// Its reference.
        reference: String,
    },
}

/// The keys under which somebody with these details is found.
pub(crate) fn keys_of(details: &Details, agency: &str, keys: &Keys) -> Vec<i64> {
    let names = [&details.known_as, &details.given_name, &details.family_name];
    let mut found: Vec<i64> =
        names.into_iter().chain(&details.other_names).flat_map(|name| parts_of(name)).map(|part| name_key(&part, keys)).collect();
    if !details.born.is_empty() {
        found.push(key(keys, &[b"born", details.born.as_bytes()]));
    }
    if !details.reference.is_empty() {
        found.push(reference_key(agency, &details.reference, keys));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The keys under which others like somebody with these details lie too, for whoever asks whether they are the same person.
pub(crate) fn likeness_keys(details: &Details, keys: &Keys) -> Vec<i64> {
    let likenesses = throughline_matching::keys_of(&throughline_matching::Traits::of(details));
    likenesses.iter().map(|likeness| key(keys, &[b"likeness", likeness])).collect()
}

/// The keys that somebody must have, all of them.
pub(crate) fn keys_for(sought: &Sought, keys: &Keys) -> Vec<i64> {
    match sought {
        Sought::Name(name) => parts_of(name).map(|part| name_key(&part, keys)).collect(),
        Sought::Born(born) => vec![key(keys, &[b"born", born.as_bytes()])],
        Sought::Reference { agency, reference } => vec![reference_key(agency, reference, keys)],
    }
}

/// What is kept of an account with a provider of sign-in: whoever has it cannot tell which account it is.
pub fn account_mac(issuer: &str, subject: &str, keys: &Keys) -> [u8; 32] {
    keys.mac(Purpose::Search, &[b"account", issuer.as_bytes(), subject.as_bytes()])
}

fn name_key(part: &str, keys: &Keys) -> i64 {
    key(keys, &[b"name", part.as_bytes()])
}

fn reference_key(agency: &str, reference: &str, keys: &Keys) -> i64 {
    key(keys, &[b"reference", agency.as_bytes(), reference.as_bytes()])
}

fn key(keys: &Keys, parts: &[&[u8]]) -> i64 {
    let mac = keys.mac(Purpose::Search, parts);
    let (first, _) = mac.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    i64::from_be_bytes(*first)
}

/// A name's parts, as people type them: lower case, without marks between letters.
fn parts_of(name: &str) -> impl Iterator<Item = String> {
    name.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(|part| part.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>())
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_parts_in_any_writing() {
        assert_eq!(parts_of("Mary-Ann O’Neill ").collect::<Vec<_>>(), ["mary", "ann", "oneill"]);
    }
}
