import type { ColumnKind, OutputCell } from '#core/sinks/sink.ts';
import { decodeText, withoutLineEnd } from '#core/sources/file/encode.ts';
import { modelTable, modelTableName } from '#core/sql/names.ts';
import { identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { lineShape } from '#core/store/findings.ts';
import { cellsOf, createRawFinder, type RawRecord, rawForms, rawRecords } from '#core/store/raw.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { rowsOf } from '#core/workspace/open.ts';
import { changeRows } from './change-rows.ts';
import { cleanRows } from './clean-rows.ts';
import { type ExportRequest, inScope } from './export-request.ts';
import { type ExportRows, textCell } from './export-rows.ts';
import { paged } from './paged.ts';

const page = 5000;

/** What a queue of exceptions tells of a record before its cells. */
const queueFacts = ['record_id', 'line_no', 'byte_offset', 'error_category', 'error_details', 'status', 'fingerprint'];

/** What a column of the file is called in a queue of exceptions, where some names mean something else. */
export function nameInQueue(name: string): string {
  // Whatever has the form of such a name gets another one too, so that no two become the same.
  return [...queueFacts, 'source_name', 'raw_line'].includes(name.replace(/(_value)+$/, '')) ? `${name}_value` : name;
}

/** The rows of an export that is not a clean CSV. */
export function rowsOfExport(request: ExportRequest): ExportRows {
  if ('model' in request.subject) return modelRows(request, request.subject.model);
  const { dataset } = request.subject;
  if (request.what === 'raw') return rawRows(request, dataset);
  if (request.what === 'clean') return cleanRows(request, dataset);
  return request.what === 'exceptions' ? exceptionRows(request, dataset) : changeRows(request, dataset);
}

function rawRows({ database, run, scope }: ExportRequest, dataset: string): ExportRows {
  const { sourceId } = fileOf(database, run.no, dataset);
  const columns = sourceById(database, sourceId).names;
  const last = blockRows(database, sourceId);
  const find = createRawFinder(database, sourceId);
  const chosen = function* (): Generator<RawRecord> {
    const ids = paged((after) =>
      rowsOf(
        database,
        sql`
          with recursive numbers (id) as (select ${after} + 1 union all select id + 1 from numbers where id < ${last})
          select id from numbers where ${after} < ${last} and ${inScope(scope, sql`id`)} limit ${page}`,
      ),
    );
    for (const [id] of ids) {
      const record = find(Number(id));
      if (record) yield record;
    }
  };
  return {
    columns,
    rows: mapped(scope ? chosen() : rawRecords(database, sourceId), (record) => {
      // Behind those of the header come whatever else the record has.
      const cells = cellsOf(record);
      return Array.from({ length: Math.max(columns.length, cells.length) }, (_, index) => textCell(cells[index] ?? ''));
    }),
  };
}

function exceptionRows({ database, run, scope }: ExportRequest, dataset: string): ExportRows {
  const { sourceId } = fileOf(database, run.no, dataset);
  const findRaw = createRawFinder(database, sourceId);
  const { names: cellNames, dialect, parts } = sourceById(database, sourceId);
  const blocking = join(
    rowsOf(
      database,
      sql`select id from rule_results where run_no = ${run.no} and dataset = ${dataset} and severity in ('error', 'critical')`,
    ).map(([id]) => literal(String(id))),
  );
  const reasonsOf = (records: readonly unknown[]): ReadonlyMap<number, string> => {
    const reasons = new Map<number, string>();
    for (const [record, reason] of rowsOf(
      database,
      sql`
        select v.record_id, v.reason
        from json_each(${JSON.stringify(records)}) record
        cross join violations v on v.record_id = record.value
        where v.rule_result_id in (${blocking})
        order by v.record_id, v.id`,
    )) {
      const before = reasons.get(Number(record));
      reasons.set(Number(record), before === undefined ? String(reason) : `${before}; ${reason}`);
    }
    return reasons;
  };
  let reasons: ReadonlyMap<number, string> = new Map();
  const rows = paged((after) => {
    const next = rowsOf(
      database,
      sql`
        select e.record_id, e.is_structural, first.category, e.status, e.fingerprint
        from exception_rows e
        join rule_results first on first.id = e.rule_result_id
        where e.run_no = ${run.no}
          and e.dataset = ${dataset}
          and e.record_id > ${after}
          and ${scope?.only(sql`e.record_id`) ?? sql`e.status = 'open'`}
        order by e.record_id
        limit ${page}`,
    );
    reasons = reasonsOf(next.map(([record]) => record));
    return next;
  });
  const rawLine = (row: number): string => {
    const form = rawForms(database, sourceId, row, row).find(({ kind }) => kind === 'record');
    return form ? withoutLineEnd(decodeText(form.bytes, dialect.encoding)) : '';
  };
  return {
    columns: [...queueFacts, ...(parts ? ['source_name'] : []), ...cellNames.map(nameInQueue), 'raw_line'],
    rows: mapped(rows, ([row, isStructural, category, ...texts]) => {
      const record = findRaw(Number(row));
      const cells = record ? cellsOf(record) : [];
      const place = record?.block.placeOf(record.index);
      return [
        number(row),
        number(place?.line),
        number(place?.offset),
        ...[category, reasons.get(Number(row)) ?? '', ...texts].map((value) => textCell(String(value ?? ''))),
        ...(parts ? [textCell(parts[place?.part ?? 0]?.name ?? '')] : []),
        ...cellNames.map((_, index) => textCell(cells[index] ?? '')),
        textCell(isStructural !== lineShape.sound ? rawLine(Number(row)) : ''),
      ];
    }),
  };
}

function modelRows({ database, pipeline, run }: ExportRequest, model: string): ExportRows {
  const scales = pipeline.models.find(({ name }) => name === model)?.columns ?? {};
  const table = modelTable(model, run.no);
  const columns = rowsOf(database, sql`select name from pragma_table_info(${modelTableName(model, run.no)})`)
    .map(([name]) => String(name))
    .filter((name) => !['id', 'run_id', 'created_timestamp'].includes(name));
  const rows = paged((after) =>
    rowsOf(
      database,
      sql`select ${join([sql`id`, ...columns.map(identifier)])} from ${table} where id > ${after} order by id limit ${page}`,
    ),
  );
  const cell = (value: unknown, column: string): OutputCell => {
    const scale = scales[column]?.scale;
    if (value === null) return { text: '', isQuoted: false };
    return typeof value === 'number' ? number(scale === undefined ? value : value.toFixed(scale)) : textCell(String(value));
  };
  const kinds = (): readonly ColumnKind[] =>
    columns.map((column) => {
      const scale = scales[column]?.scale;
      return scale === undefined ? kindOfStored(database, table, column) : { kind: 'decimal', scale };
    });
  return {
    columns,
    kinds,
    rows: mapped(rows, ([, ...values]) => values.map((value, index) => cell(value, columns[index] ?? ''))),
  };
}

/** What a column of a model holds: whole numbers, numbers, or anything else as text. */
function kindOfStored(database: ExportRequest['database'], table: Sql, column: string): ColumnKind {
  const types = rowsOf(
    database,
    sql`select distinct typeof(${identifier(column)}) from ${table} where ${identifier(column)} is not null`,
  ).map(([type]) => type);
  if (types.length === 0 || types.some((type) => type !== 'integer' && type !== 'real')) return { kind: 'text' };
  return { kind: types.includes('real') ? 'real' : 'integer' };
}

/** The number of the last record of a file. */
function blockRows(database: ExportRequest['database'], sourceId: number): number {
  return Number(
    rowsOf(database, sql`select max(first_row + row_count - 1) from raw_blocks where source_id = ${sourceId}`)[0]?.[0],
  );
}

function fileOf(database: ExportRequest['database'], runNo: number, dataset: string): { readonly sourceId: number } {
  const file = runSources(database, runNo).find((candidate) => candidate.dataset === dataset);
  if (!file) throw new RangeError(`there is no dataset ${dataset}`);
  return file;
}

function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item);
}

function number(value: unknown): OutputCell {
  return { text: String(value), isQuoted: false };
}
