//! Who sees what, each rule both ways: given a story, when somebody reads, then they see so much and no more.

mod changed;
mod choices;
mod concerns;
mod defaults;
mod details;
mod emergency;
mod given;
mod groups;
mod introduced;
mod opening;
mod properties;
mod proxies;
mod residents;
mod restricted;
mod shown;
mod taken_back;
