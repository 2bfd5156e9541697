//! Is this the same person? Traits of a person, the keys under which others like them are looked for, and what two people's agreement is
//! worth. Pure: no I/O, clock or randomness, and nothing here keeps or prints what it is given. `docs/matching.md` tells how it works.

mod address;
mod alike;
mod born;
mod compare;
mod fit;
mod keys;
mod known_names;
mod level;
mod name;
mod number;
mod placeholders;
mod score;
mod text;
mod traits;
mod weights;

pub use compare::Agreement;
pub use fit::fit;
pub use keys::keys_of;
pub use level::{Field, Level};
pub use score::Score;
pub use traits::Traits;
pub use weights::{Odds, Weights};
