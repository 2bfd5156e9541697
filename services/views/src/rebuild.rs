//! Holding a view against a fresh replay (I6): the view is built anew beside it, and every table is compared, row by row.

use std::{path::Path, sync::Arc};

use rusqlite::{Connection, types::Value};
use throughline_log::{Keys, Log};

use crate::{ViewError, Views, follow::read_batch};

/// Every table of the view, with the columns that order its rows. Of the entries, when each was sorted in is no matter.
const TABLES: [(&str, &str); 20] = [
    ("checkpoint", "one"),
    ("moment", "position"),
    ("person", "number"),
    ("joined", "a, b"),
    ("story", "number"),
    ("record", "position"),
    ("entry", "person, happened, position"),
    ("event", "id"),
    ("details", "person, happened, position"),
    ("search", "mac, person"),
    ("listed", "position"),
    ("walk", "supporter, person"),
    ("departure", "supporter, happened, position"),
    ("alongside", "supporter, story, agency"),
    ("promise", "story, event"),
    ("aside", "person, position"),
    ("look", "person, position"),
    ("look_at_all", "position"),
    ("mention", "person, position"),
    ("opening", "position"),
];

/// Where a view differs from a fresh replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The row's number, counted from 1 in the table's order.
    pub row: u64,
    /// In plain words.
    pub what: &'static str,
}

/// Builds views of a log in an empty folder, up to a position, and says how it goes on.
pub(crate) async fn build(
    folder: &Path,
    log: Log,
    keys: Arc<Keys>,
    until: u64,
    mut progress: impl FnMut(u64),
) -> Result<Arc<Views>, ViewError> {
    let views = Arc::new(Views::open(folder, log, keys)?);
    while views.position() < until {
        let mut batch = read_batch(&views.log, &views.keys, views.position(), None).await?;
        batch.items.retain(|incoming| incoming.position() <= until);
        if batch.items.is_empty() {
            break;
        }
        views.apply(batch.items).await?;
        progress(views.position());
    }
    Ok(views)
}

/// Compares a view's file with a fresh replay of the log, made in an empty folder.
pub async fn compare(
    views_folder: &Path,
    scratch: &Path,
    log: Log,
    keys: Arc<Keys>,
    progress: impl FnMut(u64),
) -> Result<Vec<Difference>, ViewError> {
    let ours = Views::open_as_they_are(views_folder, log.clone(), Arc::clone(&keys))?;
    let fresh = build(scratch, log, keys, ours.position(), progress).await?;
    let (left, right) = (Connection::open(ours.path())?, Connection::open(fresh.path())?);
    let mut differences = Vec::new();
    for (table, order) in TABLES {
        differences.extend(compare_table(&left, &right, table, order)?);
    }
    Ok(differences)
}

/// The first row in which two tables differ.
fn compare_table(left: &Connection, right: &Connection, table: &'static str, order: &str) -> Result<Option<Difference>, ViewError> {
    let query = match table {
        "checkpoint" => "select one, origin, position, latest_us from checkpoint".to_owned(),
        "entry" => format!("select * from entry union select * from latest order by {order}"),
        table => format!("select * from {table} order by {order}"),
    };
    let (mut left, mut right) = (left.prepare(&query)?, right.prepare(&query)?);
    let columns = left.column_count();
    let (mut left, mut right) = (left.query([])?, right.query([])?);
    let mut row = 0;
    loop {
        row += 1;
        let what = match (left.next()?, right.next()?) {
            (None, None) => return Ok(None),
            (Some(_), None) => "the view has a row that a replay does not make",
            (None, Some(_)) => "the view lacks a row that a replay makes",
            (Some(ours), Some(theirs)) => {
                let same = (0..columns).all(|column| ours.get::<_, Value>(column).ok() == theirs.get::<_, Value>(column).ok());
                if same {
                    continue;
                }
                "the view's row is not what a replay makes of it"
            }
        };
        return Ok(Some(Difference { table, row, what }));
    }
}
