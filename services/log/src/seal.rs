//! Sealing: from a request in clear to records that can be appended. All of it happens before anybody waits for anybody.
//!
//! Nothing in here may read or write the log, or know the time.

use std::sync::Arc;

use aws_lc_rs::{error::Unspecified, rand};
use prost::Message as _;
use throughline_proto::v1::{Header, Lane, PartDigest, SealedPart, Wrap};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    cipher::{Cipher, NONCE_BYTES, Secret, to_secret},
    format::{Binding, FACTS, MOST_PARTS, VERSION, commitment, part_digest},
    keys::{KeyError, Keys, PersonKey, Purpose, Unsealable},
    once,
};
use throughline_proof::{Hash, tree::leaf_of};

const SALT_BYTES: usize = 16;
const KEY_BYTES: usize = 32;
/// A content key seals one part and nothing else, so that its nonce need not differ.
const CONTENT_NONCE: [u8; NONCE_BYTES] = [0; NONCE_BYTES];

/// One event that is to become a record.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The event's id.
    pub id: Uuid,
    /// What may be read without a person's key.
    pub lane: Lane,
    /// The people concerned, in the order of the event.
    pub people: Vec<Uuid>,
    /// The encoded event without its words.
    pub facts: Vec<u8>,
    /// Encoded words, each for one person by index into `people`.
    pub words: Vec<(u32, Vec<u8>)>,
    /// The source's own key.
    pub source_key: Option<String>,
}

/// The events of one request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who writes.
    pub agency: String,
    /// The request's id, unique within the agency for ever.
    pub request_id: Uuid,
    /// Canonical bytes of what was asked, by which a retry is told from another request with the same id.
    pub content: Vec<u8>,
    /// When it was taken in.
    pub recorded_at_us: i64,
    /// The events.
    pub drafts: Vec<Draft>,
    /// What must not have happened in between.
    pub condition: Option<Condition>,
}

/// "Nothing new about these people since position p." Looks are not news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// After here nothing new may have been written about them.
    pub since: u64,
    /// Whom it rested on.
    pub people: Vec<Uuid>,
    /// As of where these are known to be all of them. A record of the control lane after it may have said who else is one of them, which is
    /// news about whom it joins: then nothing new may have been written about these since here either.
    pub known_as_of: u64,
}

/// A request that is ready to be appended.
#[derive(Debug)]
pub struct Sealed {
    pub(crate) agency: Arc<str>,
    pub(crate) request_id: Uuid,
    pub(crate) request_mac: [u8; 32],
    pub(crate) recorded_at_us: i64,
    /// By what the request is found again.
    pub(crate) once: i64,
    pub(crate) condition: Option<Condition>,
    pub(crate) records: Vec<SealedRecord>,
}

impl Sealed {
    /// Its records, in the order of its events.
    pub fn records(&self) -> &[SealedRecord] {
        &self.records
    }

    /// By what it is found again: itself, and its source keys.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = i64> {
        let source_keys = self.records.iter().filter_map(|record| record.source_key_mac.as_ref());
        std::iter::once(self.once).chain(source_keys.map(once::of_mac))
    }

    /// How many bytes it keeps in memory, roughly.
    pub(crate) fn bytes(&self) -> usize {
        self.records.iter().map(|record| record.header.len() + record.parts.iter().map(Vec::len).sum::<usize>()).sum()
    }
}

/// A record that has no position yet.
#[derive(Debug)]
pub struct SealedRecord {
    /// The header's bytes.
    pub header: Vec<u8>,
    /// Its leaf.
    pub leaf: Hash,
    /// The encoded sealed parts, the facts first.
    pub parts: Vec<Vec<u8>>,
    /// Its index in the request.
    pub index: usize,
    pub(crate) id: Uuid,
    pub(crate) lane: Lane,
    pub(crate) people: Vec<Uuid>,
    pub(crate) source_key_mac: Option<[u8; 32]>,
}

impl SealedRecord {
    /// Whether it is something new about its people: looks are not.
    pub(crate) fn is_news(&self) -> bool {
        self.lane != Lane::Look
    }
}

