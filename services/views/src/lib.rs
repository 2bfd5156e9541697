//! A node's own picture of the log: it follows the log, keeps what it needs in one SQLite file, and folds stories from it.
//!
//! State and checkpoint commit together, so the picture always equals a fresh replay up to its position. Nothing here decides who may
//! read what, and nothing here ever writes to the log. What was erased is forgotten here, after its keys were destroyed.

mod apply;
mod asked;
mod authorities;
mod clock;
mod database;
mod details;
mod directory;
mod erasing;
mod error;
mod follow;
pub mod gauges;
mod joins;
mod latest;
mod lists;
mod moments;
mod names;
mod opened;
mod past;
mod past_directory;
mod people;
mod planted;
mod read;
mod rebuild;
mod refresh;
mod roles;
mod search;
mod settling;
mod sign_ins;
mod snapshot;
mod standings;
mod stories;
mod survey;
mod told;
mod touched;
mod views;
mod written;

pub use asked::{OpeningRow, PersonRow, PromiseRow, Whose};
pub use authorities::{Authorities, AuthorityKnown};
pub use clock::{moment_text, now, now_us, today};
pub use details::details_over;
pub use directory::{AgencyKnown, Directory, GroupKnown, OfferKnown, RetentionKnown, SupporterKnown};
pub use erasing::{CONFIRMATIONS, CarriedOut, SEALED_PARTS};
pub use error::ViewError;
pub use names::StoryNames;
pub use opened::OpenedEntry;
pub use past::{Circle, Stood};
pub use read::{Cursor, Page, StoryRead};
pub use rebuild::{Difference, compare};
pub use search::{Sought, account_mac};
pub use sign_ins::{InvitationKnown, SignIns, SignsInAs};
pub use snapshot::{Changed, Snapshot};
pub use survey::Surveyed;
pub use views::Views;
