//! Who is calling, and what they may see: tokens, certificates and callers, and the one place that decides "may this caller read this?".
//!
//! Every call goes through here before it reads anything. Nothing in here looks into the log or the views: what a decision rests on
//! (the folded story, the event, the day) is passed in. Deny is the default, and what is denied cannot be told from what is not there.

mod access;
pub mod caller;
pub mod certificates;
mod credential;
pub mod fetch;
mod hex;
pub mod http1;
pub mod limits;
mod methods;
pub mod pages;
pub mod policies;
pub mod purpose;
pub mod secret;
pub mod sharing;
pub mod sign_in;
pub mod tokens;
pub mod untold;

pub use access::{Access, Register, Then};
pub use caller::{ActingFor, Caller, Erases, SignsIn, check_acting_for};
pub use credential::{Credential, now};
pub use methods::Method;
pub use policies::{Explained, Policies, PolicyError};
pub use sharing::{Find, Reader, RolesHeld, Sight, TurnsOn, Under, Viewer, changes, has_widened, may_widen, nobody, speaks_for, turns_on};
pub use tokens::{Entry, KEEPER, PORTAL, TokenError, Tokens};
