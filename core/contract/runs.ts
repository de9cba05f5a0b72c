import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { ledger } from './ledger.ts';
import { progress, skippableStage, stage } from './progress.ts';
import { runFailure } from './run-failure.ts';
import { runInput } from './run-input.ts';

/** How a run stands. */
export const runStatus = z.enum(['running', 'succeeded', 'failed', 'cancelled']);

/** One file that a run or an export wrote. */
export const output = z.object({
  path: z.string(),
  subject: z.string(),
  what: z.string(),
  format: z.string(),
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
});

/** The account of a dataset and the number of violations of each rule that failed. */
export const datasetResult = ledger.extend({ violations: z.record(z.string(), z.int()) });

/** What was found of a dataset as a whole, such as how many records came or how old the newest is. */
export const checkResult = z.object({
  dataset: z.string(),
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error', 'critical']),
  status: z.enum(['passed', 'failed', 'not applicable']),
  measured: z.number().nullable(),
  threshold: z.number(),
  sentence: z.string().describe('What was found and what was expected.'),
  action: z.string().describe('What a person might do where it failed.'),
});

/** A table of another database that a run wrote. */
const tableLoaded = z.object({
  target: z.string().describe('The database: its address without a password, or its path.'),
  table: z.string(),
  subject: z.string().describe('The dataset or model.'),
  mode: z.enum(['replace', 'append', 'upsert']),
  rows: z.int(),
  inserted: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  leftOut: z.array(z.string()).describe('Keys and constraints that the table was not given, because rows break them.'),
});

/** What came in of a dataset. */
export const extract = z.object({
  records: z.int(),
  columns: z.int().describe('Columns that the file has.'),
  empty: z
    .record(z.string(), z.int())
    .describe('Cells without a value after the cleaning steps, by column; columns without any are left out.'),
  missingColumns: z.array(z.string()).describe('Declared columns that the file lacks.'),
  takenOver: z
    .int()
    .optional()
    .describe('Records and blank lines taken over from the previous run, because the file still begins with them.'),
});

export type Extract = z.infer<typeof extract>;

/** A run with its results. */
export const runDetail = z.object({
  runId: z.string(),
  pipeline: z.string(),
  version: z.int().describe('Which of the different definitions that ran in this workspace, from 1.'),
  status: runStatus,
  stage: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.int().nullable(),
  datasets: z.record(z.string(), datasetResult),
  extract: z.record(z.string(), extract).describe('What came in, by dataset; none for runs of older versions.'),
  /** 0 to 100; null where nothing was checked or the run did not finish. */
  score: z.number().nullable(),
  /** Sums of weights behind the score: 100 × (1 − failed ÷ checked). */
  scoreWeights: z.object({ failed: z.number(), checked: z.number() }).nullable(),
  /** The worst severity of any violation, or of a rule that could not be evaluated; null where there is none. */
  worstSeverity: z.enum(['info', 'warning', 'error', 'critical']).nullable(),
  quality: z
    .enum(['passed', 'warning', 'error', 'critical'])
    .describe('The same in one word: passed where nothing failed that is worse than an info.'),
  results: z
    .object({ passed: z.int(), failed: z.int(), errors: z.int() })
    .describe('How many rules and checks passed, failed, or could not be evaluated.'),
  checks: z.array(checkResult),
  notEvaluated: z
    .array(z.object({ dataset: z.string(), ruleId: z.string(), note: z.string() }))
    .describe('Rules that could not be evaluated, and why: nobody knows which records break them.'),
  fileNotes: z
    .array(z.object({ dataset: z.string(), ruleId: z.string(), note: z.string() }))
    .describe('What is wrong with whole files: columns that are missing, extra or renamed, a broken header.'),
  neverApplied: z
    .array(z.object({ dataset: z.string(), ruleId: z.string() }))
    .describe('Rules that were evaluated but had no record to judge.'),
  outputs: z.array(output),
  tables: z.array(tableLoaded).describe('Tables of other databases that were written.'),
  failures: z
    .array(runFailure)
    .describe('What could not be done, where the run went on without it; its quality is critical then.'),
  error: z.string().nullable(),
  skipped: z.array(skippableStage).describe('Stages that were skipped; a run that skips any is partial and has no score.'),
  canResume: z.boolean(),
  isPublished: z.boolean(),
  changedSinceModels: z.int().describe('Changes of records by decisions that its models do not know yet.'),
});

export type RunDetail = z.infer<typeof runDetail>;

/** One line of the log of a run. */
const logEntry = z.object({
  at: z.string().describe('ISO 8601 in UTC.'),
  module: z.string().describe('The stage, or `run` for what is about all of it.'),
  level: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']),
  message: z.string(),
});

export type LogEntry = z.infer<typeof logEntry>;

