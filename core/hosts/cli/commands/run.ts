import { resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import { type LoadedPipeline, loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { packedAs } from '#core/engine/packed-as.ts';
import { planRun } from '#core/engine/plan-run.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { type AskedRun, followRun } from '../follow-run.ts';
import { type Gate, passesGate } from '../gate.ts';
import { planText } from '../plan-text.ts';
import { runJson } from '../run-json.ts';
import {
  addRunOptions,
  configOf,
  gateOf,
  inputsOf,
  levelOf,
  outFolderOf,
  policyOf,
  type RunConfig,
  type RunOptions,
  stagesOf,
} from '../run-options.ts';
import { statusOf, summaryOf } from '../summary.ts';
import type { Terminal } from '../terminal.ts';

/** Runs a pipeline from sources to clean rows, exceptions and proof. */
export const run: Command = {
  add: (program, { terminal, action }) => {
    addRunOptions(
      program
        .command('run')
        .description('run a shipped pipeline by name, or a pipeline.yaml')
        .argument('<pipeline>', 'name or path'),
    ).action(action((name: string, options: RunOptions) => runOrTell(name, options, terminal)));
  },
};

/** Runs, or only says what a run would do or take, as the options ask. */
async function runOrTell(name: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const config = configOf(options);
  const gate = gateOf(options.failOn ?? config.fail_on ?? 'never');
  const loaded = loadPipeline(name);
  const { pipeline } = loaded;
  const inputs = await inputsOf(pipeline, options, config.input);
  tellSamples(shippedPipelines().includes(name) ? samplesAmong(pipeline, inputs) : [], Object.keys(inputs), terminal);
  const workspace = resolve(options.workspace ?? `${pipeline.name}.winnow`);
  const outFolder = outFolderOf(options, config, workspace);
  if (options.dryRun) {
    const { skipStages = [], compression } = askedBy(options, config);
    const plan = await planRun(packedAs(loaded, compression), { inputs: new Map(Object.entries(inputs)), outFolder, skipStages });
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
  const asked = { pipeline: name, inputs, outFolder, ...askedBy(options, config) };
  const detail = await followed(workspace, asked, options, terminal);
  if (options.profile) await keepProfiles(workspace, Object.keys(pipeline.datasets));
  return gateCode(detail, gate, config.max_error_rate, terminal);
}

function askedBy(options: RunOptions, config: RunConfig): Omit<AskedRun, 'pipeline' | 'inputs' | 'outFolder'> {
  const runDate = options.runDate ?? config.run_date;
  const level = levelOf(options.logLevel ?? config.log_level ?? 'INFO');
  return {
    skipStages: options.skipStages === undefined ? [...(config.skip_stages ?? [])] : [...stagesOf(options.skipStages)],
    onFailure: policyOf(options.onFailure ?? config.on_failure ?? 'stop'),
    resume: options.resume ?? false,
    ignoreSpace: options.ignoreSpace ?? false,
    overwrite: options.force ?? false,
    replace: options.replace ?? false,
    ...(runDate !== undefined && { runDate }),
    ...(config.chunk_rows !== undefined && { batchRows: config.chunk_rows }),
    ...(config.memory_limit !== undefined && { memoryMb: config.memory_limit }),
    ...(config.output?.compression !== undefined && { compression: config.output.compression }),
    logLevel: options.json || options.statusOnly ? null : level,
  };
}

async function followed(
  workspace: string,
  asked: AskedRun,
  { json, statusOnly }: RunOptions,
  terminal: Terminal,
): Promise<RunDetail> {
  try {
    const detail = await followRun(workspace, asked, terminal);
    if (json) terminal.json(runJson(detail));
    else terminal.result(statusOnly ? statusOf(detail) : summaryOf(detail, terminal));
    return detail;
  } catch (error) {
    const failed = error instanceof Failure && (error.code === 'RUN_FAILED' || error.code === 'CANCELLED');
    if (json && failed)
      terminal.json({ runId: null, status: error.code === 'CANCELLED' ? 'cancelled' : 'failed', error: error.message });
    throw error;
  }
}

/** How the command ends: 1 where the findings are too bad, or exceptions too many. */
function gateCode(detail: RunDetail, gate: Gate, maxErrorRate: number | undefined, terminal: Terminal): number {
  const failed: string[] = [];
  if (!passesGate(detail.worstSeverity, gate))
    failed.push(`--fail-on ${gate}: the worst finding is of severity ${detail.worstSeverity}`);
  const ledgers = Object.values(detail.datasets);
  const read = ledgers.reduce((sum, ledger) => sum + ledger.read - ledger.blank, 0);
  const exceptions = ledgers.reduce((sum, ledger) => sum + ledger.exceptions + ledger.structural, 0);
  if (maxErrorRate !== undefined && read > 0 && exceptions / read > maxErrorRate)
    failed.push(
      `max_error_rate ${formatPercent(100 * maxErrorRate)} %: ${formatPercent((100 * exceptions) / read)} % of the records are exceptions`,
    );
  for (const why of failed) terminal.say(`the quality gate failed (${why})`);
  if (detail.failures.length > 0) return exitCodes.gateFailed;
  return failed.length === 0 ? exitCodes.done : exitCodes.gateFailed;
}

function tellSamples(samples: readonly string[], given: readonly string[], terminal: Terminal): void {
  if (samples.length === 0) return;
  terminal.say(
    `only ${given.join(', ')} ${given.length === 1 ? 'comes' : 'come'} from your files; ${samples.join(', ')} ${samples.length === 1 ? 'is' : 'are'} sample data. Give --input for each`,
  );
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
