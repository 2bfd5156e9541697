//! Opening: from a record to the event that it tells, as far as there are keys for it. Nothing in here may keep what it opened.

use prost::Message as _;
use thiserror::Error;
use throughline_proto::v1::{Event, Header, PartDigest, SealedPart, Words, Wrap};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    cipher::{Cipher, Secret},
    format::{Binding, FACTS, commitment, part_digest, to_uuid},
    keys::{KeyError, Keys, PersonKey},
    once::is_same,
    record::{Record, people},
    seal::{has_clear_facts, open_content},
};

/// The key that one part was sealed under, and nothing else.
pub type ContentKey = Zeroizing<[u8; 32]>;

/// Why a part cannot be read.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// All whose part it was have been erased. As it should be.
    #[error("those whose words these were have been erased")]
    Erased,
    /// It is not what was sealed. Never expected.
    #[error("the record is damaged: {0}")]
    Damaged(#[from] Damage),
    /// The keys cannot be read at the moment. Says nothing about the record.
    #[error("the keys cannot be read at the moment")]
    KeysAway(#[from] KeyError),
}

/// How a part is not what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Damage {
    /// It is not there, and nobody was erased.
    #[error("a sealed part is missing")]
    Missing,
    /// The header's ids or lane cannot be.
    #[error("the header cannot be")]
    Header,
    /// Its bytes are no sealed part.
    #[error("a sealed part cannot be decoded")]
    NotAPart,
    /// Clear facts are not those that the header speaks of.
    #[error("the facts are not those of the header")]
    Digest,
    /// There is no key for the people concerned, and they were not erased.
    #[error("there is no key to it, though nobody was erased")]
    NoKey,
    /// The content key does not unwrap.
    #[error("the wrapped key has been changed")]
    Wrap,
    /// The content key is not the one that the header commits to.
    #[error("the key is not the one of the header")]
    Commitment,
    /// The content does not open.
    #[error("the sealed content has been changed")]
    Content,
    /// What was sealed is no message of the kind.
    #[error("what was sealed cannot be decoded")]
    NotAMessage,
}

/// What a record tells: the event without anybody's words.
pub fn open_facts(record: &Record, keys: &Keys) -> Result<Event, Unreadable> {
    Ok(Event::decode(open_facts_bytes(record, keys)?.as_slice()).map_err(|_| Damage::NotAMessage)?)
}

/// The same as it was encoded when it was taken in.
pub fn open_facts_bytes(record: &Record, keys: &Keys) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    open_part(record, FACTS, keys)
}

/// The words for one person; nothing if the record has none for them.
pub fn open_words(record: &Record, person: Uuid, keys: &Keys) -> Result<Option<Words>, Unreadable> {
    let Some(content) = open_words_bytes(record, person, keys)? else { return Ok(None) };
    Ok(Some(Words::decode(content.as_slice()).map_err(|_| Damage::NotAMessage)?))
}

/// The same as they were encoded when they were taken in.
pub fn open_words_bytes(record: &Record, person: Uuid, keys: &Keys) -> Result<Option<Zeroizing<Vec<u8>>>, Unreadable> {
    let is_theirs = |part: &PartDigest| part.person.and_then(|index| person_at(&record.header, index)) == Some(person);
    let Some(index) = record.header.parts.iter().position(is_theirs) else { return Ok(None) };
    open_part(record, index, keys).map(Some)
}

fn open_part(record: &Record, index: usize, keys: &Keys) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let header = &record.header;
    let expected = header.parts.get(index).ok_or(Damage::Header)?;
    let bytes = record.parts.get(index).filter(|bytes| !bytes.is_empty());
    let Some(bytes) = bytes else { return Err(why_missing(header, expected, keys)?) };
    let part = SealedPart::decode(bytes.as_slice()).map_err(|_| Damage::NotAPart)?;
    let lane = header.lane();
    if index == FACTS && has_clear_facts(lane) {
        let is_whole = is_same(&part_digest(bytes), &expected.digest);
        return if is_whole { Ok(Zeroizing::new(part.clear)) } else { Err(Damage::Digest.into()) };
    }
    let content_key = unwrap_content_key(&part, header, index, keys)?;
    Ok(open_sealed(&part, header, index, &content_key)?)
}

