-- Tables of other databases that a run wrote.
create table table_loads (
  run_no integer not null references runs (run_no),
  position integer not null,
  target text not null,
  table_name text not null,
  subject text not null,
  mode text not null,
  rows integer not null,
  inserted integer not null,
  changed integer not null,
  unchanged integer not null,
  left_out text not null,
  primary key (run_no, position)
) strict, without rowid;
