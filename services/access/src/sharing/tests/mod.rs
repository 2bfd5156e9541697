//! Who sees what, each rule both ways: given a story, when somebody reads, then they see so much and no more.

mod changed;
mod choices;
mod concerns;
mod defaults;
mod details;
mod emergency;
mod given;
mod introduced;
mod opening;
mod properties;
mod residents;
mod shown;
