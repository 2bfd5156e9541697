//! What the golden records are made of: keys, randomness and a request, all given. None of it may ever change.

use std::{path::Path, sync::Arc};

use prost::Message as _;
use throughline_log::{Draft, KeyMaterial, Keys, Lane, Request};
use throughline_proto::v1::{Event, Looked, Met, OfferPublished, ProfilesSeparated, Words, event::Kind};
use uuid::Uuid;

pub const ORIGIN: &str = "throughline/golden";
pub const RESIDENT: Uuid = Uuid::from_u128(0x11111111_1111_4111_8111_111111111111);
pub const SECOND_RESIDENT: Uuid = Uuid::from_u128(0x22222222_2222_4222_8222_222222222222);

pub fn keys(folder: &Path) -> Arc<Keys> {
    let secret = |byte| [byte; 32].into();
    let material = KeyMaterial {
        master: secret(1),
        request: secret(2),
        source_key: secret(3),
        search: secret(4),
        local: secret(5),
        signer: secret(6),
        people: vec![(RESIDENT, secret(7)), (SECOND_RESIDENT, secret(8))],
    };
    Keys::restore(folder, &material).expect("keys")
}

/// Bytes that look random and are always the same.
pub fn random(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

pub fn request() -> Request {
    Request {
        agency: "care-city".to_owned(),
        request_id: Uuid::from_u128(0x019ab000_0000_7000_8000_000000000001),
        content: b"the canonical bytes of the request".to_vec(),
        recorded_at_us: 1_763_760_000_123_456,
        drafts: drafts(),
        condition: None,
    }
}

/// One event of each lane.
pub fn drafts() -> Vec<Draft> {
    let words = |person, text: &str| (person, Words { text: text.to_owned(), ..Words::default() }.encode_to_vec());
    let met = draft(1, Lane::Story, vec![RESIDENT, SECOND_RESIDENT], Kind::Met(Met::default()));
    let offered = draft(4, Lane::Public, vec![RESIDENT], Kind::OfferPublished(OfferPublished::default()));
    vec![
        Draft {
            words: vec![words(0, "I cooked for everybody."), words(1, "She cooked, and I ate.")],
            source_key: Some("row 17".to_owned()),
            ..met
        },
        draft(2, Lane::Look, vec![RESIDENT], Kind::Looked(Looked::default())),
        draft(3, Lane::Control, vec![RESIDENT, SECOND_RESIDENT], Kind::ProfilesSeparated(ProfilesSeparated::default())),
        Draft { words: vec![words(0, "Ask for Amina at the door.")], ..offered },
    ]
}

fn draft(number: u128, lane: Lane, people: Vec<Uuid>, kind: Kind) -> Draft {
    let id = Uuid::from_u128(0x019ab000_0000_7000_8000_0000000000f0 + number);
    let facts = Event { id: id.to_string(), agency: "care-city".to_owned(), kind: Some(kind), ..Event::default() }.encode_to_vec();
    Draft { id, lane, people, facts, words: Vec::new(), source_key: None }
}
