import { createHash } from 'node:crypto';
import { Failure } from '#core/contract/failure.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { nearest } from '#core/definition/nearest.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { rules as ruleKinds } from '#core/quality/rules.ts';
import { safeNames } from '#core/quality/safe-names.ts';
import { kindOf, storedColumns } from '#core/records/value-columns.ts';
import { hashFiles } from '#core/sources/file/hash-file.ts';
import { discardRecords } from '#core/store/discard.ts';
import { addRuleResult, createTallier, createViolationInserter, ruleResultIds } from '#core/store/findings.ts';
import { openLedger } from '#core/store/ledgers.ts';
import { createRecordsTable } from '#core/store/records.ts';
import { addRunSource, checkpoint, runSources } from '#core/store/run-sources.ts';
import { addRun, definitionHashOf, interruptedRun, type RunRow, runById, updateRun } from '#core/store/runs.ts';
import { addSource, completeSource, sourceById, sourcesLike } from '#core/store/sources.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import type { InspectedSource } from './inspect-sources.ts';
import type { RunOptions } from './run-context.ts';

/** What stands for a file that is not there: only such a source is stored without a byte. */
const hashOfNothing = createHash('sha256').digest('hex');

/** What a run begins with. */
export interface RunStart {
  readonly runId: string;
  readonly pipeline: PipelineDefinition;
  /** The definition as it was read. */
  readonly text: string;
  readonly sources: readonly InspectedSource[];
  readonly options: Pick<RunOptions, 'skipped'>;
  readonly today: string;
  readonly appVersion: string;
  readonly now: () => string;
}

/** The run that a workspace can take up again; undefined where there is none. Throws a Failure where it read something else. */
export function resumableRun(
  database: Database,
  { text, sources, options }: Pick<RunStart, 'text' | 'sources' | 'options'>,
): RunRow | undefined {
  const interrupted = interruptedRun(database);
  if (!interrupted) return undefined;
  const read = new Map(runSources(database, interrupted.runNo).map((source) => [source.dataset, source]));
  const other = sources.find(({ dataset, path, parts, isAbsent = false }) => {
    const before = read.get(dataset);
    if (before?.path !== path) return true;
    const known = sourceById(database, before.sourceId);
    return JSON.stringify(known.parts) !== JSON.stringify(parts) || (known.sha256 === hashOfNothing) !== isAbsent;
  });
  const why =
    interrupted.definitionHash !== definitionHashOf(text)
      ? 'another version of the pipeline'
      : other &&
        (read.get(other.dataset)?.path === other.path
          ? `other files of ${other.path}`
          : `${read.get(other.dataset)?.path ?? 'no file'} for ${other.dataset}, not ${other.path}`);
  if (why) {
    throw new Failure(
      'CONFLICT',
      `the interrupted run ${interrupted.runId} read ${why}; name the same pipeline and --input, or run without --resume to start again`,
    );
  }
  if (options.skipped.length > 0 && options.skipped.toSorted().join() !== interrupted.skipped.toSorted().join())
    throw new Failure(
      'CONFLICT',
      `the interrupted run ${interrupted.runId} skips ${interrupted.skipped.join(', ') || 'no stage'}; resume it without --skip-stages, or run without --resume to start again`,
    );
  return interrupted;
}

/** Begins a run in one transaction: its line, rules, accounts and empty tables; interrupted runs before it are given up. */
export function beginRun(database: Database, start: RunStart): { readonly no: number; readonly startedAt: string } {
  const { runId, pipeline, sources, now } = start;
  const startedAt = now();
  return database
    .transaction(() => {
      for (let old = interruptedRun(database); old; old = interruptedRun(database)) giveUp(database, old, startedAt);
      // Only now: what these runs alone had read was let go of with them.
      const stored = new Map(sources.map((source) => [source.dataset, storedFile(database, source)]));
      const no = addRun(database, {
        runId,
        pipeline: pipeline.name,
        definition: start.text,
        definitionHash: definitionHashOf(start.text),
        appVersion: start.appVersion,
        skipped: start.options.skipped,
        today: start.today,
        startedAt,
        stage: 'ingest',
      });
      for (const source of sources)
        beginDataset(database, { no, runId, startedAt }, pipeline, source, stored.get(source.dataset));
      appendAudit(database, {
        runId,
        type: 'run_started',
        description: `a ${start.options.skipped.length > 0 ? 'partial ' : ''}run of ${pipeline.name} began${withoutText(start.options.skipped)}`,
        count: null,
        timestamp: startedAt,
      });
      for (const source of sources) {
        appendAudit(database, {
          runId,
          type: 'source_opened',
          description: `${source.dataset} from ${source.path}`,
          count: source.size,
          timestamp: now(),
        });
      }
      return { no, startedAt };
    })
    .immediate();
}

function withoutText(skipped: RunOptions['skipped']): string {
  return skipped.length === 0 ? '' : `, without ${skipped.join(', ')}`;
}

