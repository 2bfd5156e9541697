//! The commands that only the node itself can carry out, and how the others reach a folder.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::bail;
use throughline_access::Tokens;
use zeroize::Zeroizing;

use super::{Folder, Opened, Running, agency, copy, demo, folder::Place, keys, migrate, rebuild, serve, sweep, verify};
use crate::{
    cli::{Command, DataArgs},
    config,
    connect::{Node, Speaker, Started},
    exit::Exit,
    output::Output,
};

/// This machine's node: what opens folders in this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

impl Node for Local {
    fn serving(&self, folder: &Path) -> anyhow::Result<Option<String>> {
        Folder::new(folder).serving()
    }

    async fn start_in_process(&self, place: &DataArgs) -> anyhow::Result<Started> {
        let (folder, stores) = (Folder::new(&place.data), place.stores()?);
        let place = folder.place()?.unwrap_or(Place::new(config::PLACE, false));
        let mut opened = Opened::open(&folder, &place, &stores).await?;
        let running = Running::start(&mut opened, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let (address, services) = (format!("http://{}", running.address), running.whole.clone());
        Ok(Started { address, services, running: Box::new((running, opened)) })
    }

    async fn token(&self, folder: &Path, address: &str, speaker: Speaker<'_>) -> anyhow::Result<Zeroizing<String>> {
        match speaker {
            Speaker::Keeper => Ok(Tokens::keeper_token(folder)?),
            Speaker::Agency { slug, name } => agency::token_for_this_run(folder, address, slug, name).await,
        }
    }

    async fn carry_out(&self, command: Command, output: &Output) -> anyhow::Result<Exit> {
        match command {
            Command::Demo(args) => demo::run(&args, output).await,
            Command::Serve(args) => serve::run(&args, output).await,
            Command::Verify(args) => verify::run(&args, output).await,
            Command::Rebuild(args) => rebuild::run(&args, output).await,
            Command::Agency(args) => agency::run(self, &args, output).await,
            Command::Keys(args) => keys::run(self, &args, output).await,
            Command::Erase(args) => match &args.without {
                Some(node) => sweep::without(&args.server.place, node, output).await,
                None => sweep::run(&args.server.place, output).await,
            },
            Command::Migrate(args) => migrate::run(&args, output).await,
            Command::Copy(args) => copy::run(&args, output).await,
            Command::Call(_)
            | Command::Import(_)
            | Command::Replay(_)
            | Command::Explain(_)
            | Command::Export(_)
            | Command::Health(_)
            | Command::Restrict(_)
            | Command::Retention(_)
            | Command::Held(_)
            | Command::Ropa(_)
            | Command::Hold(_)
            | Command::Role(_)
            | Command::Policies(_)
            | Command::Bundle(_)
            | Command::Audit(_)
            | Command::Monitor(_)
            | Command::Proof(_)
            | Command::Witness(_)
            | Command::Invite(_) => {
                bail!("this command asks a server and opens nothing")
            }
        }
    }
}
