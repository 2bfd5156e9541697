//! `throughline migrate`.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  throughline migrate --log postgres://owner@db/throughline
  throughline migrate --log postgres://owner@db/throughline --keys postgres://owner@vault/throughline_keys

Give the addresses of the databases' owners, who may make tables and, best, roles. Then let the service sign in as a user who has been
granted throughline_writer (and throughline_keys there): it can add records, and can neither change nor delete one.";

/// Make or update the tables in Postgres, and the roles that may use them.
///
/// Any number of nodes may do this at once. What a newer program has made is left alone. Ends with 1 where roles are not there and this user
/// may not make them: nothing is granted then, and it is to be run again once they are.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct MigrateArgs {
    /// The log's database: postgres://OWNER@HOST/DATABASE.
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_LOG", hide_env_values = true)]
    pub log: Option<String>,
    /// The database of the keys that several nodes share: postgres://OWNER@HOST/DATABASE.
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_KEYS", hide_env_values = true)]
    pub keys: Option<String>,
}
