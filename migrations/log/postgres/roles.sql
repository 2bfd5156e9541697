-- Who may do what with the log. The service takes the role of the writer: it cannot change or delete a record, whoever it signed in as.
grant usage on schema throughline_log to throughline_writer, throughline_reader, throughline_eraser;
grant select on all tables in schema throughline_log to throughline_writer, throughline_reader, throughline_eraser;
grant insert on
    throughline_log.head, throughline_log.record, throughline_log.sealed, throughline_log.once,
    throughline_log.checkpoint, throughline_log.follower, throughline_log.lease
    to throughline_writer;
grant update on throughline_log.head, throughline_log.checkpoint, throughline_log.follower, throughline_log.lease to throughline_writer;
-- Of the checkpoints within a stretch only the newest is kept.
grant delete on throughline_log.checkpoint to throughline_writer;
-- Sealed parts are emptied or deleted by the eraser, and by nobody else.
grant delete, update (parts) on throughline_log.sealed to throughline_eraser;
