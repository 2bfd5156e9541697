//! The embedded store's place: one file.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use rusqlite::{Connection, types::Value};
use tempfile::TempDir;
use throughline_log::SqliteStore;

use super::place::{Column, Place};

pub struct SqlitePlace {
    folder: TempDir,
    stores: Mutex<Vec<SqliteStore>>,
}

impl SqlitePlace {
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("log.sqlite")
    }

    pub fn connect(&self) -> Connection {
        Connection::open(self.path()).expect("the file opens")
    }

    fn limit(&self, most_pages: u32) {
        self.stores.lock().unwrap().iter().for_each(|store| store.limit_pages(most_pages));
    }

    /// Flips the lowest bit of a blob's or a text's middle, and a high one of a number, so that it does not run into its neighbour.
    fn flip_value(&self, table: &str, column: &str, row: &str, bit_of_number: u32) {
        let connection = self.connect();
        let value: Value = connection.query_row(&format!("select {column} from {table} where {row}"), [], |row| row.get(0)).expect("a row");
        let flipped = match value {
            Value::Integer(number) => Value::Integer(number ^ 1 << bit_of_number),
            Value::Blob(bytes) => Value::Blob(flip_middle(bytes)),
            Value::Text(text) => Value::Text(String::from_utf8(flip_middle(text.into_bytes())).expect("still text")),
            other => panic!("nothing to flip in {other:?}"),
        };
        connection.execute(&format!("update {table} set {column} = ?1 where {row}"), [flipped]).expect("flipped");
    }

    fn number(&self, select: &str) -> u64 {
        self.connect().query_row(select, [], |row| row.get::<_, i64>(0)).expect("a number").cast_unsigned()
    }
}

fn flip_middle(mut bytes: Vec<u8>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

impl Place for SqlitePlace {
    type Store = SqliteStore;
    type Kept = Vec<u8>;

    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), stores: Mutex::default() }
    }

    fn store(&self) -> SqliteStore {
        let store = SqliteStore::open(&self.path()).expect("the file opens");
        self.stores.lock().unwrap().push(store.clone());
        store
    }

    fn keys(&self) -> &Path {
        self.folder.path()
    }

    fn fill(&self) {
        self.limit(1);
    }

    fn make_room(&self) {
        self.limit(u32::MAX);
    }

    fn keep(&self) -> Vec<u8> {
        self.stores.lock().unwrap().clear();
        self.connect().query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).expect("one file");
        fs::read(self.path()).expect("its bytes")
    }

    fn put_back(&self, kept: &Vec<u8>) {
        self.stores.lock().unwrap().clear();
        for more in ["log.sqlite-wal", "log.sqlite-shm"] {
            let _ = fs::remove_file(self.folder.path().join(more));
        }
        fs::write(self.path(), kept).expect("put back");
    }

    fn flip(&self, column: Column, position: u64) -> u64 {
        let record = format!("position = {position}");
        let facts = format!("slot = {}", position * 128);
        match column {
            Column::Header => self.flip_value("record", "header", &record, 0),
            Column::Leaf => self.flip_value("record", "leaf", &record, 0),
            Column::Position => self.flip_value("record", "position", &record, 30),
            Column::Part => self.flip_value("sealed", "part", &facts, 0),
            Column::PartPosition => self.flip_value("sealed", "slot", &facts, 40),
            Column::PartIndex => self.flip_value("sealed", "slot", &facts, 5),
            Column::OnceHash => self.flip_value("once", "hash", &record, 3),
            Column::OncePosition => self.flip_value("once", "position", &record, 30),
            Column::HeadPosition => {
                let head = self.number("select position from head");
                self.flip_value("head", "position", "only = 1", 1);
                // Records that should be there, or that should not.
                return if head & 2 == 0 { head + 1 } else { head - 2 };
            }
            Column::HeadFrontier => {
                self.flip_value("head", "frontier", "only = 1", 0);
                return self.number("select position from head");
            }
            Column::HeadOrigin => {
                self.flip_value("head", "origin", "only = 1", 0);
                return self.number("select min(size) from checkpoint");
            }
            Column::CheckpointSize => {
                let newest = self.number("select max(size) from checkpoint");
                self.flip_value("checkpoint", "size", &format!("size = {newest}"), 0);
                return newest ^ 1;
            }
            Column::CheckpointNote => {
                let newest = self.number("select max(size) from checkpoint");
                self.flip_value("checkpoint", "note", &format!("size = {newest}"), 0);
                return newest;
            }
        }
        position
    }

    fn delete_part(&self, position: u64, part: u64) {
        let slot = (position * 128 + part).cast_signed();
        assert_eq!(self.connect().execute("delete from sealed where slot = ?1", [slot]).expect("deleted"), 1);
    }

    fn delete_record(&self, position: u64) {
        assert_eq!(self.connect().execute("delete from record where position = ?1", [position.cast_signed()]).expect("deleted"), 1);
    }
}
