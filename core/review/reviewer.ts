import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Value } from '#core/quality/type.ts';
import { definitionOf, judgeOf } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import type { SqlValue } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { createRecordReader, type RecordReader } from './record-reader.ts';
import { type AskedRule, type RuleFacts, ruleFactsOf } from './rule-facts.ts';
import { createStoredFindings, type StoredFindings } from './stored-findings.ts';
import type { Finding, RecordVerdict, ReviewedRun } from './verdict.ts';

/** Judges single records of a dataset again. */
export interface Reviewer extends RecordReader, RuleFacts, StoredFindings {
  /**
   * By the rules that look at one record; undefined where there is no such record. A broken line has no values and breaks the rule about its
   * shape until every column has a new text.
   */
  readonly judge: (recordId: number, written: ReadonlyMap<string, string>) => RecordVerdict | undefined;
  /** Which of the rules that look at one record have something to check in it, by their place; all are undefined without a record. */
  readonly applies: (recordId: number, written: ReadonlyMap<string, string>) => readonly (boolean | undefined)[];
  /**
   * By the rules that need other records, which are taken as they are stored now, the record itself as the values say; where only some
   * columns changed, what is stored of the rules about others still holds.
   */
  readonly judgeAmongOthers: (
    recordId: number,
    values: readonly Value[],
    change?: { readonly stored: readonly Finding[]; readonly columns: readonly string[] },
  ) => readonly Finding[];
}

/** Makes a reviewer of a dataset in a run. */
export function createReviewer(database: Database, run: ReviewedRun, dataset: string): Reviewer {
  const reader = createRecordReader(database, run, dataset);
  const facts = ruleFactsOf(database, run, dataset);
  const stored = createStoredFindings(database, run, dataset, facts);
  const judge = judgeOf(database, run, dataset);
  const names = valueColumns(definitionOf(run, dataset)).map(({ name }) => name);
  const findingOf = (index: number, rule: RuleDefinition, reason: string): Finding => ({
    index,
    rule,
    columns: facts.columnsByRule[index] ?? [],
    reason,
  });

  const judgeOne: Reviewer['judge'] = (recordId, written) => {
    const raw = reader.rawOf(recordId);
    if (!raw) return undefined;
    const cells = reader.withCells(raw, written);
    const texts = reader.textsOf(cells);
    const broken = reader.mends(written) ? undefined : stored.brokenShape(recordId);
    const shapeRule = facts.rules[broken?.index ?? -1];
    if (broken && shapeRule) {
      const findings = [findingOf(broken.index, shapeRule, broken.reason)];
      return { raw, texts, values: judge.values.map(() => null), findings };
    }
    const findings: Finding[] = [];
    judge.judge(cells, {
      changed: (column, _, __, after) => (texts[column] = after),
      violated: (index, reason) => {
        const rule = facts.rules[index];
        if (rule) findings.push(findingOf(index, rule, reason));
      },
    });
    return { raw, texts, values: [...judge.values], findings };
  };

  const askAmongOthers = (asked: readonly AskedRule[], recordId: number, values: readonly Value[]): readonly Finding[] => {
    let read: readonly Value[] | undefined;
    const one = {
      id: recordId,
      value: (column: string) => values[names.indexOf(column)] ?? null,
      valueRead: (column: string) => {
        read ??= judgeOne(recordId, new Map())?.values ?? [];
        return read[names.indexOf(column)] ?? null;
      },
    };
    return asked.flatMap(({ rule, index, kind, context }) => {
      const [found] = kind.failingOne ? rowsOf(database, kind.failingOne(rule, context, one)) : [];
      return found ? [findingOf(index, rule, kind.explain(rule, found as SqlValue[], context))] : [];
    });
  };

  return {
    ...reader,
    ...facts,
    ...stored,
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
      const asked = facts.amongOthers.filter(
        ({ about }) => change === undefined || about.some((column) => change.columns.includes(column)),
      );
      const kept = facts.amongOthers.filter((rule) => !asked.includes(rule)).map(({ index }) => index);
      return [...askAmongOthers(asked, recordId, values), ...(change?.stored ?? []).filter(({ index }) => kept.includes(index))];
    },
  };
}
