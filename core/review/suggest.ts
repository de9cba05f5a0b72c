import { recordState } from '#core/contract/record-state.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { createNearestFinder, type NearestFinder } from '#core/quality/suggest/nearest.ts';
import type { KnownCase, Proposal } from '#core/quality/suggest/proposal.ts';
import { propose } from '#core/quality/suggest/propose.ts';
import { createIsEmpty } from '#core/quality/values/null-words.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { valueText } from '#core/records/value-text.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { type Decision, decisionsOf } from '#core/store/decisions.ts';
import { mappingFinder } from '#core/store/mappings.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { agreedValue } from './agreed-value.ts';
import { tryCells } from './decide.ts';
import { createReviewer } from './reviewer.ts';
import { blockingOf, type Finding, type ReviewedRun } from './verdict.ts';

/** New texts for cells of a record that mend something and break nothing. */
export interface Suggestion extends Proposal {
  /** The rules that pass with it. */
  readonly clears: readonly string[];
  /** Whether the record is clean with it. */
  readonly passes: boolean;
}

/** Suggests fixes for a record, some of whose cells may be rewritten already: at most nine, the likeliest first. `decisions` are those in force for it. */
export type Suggester = (
  recordId: number,
  staged?: Readonly<Record<string, string>>,
  decisions?: readonly Decision[],
) => readonly Suggestion[];

/** Below this a proposal says too little to be shown. */
const leastConfidence = 0.7;
const mostSuggestions = 9;
/** Different texts of a column that are looked through for a near one. */
const mostKnown = 20_000;

/** The commonest texts of a column, with how often each is there. */
function knownTexts(database: Database, run: ReviewedRun, dataset: string, column: string, condition = sql`true`) {
  const columns = valueColumns(definitionOf(run, dataset));
  const place = columns.findIndex(({ name }) => name === column);
  const own = columns[place];
  if (!own) return [];
  return rowsOf(
    database,
    sql`
      select ${valueColumn(place)}, count(*) from ${recordsTable(dataset, run.no)}
      where ${valueColumn(place)} is not null and ${condition}
      group by 1 order by 2 desc limit ${mostKnown}`,
  ).map(([value, count]) => ({ text: valueText(own, value), count: Number(count) }));
}

/** Makes suggestions for records of a dataset; what it learns about columns is kept for the next record. */
export function createSuggester(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  reviewer = createReviewer(database, run, dataset),
): Suggester {
  const definition = definitionOf(run, dataset);
  const isEmpty = createIsEmpty(nullWordsOf(run.pipeline, definition));
  const finders = new Map<string, NearestFinder>();
  const finder = (name: string, make: () => NearestFinder): NearestFinder => {
    const found = finders.get(name) ?? make();
    finders.set(name, found);
    return found;
  };
  /** What was learned may be forgotten, and more be learned, at any time. */
  const learned = mappingFinder(database, dataset);
  const known = (of: string, column: string, condition?: Sql) => knownTexts(database, run, of, column, condition);

  return (recordId, staged = {}, decisions = decisionsOf(database, run.no, dataset, recordId)) => {
    // A broken line has no cells to go by.
    if (reviewer.brokenShape(recordId)) return [];
    const now = tryCells(database, run, { dataset, recordId, cells: staged }, reviewer, decisions);
    const blocking = blockingOf(now.findings);
    const place = (column: string): number => reviewer.columns.indexOf(column);
    const caseOf = (rule: RuleDefinition): KnownCase => ({
      columns: definition.columns,
      textOf: (column) => now.texts[place(column)] ?? '',
      typedOf: (column) => now.values[place(column)] ?? null,
      isEmpty,
      rules: reviewer.rules,
      rule,
      nearestKnown: (column) =>
        finder(`known ${column}`, () =>
          createNearestFinder(known(dataset, column, sql`state in (${recordState.clean}, ${recordState.waived})`), false),
        ),
      nearestOf: (name, texts) =>
        finder(`listed ${name}`, () =>
          createNearestFinder(
            texts.map((text) => ({ text, count: 1 })),
            true,
          ),
        ),
      nearestParent: (reference) => {
        const parent = String(reference['dataset']);
        const [to, ...others] = (reference['to'] as readonly string[] | undefined) ?? run.pipeline.datasets[parent]?.key ?? [];
        if (to === undefined || others.length > 0) return undefined;
        return finder(`parent ${parent} ${to}`, () => createNearestFinder(known(parent, to), true));
      },
      agreed: (dependency) => agreedValue(database, run, dataset, dependency, recordId, now.values),
      learned,
      isWrong: (column) =>
        blocking.some((finding) => finding.columns.includes(column) && !kindOfRule(finding.rule)?.blamesOneOfSeveral),
    });
    const checked = (proposal: Proposal): Suggestion | undefined => {
      const after = tryCells(database, run, { dataset, recordId, cells: { ...staged, ...proposal.cells } }, reviewer, decisions);
      const left = new Set(blockingOf(after.findings).map(({ rule }) => rule.id));
      const clears = blocking.map(({ rule }) => rule.id).filter((id) => !left.has(id));
      const breaks = [...left].some((id) => !blocking.some(({ rule }) => rule.id === id));
      return clears.length === 0 || breaks ? undefined : { ...proposal, clears, passes: left.size === 0 };
    };
    const single = blocking
      .flatMap(({ rule }) => propose(caseOf(rule)).flatMap((proposal) => checked(proposal) ?? []))
      .filter(({ confidence }) => confidence >= leastConfidence);
    const together = combined(blocking, single);
    const all = [...(together ? [checked(together) ?? []].flat() : []), ...single];
    return distinct(all)
      .sort((a, b) => Number(b.passes) - Number(a.passes) || b.clears.length - a.clears.length || b.confidence - a.confidence)
      .slice(0, mostSuggestions);
  };
}

/** The best for each wrong cell at once; undefined where one alone says it. */
function combined(blocking: readonly Finding[], single: readonly Suggestion[]): Proposal | undefined {
  const chosen: Suggestion[] = [];
  const cleared = new Set<string>();
  for (const suggestion of [...single].sort((a, b) => b.confidence - a.confidence)) {
    const isTaken = Object.keys(suggestion.cells).some((column) => chosen.some(({ cells }) => Object.hasOwn(cells, column)));
    if (isTaken || suggestion.clears.every((id) => cleared.has(id))) continue;
    chosen.push(suggestion);
    for (const id of suggestion.clears) cleared.add(id);
  }
  if (chosen.length < 2 || cleared.size < Math.min(2, blocking.length)) return undefined;
  return {
    cells: Object.assign({}, ...chosen.map(({ cells }) => cells)) as Proposal['cells'],
    confidence: Math.min(...chosen.map(({ confidence }) => confidence)),
    why: chosen.map(({ why }) => why).join('; '),
    source: chosen[0]?.source ?? 'nearest value',
  };
}

function distinct(suggestions: readonly Suggestion[]): Suggestion[] {
  const seen = new Map<string, Suggestion>();
  for (const suggestion of suggestions) {
    const name = JSON.stringify(Object.entries(suggestion.cells).sort());
    const other = seen.get(name);
    if (!other || other.confidence < suggestion.confidence) seen.set(name, suggestion);
  }
  return [...seen.values()];
}
