import { counted } from '#core/contract/counted.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { ColumnFigures, DatasetProfile, MinedRule } from '#core/contract/profile.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { Proposal } from '#core/contract/proposals.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { type StepCandidate, stepsOfColumn } from '#core/quality/mining/steps.ts';
import { recordsTable } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { minedFrom } from './mined-rules.ts';
import { countFailing, firstFailing } from './preview-rule.ts';
import { profileRows } from './profile-rows.ts';
import { definitionOf, rawCells, rawColumns } from './row-cells.ts';
import { selectRecords } from './row-selection.ts';
import { storedColumns } from './value-columns.ts';

const mostListed = 200;
/** Records among which those are looked for that a step would change. */
const mostLooked = 1000;
const mostShown = 5;
/** Records without a telling column beside them say little. */
const mostColumns = 6;
/** Columns beyond which whole records are not compared. */
const mostCompared = 60;
/** Records at the end of a file that may be totals of those before. */
const lastRecords = 3;
const totalWord = /^(grand |sub-?)?(total|sum)s?:?$/i;

/** What seems to hold for the records of a run, and steps that would tidy them, the most useful first; each with the rows behind it. */
export function proposalsOf(database: Database, run: CurrentRun, dataset: string, tell: Tell): Proposal[] {
  const profile = profileRows(database, run, { dataset, what: 'raw', filter: [], status: 'open', search: '' }, tell);
  const rows = rowsBehind(database, run, dataset, profile);
  const steps = profile.columns.flatMap((column) =>
    stepsOfColumn(column).map((found, at) => stepProposal(database, run, dataset, { column, found, at }, rows)),
  );
  const whole = wholeRecords(database, run, dataset, profile).map((rule) => ruleProposal(rule, rows));
  const mined = minedFrom(database, run, dataset, profile, tell).map((rule) => ruleProposal(rule, rows));
  return [...steps, ...whole, ...mined];
}

type RowsBehind = (columns: readonly string[], ids: readonly number[]) => Proposal['rows'];

/** Gives raw cells of records: those of the columns that matter, behind the first ones, by which a person knows a record. */
function rowsBehind(database: Database, run: CurrentRun, dataset: string, profile: DatasetProfile): RowsBehind {
  const { names, places } = rawColumns(database, run, dataset);
  const first = definitionOf(run, dataset).key[0] ?? profile.columns[0]?.name ?? '';
  return (about, ids) => {
    const columns = [...new Set([first, ...about])].filter((name) => names.includes(name)).slice(0, mostColumns);
    const shown = ids.slice(0, mostShown);
    const cells = rawCells(database, run, dataset, shown);
    return {
      columns,
      rows: shown.map((id, index) => ({
        id,
        cells: columns.map((name) => cells[index]?.[places[names.indexOf(name)] ?? -1] ?? ''),
      })),
    };
  };
}

function ruleProposal(found: MinedRule, rows: RowsBehind): Proposal {
  const { id, check, columns, sentence, records, failed, failing } = found;
  return {
    id,
    kind: check === null ? 'rule' : 'check',
    columns,
    sentence,
    evidence:
      check !== null
        ? 'a check on the whole dataset, which warns after a run'
        : failed === 0
          ? `none of ${counted(records, 'record')} breaks it`
          : `holds for ${formatPercent((100 * (records - failed)) / Math.max(records, 1))} %; ${counted(failed, 'record')} ${failed === 1 ? 'breaks' : 'break'} it`,
    records: failed,
    ids: failing,
    rows: rows(columns, failing),
    isLossless: false,
    edit: check ?? { id, ...found.rule },
  };
}

function stepProposal(
  database: Database,
  run: CurrentRun,
  dataset: string,
  { column, found, at }: { readonly column: ColumnFigures; readonly found: StepCandidate; readonly at: number },
  rows: RowsBehind,
): Proposal {
  const { step, sentence, evidence, texts, isLossless } = found;
  const ids = changedBy(database, run, dataset, column, texts);
  return {
    id: `${column.name} ${String(step['step'])} ${at}`,
    ...{ kind: 'step', columns: [column.name], sentence, evidence, ids, isLossless },
    records: countedIn(column, texts),
    rows: rows([column.name], ids),
    edit: JSON.parse(JSON.stringify(step)) as Proposal['edit'],
  };
}

