-- Who may do what with the keys: the service makes them and destroys them.
grant usage on schema throughline_keys to throughline_keys;
grant select, insert, update on all tables in schema throughline_keys to throughline_keys;
-- Destroyed for good: see 0002.
grant execute on function throughline_keys.write_anew() to throughline_keys;
