//! A believable borough, generated from a seed: residents, families, supporters, groups, spaces and over a year of events, for the demo,
//! for tests and for benchmarks. Everybody in it is made up.
//!
//! It makes a *plan* of requests, and sends nothing: whoever runs it gives each [`Action`] to the server in the agency's name, and teaches
//! the [`Registry`] the receipts. No clock, no network and no files here: the same settings make the same plan on every machine.

mod action;
mod agency;
mod arcs;
mod bench;
mod calendar;
mod cast;
mod crowd;
mod dice;
mod everyday;
mod foundation;
mod life;
mod neighbourhood;
mod plan;
mod registry;
mod tables;
mod words;

pub use action::{Action, NotASymbol, Symbol, SymbolKind};
pub use agency::{AGENCIES, Agency};
pub use bench::bench_event;
pub use crowd::Crowd;
pub use plan::{Settings, plan};
pub use registry::{Registry, resolve};
