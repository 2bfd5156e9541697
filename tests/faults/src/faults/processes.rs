//! Processes that are killed, paused and restarted: our nodes, and the servers that they stand on.

use std::time::Duration;

use tokio::task::block_in_place;

use super::Whose;
use crate::{chance::Chance, system::System};

/// `kill -9`, at any moment.
pub async fn kill(system: &System, whose: Whose, chance: &mut Chance) -> anyhow::Result<()> {
    end(system, whose, chance, true).await
}

/// Ends in order, and begins again.
pub async fn restart(system: &System, whose: Whose, chance: &mut Chance) -> anyhow::Result<()> {
    end(system, whose, chance, false).await
}

async fn end(system: &System, whose: Whose, chance: &mut Chance, at_once: bool) -> anyhow::Result<()> {
    let gone_for = chance.milliseconds(0..200);
    match (whose, &system.postgres, &system.nats) {
        (Whose::Postgres, Some(postgres), _) => {
            let mut postgres = postgres.lock().await;
            block_in_place(|| if at_once { postgres.kill() } else { postgres.stop() });
            tokio::time::sleep(gone_for).await;
            // On a disk that another fault has filled it does not begin: it does when everything is healed.
            _ = block_in_place(|| postgres.heal());
        }
        (Whose::Nats, _, Some(nats)) => {
            let mut nats = nats.lock().await;
            block_in_place(|| if at_once { nats.kill() } else { nats.stop() });
            tokio::time::sleep(gone_for).await;
            block_in_place(|| nats.heal());
        }
        _ => {
            let number = chance.index(system.seats.len());
            let mut node = system.seats[number].node.lock().await;
            // One that another fault has paused would not hear that it should end.
            node.resume();
            block_in_place(|| if at_once { node.kill() } else { node.stop() });
            drop(node);
            tokio::time::sleep(gone_for).await;
            // A node whose server is away as well is begun when everything is healed.
            _ = system.begin(number).await;
        }
    }
    Ok(())
}

/// SIGSTOP, and later SIGCONT.
pub async fn pause(system: &System, whose: Whose, length: Duration, chance: &mut Chance) -> anyhow::Result<()> {
    match (whose, &system.postgres, &system.nats) {
        (Whose::Postgres, Some(postgres), _) => {
            let postgres = postgres.lock().await;
            postgres.pause();
            tokio::time::sleep(length).await;
            postgres.resume();
        }
        (Whose::Nats, _, Some(nats)) => {
            let nats = nats.lock().await;
            nats.pause();
            tokio::time::sleep(length).await;
            nats.resume();
        }
        _ => {
            let seat = chance.pick(&system.seats);
            seat.node.lock().await.pause();
            tokio::time::sleep(length).await;
            seat.node.lock().await.resume();
        }
    }
    Ok(())
}

/// JetStream forgets everything.
pub async fn wipe_news(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let Some(nats) = &system.nats else { return Ok(()) };
    let mut nats = nats.lock().await;
    block_in_place(|| {
        nats.kill();
        nats.wipe();
    });
    tokio::time::sleep(chance.milliseconds(0..200)).await;
    block_in_place(|| nats.heal());
    Ok(())
}
