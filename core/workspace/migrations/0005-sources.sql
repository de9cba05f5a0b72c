-- SQLite gives NULL for a part of an empty blob, which the places of a block with one record are.
-- A source is one file or several. A position in several says which of them is meant: their offsets are 2^40 apart, their lines 2^32.
-- A model may have had one of these names.
drop view if exists sources;
drop view if exists run_sources;
drop view exceptions;
drop view exception_places;
drop view source_records;

alter table files rename to sources;
alter table run_files rename to run_sources;
alter table raw_blocks rename column file_id to source_id;
alter table raw_forms rename column file_id to source_id;
alter table run_sources rename column file_id to source_id;
-- Of several files, in their order: name, path and size of each.
alter table sources add column parts text;

drop index raw_forms_by_row;
create index raw_forms_by_row on raw_forms (source_id, row_no);

-- Raw records of all sources: each with the place where it stands and its cells as a JSON array.
create view source_records as
select b.source_id, b.first_row + j.key as row_no,
  (b.first_line + j.key + coalesce(substr(b.places, j.key * (b.offset_digits + b.line_digits) + b.offset_digits + 1, b.line_digits), 0)) & 0xffffffff as line_no,
  (b.first_offset + coalesce(substr(b.places, j.key * (b.offset_digits + b.line_digits) + 1, b.offset_digits), 0)) & 0xffffffffff as byte_offset,
  j.value as cells,
  case
    when s.parts is null then s.name
    else json_extract(s.parts, '$[' || ((b.first_offset + coalesce(substr(b.places, j.key * (b.offset_digits + b.line_digits) + 1, b.offset_digits), 0)) >> 40) || '].name')
  end as source_name
from sources s
join raw_blocks b on b.source_id = s.id
join json_each(
  case b.is_plain
    when 1 then '[["' || replace(
      replace(rtrim(cast(b.rows as text), char(13, 10)), json_extract(s.dialect, '$.delimiter'), '","'),
      json_extract(s.dialect, '$.newline'), '"],["') || '"]]'
    else b.rows
  end
) j;

-- The block of each exception's record, the position in it, and where the record begins and ends in a plain block.
create view exception_places as
select e.id, b.is_plain, b.rows, e.record_id - b.first_row as position,
  (
    b.first_line + e.record_id - b.first_row
      + coalesce(substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + b.offset_digits + 1, b.line_digits), 0)
  ) & 0xffffffff as line_no,
  (b.first_offset + coalesce(substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + 1, b.offset_digits), 0)) & 0xffffffffff as byte_offset,
  0 + coalesce(substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + 1, b.offset_digits), 0) as begins,
  coalesce(
    0 + nullif(cast(substr(b.places, (e.record_id - b.first_row + 1) * (b.offset_digits + b.line_digits) + 1, b.offset_digits) as text), ''),
    length(b.rows)
  ) as ends,
  b.source_id,
  case
    when s.parts is null then s.name
    else json_extract(
      s.parts,
      '$[' || (
        (b.first_offset + coalesce(substr(b.places, (e.record_id - b.first_row) * (b.offset_digits + b.line_digits) + 1, b.offset_digits), 0)) >> 40
      ) || '].name'
    )
  end as source_name
from exception_rows e
join run_sources rs on rs.run_no = e.run_no and rs.dataset = e.dataset
join sources s on s.id = rs.source_id
join raw_blocks b on b.source_id = rs.source_id
  and b.first_row = (select max(first_row) from raw_blocks where source_id = rs.source_id and first_row <= e.record_id);

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
        where source_id = p.source_id
          and row_no = e.record_id
          and kind = 'record'
      )
    end,
    (
      select json_group_object(n.value, c.value)
      from json_each((select names from sources where id = p.source_id)) n
      join json_each(
        case p.is_plain
          when 1 then '["' || replace(
            rtrim(cast(substr(p.rows, p.begins + 1, p.ends - p.begins) as text), char(13, 10)),
            (select json_extract(dialect, '$.delimiter') from sources where id = p.source_id), '","') || '"]'
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
