import { join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import { type LoadedPipeline, loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { planRun } from '#core/engine/plan-run.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { followRun, type LogLevel, levels } from '../follow-run.ts';
import { type Gate, gates, passesGate } from '../gate.ts';
import { planText } from '../plan-text.ts';
import { runJson } from '../run-json.ts';
import { pathOrInput } from '../standard-input.ts';
import { statusOf, summaryOf } from '../summary.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly input: readonly string[];
  readonly out?: string;
  readonly workspace?: string;
  readonly failOn: string;
  readonly resume?: boolean;
  readonly estimate?: boolean;
  readonly dryRun?: boolean;
  readonly statusOnly?: boolean;
  readonly profile?: boolean;
  readonly logLevel: string;
  readonly ignoreSpace?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly runDate?: string;
  readonly json?: boolean;
}

/** Runs a pipeline from sources to clean rows, exceptions and proof. */
export const run: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('run')
      .description('run a shipped pipeline by name, or a pipeline.yaml')
      .argument('<pipeline>', 'name or path')
      .option(
        '--input <dataset=FILE>',
        'a file in place of the one in the pipeline, or - for standard input; may be repeated',
        collect,
        [],
      )
      .option('--out <DIR>', 'folder for the exports (default: <workspace>-exports)')
      .option('--workspace <FILE>', 'workspace file (default: ./<pipeline>.winnow)')
      .option(
        '--fail-on <severity>',
        `exit 1 when a record violates a rule of this severity or worse: ${gates.join(', ')}`,
        'never',
      )
      .option(
        '--run-date <DATE>',
        'what `today` in rules and :run_date in SQL stand for, as yyyy-MM-dd (default: as the pipeline says, or today)',
      )
      .option('--resume', 'take up the interrupted run of the workspace')
      .option('--estimate', 'only say how many rows, how much disk and how long it would take')
      .option('--dry-run', 'only say what would be read, checked, built and written; nothing is')
      .option('--status-only', 'print one line: how the run ended, its quality and its score')
      .option('--profile', 'keep what each column holds with the run, so that later runs can be compared with it')
      .option('--log-level <level>', `the least level of the log that is printed: ${levels.join(', ')}`, 'INFO')
      .option('--ignore-space', 'start even if the disk is probably too small')
      .option(
        '--replace',
        'run even if the workspace holds another pipeline: a backup is made, and its rows and decisions are removed',
      )
      .option('--force', 'overwrite files in --out that Winnow did not write, or that were changed since')
      .option('--json', 'print one JSON document')
      .action(
        action(async (name: string, options: Options) => {
          const gate = gateOf(options.failOn);
          const level = levelOf(options.logLevel);
          const loaded = loadPipeline(name);
          const { pipeline } = loaded;
          const inputs = await inputsOf(pipeline, options);
          const mixed = shippedPipelines().includes(name) ? samplesAmong(pipeline, inputs) : [];
          if (mixed.length > 0)
            terminal.say(
              `only ${Object.keys(inputs).join(', ')} ${Object.keys(inputs).length === 1 ? 'comes' : 'come'} from your files; ${mixed.join(', ')} ${mixed.length === 1 ? 'is' : 'are'} sample data. Give --input for each`,
            );
          const workspace = resolve(options.workspace ?? `${pipeline.name}.winnow`);
          const outFolder = resolve(options.out ?? join(`${workspace.replace(/\.winnow$/, '')}-exports`));
          const asked = {
            pipeline: name,
            inputs,
            outFolder,
            resume: options.resume ?? false,
            ignoreSpace: options.ignoreSpace ?? false,
            overwrite: options.force ?? false,
            replace: options.replace ?? false,
            ...(options.runDate !== undefined && { runDate: options.runDate }),
            logLevel: options.json || options.statusOnly ? null : level,
          };
          if (options.dryRun) {
            const plan = await planRun(loaded, new Map(Object.entries(inputs)), outFolder);
            if (options.json) terminal.json(plan);
            else terminal.result(planText(plan));
            return exitCodes.done;
          }
          if (options.estimate) {
            const estimate = await withClient(workspace, (ask) => ask.runs.estimate({ pipeline: name, inputs, outFolder }));
            if (options.json) terminal.json(estimate);
            else terminal.result(estimate.message);
            return estimate.isEnough ? exitCodes.done : exitCodes.gateFailed;
          }
          try {
            const detail = await followRun(workspace, asked, terminal);
            tellRun(detail, options, terminal);
            if (options.profile) await keepProfiles(workspace, Object.keys(pipeline.datasets));
            if (passesGate(detail.worstSeverity, gate)) return exitCodes.done;
            terminal.say(`the quality gate failed (--fail-on ${gate}): the worst finding is of severity ${detail.worstSeverity}`);
            return exitCodes.gateFailed;
          } catch (error) {
            const failed = error instanceof Failure && (error.code === 'RUN_FAILED' || error.code === 'CANCELLED');
            if (options.json && failed)
              terminal.json({ runId: null, status: error.code === 'CANCELLED' ? 'cancelled' : 'failed', error: error.message });
            throw error;
          }
        }),
      );
  },
};

function tellRun(detail: RunDetail, { json, statusOnly }: Pick<Options, 'json' | 'statusOnly'>, terminal: Terminal): void {
  if (json) terminal.json(runJson(detail));
  else terminal.result(statusOnly ? statusOf(detail) : summaryOf(detail, terminal));
}

/** Profiles the raw rows of every dataset, which keeps the profiles with the run. */
async function keepProfiles(workspace: string, datasets: readonly string[]): Promise<void> {
  await withClient(workspace, async (ask) => {
    for (const dataset of datasets)
      for await (const event of await ask.profiles.rows({ dataset, what: 'raw' })) if (event.kind === 'done') break;
  });
}

/** The datasets that a shipped pipeline would take from its own sample beside files of a person. */
function samplesAmong({ datasets }: LoadedPipeline['pipeline'], inputs: Readonly<Record<string, string>>): readonly string[] {
  const given = Object.keys(inputs);
  return given.length === 0 ? [] : Object.keys(datasets).filter((dataset) => !given.includes(dataset));
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** The files of datasets that are named, or come over standard input: as an option says, or the pipeline where none does. */
async function inputsOf(
  { datasets, name: pipeline }: LoadedPipeline['pipeline'],
  { input, resume }: Pick<Options, 'input' | 'resume'>,
): Promise<Readonly<Record<string, string>>> {
  const named = new Map(input.map(inputOf));
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

function gateOf(text: string): Gate {
  const gate = gates.find((candidate) => candidate === text);
  if (!gate) throw new Failure('BAD_INPUT', `--fail-on ${text}: choose one of ${gates.join(', ')}`);
  return gate;
}

function levelOf(text: string): LogLevel {
  const level = levels.find((candidate) => candidate === text.toUpperCase());
  if (!level) throw new Failure('BAD_INPUT', `--log-level ${text}: choose one of ${levels.join(', ')}`);
  return level;
}
