import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Findings, Judge } from '#core/quality/judge.ts';
import { structureRules } from '#core/quality/rules/structure.ts';
import type { Value } from '#core/quality/type.ts';
import { contentOf, fingerprintOf } from '#core/records/fingerprint.ts';
import type { SourceRecord } from '#core/sources/record.ts';
import { identifier } from '#core/sql/sql.ts';
import { lineShape } from '#core/store/findings.ts';
import { recordsDefinition } from '#core/store/records.ts';
import type { BatchFiles } from '#core/workspace/pages/batch-file.ts';
import { createBatchImage } from '#core/workspace/pages/batch-image.ts';
import type { Batch, ReadFrom } from './batch.ts';
import { createFormPacker } from './packed-forms.ts';
import { createTablePacker } from './packed-table.ts';
import { createBlockMaker } from './raw-block.ts';

/** What a builder must know of its dataset. */
export interface BatchOptions {
  readonly dataset: string;
  readonly rules: readonly RuleDefinition[];
  /** Of the values of a record, declared then derived. */
  readonly kinds: readonly ('integer' | 'text')[];
  /** Places of the key among the values. */
  readonly key: readonly number[];
  readonly storesRaw: boolean;
  readonly files: BatchFiles;
}

/** Collects judged records until they are taken as a batch. */
export interface BatchBuilder {
  /** Adds a record of a chunk with these bytes. */
  readonly add: (record: SourceRecord, bytes: Uint8Array) => void;
  /** Records since the last batch was taken. */
  readonly size: () => number;
  /** Characters of the cells of these records. */
  readonly weight: () => number;
  readonly take: (next: Omit<ReadFrom, 'row'>, bytesGiven: number, sha256: string | null) => Batch;
}

/** Kinds of rules that look at the shape of each record, as opposed to that of the file. */
const shapeKinds = new Set(
  structureRules.map(({ name }) => name).filter((name) => name !== 'extra-column' && name !== 'missing-column'),
);

/** Makes a builder whose first record gets the row number `firstRow`. */
export function createBatchBuilder(judge: Judge, options: BatchOptions, firstRow: number): BatchBuilder {
  const { dataset, rules, kinds, key, storesRaw, files } = options;
  const structureRule = new Map(rules.map((rule, index) => [rule.rule, index]));
  const shapeRules = rules.flatMap(({ rule }, index) => (shapeKinds.has(rule) ? [index] : []));
  const blocks = createBlockMaker(firstRow);
  const forms = createFormPacker();
  const definition = recordsDefinition(identifier('records'), kinds).text;
  const image = createBatchImage([{ name: 'records', definition, width: kinds.length + 2 }]);
  let row = firstRow;
  let mark = 0;
  let draft = createDraft();

  const broken: number[] = [];
  const values: Value[] = [];
  const findings: Findings = {
    changed: (column, step, before, after) => draft.changes.add([column, step, row, before, after]),
    violated: (rule, reason) => {
      draft.violations.add([rule, row, reason]);
      broken.push(rule);
    },
  };

  const setAside = (record: SourceRecord, isStructural: boolean): void => {
    const first = broken.find((rule) => quarantines(rules[rule]?.severity ?? 'error')) ?? broken[0] ?? 0;
    const keyValues = isStructural ? [] : key.map((place) => judge.values[place] ?? null);
    draft.exceptions.add([
      row,
      isStructural ? lineShape.broken : lineShape.sound,
      first,
      fingerprintOf(dataset, keyValues, () => contentOf(record.cells, record.form)),
    ]);
  };

  return {
    size: () => row - draft.firstRow,
    weight: () => draft.weight,
    add: (record, bytes) => {
      if (record.blankLines > 0) {
        draft.blank += record.blankLines;
        if (storesRaw && record.form) forms.add(row, 'blank', record.form);
        return;
      }
      if (storesRaw) {
        blocks.add(record, bytes);
        if (record.form) forms.add(row, 'record', record.form);
      }
      for (const cell of record.cells) draft.weight += cell.length;
      broken.length = 0;
      if (record.problem) {
        draft.structural++;
        const rule = structureRule.get(record.problem.rule) ?? 0;
        const count = judge.counts[rule];
        if (count) count.failed++;
        findings.violated(rule, record.problem.reason);
        setAside(record, true);
      } else {
        const passes = judge.judge(record.cells, findings);
        values[0] = row;
        values[1] = passes ? recordState.clean : recordState.exception;
        for (let index = 0; index < kinds.length; index++) values[index + 2] = judge.values[index] ?? null;
        image.add(0, values);
        draft.records++;
        if (!passes) setAside(record, false);
      }
      row++;
    },
    take: (next, bytesGiven, sha256) => {
      // Every record was looked at for each kind of broken shape.
      for (const rule of shapeRules) {
        const count = judge.counts[rule];
        if (count) count.passed += row - draft.firstRow - count.failed;
      }
      const batch: Batch = {
        blocks: blocks.take(),
        forms: forms.take(),
        records: { path: files.write(image.take(++mark), mark), mark, rows: draft.records },
        violations: draft.violations.take(),
        changes: draft.changes.take(),
        exceptions: draft.exceptions.take(),
        counts: judge.counts.map((count) => ({ ...count })),
        empty: [...judge.empty],
        read: row - draft.firstRow + draft.blank,
        structural: draft.structural,
        blank: draft.blank,
        next: { ...next, row },
        bytesGiven,
        sha256,
      };
      judge.empty.fill(0);
      for (const count of judge.counts) Object.assign(count, { passed: 0, failed: 0, notApplicable: 0 });
      draft = createDraft();
      return batch;
    },
  };

  function createDraft() {
    return {
      firstRow: row,
      weight: 0,
      records: 0,
      violations: createTablePacker([true, true, false]),
      changes: createTablePacker([true, true, true, false, false]),
      exceptions: createTablePacker([true, true, true, false]),
      structural: 0,
      blank: 0,
    };
  }
}
