//! Stories as they stood: at a record, or as they were known at a moment; as an agency was allowed to see them then; and what changed between two
//! such points. Folded from what the view holds, with the profiles joined, the directory and the policies of that time.

mod compare;
mod erased;
mod known;
mod point;
mod reason;
mod stood;
mod tell;

pub(crate) use self::{
    compare::compare,
    erased::{Erasures, erased_since},
    known::get,
    point::{Asked, Point, known_by_now, moment_us},
    reason::{Why, why},
    stood::{StoryThen, person_of, under},
    tell::{Teller, called},
};
