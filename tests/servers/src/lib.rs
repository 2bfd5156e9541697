//! Private servers for tests and benchmarks: Postgres and NATS on free ports of the loopback, with their data in a temporary folder or on
//! a small disk of their own.
//!
//! Whoever starts one may pause it, kill it and start it again. It ends with the value that stands for it, and with the process that
//! started it, however that ends. Nothing in here may use a server that happens to run.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod disk;
mod folder;
mod nats;
mod port;
mod postgres;
mod process;

pub use disk::Disk;
pub use folder::Folder;
pub use nats::Nats;
pub use port::Port;
pub use postgres::Postgres;
pub use process::{Process, allow_many_files, run};
