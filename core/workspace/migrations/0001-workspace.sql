create table runs (
  run_no integer primary key,
  run_id text not null unique,
  pipeline text not null,
  definition text not null,
  definition_hash text not null,
  app_version text not null,
  options text not null,
  status text not null check (status in ('running', 'succeeded', 'failed', 'cancelled')),
  stage text not null,
  is_published integer not null default 0,
  is_resumable integer not null default 1,
  is_kept integer not null default 1,
  today text not null,
  started_at text not null,
  finished_at text,
  duration_ms integer,
  failed_weight real,
  checked_weight real,
  error text
) strict;

create table files (
  id integer primary key,
  name text not null,
  path text not null,
  size integer not null,
  sha256 text,
  dialect text not null,
  headers text not null,
  head blob not null,
  ingested_at text not null,
  is_complete integer not null default 0
) strict;

create table raw_blocks (
  file_id integer not null references files (id),
  first_row integer not null,
  row_count integer not null,
  rows text not null,
  places blob not null,
  is_plain integer not null,
  primary key (file_id, first_row)
) strict;

create table raw_forms (
  file_id integer not null references files (id),
  row_no integer not null,
  kind text not null check (kind in ('record', 'blank')),
  bytes blob not null
) strict;

create index raw_forms_by_row on raw_forms (file_id, row_no);

create table run_files (
  run_no integer not null references runs (run_no),
  dataset text not null,
  file_id integer not null references files (id),
  path text not null,
  sources text not null,
  stores_raw integer not null,
  next_offset integer,
  next_line integer,
  next_row integer not null default 1,
  prefix_bytes integer,
  prefix_digest text,
  is_read integer not null default 0,
  primary key (run_no, dataset)
) strict, without rowid;

create table run_ledger (
  run_no integer not null references runs (run_no),
  run_id text not null,
  dataset text not null,
  read integer not null default 0,
  clean integer not null default 0,
  exceptions integer not null default 0,
  waived integer not null default 0,
  rejected integer not null default 0,
  merged integer not null default 0,
  structural integer not null default 0,
  blank integer not null default 0,
  primary key (run_no, dataset)
) strict, without rowid;

create table rule_results (
  id integer primary key,
  run_no integer not null references runs (run_no),
  run_id text not null,
  dataset text not null,
  rule_no integer not null,
  rule_id text not null,
  rule text not null,
  validation_stage text not null,
  control_type text not null,
  severity text not null,
  dimension text not null,
  category text not null,
  checked integer not null default 0,
  passed integer not null default 0,
  failed integer not null default 0,
  not_applicable integer not null default 0,
  status text not null default 'evaluated' check (status in ('evaluated', 'switched off', 'could not be evaluated')),
  note text,
  evaluated_at text not null,
  unique (run_no, dataset, rule_no)
) strict;

create table violations (
  id integer primary key,
  rule_result_id integer not null references rule_results (id),
  record_id integer,
  reason text not null
) strict;

create table exception_rows (
  id integer primary key,
  run_no integer not null references runs (run_no),
  dataset text not null,
  record_id integer not null,
  fingerprint text not null,
  error_category text not null,
  pipeline_stage text not null,
  error_details text not null,
  status text not null default 'open',
  is_structural integer not null,
  line_no integer not null,
  byte_offset integer not null,
  raw_data text not null,
  created_at text not null,
  unique (run_no, dataset, record_id)
) strict;

create table change_causes (
  id integer primary key,
  run_no integer not null references runs (run_no),
  dataset text not null,
  column_name text not null,
  step_no integer not null,
  step text not null,
  unique (run_no, dataset, column_name, step_no)
) strict;

create table cell_changes (
  id integer primary key,
  cause_id integer not null references change_causes (id),
  record_id integer not null,
  old_value text not null,
  new_value text not null
) strict;

create table outputs (
  id integer primary key,
  run_no integer references runs (run_no),
  path text not null,
  subject text not null,
  what text not null,
  format text not null,
  rows integer not null,
  bytes integer not null,
  sha256 text not null,
  written_at text not null
) strict;

create table audit_log (
  id integer primary key,
  run_id text,
  event_type text not null,
  event_description text not null,
  record_count integer,
  timestamp text not null,
  prev_hash text not null,
  hash text not null
) strict;

create trigger audit_log_is_append_only_update before update on audit_log
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_log_is_append_only_delete before delete on audit_log
begin
  select raise(abort, 'the audit log is append-only');
end;

create view analytics_summary as
select null as id, null as run_id, null as total_revenue, null as total_orders, null as region, null as product,
  null as daily_sales, null as calculation_date, null as created_timestamp
where false;

create table fingerprints (
  run_no integer not null references runs (run_no),
  dataset text not null,
  fingerprint text not null,
  primary key (run_no, dataset, fingerprint)
) strict, without rowid;

create table decisions (
  id integer primary key,
  dataset text not null,
  fingerprint text not null,
  kind text not null check (kind in ('fixed', 'waived', 'rejected', 'merged', 'escalated')),
  details text not null,
  reason text,
  author text not null,
  decided_at text not null
) strict;

create table anomalies (
  id integer primary key,
  run_no integer not null references runs (run_no),
  dataset text not null,
  record_id integer not null,
  method text not null,
  score real not null,
  reason text not null
) strict;

create table metrics (
  id integer primary key,
  run_id text not null,
  dataset text,
  name text not null,
  value real not null,
  unit text not null,
  detail text
) strict;

create view validation_results as
select v.id, r.run_id, r.dataset, v.record_id, r.rule_id, r.validation_stage, r.control_type, r.severity,
  'failed' as status, v.reason as failure_reason, r.evaluated_at as timestamp
from violations v
join rule_results r on r.id = v.rule_result_id
join runs on runs.run_no = r.run_no
where runs.is_published = 1;

create view exceptions as
select e.id, runs.run_id, e.dataset, e.record_id as original_record_id, e.fingerprint, e.error_category, e.pipeline_stage,
  e.error_details, e.status, e.created_at as timestamp, e.raw_data, e.line_no, e.byte_offset, e.is_structural
from exception_rows e
join runs on runs.run_no = e.run_no
where runs.is_published = 1;

create view changes as
select c.id, runs.run_id, k.dataset, c.record_id, k.column_name, c.old_value, c.new_value, k.step, k.step_no
from cell_changes c
join change_causes k on k.id = c.cause_id
join runs on runs.run_no = k.run_no
where runs.is_published = 1;
