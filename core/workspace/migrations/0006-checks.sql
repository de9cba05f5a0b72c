-- What was found of datasets as a whole: one row for each check of a run, whether it passed or failed.
create table check_results (
  run_no integer not null references runs (run_no),
  dataset text not null,
  position integer not null,
  check_id text not null,
  kind text not null,
  column_name text not null,
  severity text not null,
  status text not null check (status in ('passed', 'failed', 'not applicable')),
  measured real,
  threshold real not null,
  primary key (run_no, dataset, check_id)
) strict, without rowid;
