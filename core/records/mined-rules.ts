import type { DatasetProfile, MinedRule } from '#core/contract/profile.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { RulePack } from '#core/contract/rule-packs.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsOf, parseExpression } from '#core/quality/expression/parse.ts';
import { type Candidate, fewBreak } from '#core/quality/mining/candidate.ts';
import { freshnessCheck, volumeCheck } from '#core/quality/mining/checks.ts';
import { mineRules, subjectsOf } from '#core/quality/mining/mine-rules.ts';
import { packRules } from '#core/quality/mining/packs.ts';
import type { PossibleParent } from '#core/quality/mining/references.ts';
import type { Value } from '#core/quality/type.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { countFailing, firstFailing } from './preview-rule.ts';
import { profileRows } from './profile-rows.ts';
import { definitionOf } from './row-cells.ts';
import { storedColumns } from './value-columns.ts';

/** Records that are looked at as they are, spread over all of them. */
const mostSampled = 10_000;
/** Rules that are counted over all records, the most telling of those that the sample suggests. */
const mostCounted = 150;
const mostListed = 200;
/** The share of the records that a rule may find; beyond it is not what holds. */
const mostFailing = 0.1;

/** Rules that the records of a run suggest, each counted over all of them; the most useful first: those that nearly all keep. */
export function minedRules(database: Database, run: CurrentRun, dataset: string, tell: Tell): MinedRule[] {
  const profile = profileRows(database, run, { dataset, what: 'raw', filter: [], status: 'open', search: '' }, tell);
  return minedFrom(database, run, dataset, profile, tell);
}

/** The same, where it is known what the records hold. */
export function minedFrom(
  database: Database,
  run: CurrentRun,
  dataset: string,
  profile: DatasetProfile,
  tell: Tell,
): MinedRule[] {
  const definition = definitionOf(run, dataset);
  const { records } = profile;
  const stated = rulesOfDataset(definition);
  // Rules see what a file holds; computed columns follow from it.
  const flags = storedColumns(definition).map(({ isDerived }) => !isDerived);
  const declared = (place: number): boolean => flags[place] ?? false;
  const sample = sampleOf(database, run, dataset, records).map((values) => values.filter((_, place) => declared(place)));
  const own = { ...profile, columns: profile.columns.filter((_, place) => declared(place)) };
  const candidates = mineRules({ profile: own, sample, parents: parentsOf(run, dataset) }, stated).slice(0, mostCounted);
  const rules = counted(database, run, { dataset, records }, candidates, tell)
    .filter(({ failed }) => failed <= records * mostFailing)
    .sort((a, b) => b.usefulness - a.usefulness);
  return [...rules, ...checksFor(database, run, dataset, profile)];
}

/** The rules of a pack that fit the columns of a dataset and are not stated yet, each counted over all records. */
export function rulesOfPack(database: Database, run: CurrentRun, dataset: string, pack: RulePack, tell: Tell): MinedRule[] {
  const definition = definitionOf(run, dataset);
  const [records] = rowsOf(database, sql`select count(*) from ${recordsTable(dataset, run.no)}`)[0] ?? [];
  const known = new Set(rulesOfDataset(definition).flatMap(subjectsOf));
  const fitting = packRules(pack, definition.columns).filter(({ rule }) => !subjectsOf(rule).some((one) => known.has(one)));
  return counted(database, run, { dataset, records: Number(records) }, fitting, tell);
}

/** How many of all records each rule finds. */
function counted(
  database: Database,
  run: CurrentRun,
  { dataset, records }: { readonly dataset: string; readonly records: number },
  candidates: readonly Candidate[],
  tell: Tell,
): MinedRule[] {
  const taken = new Set(rulesOfDataset(definitionOf(run, dataset)).map(({ id }) => id));
  return candidates.map(({ rule, about, sentence, worth }, done) => {
    tell(done, candidates.length);
    const id = freeId(about, taken);
    const asked: RuleDefinition = { id, severity: 'error', enabled: true, ...rule };
    const failed = countFailing(database, run, dataset, asked);
    const isTelling = failed > 0 && failed <= records * fewBreak;
    const failing = failed > 0 ? firstFailing(database, run, dataset, asked, mostListed) : [];
    return {
      ...{ id, rule, check: null, columns: columnsIn(rule), sentence, records, failed, failing },
      usefulness: worth + (isTelling ? 0.5 : 0),
    };
  });
}

/** Checks on the dataset as a whole that its dates and the runs before suggest, and that it has none of. */
function checksFor(database: Database, run: CurrentRun, dataset: string, { columns, records }: DatasetProfile): MinedRule[] {
  const { freshness, expect } = definitionOf(run, dataset);
  const deliveries = rowsOf(
    database,
    sql`
      select l.read - l.blank from run_ledger l join runs r on r.run_no = l.run_no
      where l.dataset = ${dataset} and r.status = 'succeeded' order by r.run_no`,
  ).map(([count]) => Number(count));
  return [...(freshness ? [] : [freshnessCheck(columns, run.today)]), ...(expect.rows ? [] : [volumeCheck(deliveries)])].flatMap(
    (candidate) =>
      candidate
        ? [
            {
              ...candidate,
              check: { ...candidate.check },
              columns: [...candidate.columns],
              rule: {},
              records,
              failed: 0,
              failing: [],
              usefulness: 0,
            },
          ]
        : [],
  );
}

/** The other datasets whose key is one column. */
function parentsOf(run: CurrentRun, dataset: string): readonly PossibleParent[] {
  return Object.entries(run.pipeline.datasets).flatMap(([name, { key, columns }]) => {
    const [column, ...others] = key;
    const type = column === undefined ? undefined : columns[column]?.type;
    return name === dataset || column === undefined || others.length > 0 || type === undefined
      ? []
      : [{ dataset: name, column, type }];
  });
}

function sampleOf(database: Database, run: CurrentRun, dataset: string, records: number): readonly (readonly Value[])[] {
  const places = storedColumns(definitionOf(run, dataset)).map((_, place) => valueColumn(place));
  const step = Math.max(1, Math.ceil(records / mostSampled));
  // What SQLite holds there are whole numbers, texts and nulls.
  return rowsOf(
    database,
    sql`select ${join(places)} from ${recordsTable(dataset, run.no)} where id % ${step} = 0 order by id`,
  ) as readonly (readonly Value[])[];
}

function columnsIn({ column, columns, determinant, expression }: Readonly<Record<string, unknown>>): string[] {
  const inFormula = typeof expression === 'string' ? columnsOf(parseExpression(expression)) : [];
  return [column, ...[columns, determinant, inFormula].flat()].filter((name) => typeof name === 'string');
}

function freeId(about: string, taken: Set<string>): string {
  const plain =
    about
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^[^a-z]+/, '')
      .slice(0, 58) || 'rule';
  let id = plain;
  for (let number = 2; taken.has(id); number++) id = `${plain}_${number}`;
  taken.add(id);
  return id;
}