/// Seals a request. Every person must have a key already ([`Keys::ensure`]).
pub fn seal(keys: &Keys, request: Request) -> Result<Sealed, KeyError> {
    // One draw for the whole request: each has a cost of its own.
    let mut random = Zeroizing::new(vec![0; random_bytes(&request)]);
    rand::fill(&mut random)?;
    seal_with(keys, request, &random)
}

/// How many random bytes a request takes.
pub fn random_bytes(request: &Request) -> usize {
    let of_draft = |draft: &Draft| {
        let of_facts = if has_clear_facts(draft.lane) { 0 } else { KEY_BYTES + NONCE_BYTES * draft.people.len() };
        SALT_BYTES + of_facts + draft.words.len() * (KEY_BYTES + NONCE_BYTES)
    };
    request.drafts.iter().map(of_draft).sum()
}

/// [`seal`] with the randomness given, so that the same request comes out the same. For the golden files: never seal twice with the same bytes.
pub fn seal_with(keys: &Keys, request: Request, random: &[u8]) -> Result<Sealed, KeyError> {
    if request.drafts.is_empty() {
        return Err(Unsealable::Empty.into());
    }
    let Request { agency, request_id, content, recorded_at_us, drafts, condition } = request;
    let request_mac = once::request_mac(keys, &agency, request_id, &content);
    let mut sealer = Sealer {
        keys,
        random: Random(random),
        agency: &agency,
        request_id,
        request_mac,
        recorded_at_us,
        count: u32::try_from(drafts.len()).unwrap_or(u32::MAX),
    };
    let records = drafts.into_iter().enumerate().map(|(index, draft)| sealer.record(index, draft)).collect::<Result<_, _>>()?;
    let once = once::of_request(keys, &agency, request_id);
    Ok(Sealed { agency: agency.into(), request_id, request_mac, recorded_at_us, once, condition, records })
}

/// Facts that every node must be able to read without anybody's key.
pub fn has_clear_facts(lane: Lane) -> bool {
    matches!(lane, Lane::Control | Lane::Public)
}

struct Sealer<'a> {
    keys: &'a Keys,
    random: Random<'a>,
    agency: &'a str,
    request_id: Uuid,
    request_mac: [u8; 32],
    recorded_at_us: i64,
    count: u32,
}

/// One sealed part: its bytes, and what the header says of it.
type Part = (Vec<u8>, PartDigest);

