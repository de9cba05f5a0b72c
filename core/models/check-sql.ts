import { Failure } from '#core/contract/failure.ts';
import type { Model } from '#core/definition/models/model.ts';
import { pinnedPipeline } from '#core/definition/pinned-pipeline.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { refuseCondition } from '#core/quality/condition.ts';
import { columnsOfModelRule } from '#core/quality/model-rules/model-rule.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { changingPart } from '#core/sql/run-date.ts';
import { declaredSelect, identifier, join, sql } from '#core/sql/sql.ts';
import { replaceView } from '#core/store/views.ts';
import { type Database, openInMemory, run } from '#core/workspace/open.ts';
import { recordColumn } from './build-models.ts';
import { checkQuery, notBuilt } from './check-query.ts';
import { measureOf } from './judge-models.ts';

const anyDate = '2000-01-01';

/**
 * Tries the SQL of models, charts and reconciliations on empty tables; gives the columns of each model. Throws a Failure (BAD_DEFINITION) for the
 * first that cannot run.
 */
export function checkSql(definition: PipelineDefinition): ReadonlyMap<string, readonly string[]> {
  assertRepeatable(definition);
  checkPatterns(definition);
  const pipeline = pinnedPipeline(definition, anyDate);
  const database = openInMemory();
  addSqlFunctions(database);
  const models = new Map<string, readonly string[]>();
  try {
    for (const [name, dataset] of Object.entries(pipeline.datasets)) {
      const columns = ['id', 'run_id', ...storedColumns(dataset).map((column) => column.name), 'processed_timestamp'];
      const table = join(columns.map(identifier));
      run(database, sql`create table ${identifier(`clean_${name}`)} (${table})`);
      run(database, sql`create table ${identifier(`raw_${name}`)} (${table})`);
    }
    for (const model of pipeline.models) models.set(model.name, checkModel(database, model));
    for (const model of pipeline.models) checkRules(database, model, models.get(model.name) ?? []);
    for (const { id, sql: text, x, y, series } of pipeline.charts) {
      const given = checkQuery(database, text, `the chart ${id}`)
        .columns()
        .map(({ name }) => name);
      const missing = [x, y, series].find((name) => name !== undefined && !given.includes(name));
      if (missing !== undefined)
        throw new Failure('BAD_DEFINITION', `the chart ${id}: its sql gives no column ${missing}; it gives ${given.join(', ')}`);
    }
    for (const { id, left, right } of pipeline.reconciliations) {
      for (const side of [left, right]) checkQuery(database, side, `the reconciliation ${id}`);
    }
    return models;
  } finally {
    database.close();
  }
}

/**
 * Tries the SQL of one more model after those of a pipeline; gives it with the date of a run in its place. Throws a Failure (BAD_DEFINITION) as a
 * definition with such a model does.
 */
export function assertModelSql(pipeline: PipelineDefinition, text: string, today: string): string {
  const model: Model = {
    ...{ name: '__model', kind: 'table', sql: text, columns: {}, key: [], references: [], looksUp: [], tests: [], rules: [] },
  };
  const whole = { ...pipeline, models: [...pipeline.models, model] };
  checkSql({ ...whole, charts: [], reconciliations: [] });
  return pinnedPipeline(whole, today).models.at(-1)?.sql ?? text;
}

/** Tries the SQL of a model and makes an empty view of it; gives its columns. */
function checkModel(database: Database, model: Model): readonly string[] {
  const given = checkQuery(database, model.sql, `the model ${model.name}`)
    .columns()
    .map(({ name }) => name);
  const columns = given.filter((name) => name !== recordColumn(model));
  const reserved = columns.find((name) => ['id', 'run_id', 'created_timestamp'].includes(name.toLowerCase()));
  if (reserved !== undefined) {
    throw new Failure(
      'BAD_DEFINITION',
      `the model ${model.name} returns a column ${reserved}, which Winnow adds itself; give it another name with \`as\``,
    );
  }
  const missing = [...Object.keys(model.columns), ...model.key].find((name) => !columns.includes(name));
  if (missing !== undefined) {
    throw new Failure(
      'BAD_DEFINITION',
      `the model ${model.name} declares a column ${missing}, but its query returns ${columns.join(', ')}; correct the name or the query`,
    );
  }
  try {
    replaceView(
      database,
      model.name,
      declaredSelect(`select 0 as id, '' as run_id, m.*, '' as created_timestamp from (\n${model.sql}\n) m`),
    );
  } catch (error) {
    // What is right alone may be open at its end: a comment, for instance.
    throw notBuilt(error, `the model ${model.name}`);
  }
  return columns;
}

/** Tries the rules of a model on its empty view. */
function checkRules(database: Database, model: Model, columns: readonly string[]): void {
  for (const rule of model.rules) {
    const what = `the rule ${rule.id} of the model ${model.name}`;
    const unknown = columnsOfModelRule(rule).find((column) => !columns.includes(column));
    if (unknown !== undefined)
      throw new Failure('BAD_DEFINITION', `${what}: there is no column ${unknown}; there are ${columns.join(', ')}`);
    checkQuery(database, measureOf(model, rule).text, what);
  }
}

/** Throws a Failure (BAD_DEFINITION) for what is looked for in a column that is not there, or by an expression that cannot be read. */
function checkPatterns({ datasets }: PipelineDefinition): void {
  for (const [name, { anomalies, columns, derive }] of Object.entries(datasets)) {
    const known = [...Object.keys(columns), ...Object.keys(derive)];
    const missing = [...(anomalies?.columns ?? []), ...(anomalies?.by ?? [])].find((column) => !known.includes(column));
    if (missing !== undefined)
      throw new Failure(
        'BAD_DEFINITION',
        `the anomalies of ${name}: there is no column ${missing}; there are ${known.join(', ')}`,
      );
    for (const { name: pattern, when } of anomalies?.patterns ?? []) {
      const problem = refuseCondition({ when }, columns);
      if (problem !== undefined) throw new Failure('BAD_DEFINITION', `the anomalies of ${name}, "${pattern}": ${problem}`);
    }
  }
}

/** Throws a Failure (BAD_DEFINITION) for SQL that gives another result tomorrow or on another machine from the same records. */
function assertRepeatable({ models, charts, reconciliations }: PipelineDefinition): void {
  const queries = [
    ...models.flatMap(({ name, sql: text, rules }) => [
      { what: `the model ${name}`, text },
      ...rules.flatMap(({ id, sql: condition }) =>
        typeof condition === 'string' ? [{ what: `the rule ${id} of the model ${name}`, text: condition }] : [],
      ),
    ]),
    ...charts.map(({ id, sql: text }) => ({ what: `the chart ${id}`, text })),
    ...reconciliations.flatMap(({ id, left, right }) =>
      [left, right].map((text) => ({ what: `the reconciliation ${id}`, text })),
    ),
  ];
  for (const { what, text } of queries) {
    const changing = changingPart(text);
    if (changing !== undefined)
      throw new Failure(
        'BAD_DEFINITION',
        `${what} uses ${changing}, so the same records would give another result at another time or place; use :run_date, the date of the run, instead`,
      );
  }
}
