import type { DataTable } from '#core/contract/data.ts';
import { relationsOf } from '#core/definition/relations.ts';
import { catalog } from '#core/quality/catalog.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sentenceOfCheck } from '#core/records/told-check.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { checkResultsOf } from '#core/store/check-results.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { failingRows } from './judge-models.ts';
import { namesTable } from './names-table.ts';
import { tableColumns } from './table-columns.ts';

/** The tables of a run: its datasets with their clean rows, then its models. */
export function dataTables(database: Database, run: ShownRun): DataTable[] {
  const { pipeline } = run;
  const checks = checkResultsOf(database, run.no);
  const checksOf = (name: string): DataTable['checks'] =>
    checks
      .filter(({ dataset }) => dataset === name)
      .map((check) => ({
        ...{ id: check.id, severity: check.severity, status: check.status, sentence: sentenceOfCheck(check) },
        listsRows: pipeline.models.some(
          (model) =>
            model.name === name && model.rules.some((rule) => rule.id === check.id && failingRows(model, rule) !== undefined),
        ),
      }));
  const usedBy = (table: string): string[] =>
    pipeline.models.filter(({ sql: text }) => namesTable(text, table)).map(({ name }) => name);
  const datasets = Object.entries(pipeline.datasets).map(
    ([name, dataset]): DataTable => ({
      ...{ name, kind: 'dataset', description: dataset.description ?? null, key: [...dataset.key], rowsOf: name, sql: null },
      rows: countOf(database, `clean_${name}`),
      columns: columnsOf(database, run, name),
      references: relationsOf(pipeline, name, catalog).parents.map(({ dataset: table, own, other }) => ({
        ...{ table, columns: [...own], to: [...other] },
      })),
      usedBy: usedBy(`clean_${name}`),
      checks: checksOf(name),
    }),
  );
  const models = pipeline.models.map(
    (model): DataTable => ({
      ...{ name: model.name, kind: model.kind, description: model.description ?? null, key: [...model.key] },
      ...{ rowsOf: model.rowsOf ?? null, sql: model.sql },
      rows: countOf(database, model.name),
      columns: columnsOf(database, run, model.name),
      references: model.references.map(({ columns, model: table, to }) => ({ table, columns: [...columns], to: [...to] })),
      usedBy: usedBy(model.name),
      checks: checksOf(model.name),
    }),
  );
  return [...datasets, ...models];
}

function columnsOf(database: Database, run: ShownRun, table: string): DataTable['columns'] {
  return tableColumns(database, run, table).map(({ name, type, scale = null }) => ({ name, type, scale }));
}

function countOf(database: Database, view: string): number {
  return Number(rowsOf(database, sql`select count(*) from ${identifier(view)}`)[0]?.[0]);
}
