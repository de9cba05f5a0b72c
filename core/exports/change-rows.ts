import type { OutputCell } from '#core/sinks/sink.ts';
import { sql } from '#core/sql/sql.ts';
import { createRawFinder } from '#core/store/raw.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { rowsOf } from '#core/workspace/open.ts';
import { type ExportRequest, inScope } from './export-request.ts';
import { type ExportRows, textCell } from './export-rows.ts';
import { paged } from './paged.ts';

const page = 5000;

/** A cell that a step or a person changed, as SQL gives it. */
type Change = readonly unknown[];

/**
 * The log of changes, cell by cell: where in the file, what became what, by which step or for which broken rule, why, who did it and when. What a
 * step did has no rule, no reason and no time of its own: the same file gives the same log, and the manifest names the run.
 */
export function changeRows(request: ExportRequest, dataset: string): ExportRows {
  const { database, run } = request;
  const file = runSources(database, run.no).find((candidate) => candidate.dataset === dataset);
  if (!file) throw new RangeError(`there is no dataset ${dataset}`);
  const { name, parts } = sourceById(database, file.sourceId);
  const findRaw = createRawFinder(database, file.sourceId);
  const number = (value: unknown): OutputCell => ({ text: String(value ?? ''), isQuoted: false });
  return {
    columns: [
      'file',
      'line_no',
      'record_id',
      'column_name',
      'old_value',
      'new_value',
      'step',
      'rule_id',
      'reason',
      'author',
      'changed_at',
    ],
    rows: (function* () {
      for (const [, record, ...texts] of changesOf(request, dataset)) {
        const raw = findRaw(Number(record));
        const place = raw?.block.placeOf(raw.index);
        yield [
          textCell(parts?.[place?.part ?? 0]?.name ?? name),
          number(place?.line),
          number(record),
          ...texts.map((text) => textCell(text === null ? '' : String(text))),
        ];
      }
    })(),
  };
}

/** What the steps changed, then what people did: id, record, column, old, new, step, rule, reason, author, time. */
function* changesOf({ database, run, scope }: ExportRequest, dataset: string): Generator<Change> {
  yield* paged((after) =>
    rowsOf(
      database,
      sql`
        select c.id, c.record_id, k.column_name, c.old_value, c.new_value, k.step, '', '', 'Winnow', ''
        from cell_changes c
        join change_causes k on k.id = c.cause_id
        where k.run_no = ${run.no}
          and k.dataset = ${dataset}
          and c.id > ${after}
          and ${inScope(scope, sql`c.record_id`)}
        order by c.id
        limit ${page}`,
    ),
  );
  yield* rowsOf(
    database,
    sql`
      select 0, cell.record_id, cell.column_name, cell.old_value, cell.new_value, coalesce(d.kind, 'decision'), r.rule_id, d.reason, d.author, d.decided_at
      from decision_cells cell
      left join decisions d on d.id = (
        select max(id)
        from decisions
        where run_no = cell.run_no
          and dataset = cell.dataset
          and record_id = cell.record_id
          and undone_at is null
          and exists (select 1 from json_each(cells) where key = cell.column_name)
      )
      left join exception_rows e on e.run_no = cell.run_no and e.dataset = cell.dataset and e.record_id = cell.record_id
      left join rule_results r on r.id = e.rule_result_id
      where cell.run_no = ${run.no}
        and cell.dataset = ${dataset}
        and ${inScope(scope, sql`cell.record_id`)}
      order by cell.record_id, cell.column_name`,
  );
}
