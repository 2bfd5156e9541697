//! The append-only log: positions without gaps, group commit, an RFC 6962 tree, sealed records, following.
//!
//! ```text
//! Request ── seal ──▶ Sealed ── Log::append ──▶ the writer ── Store::commit ──▶ Appended
//!                                                                   │
//!                       Event ◀── open_facts ── Record ◀── Log::read ┘
//! ```
//!
//! A store keeps rows and decides nothing; keys lie apart. What an event means, and who may see it, is never known in here.

mod ahead;
mod checkpoints;
mod cipher;
mod copy;
mod database;
mod durable;
mod erasing;
mod error;
mod fitting;
mod format;
pub mod gauges;
mod keys;
mod known;
mod lock;
mod log;
mod once;
mod open;
mod parts;
#[doc(hidden)]
pub mod planted;
mod postgres;
mod receipt;
mod record;
mod seal;
mod shared;
mod sqlite;
pub mod store;
mod told;
mod traced;
mod verify;
mod writer;

pub use ahead::{ReadAhead, Records};
pub use copy::{Copied, CopyError, copy};
pub use database::DatabaseError;
pub use durable::{sync_folder, write_file, write_private_file};
pub use erasing::{erasures_of, strip_erased, sweep};
pub use error::{AppendError, Doubt, LogError, with_causes};
pub use fitting::check_keys;
pub use keys::{Erasure, KeyError, KeyMaterial, Keys, KeysAt, Purpose, Rotation, Unsealable, rotate};
pub use lock::{FolderLock, Held};
pub use log::{Log, Pending};
pub use open::{ContentKey, Damage, Unreadable, content_keys, open_facts, open_facts_bytes, open_with, open_words, open_words_bytes};
pub use parts::{pack as pack_parts, unpack as unpack_parts};
pub use postgres::{Migrated, PostgresError, PostgresStore};
pub use receipt::{Appended, AppendedRecord};
pub use record::{HeaderError, Record};
pub use seal::{Condition, Draft, Request, Sealed, SealedRecord, has_clear_facts, random_bytes, seal, seal_with};
pub use sqlite::SqliteStore;
pub use store::{Followed, Store};
pub use throughline_proof::{Checkpoint, NoteError, SignedCheckpoint, Signer, fingerprint, read_verifier_key, tree, verifier_key};
pub use throughline_proto::v1::Lane;
pub use verify::{Against, Finding, Progress, Report, Trouble, verify, verify_one, verify_structure};
