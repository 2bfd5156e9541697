//! The peers, one file each, behind one trait. None knows which task it is carrying out.

mod plain;
mod postgres_es;
mod umadb;

pub use plain::Plain;
pub use postgres_es::PostgresEs;
pub use umadb::UmaDb;
