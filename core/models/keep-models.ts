import type { Model } from '#core/definition/models/model.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { modelTable, modelTableName } from '#core/sql/names.ts';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { sqlTokens } from '#core/sql/sql-tokens.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { possibleNames } from './names-table.ts';

/** The run before, whose tables of models are still there, and the datasets whose clean rows are others now. */
export interface EarlierModels {
  readonly no: number;
  readonly pipeline: PipelineDefinition;
  readonly changed: ReadonlySet<string>;
}

/** Names in SQL that stand for what is other in each run, or for every table there is. */
const ofEachRun = ['run_id', 'processed_timestamp', 'created_timestamp', 'sqlite_schema', 'sqlite_master', 'natural'];

/**
 * A function that hands a model of the earlier run over to this one where building it would give the same rows, and says whether it did: its
 * definition is the same, and so are all columns that its SQL names of what it reads. Ask it for each model in order, before it is built.
 */
export function createModelKeeper(database: Database, run: ShownRun, earlier: EarlierModels): (model: Model) => boolean {
  const kept = new Set<string>();
  const before = new Map(earlier.pipeline.models.map((model) => [model.name, model]));
  const isSame = (name: string, words: ReadonlySet<string>, readsAll: boolean): boolean => {
    const columns = columnsOf(database, modelTableName(name, run.no));
    if (columns.join() !== columnsOf(database, modelTableName(name, earlier.no)).join()) return false;
    const read = columns.filter(
      (column) => column === 'id' || (!ofEachRun.includes(column) && (readsAll || words.has(column.toLowerCase()))),
    );
    return holdsSame(database, name, [earlier.no, run.no], read);
  };
  return (model) => {
    const known = before.get(model.name);
    if (!known || buildOf(earlier.pipeline, known) !== buildOf(run.pipeline, model)) return false;
    const words = possibleNames(model.sql);
    if (ofEachRun.some((name) => words.has(name))) return false;
    const names = (...tables: readonly string[]): boolean => tables.some((table) => words.has(table.toLowerCase()));
    if ([...earlier.changed].some((dataset) => names(`clean_${dataset}`, `raw_${dataset}`))) return false;
    const readsAll = selectsAll(model.sql);
    const others = run.pipeline.models.slice(0, run.pipeline.models.indexOf(model));
    if (others.some(({ name }) => names(name) && !kept.has(name) && !isSame(name, words, readsAll))) return false;
    execute(database, sql`alter table ${modelTable(model.name, earlier.no)} rename to ${modelTable(model.name, run.no)}`);
    kept.add(model.name);
    return true;
  };
}

/** Everything on which the table of a model depends besides what it reads; later models have what they look up in it indexed. */
function buildOf(pipeline: PipelineDefinition, { name, sql: text, columns, rowsOf: dataset }: Model): string {
  const lookups = pipeline.models.flatMap(({ looksUp }) => looksUp.filter(({ table }) => table === name));
  return JSON.stringify([text, Object.entries(columns), dataset, lookups]);
}

/** Whether SQL names all columns of something with an asterisk; one behind a value multiplies. */
function selectsAll(text: string): boolean {
  const tokens = sqlTokens(text).filter(({ kind }) => kind !== 'blank');
  return tokens.some((token, index) => token.text === '*' && /^(\.|,|select|distinct|all)$/i.test(tokens[index - 1]?.text ?? ''));
}

function columnsOf(database: Database, table: string): readonly string[] {
  return rowsOf(database, sql`select name from pragma_table_info(${table})`).map(([name]) => String(name));
}

/** Whether the tables that two runs made of a model hold the same in some columns. */
function holdsSame(
  database: Database,
  name: string,
  [one, other]: readonly [number, number],
  columns: readonly string[],
): boolean {
  // 0 and 0.0 are equal, and not the same.
  const read = columns.flatMap((column) => [identifier(column), sql`typeof(${identifier(column)})`]);
  const rows = (no: number) => sql`select ${join(read)} from ${modelTable(name, no)}`;
  const differs = (left: number, right: number): boolean =>
    rowsOf(database, sql`select 1 from (${rows(left)} except ${rows(right)}) limit 1`).length > 0;
  return !differs(one, other) && !differs(other, one);
}
