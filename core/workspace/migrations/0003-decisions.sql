-- Decisions of people, each tied to the fingerprint of its record, made and undone together in batches; and what their fixes changed.

drop table decisions;
create table decisions (
  id integer primary key,
  batch_no integer not null,
  run_no integer not null references runs (run_no),
  dataset text not null,
  record_id integer not null,
  fingerprint text not null,
  kind text not null check (kind in ('fixed', 'waived', 'rejected', 'merged', 'escalated')),
  -- Of a fix: the text of each column as a person wrote it, and the raw text that it replaces.
  cells text not null default '{}',
  reason text,
  author text not null,
  decided_at text not null,
  undone_at text
) strict;

create index decisions_by_record on decisions (run_no, dataset, record_id);

create table decision_cells (
  run_no integer not null references runs (run_no),
  dataset text not null,
  record_id integer not null,
  column_name text not null,
  old_value text not null,
  new_value text not null,
  primary key (run_no, dataset, record_id, column_name)
) strict, without rowid;

drop view changes;
create view changes as
select c.id, runs.run_id, k.dataset, c.record_id, k.column_name, c.old_value, c.new_value, k.step, k.step_no
from cell_changes c
join change_causes k on k.id = c.cause_id
join runs on runs.run_no = k.run_no
where runs.is_published = 1
union all
select -row_number() over (order by d.dataset, d.record_id, d.column_name), runs.run_id, d.dataset, d.record_id, d.column_name, d.old_value, d.new_value,
  'decision', null
from decision_cells d
join runs on runs.run_no = d.run_no
where runs.is_published = 1;
