-- How far those have come who act outside the log on what it says: one row each. It lies here, and not with what they act on, so that
-- wiping the one repeats nothing and a replay of the other tells nobody anything.
create table follower (
    name text primary key,
    position integer not null,
    -- What the follower itself has to remember with its position.
    note text not null
) without rowid, strict;
