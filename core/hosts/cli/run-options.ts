import { join, resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { Failure } from '#core/contract/failure.ts';
import { type SkippableStage, stageNames } from '#core/contract/progress.ts';
import type { LoadedPipeline } from '#core/engine/load-pipeline.ts';
import { loadRunConfig } from '#core/engine/run-config.ts';
import { jsonOption } from './common-options.ts';
import { type LogLevel, levels } from './follow-run.ts';
import { type Gate, gates } from './gate.ts';
import { pathOrInput } from './standard-input.ts';

/** The settings of a configuration file. */
export type RunConfig = ReturnType<typeof loadRunConfig>;

/** Options of `winnow run`, as they are written. */
export interface RunOptions {
  readonly input: readonly string[];
  readonly out?: string;
  readonly workspace?: string;
  readonly failOn?: string;
  readonly onFailure?: string;
  readonly resume?: boolean;
  readonly estimate?: boolean;
  readonly dryRun?: boolean;
  readonly statusOnly?: boolean;
  readonly profile?: boolean;
  readonly logLevel?: string;
  readonly ignoreSpace?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly runDate?: string;
  readonly skipStages?: string;
  readonly config?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** Adds the options of `winnow run` to a command. */
export function addRunOptions(command: Program): Program {
  return command
    .option(
      '--input <dataset=FILE>',
      'a file in place of the one in the pipeline, or - for standard input; may be repeated',
      (value: string, previous: readonly string[]) => [...previous, value],
      [],
    )
    .option('--out <DIR>', 'folder for the exports (default: <workspace>-exports)')
    .option('--workspace <FILE>', 'workspace file (default: ./<pipeline>.winnow)')
    .option(
      '--fail-on <severity>',
      `exit 1 when a record violates a rule of this severity or worse: ${gates.join(', ')} (default: never)`,
    )
    .option(
      '--on-failure <policy>',
      'what to do when a model, reconciliation or export fails: stop, or continue without it and whatever depends on it, and exit 1 (default: stop)',
    )
    .option(
      '--run-date <DATE>',
      'what `today` in rules and :run_date in SQL stand for, as yyyy-MM-dd (default: as the pipeline says, or today)',
    )
    .option('--resume', 'take up the interrupted run of the workspace')
    .option(
      '--skip-stages <stages>',
      `comma-separated stages to skip: ${Object.keys(stageNames).join(', ')}; the run is partial, has no score and never replaces a complete one`,
    )
    .option('--config <FILE>', 'a YAML file with settings for runs; command-line options override it')
    .option('--environment <NAME>', 'the environment in --config to use (default: the variable WINNOW_ENV)')
    .option('--estimate', 'only say how many rows, how much disk and how long it would take')
    .option('--dry-run', 'only say what would be read, checked, built and written; nothing is')
    .option('--status-only', 'print one line: how the run ended, its quality and its score')
    .option('--profile', 'keep what each column holds with the run, so that later runs can be compared with it')
    .option('--log-level <level>', `the least level of the log that is printed: ${levels.join(', ')} (default: INFO)`)
    .option('--ignore-space', 'start even if the disk is probably too small')
    .option(
      '--replace',
      'run even if the workspace holds another pipeline: a backup is made, and its rows and decisions are removed',
    )
    .option('--force', 'overwrite files in --out that Winnow did not write, or that were changed since')
    .option(...jsonOption);
}

/** The settings of the configuration file that the options name. */
export function configOf({ config, environment: named }: RunOptions): RunConfig {
  if (config === undefined && named !== undefined)
    throw new Failure('BAD_INPUT', `--environment ${named} needs the --config FILE that defines it`);
  return loadRunConfig(config, named ?? process.env['WINNOW_ENV']);
}

/** The folder for the exports of a run that begins now. */
export function outFolderOf({ out }: RunOptions, { output = {} }: RunConfig, workspace: string): string {
  const folder = resolve(out ?? output.folder ?? `${workspace.replace(/\.winnow$/, '')}-exports`);
  if (!output.timestamped) return folder;
  return join(folder, new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-'));
}

/** The files of datasets that are named, or come over standard input: as an option says, or the pipeline where none does. */
export async function inputsOf(
  { datasets, name: pipeline }: LoadedPipeline['pipeline'],
  { input, resume }: RunOptions,
  configured: RunConfig['input'] = {},
): Promise<Readonly<Record<string, string>>> {
  const named = new Map([...Object.entries(configured), ...input.map(inputOf)]);
  const unknown = [...named.keys()].find((dataset) => !Object.hasOwn(datasets, dataset));
  if (unknown !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `the pipeline ${pipeline} has no dataset "${unknown}"; it has ${Object.keys(datasets).join(', ')}`,
    );
  const piped = Object.keys(datasets).filter((dataset) => (named.get(dataset) ?? datasets[dataset]?.source.path) === '-');
  if (piped.length > 1)
    throw new Failure(
      'BAD_INPUT',
      `only one dataset can come over standard input, not ${piped.join(' and ')}; name a file for the others`,
    );
  const [dataset] = piped;
  if (dataset !== undefined && resume)
    throw new Failure(
      'BAD_INPUT',
      'a run over standard input cannot be resumed: pipe the whole input in again, without --resume',
    );
  if (dataset !== undefined) named.set(dataset, await pathOrInput('-'));
  // An address would look like a path once it is resolved.
  return Object.fromEntries([...named].map(([of, file]) => [of, file.includes('://') ? file : resolve(file)]));
}

function inputOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure('BAD_INPUT', `--input ${text}: write it as dataset=FILE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The severity from which a run ends with 1. */
export function gateOf(text: string): Gate {
  const gate = gates.find((candidate) => candidate === text);
  if (!gate) throw new Failure('BAD_INPUT', `--fail-on ${text}: choose one of ${gates.join(', ')}`);
  return gate;
}

/** What a run does where a part of it fails. */
export function policyOf(text: string): 'stop' | 'continue' {
  if (text !== 'stop' && text !== 'continue')
    throw new Failure('BAD_INPUT', `--on-failure ${text}: choose one of stop, continue`);
  return text;
}

/** The least level of the log that is printed. */
export function levelOf(text: string): LogLevel {
  const level = levels.find((candidate) => candidate === text.toUpperCase());
  if (!level) throw new Failure('BAD_INPUT', `--log-level ${text}: choose one of ${levels.join(', ')}`);
  return level;
}

/** The stages to do without. */
export function stagesOf(text: string): readonly SkippableStage[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return [...new Set(names.map(stageOf))];
}

function stageOf(name: string): SkippableStage {
  const stage = stageNames[name];
  if (stage) return stage;
  const why = name.startsWith('ingest') ? 'without it there is nothing to run on' : 'there is no such stage';
  throw new Failure('BAD_INPUT', `--skip-stages ${name}: ${why}; choose from ${Object.keys(stageNames).join(', ')}`);
}
