import { quarantines } from '#core/contract/severity.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { RuleDefinition, StepDefinition } from '#core/definition/rule-definition.ts';
import { createDeriver } from './derive.ts';
import { kindOfRule } from './kind-of-rule.ts';
import type { RowCheck, RowContext } from './rule.ts';
import type { Cleaner } from './step.ts';
import { steps as stepKinds } from './steps.ts';
import type { TypeReader, Value } from './type.ts';
import { types } from './types.ts';
import { createIsEmpty } from './values/null-words.ts';

/** Where a judge reports what it did to a record and what it found. */
export interface Findings {
  readonly changed: (column: number, step: number, before: string, after: string) => void;
  readonly violated: (rule: number, reason: string) => void;
}

/** How often a rule was asked, by its place in the list of rules. */
export interface RuleCount {
  passed: number;
  failed: number;
  notApplicable: number;
  /** Why the rule was given up; the others went on. */
  broken: string | undefined;
}

/** Standardizes and validates the records of one dataset, one after the other. */
export interface Judge {
  /** Typed values of the last record: declared columns, then derived ones. */
  readonly values: readonly Value[];
  /** Of each declared column of the last record the text that does not fit its type; undefined where it fits or is empty. */
  readonly unread: readonly (string | undefined)[];
  readonly counts: readonly RuleCount[];
  /** How many records so far had no value in each declared column. */
  readonly empty: number[];
  /** Judges one record; whether it passes, warnings aside. */
  readonly judge: (cells: readonly string[], findings: Findings) => boolean;
}

export interface JudgeOptions {
  readonly dataset: DatasetDefinition;
  readonly rules: readonly RuleDefinition[];
  /** For each declared column the index of its cell, -1 where there is none. */
  readonly sources: readonly number[];
  readonly nullWords: readonly string[];
  readonly today: string;
  /** Rules given up before reading went on, by their place, with the reason. */
  readonly broken?: ReadonlyMap<number, string>;
}

/** Prepares the record rules and steps of a dataset for a run. Set and structure rules are left to others. */
export function createJudge({ dataset, rules, sources, nullWords, today, broken }: JudgeOptions): Judge {
  const isEmpty = createIsEmpty(nullWords);
  const columns = Object.entries(dataset.columns);
  const plans = columns.map(([name, definition], index) =>
    planColumn(name, definition, sources[index] ?? -1, dataset.clean, isEmpty),
  );
  const width = columns.length;
  const row = {
    texts: Array<string>(width).fill(''),
    values: Array<Value>(width).fill(null),
    problems: Array<string | undefined>(width),
  };
  const context: RowContext = {
    columns: new Map(
      columns.map(([name, definition], index) => [
        name,
        { index, definition, scale: types[definition.type].scaleOf(definition) },
      ]),
    ),
    isEmpty,
    today,
  };
  const counts: RuleCount[] = rules.map((_, index) => ({ passed: 0, failed: 0, notApplicable: 0, broken: broken?.get(index) }));
  const checks = rules.flatMap((rule, index) => {
    const count = counts[index];
    const check = count && rule.enabled && count.broken === undefined ? prepare(rule, context, count) : undefined;
    return check && count ? [{ index, check, count, quarantines: quarantines(rule.severity) }] : [];
  });
  const derive = createDeriver(dataset, context);
  const notKept = (derived: string, from: number): void => {
    row.problems[from] ??= `${derived}, which is computed from it, is too large to be kept exactly`;
  };
  const values: Value[] = [];
  const unread = Array<string | undefined>(width).fill(undefined);
  const empty = Array<number>(width).fill(0);

  return {
    values,
    unread,
    counts,
    empty,
    judge: (cells, findings) => {
      for (let index = 0; index < width; index++) {
        const plan = plans[index];
        if (!plan) continue;
        let text = plan.source < 0 ? '' : (cells[plan.source] ?? '');
        for (const { clean, step } of plan.cleaners) {
          const cleaned = clean(text);
          if (cleaned !== text) {
            findings.changed(index, step, text, cleaned);
            text = cleaned;
          }
        }
        row.texts[index] = text;
        row.problems[index] = undefined;
        unread[index] = undefined;
        if (isEmpty(text)) {
          row.values[index] = null;
          values[index] = null;
          empty[index] = (empty[index] ?? 0) + 1;
          continue;
        }
        const value = plan.reader.read(text) ?? null;
        row.values[index] = value;
        values[index] = value;
        if (value === null) {
          row.problems[index] = plan.reader.explain(text);
          unread[index] = text;
        }
      }
      derive(row, values, width, notKept);
      let passes = true;
      for (const entry of checks) {
        const { count } = entry;
        if (count.broken !== undefined) continue;
        const outcome = attempt(entry.check, row, count);
        if (outcome === true) count.passed++;
        else if (outcome === null) count.notApplicable++;
        else {
          count.failed++;
          if (entry.quarantines) passes = false;
          findings.violated(entry.index, outcome);
        }
      }
      return passes;
    },
  };
}

interface ColumnPlan {
  readonly source: number;
  readonly cleaners: readonly { readonly clean: Cleaner; readonly step: number }[];
  readonly reader: TypeReader;
}

function planColumn(
  name: string,
  definition: ColumnDefinition,
  source: number,
  recipe: readonly StepDefinition[],
  isEmpty: (text: string) => boolean,
): ColumnPlan {
  const cleaners = recipe.flatMap((definitionOfStep, step) => {
    if (
      source < 0 ||
      definitionOfStep.enabled === false ||
      (definitionOfStep.column !== undefined && definitionOfStep.column !== name)
    )
      return [];
    const kind = stepKinds.find((candidate) => candidate.name === definitionOfStep.step);
    return kind ? [{ clean: kind.prepare(definitionOfStep, { isEmpty }), step }] : [];
  });
  return { source, cleaners, reader: types[definition.type].createReader(definition) };
}

function prepare(rule: RuleDefinition, context: RowContext, count: RuleCount): RowCheck | undefined {
  const kind = kindOfRule(rule);
  if (kind?.scope !== 'record') return undefined;
  try {
    return kind.prepare(rule, context);
  } catch (error) {
    count.broken = sentence(error);
    return undefined;
  }
}

function attempt(check: RowCheck, row: Parameters<RowCheck>[0], count: RuleCount): ReturnType<RowCheck> {
  try {
    return check(row);
  } catch (error) {
    count.broken = sentence(error);
    return null;
  }
}

function sentence(error: unknown): string {
  return `could not be evaluated: ${error instanceof Error ? error.message : error}`;
}
