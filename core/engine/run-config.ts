import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { type RunConfig, readRunConfig } from '#core/definition/run-config.ts';

/**
 * The settings that a configuration file gives to a run, with paths that hold from anywhere; none where no file is named. Throws a Failure
 * (BAD_INPUT) where the file is not there or wrong.
 */
export function loadRunConfig(file: string | undefined, environment: string | undefined): RunConfig {
  if (file === undefined) return {};
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Failure('BAD_INPUT', `there is no configuration file ${file}`);
  const read = readRunConfig(readFileSync(file, 'utf8'), file, environment);
  const beside = (path: string): string => (path === '-' || path.includes('://') ? path : resolve(dirname(file), path));
  return {
    ...read,
    ...(read.input && { input: Object.fromEntries(Object.entries(read.input).map(([name, path]) => [name, beside(path)])) }),
    ...(read.output?.folder !== undefined && { output: { ...read.output, folder: beside(read.output.folder) } }),
  };
}