/** The first records that a step would change: those with some texts in a column, or with odd spaces. */
function changedBy(
  database: Database,
  run: CurrentRun,
  dataset: string,
  { name, type }: ColumnFigures,
  texts: readonly string[] | undefined,
): number[] {
  const condition = (operator: 'one of' | 'has odd spaces', values: readonly string[]) => ({
    ...{ column: name, operator, value: '', values: [...values] },
  });
  const isText = type === 'text';
  const { from, where } = selectRecords(database, run, {
    ...{ dataset, what: 'raw', only: 'records', status: 'open', search: '' },
    filter: !isText ? [] : [texts ? condition('one of', texts) : condition('has odd spaces', [])],
    ...(!isText && { breaks: { columns: [name] } }),
  });
  const ids = rowsOf(database, sql`select id from ${from} where ${where} order by id limit ${mostLooked}`).map(([id]) =>
    Number(id),
  );
  if (isText || !texts) return ids.slice(0, mostListed);
  // Of values that cannot be read, only the file has the text.
  const { names, places } = rawColumns(database, run, dataset);
  const place = places[names.indexOf(name)] ?? -1;
  const cells = rawCells(database, run, dataset, ids);
  return ids.filter((_, index) => texts.includes((cells[index]?.[place] ?? '').trim())).slice(0, mostListed);
}

/** How many values of a column are among some texts; those with odd spaces where none are named. */
function countedIn({ variants, top, rare, unreadTop, oddSpaces }: ColumnFigures, texts: readonly string[] | undefined): number {
  if (!texts) return oddSpaces;
  const counts = new Map(
    [...variants.flatMap(({ values }) => values), ...top, ...rare, ...unreadTop].map(({ value, count }) => [value, count]),
  );
  return texts.reduce((sum, text) => sum + (counts.get(text) ?? 0), 0);
}

/** Rules about whole records: none stands there twice, and none is the total of the others. */
function wholeRecords(database: Database, run: CurrentRun, dataset: string, profile: DatasetProfile): readonly MinedRule[] {
  const columns = Object.keys(definitionOf(run, dataset).columns);
  const found: { readonly id: string; readonly rule: MinedRule['rule']; readonly sentence: string; readonly about: string[] }[] =
    [];
  if (profile.duplicates.records > 0 && columns.length <= mostCompared)
    found.push({
      id: 'no_record_twice',
      rule: { rule: 'unique', columns },
      sentence: 'no two records are the same in every column',
      about: columns,
    });
  const total = totalIn(database, run, dataset);
  if (total)
    found.push({
      id: 'no_totals',
      rule: { rule: 'formula', expression: `lower("${total.column}") <> '${total.word.toLowerCase().replaceAll("'", "''")}'` },
      sentence: `no record is a total line (“${total.word}” in ${total.column})`,
      about: [total.column],
    });
  const counted = found.map(({ id, rule, sentence, about }) => {
    const asked = { id, severity: 'error', enabled: true, ...rule } as unknown as RuleDefinition;
    return {
      ...{ id, rule, check: null, columns: about, sentence, usefulness: 1, records: profile.records },
      failed: countFailing(database, run, dataset, asked),
      failing: firstFailing(database, run, dataset, asked, mostListed),
    };
  });
  // Records with empty cells are alike, but the rule does not compare them.
  return counted.filter(({ failed }) => failed > 0);
}

/** A word for a total in one of the last records of the file. */
function totalIn(database: Database, run: CurrentRun, dataset: string) {
  const columns = storedColumns(definitionOf(run, dataset));
  const last = rowsOf(database, sql`select id from ${recordsTable(dataset, run.no)} order by id desc limit ${lastRecords}`).map(
    ([id]) => Number(id),
  );
  const { names, places } = rawColumns(database, run, dataset);
  for (const cells of rawCells(database, run, dataset, last))
    for (const { name, type } of columns) {
      const word = (cells[places[names.indexOf(name)] ?? -1] ?? '').trim();
      if (type === 'text' && totalWord.test(word)) return { column: name, word };
    }
  return undefined;
}