/** What a run did. */
export const runStory = z.object({
  stages: z.array(z.object({ stage, milliseconds: z.number() })).describe('Those that are done, in their order.'),
  path: z.string().nullable().describe('The file of its log; null where there is none.'),
  total: z.int().describe('Lines of the log.'),
  lines: z.array(logEntry).describe('The newest two thousand.'),
});

export type RunStory = z.infer<typeof runStory>;

/** Whether a file that was written is still what it was, and what stands beside it. */
export const outputProof = z.object({
  state: z.enum(['as written', 'changed', 'gone', 'unreadable']),
  manifest: z.string().nullable().describe('As JSON; null where none stands beside the file.'),
});

export type OutputProof = z.infer<typeof outputProof>;

/** What a run would take, from a sample; counts are estimates unless the sample was everything. */
export const runEstimate = z.object({
  rows: z.int(),
  /** Disk that the workspace and the exports would take, and what is free where they go, in bytes. */
  neededBytes: z.int(),
  freeBytes: z.int(),
  milliseconds: z.int(),
  isEnough: z.boolean(),
  message: z.string(),
});

export type RunEstimate = z.infer<typeof runEstimate>;

export const runs = {
  start: oc
    .route({ method: 'POST', path: '/runs', summary: 'Start a run; its id and progress come as events' })
    .input(runInput)
    .output(z.object({ ticket: z.string() }))
    .errors(errors),
  progress: oc
    .route({
      method: 'GET',
      path: '/runs/progress/{ticket}',
      summary: 'Progress of a started run, as server-sent events, until it has ended',
    })
    .input(z.strictObject({ ticket: z.string() }))
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('progress'), progress }),
          z.object({ kind: z.literal('log'), entry: logEntry }),
          z.object({
            kind: z.literal('ended'),
            runId: z.string().nullable(),
            code: z.string().nullable(),
            message: z.string().nullable(),
          }),
        ]),
      ),
    )
    .errors(errors),
  stop: oc
    .route({ method: 'POST', path: '/runs/progress/{ticket}/stop', summary: 'Ask a run to stop; what it did is kept' })
    .input(z.strictObject({ ticket: z.string() }))
    .output(z.object({ isStopping: z.boolean() }))
    .errors(errors),
  discard: oc
    .route({
      method: 'POST',
      path: '/runs/{runId}/discard',
      summary: 'Give up an interrupted run: what it had done is let go, what was published before stays',
    })
    .input(z.strictObject({ runId: z.string() }))
    .output(z.object({ runId: z.string() }))
    .errors(errors),
  refresh: oc
    .route({
      method: 'POST',
      path: '/runs/models',
      summary: 'Rebuild the models of the run that is shown, so that they follow later decisions',
    })
    .input(z.strictObject({ author: authorName.optional() }))
    .output(z.object({ models: z.int() }))
    .errors(errors),
  estimate: oc
    .route({
      method: 'POST',
      path: '/runs/estimate',
      summary: 'How many rows, how much disk and how long a run would take, from a sample of its sources',
    })
    .input(runInput.pick({ pipeline: true, definition: true, again: true, inputs: true, outFolder: true }))
    .output(runEstimate)
    .errors(errors),
  list: oc
    .route({ method: 'GET', path: '/runs', summary: 'All runs of the workspace, newest first' })
    .input(z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) }))
    .output(z.array(runDetail))
    .errors(errors),
  shown: oc
    .route({ method: 'GET', path: '/runs/shown', summary: 'The run that the workspace shows; null where none has finished' })
    .output(runDetail.nullable())
    .errors(errors),
  current: oc
    .route({ method: 'GET', path: '/runs/current', summary: 'The ticket of a run that is under way here' })
    .output(z.object({ ticket: z.string().nullable() }))
    .errors(errors),
  get: oc
    .route({ method: 'GET', path: '/runs/{runId}', summary: 'One run with its accounts, violations, score and outputs' })
    .input(z.strictObject({ runId: z.string() }))
    .output(runDetail)
    .errors(errors),
  definition: oc
    .route({ method: 'GET', path: '/runs/{runId}/definition', summary: 'The pipeline.yaml of a run, to look at or to run again' })
    .input(z.strictObject({ runId: z.string() }))
    .output(z.object({ version: z.int(), yaml: z.string() }))
    .errors(errors),
  story: oc
    .route({ method: 'GET', path: '/runs/{runId}/story', summary: 'How long each stage of a run took, and its log' })
    .input(z.strictObject({ runId: z.string() }))
    .output(runStory)
    .errors(errors),
  proof: oc
    .route({
      method: 'POST',
      path: '/runs/{runId}/proof',
      summary: 'Whether a file that a run wrote is unchanged, and its manifest',
    })
    .input(z.strictObject({ runId: z.string(), path: filePath }))
    .output(outputProof)
    .errors(errors),
};
