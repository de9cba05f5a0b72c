import { quarantines } from '#core/contract/severity.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsOfRule, columnsReadBy } from '#core/quality/columns-of-rule.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { SetRule } from '#core/quality/rule.ts';
import type { Value } from '#core/quality/type.ts';
import { createContentReader } from '#core/records/record-content.ts';
import { definitionOf, fileOf, judgeOf, rawColumns } from '#core/records/row-cells.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sqlContextOf } from '#core/records/sql-context.ts';
import { unwritable } from '#core/sources/file/encode.ts';
import { literal, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { fileById } from '#core/store/files.ts';
import { createViolationReader, lineShape, ruleResultIds } from '#core/store/findings.ts';
import { cellsOf, createRawFinder } from '#core/store/raw.ts';
import { hasStatistics } from '#core/store/statistics.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** A run whose records are reviewed. */
export type ReviewedRun = ShownRun & { readonly id: string; readonly today: string };

/** A rule that a record breaks, by its place in the list of rules. */
export interface Finding {
  readonly index: number;
  readonly rule: RuleDefinition;
  /** The columns that the rule is about. */
  readonly columns: readonly string[];
  readonly reason: string;
}

/** What a record with some cells written anew comes to, before anything is stored. */
export interface RecordVerdict {
  readonly raw: readonly string[];
  /** Standardized texts and typed values, in the order of the declared columns. */
  readonly texts: readonly string[];
  readonly values: readonly Value[];
  readonly findings: readonly Finding[];
}

/** Why a record could not be told apart into cells: the place of the rule, and its sentence. */
export type BrokenShape = Pick<Finding, 'index' | 'reason'>;

/** Judges single records of a dataset anew. */
export interface Reviewer {
  readonly dataset: string;
  /** The declared columns. */
  readonly columns: readonly string[];
  /** All columns of the file by name, those among them that are not declared too. */
  readonly fileColumns: readonly string[];
  readonly rules: readonly RuleDefinition[];
  /** Why a text cannot stand in the file, for want of its characters in its encoding; undefined where it can. */
  readonly unwritable: (text: string) => string | undefined;
  /**
   * By the rules that look at one record; undefined where there is no such record. A broken line has no values and breaks the rule about its
   * shape until every column is written anew.
   */
  readonly judge: (recordId: number, written: ReadonlyMap<string, string>) => RecordVerdict | undefined;
  /** Which of the rules that look at one record have something to check in it, by their place; all are undefined without a record. */
  readonly applies: (recordId: number, written: ReadonlyMap<string, string>) => readonly (boolean | undefined)[];
  /** What is wrong with the shape of a record that the file holds as a broken line, mended since or not; undefined for any other. */
  readonly brokenShape: (recordId: number) => BrokenShape | undefined;
  /** Whether these texts are all that a broken line needs. */
  readonly mends: (written: ReadonlyMap<string, string>) => boolean;
  /** A name of what the file says of a record, by which a later run knows it again. */
  readonly contentOf: (recordId: number) => string;
  /** The raw text of a cell, by the name of its column. */
  readonly rawCell: (raw: readonly string[], column: string) => string;
  /** The cells of a record as they stand in its file; undefined where there is none. */
  readonly rawOf: (recordId: number) => readonly string[] | undefined;
  /** The rules that a record breaks, as stored. */
  readonly foundNow: (recordId: number) => readonly Finding[];
  /** Those of them that keep it out of the clean rows. */
  readonly blockingNow: (recordId: number) => readonly Finding[];
  /**
   * By the rules that need other records, which are taken as they are stored now, the record itself as the values say; where only some
   * columns changed, what is stored of the rules about others still holds.
   */
  readonly judgeAmongOthers: (
    recordId: number,
    values: readonly Value[],
    change?: { readonly stored: readonly Finding[]; readonly columns: readonly string[] },
  ) => readonly Finding[];
  /** Whether a change of some columns may change what is said of a record among others. */
  readonly bearsOnOthers: (columns: readonly string[]) => boolean;
  /** The columns that the rule at a place looks at. */
  readonly readBy: (index: number) => readonly string[];
  /** Whether a rule is about the shape of lines. */
  readonly isAboutShape: (rule: RuleDefinition) => boolean;
  /** Selects in how many records a rule about many has something to check; undefined for any other, and one that is not about these columns. */
  readonly applicableSql: (rule: RuleDefinition, among: ReadonlySet<string>) => Sql | undefined;
  /** Whether it depends on values, and not only on which cells are empty, if a rule has something to check. */
  readonly appliesByValues: (rule: RuleDefinition) => boolean;
  /** Whether a rule needs other records. */
  readonly isAmongOthers: (rule: RuleDefinition) => boolean;
  /** Whether a rule can be asked about one record at all; what cannot keeps what the run found. */
  readonly canAsk: (rule: RuleDefinition) => boolean;
}

/** Makes a reviewer of a dataset in a run. */
export function createReviewer(database: Database, run: ReviewedRun, dataset: string): Reviewer {
  const definition = definitionOf(run, dataset);
  const columns = Object.keys(definition.columns);
  const rules = rulesOfDataset(definition);
  const { fileId, sources } = fileOf(database, run, dataset);
  const { encoding } = fileById(database, fileId).dialect;
  const file = rawColumns(database, run, dataset);
  const placeOf = new Map(file.names.map((name, index) => [name, file.places[index] ?? -1]));
  const needed = file.names.filter((name) => (placeOf.get(name) ?? -1) >= 0);
  const mends = (written: ReadonlyMap<string, string>): boolean => needed.every((name) => written.has(name));
  const find = createRawFinder(database, fileId);
  const judge = judgeOf(database, run, dataset);
  const contextOf = (rule: RuleDefinition) => sqlContextOf(run, dataset, rule.id);
  /** What a rule about the whole set found of it was kept by every run but those of earlier versions. */
  const isAskable = (rule: RuleDefinition, kind: SetRule): boolean =>
    kind.failingOne !== undefined && (!kind.statistics || hasStatistics(database, run.id, dataset, rule.id));
  const isAboutShape = (rule: RuleDefinition): boolean => kindOfRule(rule)?.scope === 'structure';
  const columnsByRule = rules.map(columnsOfRule);
  const readColumns = rules.map((rule) => columnsReadBy(rule, definition.columns));
  const amongOthers = rules.flatMap((rule, index) => {
    const kind = kindOfRule(rule);
    if (kind?.scope !== 'set' || !rule.enabled || !isAskable(rule, kind)) return [];
    const context = contextOf(rule);
    return [{ rule, index, kind, context, about: [...(columnsByRule[index] ?? []), ...(kind.groupedBy?.(rule) ?? [])] }];
  });
  const askable = new Set(amongOthers.map(({ rule }) => rule));
  /** The places of the rules among others that are not asked anew. */
  const keptIndexes = (asked: readonly { readonly index: number }[]): ReadonlySet<number> =>
    new Set(amongOthers.map(({ index }) => index).filter((index) => !asked.some((one) => one.index === index)));
  const results = ruleResultIds(database, run.no, dataset);
  const findingOf = (index: number, rule: RuleDefinition, reason: string): Finding => ({
    index,
    rule,
    columns: columnsByRule[index] ?? [],
    reason,
  });
  const violationsOf = createViolationReader(database, results);
  const foundNow = (recordId: number): readonly Finding[] =>
    violationsOf(recordId).flatMap(({ index, reason }) => {
      const rule = rules[index];
      return rule ? [findingOf(index, rule, reason)] : [];
    });
  const ofShape = literal(results.filter((_, index) => rules[index] && isAboutShape(rules[index])).join(', '));
  // Most files have no broken line, so that none of their records need be asked.
  const [hasBroken] =
    rowsOf(
      database,
      sql`
        select exists (select 1 from rule_results where id in (${ofShape}) and failed > 0)
          or exists (
            select 1 from decisions
            where run_no = ${run.no} and dataset = ${dataset} and json_extract(details, '$.broken') is not null
          )`,
    )[0] ?? [];
  let lastSound = 0;
  const brokenShape = (recordId: number): BrokenShape | undefined => {
    // What was read as a record stays one, so that it need not be asked twice.
    if (hasBroken !== 1 || recordId === lastSound) return undefined;
    const own = sql`run_no = ${run.no} and dataset = ${dataset} and record_id = ${recordId}`;
    const [isBroken] = rowsOf(database, sql`select 1 from exception_rows where ${own} and is_structural <> ${lineShape.sound}`);
    if (!isBroken) {
      lastSound = recordId;
      return undefined;
    }
    const found = foundNow(recordId).find(({ rule }) => isAboutShape(rule));
    if (found) return { index: found.index, reason: found.reason };
    // Mended, so that it breaks the rule no more: the decision about it tells how it was.
    const [told] = rowsOf(
      database,
      sql`
        select json_extract(details, '$.broken.rule'), json_extract(details, '$.broken.reason')
        from decisions where ${own} and json_extract(details, '$.broken.rule') is not null limit 1`,
    );
    const index = rules.findIndex(({ id }) => id === told?.[0]);
    return { index: Math.max(0, index), reason: String(told?.[1] ?? 'the line is broken') };
  };
  const judgeOne: Reviewer['judge'] = (recordId, written) => {
    const record = find(recordId);
    if (!record) return undefined;
    const raw = cellsOf(record);
    const cells = [...raw];
    for (const [column, text] of written) {
      const source = placeOf.get(column) ?? -1;
      if (source >= 0) cells[source] = text;
    }
    const texts = sources.map((source) => (source < 0 ? '' : (cells[source] ?? '')));
    const findings: Finding[] = [];
    const broken = mends(written) ? undefined : brokenShape(recordId);
    const rule = rules[broken?.index ?? -1];
    if (broken && rule)
      return { raw, texts, values: judge.values.map(() => null), findings: [findingOf(broken.index, rule, broken.reason)] };
    judge.judge(cells, {
      changed: (column, _, __, after) => (texts[column] = after),
      violated: (index, reason) => {
        const rule = rules[index];
        if (rule) findings.push(findingOf(index, rule, reason));
      },
    });
    return { raw, texts, values: [...judge.values], findings };
  };
  return {
    dataset,
    columns,
    fileColumns: file.names,
    rules,
    unwritable: (text) => unwritable(text, encoding),
    brokenShape,
    mends,
    contentOf: createContentReader(database, fileId, find),
    rawCell: (raw, column) => raw[placeOf.get(column) ?? -1] ?? '',
    rawOf: (recordId) => {
      const record = find(recordId);
      return record && cellsOf(record);
    },
    foundNow,
    blockingNow: (recordId) => blockingOf(foundNow(recordId)),
    judge: judgeOne,
    applies: (recordId, written) => {
      const before = judge.counts.map(({ passed, failed, notApplicable }) => ({ checked: passed + failed, notApplicable }));
      judgeOne(recordId, written);
      return judge.counts.map(({ passed, failed, notApplicable }, index) => {
        if (passed + failed > (before[index]?.checked ?? 0)) return true;
        return notApplicable > (before[index]?.notApplicable ?? 0) ? false : undefined;
      });
    },
    judgeAmongOthers: (recordId, values, change) => {
      const isAsked = (about: readonly string[]): boolean =>
        change === undefined || about.some((column) => change.columns.includes(column));
      const asked = amongOthers.filter(({ about }) => isAsked(about));
      const kept =
        asked.length === amongOthers.length ? [] : (change?.stored ?? []).filter(({ index }) => keptIndexes(asked).has(index));
      let read: readonly Value[] | undefined;
      const one = {
        id: recordId,
        value: (column: string) => values[columns.indexOf(column)] ?? null,
        valueRead: (column: string) => {
          read ??= judgeOne(recordId, new Map())?.values ?? [];
          return read[columns.indexOf(column)] ?? null;
        },
      };
      return asked
        .flatMap(({ rule, index, kind, context }) => {
          const [found] = kind.failingOne ? rowsOf(database, kind.failingOne(rule, context, one)) : [];
          return found ? [findingOf(index, rule, kind.explain(rule, found as SqlValue[], context))] : [];
        })
        .concat(kept);
    },
    bearsOnOthers: (changed) => amongOthers.some(({ about }) => about.some((column) => changed.includes(column))),
    readBy: (index) => readColumns[index] ?? [],
    isAboutShape,
    applicableSql: (rule, among) => {
      const kind = kindOfRule(rule);
      if (kind?.scope !== 'set') return undefined;
      const about = [...columnsOfRule(rule), ...(kind.groupedBy?.(rule) ?? [])];
      // What a computed column holds may depend on any other.
      const isConcerned = about.some((column) => among.has(column) || !columns.includes(column));
      return isConcerned ? kind.query(rule, contextOf(rule)).applicable : undefined;
    },
    appliesByValues: (rule) => {
      const kind = kindOfRule(rule);
      return kind?.scope === 'record' && kind.appliesByValues === true;
    },
    isAmongOthers: (rule) => kindOfRule(rule)?.scope === 'set',
    canAsk: (rule) => {
      const kind = kindOfRule(rule);
      return kind?.scope === 'record' || kind?.scope === 'structure' || (kind?.scope === 'set' && askable.has(rule));
    },
  };
}

/** The findings that keep a record out of the clean rows. */
export function blockingOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ rule }) => quarantines(rule.severity));
}
