//! `throughline import`: an agency's export becomes events, over gRPC like any partner's. `prepare` reads the file, `run` records it,
//! `report` says what came of it. Nothing in here opens a log or a view.

pub mod columns;
pub mod details;
pub mod encoding;
pub mod hands;
pub mod kinds;
pub mod mapping;
pub mod prepare;
pub mod problem;
pub mod recipe;
pub mod report;
pub mod requests;
pub mod rows;
mod run;
pub mod sender;
pub mod times;
pub mod wording;

pub use run::run;
