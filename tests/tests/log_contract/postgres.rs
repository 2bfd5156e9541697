//! The Postgres store's place: a database of its own in this process's private cluster.

use std::path::Path;

use tempfile::TempDir;
use throughline_log::{PostgresStore, pack_parts, unpack_parts};
use throughline_servers::Postgres;

use super::place::{Column, Place};

pub struct PostgresPlace {
    folder: TempDir,
    database: String,
}

impl PostgresPlace {
    fn sql(&self, sql: &str) -> String {
        Postgres::shared().sql(&self.database, sql)
    }

    /// Ends whoever is connected, so that the database can be copied or replaced.
    fn disconnect(&self) {
        let database = &self.database;
        let sql =
            format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid()");
        Postgres::shared().sql("postgres", &sql);
    }

    fn copy(from: &str, to: &str) {
        Postgres::shared().sql("postgres", &format!("create database {to} template {from}"));
    }

    /// Flips the lowest bit of the middle byte of a value.
    fn flip_bytes(&self, table: &str, column: &str, row: &str) {
        let changed = self.sql(&format!(
            "update throughline_log.{table}
             set {column} = set_byte({column}, length({column}) / 2, get_byte({column}, length({column}) / 2) # 1)
             where {row} returning 1"
        ));
        assert_eq!(changed, "1", "{table}.{column} where {row}");
    }

    fn flip_text(&self, table: &str, column: &str, row: &str) {
        self.sql(&format!(
            "update throughline_log.{table}
             set {column} = overlay({column} placing chr(ascii(substr({column}, length({column}) / 2, 1)) # 1) from length({column}) / 2 for 1)
             where {row}"
        ));
    }

    /// Flips a high bit of a number, so that it does not run into its neighbour.
    fn flip_number(&self, table: &str, column: &str, row: &str, bit: u32) {
        self.sql(&format!("update throughline_log.{table} set {column} = {column} # (1::bigint << {bit}) where {row}"));
    }

    fn number(&self, select: &str) -> u64 {
        self.sql(select).parse().expect("a number")
    }

    fn parts(&self, position: u64) -> Vec<Vec<u8>> {
        let hex = self.sql(&format!("select encode(parts, 'hex') from throughline_log.sealed where position = {position}"));
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect();
        unpack_parts(&bytes).expect("packed")
    }

    fn set_parts(&self, position: u64, parts: &[Vec<u8>]) {
        let hex: String = pack_parts(parts).iter().map(|byte| format!("{byte:02x}")).collect();
        self.sql(&format!("update throughline_log.sealed set parts = decode('{hex}', 'hex') where position = {position}"));
    }
}

impl Place for PostgresPlace {
    type Store = PostgresStore;
    type Kept = String;

    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = Postgres::shared().database();
        let database = address.rsplit('/').next().expect("a name").to_owned();
        // Made once by a connection of its own, as `throughline migrate` does.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                let store = PostgresStore::new(&address).expect("an address");
                assert_eq!(runtime.block_on(store.migrate()).expect("migrated").missing_roles, Vec::<&str>::new());
            });
        });
        Self { folder, database }
    }

    fn store(&self) -> PostgresStore {
        PostgresStore::new(&Postgres::shared().url("postgres", &self.database)).expect("an address")
    }

    fn keys(&self) -> &Path {
        self.folder.path()
    }

    fn fill(&self) {
        // What Postgres says when its disk is full, at the moment when it would.
        self.sql(
            "create function throughline_log.fill() returns trigger language plpgsql as $$ begin
                 raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
             end $$;
             create trigger fill before insert on throughline_log.sealed execute function throughline_log.fill()",
        );
    }

    fn make_room(&self) {
        self.sql("drop trigger fill on throughline_log.sealed; drop function throughline_log.fill()");
    }

    fn keep(&self) -> String {
        self.disconnect();
        let kept = format!("{}_kept", self.database);
        Self::copy(&self.database, &kept);
        kept
    }

    fn put_back(&self, kept: &String) {
        self.disconnect();
        Postgres::shared().sql("postgres", &format!("drop database {}", self.database));
        Self::copy(kept, &self.database);
    }

    fn flip(&self, column: Column, position: u64) -> u64 {
        let record = format!("position = {position}");
        let newest = || self.number("select max(size) from throughline_log.checkpoint");
        match column {
            Column::Header => self.flip_bytes("record", "header", &record),
            Column::Leaf => self.flip_bytes("record", "leaf", &record),
            Column::Position => self.flip_number("record", "position", &record, 30),
            Column::Part => {
                let mut parts = self.parts(position);
                let middle = parts[0].len() / 2;
                parts[0][middle] ^= 1;
                self.set_parts(position, &parts);
            }
            Column::PartPosition => self.flip_number("sealed", "position", &record, 40),
            // The length in front of the first part says where the next begins.
            Column::PartIndex => {
                self.sql(&format!("update throughline_log.sealed set parts = set_byte(parts, 0, get_byte(parts, 0) # 1) where {record}"));
            }
            Column::OnceHash => self.flip_number("once", "hash", &record, 3),
            Column::OncePosition => self.flip_number("once", "position", &record, 30),
            Column::HeadPosition => {
                let head = self.number("select position from throughline_log.head");
                self.flip_number("head", "position", "one = 1", 1);
                // Records that should be there, or that should not.
                return if head & 2 == 0 { head + 1 } else { head - 2 };
            }
            Column::HeadFrontier => {
                self.flip_bytes("head", "frontier", "one = 1");
                return self.number("select position from throughline_log.head");
            }
            Column::HeadOrigin => {
                self.flip_text("head", "origin", "one = 1");
                return self.number("select min(size) from throughline_log.checkpoint");
            }
            Column::CheckpointSize => {
                let newest = newest();
                self.flip_number("checkpoint", "size", &format!("size = {newest}"), 0);
                return newest ^ 1;
            }
            Column::CheckpointNote => {
                let newest = newest();
                self.flip_text("checkpoint", "note", &format!("size = {newest}"));
                return newest;
            }
        }
        position
    }

    fn delete_part(&self, position: u64, part: u64) {
        let mut parts = self.parts(position);
        let part = usize::try_from(part).expect("an index");
        assert!(!parts[part].is_empty());
        parts[part].clear();
        self.set_parts(position, &parts);
    }

    fn delete_record(&self, position: u64) {
        assert_eq!(self.sql(&format!("delete from throughline_log.record where position = {position} returning 1")), "1");
    }
}
