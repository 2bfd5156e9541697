//! `throughline call`.

use clap::Args;

use crate::{
    cli::server::{CertificateArgs, TokenArgs},
    config,
};

const EXAMPLES: &str = "\
Examples:
  throughline call --list
  throughline call Record --describe
  throughline call FindPeople '{\"name\": \"rosa\"}' --token-file token --as supporter/9d2e…
  throughline call StoryService/GetStory '{\"person\": \"6f1c…\"}' --token-file token --as supporter/9d2e… --for visit
  throughline call Record --token-file token --as supporter/9d2e… '{\"events\": [{
      \"happened\": {\"date\": \"2026-03-14\"},
      \"people\": [{\"person\": \"6f1c…\", \"role\": \"ROLE_ABOUT\"}],
      \"met\": {}}]}'
  throughline call ListMyPeople --address https://record.example.org:7400 \
      --ca server-authority.pem --certificate agency.pem --key agency.key
  throughline call RecordMany - --token-file token < requests.ndjson

A request_id that you leave out is made for you and printed, so that you can send the very same request again.";

/// Call a method over gRPC and print the answer as JSON.
///
/// The server itself says which methods and fields it has (gRPC reflection), so this works with any gRPC server that answers reflection.
/// Field names are those of the .proto files. Streams print one line of JSON for each message.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct CallArgs {
    /// "GetStory", "StoryService/GetStory" or "throughline.v1.StoryService.GetStory".
    #[arg(value_name = "METHOD", required_unless_present = "list")]
    pub method: Option<String>,
    /// The request; {} when left out. "-" reads it from standard input, one line a message for a stream.
    #[arg(value_name = "JSON")]
    pub json: Option<String>,
    /// The server.
    #[arg(long, value_name = "URL", env = "THROUGHLINE_ADDRESS", default_value = config::ADDRESS)]
    pub address: String,
    /// The token to speak with.
    #[command(flatten)]
    pub token: TokenArgs,
    /// The certificate to speak with.
    #[command(flatten)]
    pub certificate: CertificateArgs,
    /// Whom the call acts for: supporter/ID or resident/ID.
    #[arg(long = "as", value_name = "WHO")]
    pub acting_for: Option<String>,
    /// What the call reads for, as the resident will be told: visit, call, planning, safety, records, rights or audit.
    #[arg(long = "for", value_name = "PURPOSE")]
    pub purpose: Option<String>,
    /// How long a single answer may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout_seconds: u64,
    /// Only list the methods.
    #[arg(long)]
    pub list: bool,
    /// Only describe the method's request, with the comments of the .proto files.
    #[arg(long, conflicts_with = "list")]
    pub describe: bool,
}
