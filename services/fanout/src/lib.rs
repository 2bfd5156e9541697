//! Telling agencies through NATS JetStream that they may read something new, and other nodes that the log has grown.
//!
//! NATS carries news and never truth: a message says an agency's own word and a position, and content is fetched over gRPC, under policy.
//! Wiping NATS loses nothing, because how far the news has come lies in the log's database; and nothing waits for NATS except the news.
//! Who may read what is never decided in here: the rules that answer ListChanges are asked.

mod connection;
mod error;
mod fanout;
pub mod gauges;
mod head;
mod message;
mod names;
mod progress;
mod publish;
mod settings;
mod status;
mod stream;
mod turn;
mod whom;
mod window;

pub use connection::Connection;
pub use error::NewsError;
pub use fanout::Fanout;
pub use head::HeadNews;
pub use names::Names;
pub use settings::{Server, Settings};
pub use status::Status;
