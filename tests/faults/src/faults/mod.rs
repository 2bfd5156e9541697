//! What can break, and how each of them is struck: something breaks at a random moment, stays broken for a random while, and heals.
//!
//! A fault only breaks and heals. Whether anything came of it is the oracle's to say.

mod crowd;
mod network;
mod processes;
mod storage;

use crate::{
    chance::Chance,
    finding::{Finding, Wrong},
    setup::Setup,
    system::System,
};

/// One thing that can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// As the summary calls it.
    pub name: &'static str,
    needs: Needs,
    fault: Fault,
}

/// What a system must have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Nothing,
    Postgres,
    Nats,
    ManyNodes,
    Disk,
    Clock,
}

/// Whose connections, or whose process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    /// Our node's; from callers.
    Node,
    /// Postgres's; from our nodes.
    Postgres,
    /// NATS's; from our nodes.
    Nats,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Killed(Whose),
    Paused(Whose),
    Restarted(Whose),
    PausedPastLease,
    Cut(Whose),
    Delayed(Whose),
    HalfOpen(Whose),
    NewsWiped,
    NewsRepeated,
    DiskFilled,
    ClockMoved,
    TransactionHeld,
    Crowded,
    ViewShared,
    ViewsLost,
    PowerCut,
}

const fn kind(name: &'static str, needs: Needs, fault: Fault) -> Kind {
    Kind { name, needs, fault }
}

/// Everything that can break.
pub const KINDS: [Kind; 28] = [
    kind("node-killed", Needs::Nothing, Fault::Killed(Whose::Node)),
    kind("node-paused", Needs::Nothing, Fault::Paused(Whose::Node)),
    kind("node-restarted", Needs::Nothing, Fault::Restarted(Whose::Node)),
    kind("node-paused-past-lease", Needs::ManyNodes, Fault::PausedPastLease),
    kind("postgres-killed", Needs::Postgres, Fault::Killed(Whose::Postgres)),
    kind("postgres-paused", Needs::Postgres, Fault::Paused(Whose::Postgres)),
    kind("postgres-restarted", Needs::Postgres, Fault::Restarted(Whose::Postgres)),
    kind("nats-killed", Needs::Nats, Fault::Killed(Whose::Nats)),
    kind("nats-paused", Needs::Nats, Fault::Paused(Whose::Nats)),
    kind("nats-restarted", Needs::Nats, Fault::Restarted(Whose::Nats)),
    kind("callers-cut", Needs::Nothing, Fault::Cut(Whose::Node)),
    kind("callers-delayed", Needs::Nothing, Fault::Delayed(Whose::Node)),
    kind("callers-half-open", Needs::Nothing, Fault::HalfOpen(Whose::Node)),
    kind("postgres-cut", Needs::Postgres, Fault::Cut(Whose::Postgres)),
    kind("postgres-delayed", Needs::Postgres, Fault::Delayed(Whose::Postgres)),
    kind("postgres-half-open", Needs::Postgres, Fault::HalfOpen(Whose::Postgres)),
    kind("nats-cut", Needs::Nats, Fault::Cut(Whose::Nats)),
    kind("nats-delayed", Needs::Nats, Fault::Delayed(Whose::Nats)),
    kind("nats-half-open", Needs::Nats, Fault::HalfOpen(Whose::Nats)),
    kind("news-wiped", Needs::Nats, Fault::NewsWiped),
    kind("news-repeated", Needs::Nats, Fault::NewsRepeated),
    kind("disk-filled", Needs::Disk, Fault::DiskFilled),
    kind("power-cut", Needs::Disk, Fault::PowerCut),
    kind("clock-moved", Needs::Clock, Fault::ClockMoved),
    kind("transaction-held", Needs::Nothing, Fault::TransactionHeld),
    kind("connections-crowded", Needs::Nothing, Fault::Crowded),
    kind("view-shared", Needs::Nothing, Fault::ViewShared),
    kind("views-lost", Needs::Nothing, Fault::ViewsLost),
];

impl Kind {
    /// Whether this can happen to a system.
    pub fn is_possible(self, system: &System) -> bool {
        match self.needs {
            Needs::Nothing => true,
            Needs::Postgres => system.postgres.is_some(),
            Needs::Nats => system.nats.is_some(),
            Needs::ManyNodes => system.seats.len() > 1,
            Needs::Disk => system.disk.is_some(),
            Needs::Clock => system.clock.is_some(),
        }
    }

    /// Whether it can happen on any of these at all, on a machine that mounts disks.
    pub fn suits(self, setups: &[Setup], clock: bool) -> bool {
        let on_postgres = setups.iter().any(|setup| matches!(setup, Setup::Postgres { .. }));
        match self.needs {
            Needs::Nothing | Needs::Disk => true,
            Needs::Postgres | Needs::Nats => on_postgres,
            Needs::ManyNodes => setups.iter().any(|setup| matches!(setup, Setup::Postgres { nodes: 2.. })),
            Needs::Clock => clock,
        }
    }

    /// Whether the log is to be read from its beginning after this.
    pub fn changes_disks(self) -> bool {
        self.fault == Fault::PowerCut
    }

    /// Whether it must come alone, because it stops everything to change what lies under it.
    pub fn comes_alone(self) -> bool {
        matches!(self.fault, Fault::PowerCut)
    }

    /// Why this cannot happen on a system that lacks what it asks for.
    pub fn lacks(self) -> &'static str {
        match self.needs {
            Needs::Nothing => "nothing",
            Needs::Postgres | Needs::ManyNodes => "the program has no store in Postgres",
            Needs::Nats => "the program has no news over NATS",
            Needs::Disk => "this machine mounts no small disk (root and loop devices are needed)",
            Needs::Clock => "there is no program whose clock can be moved",
        }
    }

    /// Breaks it, waits, and heals it. Answers with what it saw that should not be.
    pub async fn strike(self, system: &System, chance: &mut Chance) -> anyhow::Result<Vec<Finding>> {
        match self.fault {
            Fault::Killed(whose) => processes::kill(system, whose, chance).await?,
            Fault::Paused(whose) => processes::pause(system, whose, chance.milliseconds(50..700), chance).await?,
            Fault::Restarted(whose) => processes::restart(system, whose, chance).await?,
            Fault::PausedPastLease => processes::pause(system, Whose::Node, chance.milliseconds(3_500..6_000), chance).await?,
            Fault::Cut(whose) => network::cut(system, whose, chance).await,
            Fault::Delayed(whose) => network::delay(system, whose, chance).await,
            Fault::HalfOpen(whose) => network::half_open(system, whose, chance).await,
            Fault::NewsWiped => processes::wipe_news(system, chance).await?,
            Fault::NewsRepeated => crowd::repeat_news(system, chance).await?,
            Fault::DiskFilled => storage::fill(system, chance).await?,
            Fault::ClockMoved => storage::move_clock(system, chance).await?,
            Fault::TransactionHeld => storage::hold_transaction(system, chance).await?,
            Fault::Crowded => crowd::connect_all_at_once(system, chance).await,
            Fault::ViewShared => {
                let seen = crowd::share_view(system, chance).await?;
                return Ok(seen.into_iter().map(|what| Finding::new(Wrong::Broken, what)).collect());
            }
            Fault::ViewsLost => storage::lose_views(system, chance).await?,
            Fault::PowerCut => storage::cut_power(system, chance).await?,
        }
        Ok(Vec::new())
    }
}
