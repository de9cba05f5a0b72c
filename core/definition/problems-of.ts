import type { Catalog } from './catalog.ts';
import type { ColumnDefinition } from './column.ts';
import type { DatasetDefinition } from './dataset.ts';
import { isTableExport } from './export-definition.ts';
import type { WrittenPipeline } from './pipeline.ts';
import { problemsOfComputed } from './problems-of-computed.ts';
import { relationsOf } from './relations.ts';
import type { RuleDefinition } from './rule-definition.ts';
import { rulesOfDataset } from './rules-of-dataset.ts';
import { unknownName } from './unknown-name.ts';

/** Something that a schema cannot see, and where it stands. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with a well-formed pipeline: names that do not exist, options that do not fit, ids used twice. */
export function problemsOf(pipeline: WrittenPipeline, catalog: Catalog): readonly Problem[] {
  const doubled = sameName(Object.keys(pipeline.datasets));
  const outputs = pipeline.exports.map(nameOfExport);
  return [
    ...(doubled === undefined
      ? []
      : [
          {
            path: ['datasets', doubled],
            message: `"${doubled}" is the name of two datasets; SQL does not tell upper from lower case`,
          },
        ]),
    ...outputs.flatMap((name, index) =>
      outputs.indexOf(name) < index
        ? [
            {
              path: ['exports', index],
              message: `two exports would be written to ${name}; remove one or give it another name or format`,
            },
          ]
        : [],
    ),
    ...Object.entries(pipeline.datasets).flatMap(([name, dataset]) =>
      problemsOfDataset(name, dataset, pipeline, catalog).map((problem) => ({
        ...problem,
        path: ['datasets', name, ...problem.path],
      })),
    ),
    ...pipeline.models.flatMap((model, index) =>
      isTaken(model.name, pipeline)
        ? [{ path: ['models', index, 'name'], message: `"${model.name}" is the name of another table; choose another` }]
        : [],
    ),
    ...Object.entries(pipeline.api.paths).flatMap(([path, table]) =>
      unknownName(table, [...Object.keys(pipeline.datasets), ...pipeline.models.map(({ name }) => name)], 'dataset or model', [
        'api',
        'paths',
        path,
      ]),
    ),
    ...pipeline.models.flatMap((model, index) =>
      model.rules.flatMap((rule, place) => {
        const refused = catalog.modelRules.find(({ name }) => name === rule.rule)?.refuse?.(rule, {});
        return refused === undefined
          ? []
          : [{ path: ['models', index, 'rules', place], message: `the rule ${rule.id}: ${refused}` }];
      }),
    ),
    ...pipeline.exports.flatMap((exported, index) => problemsOfTable(exported, pipeline, index)),
    ...pipeline.exports.flatMap((exported, index) => {
      if ((exported.dataset === undefined) === (exported.model === undefined)) {
        return [{ path: ['exports', index], message: 'needs either dataset or model' }];
      }
      if (exported.dataset !== undefined)
        return unknownName(exported.dataset, Object.keys(pipeline.datasets), 'dataset', ['exports', index, 'dataset']);
      return unknownName(
        exported.model ?? '',
        pipeline.models.map(({ name }) => name),
        'model',
        ['exports', index, 'model'],
      );
    }),
  ];
}

/** Where an export is written: a file, or a table of a database. */
function nameOfExport(exported: WrittenPipeline['exports'][number]): string {
  const { dataset, model } = exported;
  if (isTableExport(exported)) {
    const table = exported.table ?? dataset ?? model ?? '';
    // SQLite does not tell upper from lower case; public is where PostgreSQL looks first.
    if (exported.to === 'sqlite') return `${exported.path} ${table.toLowerCase()}`;
    return `${exported.url} ${table.replace(/^public\./, '')}`;
  }
  return `${dataset === undefined ? model : `${dataset}-${exported.what}`}.${exported.format}`;
}

