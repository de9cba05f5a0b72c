-- Writes that programs asked for under a key of their own: asked again, they get the same answer and nothing is done twice.
create table request_keys (
  key text primary key,
  request text not null,
  outcome text not null,
  answered_at text not null
) strict, without rowid;

-- What came in, as JSON: records, columns, empty values by column, and declared columns that the file lacks.
alter table run_sources add column extract text;
