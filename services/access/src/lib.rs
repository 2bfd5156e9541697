//! Who is calling, and what they may see: tokens and callers, and the one place that decides "may this caller read this?".
//!
//! Every call goes through here before it reads anything. Nothing in here looks into the log or the views: what a decision rests on
//! (the folded story, the event, the day) is passed in. Deny is the default, and what is denied cannot be told from what is not there.

mod access;
pub mod caller;
mod hex;
pub mod pages;
pub mod sharing;
pub mod tokens;

pub use access::Access;
pub use caller::{ActingFor, Caller, Erases, check_acting_for};
pub use sharing::{
    Find, Moment, Openness, Reader, Sight, changes, has_widened, may_open, may_see_details, may_widen, openness, shown, sight, speaks_for,
};
pub use tokens::{Entry, KEEPER, TokenError, Tokens};
