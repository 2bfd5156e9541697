-- A batch in one statement: the head is compared and set, and only if that found its row is anything inserted. A writer that was paused or
-- cut off and comes back finds another head and writes nothing, whatever it had pipelined. Nothing is written either if some of it was
-- applied before and nobody has looked for that.
with known as (
    select from throughline_log.once where $13::boolean and hash = any($10::bigint[]) limit 1
), fence as (
    update throughline_log.head
    set position = $1, epoch = $2, frontier = $3
    where one = 1 and position = $4 and epoch = $5 and frontier = $6
        and not exists (select from known)
    returning one
), records as (
    insert into throughline_log.record (position, header, leaf)
    select $4 + item.number, item.header, item.leaf
    from fence, unnest($7::bytea[], $8::bytea[]) with ordinality as item (header, leaf, number)
), parts as (
    insert into throughline_log.sealed (position, parts)
    select $4 + item.number, item.parts
    from fence, unnest($9::bytea[]) with ordinality as item (parts, number)
), applied as (
    insert into throughline_log.once (hash, position)
    select item.hash, item.position
    from fence, unnest($10::bigint[], $11::bigint[]) as item (hash, position)
)
select
    exists (select from fence) as is_ours,
    exists (select from known)
        and exists (select from throughline_log.head where one = 1 and position = $4 and epoch = $5 and frontier = $6) as is_known,
    -- Does another node wait for its turn to write?
    exists (
        select from throughline_log.lease
        where name = 'writer' and wanted_by <> $12 and wanted_until > clock_timestamp()
    ) as is_wanted