/** What is wrong with the key and the indexes of a table of a database. */
function problemsOfTable(
  exported: WrittenPipeline['exports'][number],
  pipeline: WrittenPipeline,
  index: number,
): readonly Problem[] {
  if (!isTableExport(exported)) return [];
  const dataset = exported.dataset === undefined ? undefined : pipeline.datasets[exported.dataset];
  const model = pipeline.models.find(({ name }) => name === exported.model);
  const isKeyed = dataset ? dataset.key.length > 0 : model !== undefined && (model.kind !== 'table' || model.key.length > 0);
  const known = dataset ? [...Object.keys(dataset.columns), ...Object.keys(dataset.derive)] : undefined;
  return [
    ...(exported.mode === 'upsert' && !isKeyed
      ? [
          {
            path: ['exports', index, 'mode'],
            message: `upsert needs a key to find the rows by; give ${exported.dataset ?? exported.model} a key`,
          },
        ]
      : []),
    ...(known
      ? exported.indexes.flatMap((columns) =>
          columns.flatMap((column) => unknownName(column, known, 'column', ['exports', index, 'indexes'])),
        )
      : []),
  ];
}

/** Tables and views of every workspace; `analytics_summary` is there to be replaced by a model. */
export const reservedTables: readonly string[] = [
  'runs',
  'run_sources',
  'run_failures',
  'run_ledger',
  'sources',
  'raw_blocks',
  'source_records',
  'exception_places',
  'raw_forms',
  'rule_results',
  'check_results',
  'violations',
  'validation_results',
  'exception_rows',
  'exceptions',
  'fingerprints',
  'decision_cells',
  'change_causes',
  'cell_changes',
  'changes',
  'outputs',
  'table_loads',
  'audit_log',
  'decisions',
  'decision_batches',
  'comments',
  'kept_profiles',
  'mappings',
  'sign_offs',
  'anomalies',
  'anomaly_labels',
  'request_keys',
  'api_keys',
  'version_names',
  'metrics',
];

/** SQL does not tell upper from lower case in names. */
function isTaken(name: string, pipeline: WrittenPipeline): boolean {
  const lower = name.toLowerCase();
  const models = pipeline.models.filter((model) => model.name.toLowerCase() === lower);
  const datasets = Object.keys(pipeline.datasets).map((dataset) => dataset.toLowerCase());
  return (
    reservedTables.includes(lower) ||
    /^(raw|clean|records|model|sqlite)_/.test(lower) ||
    datasets.includes(lower) ||
    models.length > 1
  );
}

/** The first of some names that another one differs from in case only. */
function sameName(names: readonly string[]): string | undefined {
  const lower = names.map((name) => name.toLowerCase());
  return names.find((_, index) => lower.indexOf(lower[index] ?? '') < index);
}

function problemsOfDataset(
  name: string,
  dataset: DatasetDefinition,
  pipeline: WrittenPipeline,
  catalog: Catalog,
): readonly Problem[] {
  const relations = relationsOf(pipeline, name, catalog);
  const columns = Object.keys(dataset.columns);
  const inColumns = (names: readonly string[], path: readonly PropertyKey[], known = columns) =>
    names.flatMap((name) => unknownName(name, known, 'column', path));
  const ids = new Set<string>();
  const doubled = sameName([...columns, ...Object.keys(dataset.derive)]);
  return [
    ...(doubled === undefined
      ? []
      : [{ path: ['columns'], message: `"${doubled}" is the name of two columns; SQL does not tell upper from lower case` }]),
    ...inColumns(dataset.key, ['key']),
    ...(dataset.measure === undefined
      ? []
      : unknownName(dataset.measure, [...columns, ...Object.keys(dataset.derive)], 'column', ['measure'])),
    ...Object.keys(dataset.expect.missing).flatMap((name) => inColumns([name], ['expect', 'missing', name])),
    ...problemsOfFreshness(dataset),
    ...dataset.references.flatMap((reference, index) => problemsOfReference(reference, dataset, pipeline, ['references', index])),
    ...dataset.clean.flatMap((step, index) => {
      const refused = catalog.steps.find(({ name }) => name === step.step)?.refuse?.(step, dataset.columns);
      return [
        ...(step.column === undefined ? [] : inColumns([step.column], ['clean', index, 'column'])),
        ...(refused === undefined ? [] : [{ path: ['clean', index], message: `the step ${step.step} ${refused}` }]),
      ];
    }),
    ...rulesOfDataset(dataset).flatMap((rule) => {
      const path = pathOfRule(rule, dataset);
      if (ids.has(rule.id)) return [{ path, message: `the rule id ${rule.id} is used twice; give this rule another` }];
      ids.add(rule.id);
      const kind = catalog.rules.find(({ name }) => name === rule.rule);
      const known = kind?.seesComputed ? [...columns, ...Object.keys(dataset.derive)] : columns;
      const unknown = inColumns(namedColumns(rule), path, known);
      if (unknown.length > 0) return unknown;
      // Those that `references` implies were looked at there.
      const referred = path[0] === 'references' ? undefined : kind?.refersTo?.(rule);
      if (referred) return problemsOfReference(referred, dataset, pipeline, path);
      const refused = kind?.refuse?.(rule, dataset.columns, relations);
      return refused === undefined ? [] : [{ path, message: `the rule ${rule.id}: ${refused}` }];
    }),
    ...problemsOfComputed(dataset, catalog),
    ...Object.entries(dataset.columns).flatMap(([name, { formats }]) => {
      if (!formats) return [];
      const refused = catalog.refuseFormats({ formats }, dataset.columns);
      return refused === undefined ? [] : [{ path: ['columns', name, 'formats'], message: refused }];
    }),
  ];
}

