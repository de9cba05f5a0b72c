-- Plain raw records become the bytes of the file, places only what position does not say, exceptions only what cannot be looked up.

drop view exceptions;
drop view validation_results;

alter table files add column names text not null default '[]';
update files
set names = coalesce(
  (
    select (select json_group_array(j.key) from json_each(e.raw_data) j)
    from exception_rows e
    join run_files rf on rf.run_no = e.run_no and rf.dataset = e.dataset
    where rf.file_id = files.id
      and e.is_structural = 0
    limit 1
  ),
  headers
);

create table raw_blocks_2 (
  file_id integer not null references files (id),
  first_row integer not null,
  row_count integer not null,
  is_plain integer not null,
  first_offset integer not null,
  first_line integer not null,
  offset_digits integer not null,
  line_digits integer not null,
  places blob not null,
  rows any not null,
  primary key (file_id, first_row)
) strict;

insert into raw_blocks_2
select file_id, first_row, row_count, 0, 0, 0, 13, 11,
  (
    select cast(group_concat(substr(places, key * 24 + 1, 13) || printf('%011d', substr(places, key * 24 + 14, 11) - key), '') as blob)
    from json_each(rows)
  ),
  rows
from raw_blocks;

drop table raw_blocks;
alter table raw_blocks_2 rename to raw_blocks;

create table exception_rows_2 (
  id integer primary key,
  run_no integer not null references runs (run_no),
  dataset text not null,
  record_id integer not null,
  is_structural integer not null,
  -- The first reason found: it gives the category.
  rule_result_id integer not null references rule_results (id),
  fingerprint text not null,
  status text not null default 'open',
  unique (run_no, dataset, record_id)
) strict;

create index violations_by_record on violations (record_id);

insert into exception_rows_2
select e.id, e.run_no, e.dataset, e.record_id, e.is_structural,
  (
    select v.rule_result_id
    from violations v
    join rule_results r on r.id = v.rule_result_id
    where v.record_id = e.record_id
      and r.run_no = e.run_no
      and r.dataset = e.dataset
      and r.category = e.error_category
      and r.severity in ('error', 'critical')
    order by v.id
    limit 1
  ),
  e.fingerprint, e.status
from exception_rows e;

drop table exception_rows;
alter table exception_rows_2 rename to exception_rows;

-- Raw records of all files: each with the place where it stands and its cells as a JSON array.
create view source_records as
select b.file_id, b.first_row + j.key as row_no,
  b.first_line + j.key + substr(b.places, j.key * (b.offset_digits + b.line_digits) + b.offset_digits + 1, b.line_digits) as line_no,
  b.first_offset + substr(b.places, j.key * (b.offset_digits + b.line_digits) + 1, b.offset_digits) as byte_offset,
  j.value as cells
from files f
join raw_blocks b on b.file_id = f.id
join json_each(
  case b.is_plain
    when 1 then '[["' || replace(
      replace(rtrim(cast(b.rows as text), char(13, 10)), json_extract(f.dialect, '$.delimiter'), '","'),
      json_extract(f.dialect, '$.newline'), '"],["') || '"]]'
    else b.rows
  end
) j;

create view validation_results as
select v.id, r.run_id, r.dataset, v.record_id, r.rule_id, r.validation_stage, r.control_type, r.severity,
  'failed' as status, v.reason as failure_reason, r.evaluated_at as timestamp
from violations v
join rule_results r on r.id = v.rule_result_id
join runs on runs.run_no = r.run_no
where runs.is_published = 1;

-- The block of each exception's record, the position in it, and where the record begins and ends in a plain block.
create view exception_places as
select e.id, b.is_plain, b.rows, e.record_id - b.first_row as position,
  b.first_line + e.record_id - b.first_row
    + substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + b.offset_digits + 1, b.line_digits) as line_no,
  b.first_offset + substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + 1, b.offset_digits) as byte_offset,
  0 + substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + 1, b.offset_digits) as begins,
  coalesce(
    0 + nullif(cast(substr(b.places, (e.record_id - b.first_row + 1) * (b.offset_digits + b.line_digits) + 1, b.offset_digits) as text), ''),
    length(b.rows)
  ) as ends,
  b.file_id
from exception_rows e
join run_files rf on rf.run_no = e.run_no and rf.dataset = e.dataset
join raw_blocks b on b.file_id = rf.file_id
  and b.first_row = (select max(first_row) from raw_blocks where file_id = rf.file_id and first_row <= e.record_id);

create view exceptions as
select e.id, runs.run_id, e.dataset, e.record_id as original_record_id, e.fingerprint, first.category as error_category,
  case e.is_structural when 1 then 'ingest' else 'validate' end as pipeline_stage,
  (
    select group_concat(reason, '; ')
    from (
      select v.reason
      from violations v
      join rule_results r on r.id = v.rule_result_id
      where v.record_id = e.record_id
        and r.run_no = e.run_no
        and r.dataset = e.dataset
        and r.severity in ('error', 'critical')
      order by v.id
    )
  ) as error_details,
  e.status, runs.started_at as timestamp,
  coalesce(
    case e.is_structural
      when 1 then (
        select rtrim(cast(bytes as text), char(13, 10))
        from raw_forms
        where file_id = p.file_id
          and row_no = e.record_id
          and kind = 'record'
      )
    end,
    (
      select json_group_object(n.value, c.value)
      from json_each((select names from files where id = p.file_id)) n
      join json_each(
        case p.is_plain
          when 1 then '["' || replace(
            rtrim(cast(substr(p.rows, p.begins + 1, p.ends - p.begins) as text), char(13, 10)),
            (select json_extract(dialect, '$.delimiter') from files where id = p.file_id), '","') || '"]'
          else json_extract(p.rows, '$[' || p.position || ']')
        end
      ) c on c.key = n.key
    )
  ) as raw_data,
  p.line_no, p.byte_offset, e.is_structural
from exception_rows e
join runs on runs.run_no = e.run_no
join rule_results first on first.id = e.rule_result_id
join exception_places p on p.id = e.id
where runs.is_published = 1;
