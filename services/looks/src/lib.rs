//! What comes before any reading: who asks, as of the log's head; and that they looked. Nobody reads another's story before that is
//! written down durably: in the log, or, while the log is away, in the node's own outbox, from where it goes to the log later. If neither can
//! be written, nothing is read.
//!
//! Nothing here decides who may read what.

mod caller;
mod emergency;
mod event;
mod looks;
mod outbox;
mod told;

pub use caller::viewer;
pub use emergency::{OPEN_FOR, Opened};
pub use event::{Look, Scope};
pub use looks::Looks;
pub use outbox::OutboxError;
pub use told::LookTeller;