function problemsOfFreshness({ freshness, columns }: DatasetDefinition): readonly Problem[] {
  if (!freshness) return [];
  const unknown = unknownName(freshness.column, Object.keys(columns), 'column', ['freshness', 'column']);
  const type = columns[freshness.column]?.type;
  if (unknown.length > 0 || type === 'date' || type === 'timestamp') return unknown;
  return [{ path: ['freshness', 'column'], message: `${freshness.column} is ${type}: freshness needs a date or timestamp` }];
}

function problemsOfReference(
  reference: Readonly<Record<string, unknown>>,
  dataset: DatasetDefinition,
  pipeline: WrittenPipeline,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const name = String(reference['dataset']);
  const parent = Object.hasOwn(pipeline.datasets, name) ? pipeline.datasets[name] : undefined;
  if (!parent) return unknownName(name, Object.keys(pipeline.datasets), 'dataset', path);
  const to = stringsOf(reference['to'] ?? parent.key);
  const from = stringsOf(reference['columns']);
  if (to.length === 0) return [{ path, message: `the dataset ${name} has no key; say which columns to refer to with \`to:\`` }];
  if (to.length !== from.length)
    return [{ path, message: `has ${from.length} columns but refers to ${to.length}; give the same number of each` }];
  const unknown = to.flatMap((column) => unknownName(column, Object.keys(parent.columns), `column of ${name}`, path));
  if (unknown.length > 0) return unknown;
  return from.flatMap((column, index) => {
    const [own, other] = [dataset.columns[column], parent.columns[to[index] ?? '']];
    const [kind, otherKind] = [own && comparedAs(own), other && comparedAs(other)];
    if (!kind || !otherKind || kind === otherKind) return [];
    const message = `${column} is ${kind} and ${name}.${to[index]} is ${otherKind}, so nothing would match; give both the same type`;
    return [{ path, message }];
  });
}

/** What a column's values are compared as: only within one of these can values of two columns be the same. */
function comparedAs({ type, scale }: ColumnDefinition): string {
  if (type === 'integer' || (type === 'decimal' && scale !== undefined)) return 'a number of a fixed scale';
  if (type === 'decimal') return 'a decimal without a scale';
  return type === 'email' ? 'text' : type;
}

function pathOfRule(rule: RuleDefinition, dataset: DatasetDefinition): readonly PropertyKey[] {
  const written = dataset.rules.indexOf(rule);
  if (written >= 0) return ['rules', written];
  const column = rule['column'];
  if (typeof column === 'string') return ['columns', column];
  return rule['dataset'] === undefined ? ['columns', stringsOf(rule['columns'])[0] ?? ''] : ['references'];
}

function namedColumns(rule: RuleDefinition): readonly string[] {
  return [...(typeof rule['column'] === 'string' ? [rule['column']] : []), ...stringsOf(rule['columns'])];
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
