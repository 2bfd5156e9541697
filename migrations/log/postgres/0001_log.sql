-- The log in Postgres. The service only ever inserts records, and may do no more: see roles.sql. Runs in one transaction.
create schema throughline_log;

-- Where the log ends. Compared and set in the statement that inserts, so that whoever is behind writes nothing.
-- Room is left on its page, so that the row that every commit writes stays where it is.
create table throughline_log.head (
    one smallint primary key check (one = 1),
    origin text not null,
    position bigint not null,
    -- Changes whenever another writer takes over, so that a restored log with as many records is not mistaken for the same.
    epoch bigint not null,
    -- The roots of the perfect subtrees, largest first, 32 bytes each.
    frontier bytea not null
) with (fillfactor = 10);

-- One row per record: the header as it was hashed, and its leaf in the tree. Deliberately no index by person, as in the embedded store.
create table throughline_log.record (
    position bigint primary key,
    header bytea not null,
    leaf bytea not null
);

-- The sealed parts, in a table of their own, so that an eraser may empty them without touching a record. All parts of a record lie in
-- one row, each with its length before it (4 bytes, little-endian): a row costs more than its bytes.
create table throughline_log.sealed (
    position bigint primary key,
    parts bytea not null
);
-- Sealed bytes do not get smaller.
alter table throughline_log.record alter column header set storage external, alter column leaf set storage plain;
alter table throughline_log.sealed alter column parts set storage external;

-- "Applied once, for ever": eight bytes of a keyed MAC of a request's id or a source key, and the record that it led to.
create table throughline_log.once (
    hash bigint not null,
    position bigint not null,
    primary key (hash, position)
);

-- Signed notes, by the number of records that they cover.
create table throughline_log.checkpoint (
    size bigint primary key,
    note text not null
);

-- How far those have come who act outside the log on what it says.
create table throughline_log.follower (
    name text primary key,
    position bigint not null,
    note text not null
);

-- What only one node does at a time, for speed and never for safety. A lease ends by this server's clock, whatever its holder's says.
create table throughline_log.lease (
    name text primary key,
    holder uuid,
    expires_at timestamptz not null,
    -- Who waits for it. The holder sees it, and gives way; nobody else takes it before them.
    wanted_by uuid,
    wanted_until timestamptz not null
) with (fillfactor = 10);
