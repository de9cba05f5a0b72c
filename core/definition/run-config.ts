import { parse } from 'yaml';
import { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import { skippableStage, stageNames } from '#core/contract/progress.ts';

const output = z.strictObject({
  folder: z.string().min(1).optional(),
  compression: z.enum(['none', 'gzip']).optional().describe('gzip packs every export in a text format.'),
  timestamped: z.boolean().optional().describe('Whether each run writes into a folder of its own, named by the time.'),
});

const settings = z.strictObject({
  input: z.record(z.string(), z.string()).optional().describe('Files by dataset, beside this configuration.'),
  run_date: z.iso.date().optional().describe('What `today` stands for.'),
  fail_on: z.enum(['warning', 'error', 'critical', 'never']).optional().describe('Exit with 1 at this severity or worse.'),
  max_error_rate: z.number().min(0).max(1).optional().describe('Exit with 1 if a larger share of records are exceptions.'),
  on_failure: z.enum(['stop', 'continue']).optional().describe('What to do when a model, reconciliation or export fails.'),
  log_level: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']).optional(),
  chunk_rows: z
    .int()
    .min(100)
    .max(1_000_000)
    .optional()
    .describe('Records per batch; a run resumes after its last finished batch.'),
  memory_limit: z.int().min(64).max(65_536).optional().describe('Heap limit of the run thread, in MiB.'),
  skip_stages: z.array(z.preprocess((name) => stageNames[String(name)] ?? name, skippableStage)).optional(),
  output: output.optional(),
});

const configuration = settings.extend({
  environments: z.record(z.string(), settings).default({}).describe('Settings by environment, which come before the others.'),
});

export type RunConfig = z.infer<typeof settings>;

/**
 * The configuration of a run from the text of a YAML file, with the settings of an environment laid over the others. Throws a Failure
 * (BAD_INPUT) where the text or the environment is wrong.
 */
export function readRunConfig(text: string, file: string, environment: string | undefined): RunConfig {
  const { environments, ...common } = checked(parsed(text, file), file);
  if (environment === undefined) return common;
  const own = environments[environment];
  if (!own)
    throw new Failure(
      'BAD_INPUT',
      `${file} ${Object.keys(environments).length === 0 ? `defines no environments, so ${environment} cannot be chosen` : `has no environment ${environment}; it has ${Object.keys(environments).join(', ')}`}`,
    );
  return {
    ...common,
    ...own,
    ...((common.input || own.input) && { input: { ...common.input, ...own.input } }),
    ...((common.output || own.output) && { output: { ...common.output, ...own.output } }),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new Failure('BAD_INPUT', `${file} is not YAML: ${error instanceof Error ? error.message : error}`);
  }
}

function checked(value: unknown, file: string): z.infer<typeof configuration> {
  const read = configuration.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  const what =
    issue?.code === 'unrecognized_keys'
      ? `there is no setting ${issue.keys.join(', ')}; there are ${settingsAt(issue.path).join(', ')}`
      : issue?.message;
  throw new Failure('BAD_INPUT', `${file}${where === '' ? '' : `, ${where}`}: ${what}`);
}

/** The settings that there are where a path of the file leads. */
function settingsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.at(-1) === 'output') return Object.keys(output.shape);
  return Object.keys(path[0] === 'environments' ? settings.shape : configuration.shape);
}
