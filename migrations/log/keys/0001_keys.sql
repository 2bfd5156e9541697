-- Keys, apart from the log and from its backups. Everything in here is wrapped under the master key.

-- One key per person. No key: erased, and never to be made again.
create table person_key (
    person blob primary key,
    wrapped blob
) without rowid, strict;

-- What the node itself needs: the keys of its MACs, of its own state at rest, and of its signatures.
create table secret (
    name text primary key,
    wrapped blob not null
) without rowid, strict;
