-- A node's own picture of the log. Every row is a function of (log, erasures): delete the file and it comes back. So does one that was
-- made for another version of this schema, which is told by the file's user_version.
-- Facts and words lie here exactly as the log sealed them; what is in clear is structure: numbers, moments, agencies.

-- Up to where the log has been followed; commits together with everything below. And up to where all entries have been sorted in; and the
-- latest moment at which the log had taken anything in by then.
create table checkpoint (
    one       integer primary key check (one = 1),
    origin    text    not null,
    position  integer not null,
    sorted_in integer not null,
    latest_us integer not null
);

-- The same at every 256th position: which record was the last to be known at a moment is found from here. It never becomes less, also where
-- the clock of whoever wrote was set back.
create table moment (
    position  integer primary key,
    latest_us integer not null
);
create index moment_by_latest on moment (latest_us, position);

-- Everybody who has a key: residents' profiles and supporters. Numbered in the order of the log.
create table person (
    number       integer primary key,
    id           blob    not null unique,
    agency       text    not null,
    is_supporter integer not null,
    story        integer not null
);
create index person_by_story on person (story);

-- Which profiles were said to be one person; a story is a connected component, named by its smallest number.
create table joined (
    a integer not null,
    b integer not null,
    primary key (a, b)
) without rowid;

-- One row a story: the last meeting both ways.
create table story (
    number   integer primary key,
    last_met integer not null
);

-- The records, as they lie in the log: appended, never sorted, so that bulk writing stays sequential. And whose story each entered, as a
-- JSON array of their numbers, at which moment; before the bytes, so that both are read without them.
create table record (
    position integer primary key,
    happened integer not null,
    entered  text,
    header   blob    not null,
    parts    blob    not null
);

-- The latest entries, whether they have been sorted in below or not.
create view latest as
    select person.value as person, record.happened as happened, record.position as position
    from record, json_each(record.entered) as person
    where record.position > (select sorted_in from checkpoint);

-- Each profile's entries, in the order in which stories are told. Those of the latest records are not among them yet, or not all: they are
-- sorted in when many have come.
create table entry (
    person   integer not null,
    happened integer not null,
    position integer not null,
    primary key (person, happened, position)
) without rowid;

-- Events by their id.
create table event (
    id       blob    primary key,
    position integer not null
) without rowid;

-- Which records carry somebody's details.
create table details (
    person   integer not null,
    happened integer not null,
    position integer not null,
    primary key (person, happened, position)
) without rowid;

-- Keyed MACs of names, dates of birth and references.
create table search (
    mac    integer not null,
    person integer not null,
    primary key (mac, person)
) without rowid;

-- The records of which the directory is made: agencies, supporters, roles, groups, spaces, offers.
create table listed (
    position integer primary key
);

-- Who ever walked beside whom, and when a supporter left or was away: such an event belongs to all their stories.
create table walk (
    supporter integer not null,
    person    integer not null,
    primary key (supporter, person)
) without rowid;
create table departure (
    supporter integer not null,
    happened  integer not null,
    position  integer not null,
    primary key (supporter, happened, position)
) without rowid;

-- Who is alongside now.
create table alongside (
    supporter        integer not null,
    story            integer not null,
    agency           text    not null,
    since            integer not null,
    with_yes         integer not null,
    meet_every_days  integer not null,
    primary key (supporter, story, agency)
) without rowid;
create index alongside_by_agency on alongside (agency);
create index alongside_by_story on alongside (story);

-- Open asks, offers and promises.
create table promise (
    story     integer not null,
    event     blob    not null,
    since     integer not null,
    supporter integer not null,
    primary key (story, event)
) without rowid;
create index promise_by_age on promise (since, event);

-- Records that could not be read: the stories they concern are set aside until the keeper has looked.
create table aside (
    person   integer not null,
    position integer not null,
    primary key (person, position)
) without rowid;

-- Who looked at whose story, and who at everybody's. Looks are no entries: they neither enter a story nor touch one.
create table look (
    person   integer not null,
    position integer not null,
    primary key (person, position)
) without rowid;
create table look_at_all (
    position integer primary key
);

-- Who is named in entries of others' stories. A mention never enters a story: this tells whoever is mentioned how often, and nothing else.
create table mention (
    person   integer not null,
    position integer not null,
    primary key (person, position)
) without rowid;
create index mention_by_position on mention (position);

-- Stories that were opened in an emergency, for those who look at that afterwards.
create table opening (
    position integer primary key
);
