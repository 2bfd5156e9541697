-- What an administrator of the server runs once, for a place whose nodes may not make roles themselves (and they need not be able to).
-- Afterwards `throughline migrate` makes the tables as the owner, and the nodes sign in as throughline_service.
--
--   psql --dbname postgres --set ON_ERROR_STOP=1 --file deploy/postgres/roles.sql
--
-- Passwords are set by hand, so that none stands in a file: \password throughline_owner, and so on.
-- Where the keys lie in a server of their own, which is better, run this in both: one then leaves a database unused, which can be dropped.

-- Groups: what may be done. Nobody signs in as one. `throughline migrate` grants them their tables.
create role throughline_writer nologin;
create role throughline_reader nologin;
create role throughline_eraser nologin;
create role throughline_keys nologin;

-- Who owns the tables: used by `throughline migrate`, and by nobody else.
create role throughline_owner login;
-- Who the nodes sign in as. Each node then takes the writer's role: it can add records, and change or delete none.
create role throughline_service login;
-- Who erases sealed parts when somebody's story is erased. Kept apart, so that a node that was broken into erases nothing.
create role throughline_erasing login;
-- An auditor, a report: reads what is sealed, and can open nothing of it.
create role throughline_auditor login;

grant throughline_writer, throughline_keys to throughline_service;
grant throughline_eraser to throughline_erasing;
grant throughline_reader to throughline_auditor;

-- Two databases, never one: the log is backed up and restored, and the keys never with it. What was erased would come back otherwise.
create database throughline_log owner throughline_owner encoding 'UTF8' template template0;
create database throughline_keys owner throughline_owner encoding 'UTF8' template template0;

-- By default everybody may connect to any database, and make temporary tables there.
revoke all on database throughline_log, throughline_keys from public;
grant connect on database throughline_log to throughline_service, throughline_erasing, throughline_auditor;
grant connect on database throughline_keys to throughline_service;

-- An acknowledgement is a promise: no later default of the server weakens it. The program looks at every connection, too.
alter database throughline_log set synchronous_commit = 'on';
alter database throughline_keys set synchronous_commit = 'on';
