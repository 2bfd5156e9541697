//! The rules of a story, told as given–when–then: what events add up to, which may be, and how they must be spelt.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "these are tests, also where they help each other")]

mod admit_alongside;
mod admit_erasing;
mod admit_help;
mod admit_known;
mod admit_people;
mod admit_proxies;
mod admit_safety;
mod admit_written;
mod fold_alongside;
mod fold_lives;
mod fold_promises;
mod fold_proxies;
mod fold_put_right;
mod fold_safety;
mod given;
mod happenings;
mod kinds;
mod order;
mod properties;
mod random;
mod rights;
mod shape;
mod shape_kinds;
