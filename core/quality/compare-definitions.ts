import { counted } from '#core/contract/counted.ts';
import type { DefinitionChange } from '#core/contract/versions.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { sentenceOfRule } from './rule-sentence.ts';
import { titleOfRule } from './rule-words.ts';
import { steps } from './steps.ts';

/** Something that a definition says, by what it is about. */
interface Part {
  readonly dataset: string | null;
  readonly kind: string;
  readonly name: string;
  /** What it says, in words. */
  readonly text: string;
  /** All of it: two parts are alike where this is the same. */
  readonly whole: string;
}

/** What two definitions do not have alike: what is gone, what is other, and what is new, in the order in which they say it. */
export function compareDefinitions(before: PipelineDefinition, after: PipelineDefinition): readonly DefinitionChange[] {
  const [old, fresh] = [partsOf(before), partsOf(after)];
  const isInBoth = (dataset: string): boolean => dataset in before.datasets && dataset in after.datasets;
  const changes = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [one, other] = [old.get(key), fresh.get(key)];
    const any = one ?? other;
    if (any === undefined || one?.whole === other?.whole) return [];
    const { dataset, kind, name } = any;
    // Of a dataset that only one of them has, one line says it all.
    if (dataset !== null && kind !== 'dataset' && !isInBoth(dataset)) return [];
    return [{ dataset, kind, name, before: one?.text ?? null, after: other?.text ?? null }];
  });
  return [
    ...changes,
    ...Object.keys(before.datasets)
      .filter(isInBoth)
      .flatMap((name) => orderChange(name, before, after)),
  ];
}

/** Steps that both have but not in the same order. */
function orderChange(dataset: string, before: PipelineDefinition, after: PipelineDefinition): readonly DefinitionChange[] {
  const [old, fresh] = [sentencesOf(before.datasets[dataset]), sentencesOf(after.datasets[dataset])];
  const [kept, now] = [old.filter((step) => fresh.includes(step)), fresh.filter((step) => old.includes(step))];
  if (kept.join('\n') === now.join('\n')) return [];
  return [{ dataset, kind: 'order of the steps', name: '', before: kept.join(', '), after: now.join(', ') }];
}

function partsOf(pipeline: PipelineDefinition): ReadonlyMap<string, Part> {
  const { datasets, models, reconciliations, charts, exports, tables, score, review, null_words, ...rest } = pipeline;
  const parts = [
    ...Object.entries(datasets).flatMap(([name, dataset]) => partsOfDataset(name, dataset)),
    ...models.flatMap(partsOfModel),
    ...reconciliations.map((one) => part(null, 'reconciliation', one.id, `${one.left} = ${one.right}`, one)),
    ...charts.map((chart) => part(null, 'chart', chart.id, chart.title, chart)),
    ...[...exports, ...tables].map((one) => part(null, 'export', exportText(one), '', one)),
    part(null, 'weights of the score', '', list(score), score),
    part(null, 'sign-off', '', review.sign_off.replace('_', ' '), review),
    part(null, 'words for no value', '', (null_words ?? []).join(', ') || 'the usual ones', null_words ?? null),
    ...settingsOf(null, rest),
  ];
  return new Map(parts.map((one) => [JSON.stringify([one.dataset, one.kind, one.name]), one]));
}

function partsOfModel({ name, sql, columns, rules, tests, ...rest }: PipelineDefinition['models'][number]): readonly Part[] {
  return [
    part(null, 'model', name, '', true),
    part(null, 'SQL of the model', name, '', sql),
    part(null, 'columns of the model', name, '', [columns, rest]),
    ...rules.map((rule) => part(null, `rule of the model ${name}:`, rule.id, list(optionsOf(rule)), rule)),
    part(null, 'tests of the model', name, counted(tests.length, 'test'), tests),
  ];
}

function partsOfDataset(name: string, dataset: DatasetDefinition): readonly Part[] {
  const { columns, derive, key, source, expect, freshness, clean: _, rules: __, references: ___, ...rest } = dataset;
  return [
    part(name, 'dataset', '', counted(Object.keys(columns).length, 'column'), true),
    ...Object.entries(columns).map(([column, { type, scale, formats, header, code, description }]) =>
      part(name, 'column', column, columnText(type, scale, formats, header), [type, scale, formats, header, code, description]),
    ),
    ...Object.entries(derive).map(([column, { type, scale, expression }]) =>
      part(name, 'computed column', column, `${expression} (${columnText(type, scale)})`, [type, scale, expression]),
    ),
    ...sentencesOf(dataset).map((sentence) => part(name, 'step', sentence, '', sentence)),
    ...rulesOfDataset(dataset).map((rule) => part(name, 'rule', rule.id, ruleText(rule), withoutWords(rule))),
    ...rulesOfDataset(dataset).flatMap(({ id, examples }) =>
      examples
        ? [part(name, 'examples of the rule', id, counted(examples.good.length + examples.bad.length, 'example'), examples)]
        : [],
    ),
    part(name, 'key', '', key.join(', ') || 'none', key),
    part(name, 'source', '', list(source), source),
    part(name, 'expectations', '', list({ ...expect, ...(freshness && { freshness }) }) || 'none', [expect, freshness]),
    ...settingsOf(name, rest),
  ];
}

/** Whatever else is set, each setting by its name. */
function settingsOf(dataset: string | null, settings: object): readonly Part[] {
  return Object.entries(settings).map(([name, value]) =>
    part(
      dataset,
      'setting',
      name.replaceAll('_', ' '),
      typeof value === 'object' ? JSON.stringify(value) : String(value ?? 'none'),
      value ?? null,
    ),
  );
}

/** A few words that distinguish an export from others. */
function exportText(exported: object): string {
  const { dataset, model, what, format, to, table, path } = exported as Readonly<Record<string, string | undefined>>;
  const subject = dataset === undefined ? model : `${dataset}${what === undefined ? '' : ` (${what})`}`;
  return `${subject} to ${to === 'file' ? format : `${to} ${path ?? ''} ${table ?? ''}`.trim()}`;
}

/** The steps of a dataset in words. */
function sentencesOf(dataset: DatasetDefinition | undefined): readonly string[] {
  return (dataset?.clean ?? []).map((step) => {
    const { column = 'every column', enabled = true } = step;
    const sentence = steps.find(({ name }) => name === step.step)?.sentence(step, column) ?? step.step;
    return `“${sentence}”${enabled ? '' : ' (switched off)'}`;
  });
}

function part(dataset: string | null, kind: string, name: string, text: string, whole: unknown): Part {
  return { dataset, kind, name, text, whole: JSON.stringify(whole) };
}

function columnText(type: string, scale?: number, formats?: readonly string[], header?: string): string {
  const places = scale === undefined ? '' : ` with ${scale} ${scale === 1 ? 'place' : 'places'}`;
  const read = formats === undefined || formats.length === 0 ? '' : `, written as ${formats.join(' or ')}`;
  return `${type}${places}${read}${header === undefined ? '' : `, under the header ${header}`}`;
}

function ruleText(rule: RuleDefinition): string {
  return sentenceOfRule(rule) ?? titleOfRule(rule);
}

/** The options of a rule, without what all rules have. */
function optionsOf({ id: _, description: __, ...options }: RuleDefinition): object {
  return options;
}

function withoutWords({ description: _, examples: __, ...rule }: RuleDefinition): unknown {
  return rule;
}

function list(options: object): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
