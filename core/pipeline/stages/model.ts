import { identifier, join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { modelTable, quoted } from '#core/database/names.ts';
import { run as execute } from '#core/database/open.ts';
import { replaceView } from '#core/database/views.ts';
import { checkQuery } from '../check-query.ts';
import type { RunContext } from '../run-context.ts';
import { showRun } from '../show-run.ts';

/** Builds the table of every model from the clean records of this run and the models before it. */
export async function model(context: RunContext): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    log,
  } = context;
  showRun(context);
  for (const definition of pipeline.models) {
    context.report({ stage: 'model', dataset: definition.name, rows: 0, bytes: 0, totalBytes: 0 });
    const names = checkQuery(database, definition.sql, `the model ${definition.name}`)
      .columns()
      .map((column) => column.name);
    const columns = names.map((name) => inPlaces(name, definition.columns[name]?.scale));
    const table = modelTable(definition.name, run.no);
    database
      .transaction(() => {
        execute(database, sql`drop table if exists ${table}`);
        execute(
          database,
          sql`
        create table ${table} as
        select row_number() over () as id, ${quoted(run.id)} as run_id, ${join(columns)}, ${quoted(run.startedAt)} as created_timestamp
        from (
        ${literal(definition.sql)}
        )`,
        );
      })
      .immediate();
    replaceView(database, definition.name, sql`select * from ${table}`, 'temp');
    log('model', 'INFO', `✓ ${definition.name}`);
  }
}

/** A column of money is rounded to its places: the sum of doubles that stand for cents is less than half a cent off below 10^13. */
function inPlaces(name: string, scale: number | undefined): Sql {
  const column = identifier(name);
  return scale === undefined ? column : sql`round(${column}, ${literal(String(scale))}) as ${column}`;
}
