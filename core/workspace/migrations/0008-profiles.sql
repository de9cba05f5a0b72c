-- What the columns of a dataset held in a run: a profile as JSON, packed by gzip. It outlasts the rows of the run.
create table kept_profiles (
  run_id text not null,
  dataset text not null,
  what text not null check (what in ('raw', 'clean', 'exceptions')),
  profile blob not null,
  primary key (run_id, dataset, what)
) strict, without rowid;