fn unwrap_content_key(part: &SealedPart, header: &Header, index: usize, keys: &Keys) -> Result<Secret, Unreadable> {
    let (wrap, secret) = a_key_to(part, header, keys)?;
    let mut binding = Binding::new(&header.id, header.lane(), &header.agency, &header.people);
    let unwrapped = Cipher::new(&secret).and_then(|cipher| cipher.unwrap_secret(binding.of_part(index), &wrap.wrapped));
    Ok(unwrapped.map_err(|_| Damage::Wrap)?)
}

fn open_sealed(part: &SealedPart, header: &Header, index: usize, content_key: &Secret) -> Result<Zeroizing<Vec<u8>>, Damage> {
    let expected = header.parts.get(index).ok_or(Damage::Header)?;
    if !is_same(&commitment(content_key), &expected.commitment) {
        return Err(Damage::Commitment);
    }
    let mut binding = Binding::new(&header.id, header.lane(), &header.agency, &header.people);
    let content = Cipher::new(content_key).and_then(|cipher| open_content(&cipher, binding.of_part(index), &part.ciphertext));
    content.map_err(|_| Damage::Content)
}

/// The key to each of a record's parts, for whoever is to open them without anybody's own key; none for what is in clear or cannot be opened.
pub fn content_keys(record: &Record, keys: &Keys) -> Vec<Option<ContentKey>> {
    let key = |(index, bytes): (usize, &Vec<u8>)| {
        let part = SealedPart::decode(bytes.as_slice()).ok().filter(|part| !part.wraps.is_empty())?;
        unwrap_content_key(&part, &record.header, index, keys).ok()
    };
    record.parts.iter().enumerate().map(key).collect()
}

/// What a part says, for who has no keys but this one; of facts in clear without one. Whether it is what the header speaks of is checked.
pub fn open_with(record: &Record, index: usize, content_key: Option<&ContentKey>) -> Result<Zeroizing<Vec<u8>>, Damage> {
    let header = &record.header;
    let bytes = record.parts.get(index).filter(|bytes| !bytes.is_empty()).ok_or(Damage::Missing)?;
    let expected = header.parts.get(index).ok_or(Damage::Header)?;
    if !is_same(&part_digest(bytes), &expected.digest) {
        return Err(Damage::Digest);
    }
    let part = SealedPart::decode(bytes.as_slice()).map_err(|_| Damage::NotAPart)?;
    match content_key {
        Some(content_key) => open_sealed(&part, header, index, content_key),
        None if index == FACTS && has_clear_facts(header.lane()) => Ok(Zeroizing::new(part.clear)),
        None => Err(Damage::NoKey),
    }
}

/// The first wrap for somebody who still has a key.
fn a_key_to<'a>(part: &'a SealedPart, header: &Header, keys: &Keys) -> Result<(&'a Wrap, std::sync::Arc<Secret>), Unreadable> {
    let mut is_erased = !part.wraps.is_empty();
    for wrap in &part.wraps {
        let person = person_at(header, wrap.person).ok_or(Damage::Header)?;
        match keys.person(person)? {
            PersonKey::Live(secret) => return Ok((wrap, secret)),
            PersonKey::Erased => {}
            PersonKey::Unknown => is_erased = false,
        }
    }
    Err(if is_erased { Unreadable::Erased } else { Damage::NoKey.into() })
}

/// A missing part is as it should be if all whose it was were erased.
fn why_missing(header: &Header, part: &PartDigest, keys: &Keys) -> Result<Unreadable, KeyError> {
    let whose = whose(header, part);
    for person in &whose {
        if !matches!(keys.person(*person)?, PersonKey::Erased) {
            return Ok(Damage::Missing.into());
        }
    }
    Ok(if whose.is_empty() { Damage::Missing.into() } else { Unreadable::Erased })
}

/// Whose part it is: one person's words, or everybody's facts.
pub(crate) fn whose(header: &Header, part: &PartDigest) -> Vec<Uuid> {
    match part.person {
        Some(index) => person_at(header, index).into_iter().collect(),
        None => people(header).collect(),
    }
}

fn person_at(header: &Header, index: u32) -> Option<Uuid> {
    header.people.get(usize::try_from(index).ok()?).and_then(|person| to_uuid(person))
}
