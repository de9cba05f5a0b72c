import { Failure } from '#core/contract/failure.ts';
import type { Model, ModelColumn } from '#core/definition/models/model.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { modelTable, modelTableName, quoted } from '#core/sql/names.ts';
import { declaredSelect, identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, run as execute, isStorageError } from '#core/workspace/open.ts';
import { checkQuery } from './check-query.ts';
import { failureOf, withoutFailed } from './failed-models.ts';
import { showModel } from './show-run.ts';

/** What building models may depend on besides their rows. */
interface BuildOptions {
  /** Hears of each model before and after it is built. */
  readonly tell?: (name: string, isBuilt: boolean) => void;
  /** Says of each whether it is there already. */
  readonly isKept?: (model: Model) => boolean;
  /** Hears of a model that cannot be built, and throws where that is the end; otherwise it and the models that read it stay empty. */
  readonly onFailure?: (name: string, error: unknown) => void;
}

/** Builds the models of a run that the connection sees, each in a transaction. */
export function buildModels(
  database: Database,
  run: ShownRun & { readonly id: string },
  builtAt: string,
  { tell, isKept, onFailure }: BuildOptions = {},
): void {
  addSqlFunctions(database);
  const failed = new Set<string>();
  for (const model of run.pipeline.models) {
    tell?.(model.name, false);
    // What reads a model that failed is not to be kept.
    const isThere = (failed.size === 0 && isKept?.(model)) || isBuilt(model);
    showModel(database, model.name, run.no);
    if (isThere) tell?.(model.name, true);
  }

  function isBuilt(model: Model): boolean {
    try {
      const build = database.transaction(() => buildModel(database, run, model, builtAt));
      withoutFailed(database, run.no, failed, () => building(model.name, () => build.immediate()));
      return true;
    } catch (error) {
      if (!onFailure) throw error;
      onFailure(model.name, failureOf(error, [model.sql], failed));
      createModelTable(database, run, model);
      failed.add(model.name);
      return false;
    }
  }
}

/** Makes the empty table of a model; returns its columns. */
function createModelTable(database: Database, run: ShownRun, model: Model): readonly string[] {
  const given = checkQuery(database, model.sql, `the model ${model.name}`)
    .columns()
    .map((column) => column.name);
  const names = given.filter((name) => name !== recordColumn(model));
  const table = modelTable(model.name, run.no);
  const declared = names.map((name) => sql`${identifier(name)} ${literal(storedAs(model.columns[name]))}`);
  execute(database, sql`drop table if exists ${table}`);
  execute(
    database,
    sql`
      create table ${table} (id integer primary key, run_id text not null, ${join(declared)}, created_timestamp text not null) strict`,
  );
  return names;
}

function buildModel(database: Database, run: ShownRun & { readonly id: string }, model: Model, builtAt: string): void {
  const names = createModelTable(database, run, model);
  const values = names.map((name) => inPlaces(name, model.columns[name]?.scale));
  const id = model.rowsOf === undefined ? sql`row_number() over ()` : identifier('record_id');
  execute(
    database,
    sql`
      insert into ${modelTable(model.name, run.no)}
      select ${id}, ${quoted(run.id)}, ${join(values)}, ${quoted(builtAt)}
      from (
      ${declaredSelect(model.sql)}
      )`,
  );
  indexLookups(database, run, model.name);
}

/** Indexes what later models look up in a model: without one SQLite may compare each of their rows with all of its. */
function indexLookups(database: Database, run: ShownRun, name: string): void {
  const lookups = run.pipeline.models.flatMap(({ looksUp }) => looksUp.filter(({ table }) => table === name));
  for (const columns of new Set(lookups.map((lookup) => lookup.columns.join('\n')))) {
    const list = columns.split('\n');
    const index = identifier(`${modelTableName(name, run.no)}_by_${list.join('_')}`);
    execute(database, sql`create index ${index} on ${modelTable(name, run.no)} (${join(list.map(identifier))})`);
  }
}

/** The column by which the SQL of a model names the record behind each row; it becomes the id of the row. */
export function recordColumn({ rowsOf }: Pick<Model, 'rowsOf'>): string | undefined {
  return rowsOf === undefined ? undefined : 'record_id';
}

/** The storage class of a column, as STRICT tables of SQLite know them. */
function storedAs({ type, scale }: ModelColumn = {}): string {
  if (type === 'integer' || type === 'boolean') return 'integer';
  if (type === 'decimal') return 'real';
  if (type !== undefined) return 'text';
  return scale === undefined ? 'any' : 'real';
}

/** Says which model it was whose SQL failed on the records; a stop and a full disk are nothing of its own. */
function building<Result>(name: string, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (error instanceof Failure || isStorageError(error)) throw error;
    throw new Failure('RUN_FAILED', `the model ${name} cannot be built from these records: ${reasonOf(error)}`, { cause: error });
  }
}

/** Why SQLite refused rows, in the words of whoever wrote the model. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, given, wanted, column] = /^cannot store (\w+) value in (\w+) column [^.]*\.(.+)$/.exec(message) ?? [];
  if (column !== undefined)
    return `its column ${column} is to hold ${wanted?.toLowerCase()} values, and the sql gives a value that is ${given?.toLowerCase()}; correct the sql or the type`;
  if (/^UNIQUE constraint failed: [^.]*\.id$/.test(message))
    return 'a join finds several partners for one record; join a table with one row for each';
  return `${message}; correct its sql`;
}

/** A column of money is rounded to its places: the sum of doubles that stand for cents is less than half a cent off below 10^13. */
function inPlaces(name: string, scale: number | undefined): Sql {
  const column = identifier(name);
  return scale === undefined ? column : sql`to_places(${column}, ${literal(String(scale))}) as ${column}`;
}
