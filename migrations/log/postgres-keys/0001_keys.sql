-- Keys, in a database of their own: apart from the log and from its backups. Everything in here is wrapped under the master key.
create schema throughline_keys;

-- One key per person. No key: erased, and never to be made again.
create table throughline_keys.person_key (
    person uuid primary key,
    wrapped bytea
);

-- What every node needs: the keys of their MACs and of the log's signatures.
create table throughline_keys.secret (
    name text primary key,
    wrapped bytea not null
);

-- The newest checkpoint that was published, where a restored log does not take it back.
create table throughline_keys.published (
    one smallint primary key check (one = 1),
    size bigint not null,
    note text not null
);
