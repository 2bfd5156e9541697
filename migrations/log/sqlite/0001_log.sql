-- The log in one SQLite file. The only writer inserts and never updates, except for the one row of `head`.

-- Where the log ends. Compared and set in the transaction that inserts, so that whoever is behind writes nothing.
create table head (
    only integer primary key check (only = 1),
    origin text not null,
    position integer not null,
    -- Changes whenever another writer takes over, so that a restored file with as many records is not mistaken for the same.
    epoch integer not null,
    -- The roots of the perfect subtrees, largest first, 32 bytes each.
    frontier blob not null
) strict;

-- One row per record: the header as it was hashed, and its leaf in the tree.
-- There is deliberately no index by person: a random index is what makes appending slow, and reading by person is the views' work.
create table record (
    position integer primary key,
    header blob not null,
    leaf blob not null
) strict;

-- The sealed parts, in a table of their own, so that an eraser may delete them without touching a record. slot = position * 128 + part.
create table sealed (
    slot integer primary key,
    part blob not null
) strict;

-- "Applied once, for ever": eight bytes of a keyed MAC of a request's id or a source key, and the record that it led to.
-- A hit is confirmed in that record's header, so two keys with the same hash do no harm, and both find a place here.
create table once (
    hash integer not null,
    position integer not null,
    primary key (hash, position)
) without rowid, strict;

-- Signed notes, by the number of records that they cover.
create table checkpoint (
    size integer primary key,
    note text not null
) strict;
