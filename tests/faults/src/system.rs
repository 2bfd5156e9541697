//! The system that faults come to: our nodes, the servers they stand on, a proxy on every way between them, and perhaps a small disk and
//! a clock that can be moved. It is built whole, healed whole, and gone with its value.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow, ensure};
use throughline_access::Tokens;
use throughline_servers::{Disk, Folder, Nats, Postgres};
use throughline_tests::Caller;
use tokio::{sync::Mutex, task::block_in_place};
use tonic::transport::{Channel, Endpoint};

use crate::{
    node::Node,
    program::Program,
    proxy::{Proxy, Weather},
    setup::{OnDisk, Plan, Setup},
};

/// How long an attempt may take before the caller tries again.
pub const ATTEMPT: Duration = Duration::from_secs(6);
/// How long something may take to come back.
const RECOVERY: Duration = Duration::from_secs(60);
const NODES_DISK_MIB: u64 = 96;
const POSTGRES_DISK_MIB: u64 = 320;
/// Small segments, so that a small disk has room for a few.
const POSTGRES_SETTINGS: [&str; 3] = ["max_wal_size=64MB", "min_wal_size=32MB", "max_connections=60"];

/// A running system. Its parts end in the order in which they stand here.
#[derive(Debug)]
pub struct System {
    /// Our nodes.
    pub seats: Vec<Seat>,
    /// The log's server, if it has one.
    pub postgres: Option<Mutex<Postgres>>,
    /// The news' server, if there is one.
    pub nats: Option<Mutex<Nats>>,
    /// The small disk, if there is one.
    pub disk: Option<Mutex<Disk>>,
    /// What lies on it.
    pub on_disk: Option<OnDisk>,
    /// The file that says by how many days our nodes' clock is wrong, if it can be.
    pub clock: Option<PathBuf>,
    folder: Folder,
}

/// A node, and the ways to it and from it.
#[derive(Debug)]
pub struct Seat {
    /// The node.
    pub node: Mutex<Node>,
    /// Where its data lies.
    pub folder: PathBuf,
    /// From callers to the node.
    pub gate: Proxy,
    /// From the node to Postgres.
    pub to_postgres: Option<Proxy>,
    /// From the node to NATS.
    pub to_nats: Option<Proxy>,
}

impl System {
    /// Builds a system, and begins it.
    pub async fn build(plan: &Plan, program: &Program, disk: Option<Disk>) -> anyhow::Result<Self> {
        let folder = Folder::new();
        let folder_of = |what| disk.as_ref().filter(|_| plan.disk == Some(what)).map_or(folder.path(), Disk::path).to_owned();
        let (log_folder, nodes_folder) = (folder_of(OnDisk::Log), folder_of(OnDisk::Nodes));
        let clock = plan.clock.then(|| folder.path().join("clock"));
        let program = match &clock {
            None => program.clone(),
            Some(clock) => program.with("THROUGHLINE_TEST_CLOCK", &clock.display().to_string()),
        };
        let mut system =
            Self { seats: Vec::new(), postgres: None, nats: None, on_disk: plan.disk, disk: disk.map(Mutex::new), clock, folder };
        let nodes = match plan.setup {
            Setup::Embedded => 1,
            Setup::Postgres { nodes } => {
                let data = log_folder.join("postgres");
                let postgres = block_in_place(|| Postgres::in_folder(&data, &POSTGRES_SETTINGS));
                for database in ["log", "keys"] {
                    block_in_place(|| postgres.try_sql("postgres", &format!("create database {database}")))
                        .map_err(|error| anyhow!(error))?;
                }
                system.postgres = Some(Mutex::new(postgres));
                if plan.disk == Some(OnDisk::Log)
                    && let Some(disk) = &system.disk
                {
                    // The cluster was made without waiting for the disk, as clusters of tests are. From here on, everybody waits.
                    disk.lock().await.settle().map_err(|error| anyhow!(error))?;
                }
                if program.serve_knows("--nats") {
                    system.nats = Some(Mutex::new(block_in_place(Nats::start)));
                }
                system.migrate(&program).await?;
                nodes
            }
        };
        for number in 0..nodes {
            let folder = nodes_folder.join(format!("node-{number}"));
            let seat = system.seat(number, &folder, &program).await?;
            system.seats.push(seat);
            system.begin(number).await?;
        }
        Ok(system)
    }

    /// How large a disk this plan asks for.
    pub fn disk_mib(plan: &Plan) -> u64 {
        if plan.disk == Some(OnDisk::Log) { POSTGRES_DISK_MIB } else { NODES_DISK_MIB }
    }

