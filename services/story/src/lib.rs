//! The pure heart: may this be ([`admit`]), what it does ([`fold`]), how it reads ([`sentence`]).
//!
//! Nothing here does I/O, reads a clock or draws randomness: what it depends on is passed in.

mod admit;
mod authority;
mod fold;
mod kind;
mod order;
mod proxies;
mod refs;
mod refused;
pub mod sentence;
mod shape;

pub use admit::{
    ActingFor, Admission, INFORMATION_LEAD, RoleKnown, SAFEGUARDING_LEAD, SupporterKnown, Surroundings, Writer, admit, is_theirs,
};
pub use authority::{
    CERTIFICATE_OF_AGENCY, NoAuthority, SIGNS_CHECKPOINTS, SPEAKS_FOR_AGENCY, TOKEN_OF_AGENCY, check as check_authority, says_rules,
};
pub use fold::{Effect, Pushed, Told, fold, is_open, is_restricted, is_told_later, push};
pub use kind::{concerned, kind_name, lane};
pub use order::{
    HappenedError, Now, OrderKey, date_to_day, day_of_key, day_to_date, days_after, happened_day, happened_key, is_in_the_future, time_us,
};
pub use proxies::{Proxying, eighteenth_birthday, proxying};
pub use refs::{RefKind, References, references, references_mut, role_agency};
pub use refused::Refused;
pub use sentence::{
    Names, Side, Standing, changes, erased_since, language_for, moment_in_words, sentence, standings, taken_back, writer_in_words,
};
pub use shape::validate;
