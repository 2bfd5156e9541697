-- A row that was changed leaves its old version in the table's file, and vacuuming frees its place without overwriting it. Written anew, in the
-- order of its index, the table is another file that holds only what is so now, and the old one is emptied when this commits.
-- With the rights of whoever owns the table, since nobody else may do so; and nothing in it is the caller's.
create function throughline_keys.write_anew() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    cluster throughline_keys.person_key using person_key_pkey;
end
$$;
revoke all on function throughline_keys.write_anew() from public;