    /// A folder for whatever is not the system's own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn migrate(&self, program: &Program) -> anyhow::Result<()> {
        let Some(postgres) = &self.postgres else { return Ok(()) };
        let postgres = postgres.lock().await;
        let (log, keys) = (postgres.url("postgres", "log"), postgres.url("postgres", "keys"));
        let output = block_in_place(|| program.run(["migrate", "--log", &log, "--keys", &keys]))?;
        ensure!(output.status.success(), "migrate: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    async fn seat(&self, number: usize, folder: &Path, program: &Program) -> anyhow::Result<Seat> {
        let (mut arguments, mut to_postgres, mut to_nats) = (Vec::new(), None, None);
        if let Some(postgres) = &self.postgres {
            let proxy = proxy_to(postgres.lock().await.port()).await?;
            let port = proxy.address().port();
            for (option, database) in [("--log", "log"), ("--keys", "keys")] {
                arguments.extend([option.to_owned(), format!("postgres://postgres@127.0.0.1:{port}/{database}")]);
            }
            to_postgres = Some(proxy);
        }
        if let Some(nats) = &self.nats {
            let proxy = proxy_to(nats.lock().await.port()).await?;
            arguments.extend(["--nats".to_owned(), format!("nats://{}", proxy.address())]);
            to_nats = Some(proxy);
        }
        if program.serve_knows("--metrics") {
            arguments.extend(["--metrics".to_owned(), "127.0.0.1:0".to_owned()]);
        }
        if let Some(first) = self.seats.first() {
            // All nodes of a place have the same master key.
            arguments.extend(["--master-key".to_owned(), first.folder.join("master.key").display().to_string()]);
        }
        let says = self.folder.path().join(format!("node-{number}.log"));
        let node = Mutex::new(Node::new(program.clone(), folder, &says, arguments));
        Ok(Seat { node, folder: folder.to_owned(), gate: Proxy::start().await?, to_postgres, to_nats })
    }

    /// Begins a node, and leads its gate to it. A node that runs is left alone.
    pub async fn begin(&self, number: usize) -> anyhow::Result<()> {
        let seat = &self.seats[number];
        let mut node = seat.node.lock().await;
        if let Some(address) = block_in_place(|| node.begin())? {
            seat.gate.lead_to(address.parse().context("an address")?);
        }
        Ok(())
    }

    /// Takes every fault away that may be left: everything runs, everything passes, there is room, and the clocks are right.
    pub async fn heal(&self) -> anyhow::Result<()> {
        for seat in &self.seats {
            let proxies = [Some(&seat.gate), seat.to_postgres.as_ref(), seat.to_nats.as_ref()];
            proxies.into_iter().flatten().for_each(|proxy| proxy.set(Weather::Fair));
            seat.node.lock().await.resume();
        }
        if let Some(disk) = &self.disk {
            disk.lock().await.make_room();
        }
        if let Some(postgres) = &self.postgres {
            let mut postgres = postgres.lock().await;
            block_in_place(|| postgres.heal()).map_err(|error| anyhow!(error)).context("Postgres does not begin")?;
        }
        if let Some(nats) = &self.nats {
            let mut nats = nats.lock().await;
            block_in_place(|| nats.heal());
        }
        self.set_clock(0)?;
        let until = Instant::now() + RECOVERY;
        for number in 0..self.seats.len() {
            // What stands on something that has only just come back may have to try again.
            while let Err(error) = self.begin(number).await {
                ensure!(Instant::now() < until, "node {number} does not begin: {error:#}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Ok(())
    }

    /// Where commands that open a node's folder find the log and the keys, if not in the folder.
    pub async fn log_arguments(&self) -> Vec<String> {
        let Some(postgres) = &self.postgres else { return Vec::new() };
        let postgres = postgres.lock().await;
        let databases = [("--log", "log"), ("--keys", "keys")].map(|(option, database)| (option, postgres.url("postgres", database)));
        let master_key = ("--master-key", self.seats[0].folder.join("master.key").display().to_string());
        databases.into_iter().chain([master_key]).flat_map(|(option, value)| [option.to_owned(), value]).collect()
    }

    /// By how many days our nodes' clock is wrong from now on.
    pub fn set_clock(&self, days: i32) -> anyhow::Result<()> {
        let Some(clock) = &self.clock else { return Ok(()) };
        // Renamed into place, so that nobody reads half of it.
        let new = clock.with_extension("new");
        fs::write(&new, days.to_string())?;
        Ok(fs::rename(new, clock)?)
    }

    /// A caller of a node with an agency's token, through the node's gate.
    pub fn caller(&self, number: usize, agency: &str) -> anyhow::Result<Caller> {
        let seat = &self.seats[number];
        let token = Tokens::open(&seat.folder)?.add(agency, agency)?;
        Ok(Caller::new(channel(seat.gate.address())?, &token))
    }

    /// The keeper of the place, through a node's gate.
    pub fn keeper(&self, number: usize) -> anyhow::Result<Caller> {
        let seat = &self.seats[number];
        Ok(Caller::new(channel(seat.gate.address())?, &Tokens::keeper_token(&seat.folder)?))
    }
}

async fn proxy_to(port: u16) -> anyhow::Result<Proxy> {
    let proxy = Proxy::start().await?;
    proxy.lead_to(SocketAddr::from(([127, 0, 0, 1], port)));
    Ok(proxy)
}

/// A connection that comes about when it is used, and again when it broke.
fn channel(address: SocketAddr) -> anyhow::Result<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
    Ok(endpoint
        .tcp_nodelay(true)
        .connect_timeout(Duration::from_secs(2))
        .timeout(ATTEMPT)
        .http2_keep_alive_interval(Duration::from_secs(2))
        .keep_alive_timeout(Duration::from_secs(2))
        .connect_lazy())
}
