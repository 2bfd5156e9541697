//! What lies under the log: a disk that fills up, a transaction that somebody holds open, views that are gone, a clock that is wrong, and
//! the power that goes.

use std::{fs, time::Duration};

use anyhow::{Context as _, anyhow};
use rusqlite::Connection;
use tokio::task::block_in_place;

use crate::{chance::Chance, setup::OnDisk, system::System};

/// By how many days a clock is wrong.
const DAYS: i32 = 400;

/// The disk is full for a while.
pub async fn fill(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let Some(disk) = &system.disk else { return Ok(()) };
    let length = chance.milliseconds(200..900);
    let path = disk.lock().await;
    block_in_place(|| path.fill());
    tokio::time::sleep(length).await;
    path.make_room();
    Ok(())
}

/// Our nodes' clock jumps, and jumps back.
pub async fn move_clock(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    system.set_clock(if chance.percent(50) { DAYS } else { -DAYS })?;
    tokio::time::sleep(chance.milliseconds(200..900)).await;
    system.set_clock(0)
}

/// Somebody holds the log's head.
pub async fn hold_transaction(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let length = chance.milliseconds(100..1_200);
    match &system.postgres {
        Some(postgres) => {
            let (url, seconds) = {
                let postgres = postgres.lock().await;
                (postgres.url("postgres", "log"), length.as_secs_f32())
            };
            let sql = format!("begin; select position from throughline_log.head for update; select pg_sleep({seconds}); rollback");
            let held = tokio::task::spawn_blocking(move || throughline_servers::Postgres::try_sql_at(&url, &sql)).await;
            // A server that another fault has ended holds nothing any more.
            drop(held);
            Ok(())
        }
        None => {
            let path = system.seats[0].folder.join("log.sqlite");
            let hold = move || hold_file(&path, length);
            // A file that is busy, or on a full disk, is held by others already.
            drop(tokio::task::spawn_blocking(hold).await);
            Ok(())
        }
    }
}

fn hold_file(path: &std::path::Path, length: Duration) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.execute_batch("begin immediate")?;
    std::thread::sleep(length);
    connection.execute_batch("rollback")
}

/// A node's views are gone: they come back from the log.
pub async fn lose_views(system: &System, chance: &mut Chance) -> anyhow::Result<()> {
    let number = chance.index(system.seats.len());
    let seat = &system.seats[number];
    let mut node = seat.node.lock().await;
    block_in_place(|| node.kill());
    for entry in fs::read_dir(&seat.folder)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("views.sqlite") {
            fs::remove_file(entry.path())?;
        }
    }
    drop(node);
    _ = system.begin(number).await;
    Ok(())
}

/// The power goes. What had not reached the disk at that moment is gone: everything goes on with a copy of the disk as it lay, which was
/// made while nobody could write, and without asking anything to be written first.
pub async fn cut_power(system: &System, _: &mut Chance) -> anyhow::Result<()> {
    let Some(disk) = &system.disk else { return Ok(()) };
    let mut disk = disk.lock().await;
    let mut nodes = Vec::new();
    for seat in &system.seats {
        nodes.push(seat.node.lock().await);
    }
    // What does not lie on the disk is on another machine, and lives on.
    let mut postgres = match &system.postgres {
        Some(postgres) if system.on_disk == Some(OnDisk::Log) => Some(postgres.lock().await),
        _ => None,
    };
    nodes.iter().for_each(|node| node.pause());
    postgres.iter().for_each(|postgres| postgres.pause());
    block_in_place(|| {
        let copy = disk.copy_as_it_lies().map_err(|error| anyhow!(error)).context("the disk cannot be copied")?;
        match &mut postgres {
            Some(postgres) => postgres.kill(),
            None => nodes.iter_mut().for_each(|node| node.kill()),
        }
        disk.replace(copy).map_err(|error| anyhow!(error)).context("the copy of the disk cannot be mounted")?;
        if let Some(postgres) = &mut postgres {
            postgres.heal().map_err(|error| anyhow!(error)).context("Postgres does not begin after the power was gone")?;
        }
        anyhow::Ok(())
    })?;
    nodes.iter().for_each(|node| node.resume());
    drop(nodes);
    for number in 0..system.seats.len() {
        system.begin(number).await?;
    }
    Ok(())
}