impl Sealer<'_> {
    fn record(&mut self, index: usize, draft: Draft) -> Result<SealedRecord, KeyError> {
        check(index, &draft)?;
        let Draft { id, lane, people, facts, words, source_key } = draft;
        let salt = self.random.take::<SALT_BYTES>()?.to_vec();
        // In a lane that is clear only words are sealed: that somebody was erased can be written about whom has no key any more.
        let are_sealed_to = |index: u32| !has_clear_facts(lane) || words.iter().any(|(person, _)| *person == index);
        let sealed_to: Vec<(u32, Uuid)> = (0..).zip(people.iter().copied()).filter(|(index, _)| are_sealed_to(*index)).collect();
        let ciphers = self.ciphers(&sealed_to)?;
        let mut binding = Binding::new(id.as_bytes(), lane, self.agency, &people);

        let mut sealed = Vec::with_capacity(1 + words.len());
        sealed.push(if has_clear_facts(lane) { clear_part(facts) } else { self.sealed_part(facts, &ciphers, binding.of_part(FACTS))? });
        for (part, (person, content)) in (FACTS + 1..).zip(words) {
            // `check` has seen to it that there is somebody there.
            let whose = ciphers.iter().position(|(index, _)| *index == person).map_or(&[][..], |at| &ciphers[at..=at]);
            let (bytes, digest) = self.sealed_part(content, whose, binding.of_part(part))?;
            sealed.push((bytes, PartDigest { person: Some(person), ..digest }));
        }
        let (parts, digests): (Vec<_>, Vec<_>) = sealed.into_iter().unzip();

        let source_key_mac = source_key.map(|key| self.keys.mac(Purpose::SourceKey, &[self.agency.as_bytes(), key.as_bytes()]));
        let header = Header {
            version: VERSION,
            salt,
            id: id.as_bytes().to_vec(),
            recorded_at_us: self.recorded_at_us,
            agency: self.agency.to_owned(),
            lane: lane.into(),
            people: people.iter().map(|person| person.as_bytes().to_vec()).collect(),
            request_id: self.request_id.as_bytes().to_vec(),
            index: u32::try_from(index).unwrap_or(u32::MAX),
            count: self.count,
            request_mac: if index == 0 { self.request_mac.to_vec() } else { Vec::new() },
            source_key_mac: source_key_mac.map_or_else(Vec::new, Vec::from),
            parts: digests,
        };
        let header = header.encode_to_vec();
        let leaf = leaf_of(&header);
        Ok(SealedRecord { header, leaf, parts, index, id, lane, people, source_key_mac })
    }

    /// Each with its index in the header.
    fn ciphers(&self, people: &[(u32, Uuid)]) -> Result<Vec<(u32, Cipher)>, KeyError> {
        let cipher_of = |&(index, person): &(u32, Uuid)| match self.keys.person(person)? {
            PersonKey::Live(secret) => Ok((index, Cipher::new(&secret)?)),
            PersonKey::Erased => Err(KeyError::Erased { person }),
            PersonKey::Unknown => Err(KeyError::NoKey { person }),
        };
        people.iter().map(cipher_of).collect()
    }

    fn sealed_part(&mut self, content: Vec<u8>, whose: &[(u32, Cipher)], bound_to: &[u8]) -> Result<Part, KeyError> {
        let content_key: Secret = to_secret(self.random.take::<KEY_BYTES>()?)?;
        let ciphertext = Cipher::new(&content_key)?.seal(CONTENT_NONCE, bound_to, content)?;
        let mut wraps = Vec::with_capacity(whose.len());
        for (person, cipher) in whose {
            let nonce = *self.random.take::<NONCE_BYTES>()?;
            wraps.push(Wrap { person: *person, wrapped: cipher.wrap(nonce, bound_to, content_key.as_slice())? });
        }
        let bytes = SealedPart { ciphertext, wraps, clear: Vec::new() }.encode_to_vec();
        let digest = part_digest(&bytes).to_vec();
        Ok((bytes, PartDigest { digest, commitment: commitment(&content_key).to_vec(), person: None }))
    }
}

fn clear_part(facts: Vec<u8>) -> Part {
    let bytes = SealedPart { ciphertext: Vec::new(), wraps: Vec::new(), clear: facts }.encode_to_vec();
    let digest = part_digest(&bytes).to_vec();
    (bytes, PartDigest { digest, commitment: Vec::new(), person: None })
}

fn check(index: usize, draft: &Draft) -> Result<(), Unsealable> {
    if draft.words.len() >= MOST_PARTS {
        return Err(Unsealable::TooManyParts { index });
    }
    if draft.people.is_empty() && !has_clear_facts(draft.lane) {
        return Err(Unsealable::ConcernsNobody { index });
    }
    let is_concerned = |person: u32| usize::try_from(person).is_ok_and(|person| person < draft.people.len());
    if draft.words.iter().all(|(person, _)| is_concerned(*person)) { Ok(()) } else { Err(Unsealable::WordsForNobody { index }) }
}

/// Random bytes, each given out once.
struct Random<'a>(&'a [u8]);

impl<'a> Random<'a> {
    fn take<const COUNT: usize>(&mut self) -> Result<&'a [u8; COUNT], KeyError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Unsealable::TooFewRandomBytes)?;
        self.0 = rest;
        Ok(taken)
    }
}

/// What a part holds, given its content key.
pub(crate) fn open_content(cipher: &Cipher, bound_to: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    cipher.open(CONTENT_NONCE, bound_to, ciphertext)
}
