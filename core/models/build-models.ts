import { Failure } from '#core/contract/failure.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { modelTable, quoted } from '#core/sql/names.ts';
import { declaredSelect, identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, run as execute, isStorageError } from '#core/workspace/open.ts';
import { checkQuery } from './check-query.ts';
import { showModel } from './show-run.ts';

/** Builds the models of a run that the connection sees, each in a transaction; `tell` hears of each before and after. */
export function buildModels(
  database: Database,
  run: ShownRun & { readonly id: string },
  builtAt: string,
  tell: (name: string, isBuilt: boolean) => void,
): void {
  addSqlFunctions(database);
  for (const definition of run.pipeline.models) {
    tell(definition.name, false);
    const names = checkQuery(database, definition.sql, `the model ${definition.name}`)
      .columns()
      .map((column) => column.name);
    const columns = names.map((name) => inPlaces(name, definition.columns[name]?.scale));
    const table = modelTable(definition.name, run.no);
    building(definition.name, () =>
      database
        .transaction(() => {
          execute(database, sql`drop table if exists ${table}`);
          execute(
            database,
            sql`
        create table ${table} as
        select row_number() over () as id, ${quoted(run.id)} as run_id, ${join(columns)}, ${quoted(builtAt)} as created_timestamp
        from (
        ${declaredSelect(definition.sql)}
        )`,
          );
        })
        .immediate(),
    );
    showModel(database, definition.name, run.no);
    tell(definition.name, true);
  }
}

/** Says which model it was whose SQL failed on the records; a stop and a full disk are nothing of its own. */
function building<Result>(name: string, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (error instanceof Failure || isStorageError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('RUN_FAILED', `the model ${name} cannot be built from these records: ${reason}; correct its sql`, {
      cause: error,
    });
  }
}

/** A column of money is rounded to its places: the sum of doubles that stand for cents is less than half a cent off below 10^13. */
function inPlaces(name: string, scale: number | undefined): Sql {
  const column = identifier(name);
  return scale === undefined ? column : sql`to_places(${column}, ${literal(String(scale))}) as ${column}`;
}
