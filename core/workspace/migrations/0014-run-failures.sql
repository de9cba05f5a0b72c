-- Parts of runs that could not be done, where the run went on without them.
create table run_failures (
  run_no integer not null references runs (run_no),
  position integer not null,
  part text not null check (part in ('model', 'rule', 'reconciliation', 'export', 'table')),
  name text not null,
  reason text not null,
  primary key (run_no, position)
) strict, without rowid;