/** Gives up an interrupted run: its records are let go, its line and ledger stay. Throws a Failure where there is no such run. */
export function discardRun(database: Database, runId: string, at: string): void {
  const found = runById(database, runId);
  if (!found) throw new Failure('NOT_FOUND', `there is no run ${runId}; \`winnow runs list\` shows those there are`);
  const waiting = interruptedRun(database);
  if (waiting?.runNo !== found.runNo)
    throw new Failure('CONFLICT', `the run ${runId} is not an interrupted one, so there is nothing to give up`);
  database.transaction(() => giveUp(database, found, at)).immediate();
}

function giveUp(database: Database, run: RunRow, at: string): void {
  discardRecords(database, run.runNo);
  if (run.status === 'running')
    updateRun(database, run.runNo, { status: 'failed', error: 'interrupted and given up', finished_at: at });
  appendAudit(database, {
    runId: run.runId,
    type: 'run_discarded',
    description: 'an interrupted run was given up',
    count: null,
    timestamp: at,
  });
}

function beginDataset(
  database: Database,
  run: { readonly no: number; readonly runId: string; readonly startedAt: string },
  pipeline: PipelineDefinition,
  source: InspectedSource,
  storedId: number | undefined,
): void {
  const dataset = pipeline.datasets[source.dataset];
  if (!dataset) throw new RangeError(`there is no dataset ${source.dataset}`);
  const sourceId = storedId ?? addSource(database, { ...source, names: safeNames(source.headers), ingestedAt: run.startedAt });
  addRunSource(database, run.no, {
    dataset: source.dataset,
    sourceId,
    path: source.path,
    sources: source.sources,
    storesRaw: storedId === undefined,
  });
  if (source.isAbsent) {
    completeSource(database, sourceId, hashOfNothing);
    checkpoint(database, run.no, source.dataset, { offset: 0, line: 1, row: 1, bytes: 0, digest: '' }, true);
  }
  openLedger(database, run.no, run.runId, source.dataset);
  createRecordsTable(database, source.dataset, run.no, storedColumns(dataset).map(kindOf));
  const rules = rulesOfDataset(dataset);
  for (const [ruleNo, rule] of rules.entries()) {
    const kind = ruleKinds.find(({ name }) => name === rule.rule);
    if (!kind) throw new RangeError(`there is no kind of rule ${rule.rule}`);
    addRuleResult(
      database,
      run.no,
      run.runId,
      {
        dataset: source.dataset,
        ruleNo,
        ruleId: rule.id,
        rule: rule.rule,
        stage: kind.scope === 'structure' ? 'ingest' : 'validate',
        controlType: kind.controlType,
        severity: rule.severity,
        dimension: kind.dimension,
        category: kind.category,
        isEnabled: rule.enabled,
        allowance: rule.allow === undefined ? null : JSON.stringify(rule.allow),
      },
      run.startedAt,
    );
  }
  const ids = ruleResultIds(database, run.no, source.dataset);
  const insertViolation = createViolationInserter(database);
  const tally = createTallier(database);
  const tell = (kind: string, checked: number, reasons: readonly string[]): void => {
    const id = ids[rules.findIndex(({ rule }) => rule === kind)];
    if (id === undefined) return;
    for (const reason of reasons) insertViolation(id, null, reason);
    tally(id, { passed: checked - reasons.length, failed: reasons.length, notApplicable: 0, broken: undefined });
  };
  if (dataset.missing === 'warn') tell('missing-file', 1, source.isAbsent ? [`${source.path} does not exist or is empty`] : []);
  if (source.headerProblem) tell(source.headerProblem.rule, 1, [source.headerProblem.reason]);
  tell(
    'missing-column',
    source.sources.length,
    source.missing.map(
      (name) => `the file has no column ${headerOf(dataset, name)}${renamedTo(headerOf(dataset, name), source.extras)}`,
    ),
  );
  tell(
    'extra-column',
    source.headers.length,
    source.extras.map((name) => `the file has a column "${name.slice(0, 100)}" that the pipeline does not declare`),
  );
}

function headerOf(dataset: DatasetDefinition, column: string): string {
  return dataset.columns[column]?.header ?? column;
}

/** Where a column that is missing may have another name now. */
function renamedTo(name: string, extras: readonly string[]): string {
  const plain = new Map(extras.map((extra) => [safeNames([extra])[0] ?? extra, extra]));
  const near = nearest(safeNames([name])[0] ?? name, [...plain.keys()]);
  const found = near === undefined ? undefined : plain.get(near);
  return found === undefined ? '' : `; it may be called "${found.slice(0, 100)}" now`;
}

/** The id of the same file where the workspace already holds its records: same size, dialect and content. */
function storedFile(database: Database, source: InspectedSource): number | undefined {
  if (source.isAbsent) return undefined;
  const candidates = sourcesLike(database, source.size, source.dialect, source.parts);
  if (candidates.length === 0) return undefined;
  const sha256 = hashFiles(source.parts?.map(({ path }) => path) ?? [source.path]);
  return candidates.find((candidate) => candidate.sha256 === sha256)?.id;
}
