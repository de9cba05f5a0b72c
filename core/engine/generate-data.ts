import { basename, join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DataGenerator, GenerateOptions } from '#core/generate/data-generator.ts';
import { generators } from '#core/generate/generators.ts';
import { assertTarget, type Target } from '#core/sinks/assert-target.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { writeCell } from '#core/sources/file/csv.ts';
import { appVersion } from './app-version.ts';

const comma = { delimiter: ',', quote: '"' };

/** Files that were generated, and how many defects of each rule were planted. */
export interface GeneratedFiles {
  readonly data: string;
  readonly planted: string;
  readonly manifest: string;
  readonly rows: number;
  readonly rules: Readonly<Record<string, number>>;
}

/** The pipelines that data can be made for. */
export const generatedPipelines: readonly string[] = generators.map(({ pipeline }) => pipeline);

/** What is to be generated; left out is the generator's own. */
export interface GenerateRequest {
  readonly pipeline: string;
  readonly variant?: string | undefined;
  readonly rows?: number | undefined;
  readonly seed: number;
  readonly folder: string;
  readonly overwrite?: boolean | undefined;
}

/** Writes generated rows as CSV, with the list of planted defects and a manifest beside them. Throws a Failure (BAD_INPUT) for what there is not. */
export function generateData({ pipeline, variant, rows, seed, folder, overwrite = false }: GenerateRequest): GeneratedFiles {
  const generator = generators.find((candidate) => candidate.pipeline === pipeline);
  if (!generator)
    throw new Failure('BAD_INPUT', `there is no generator "${pipeline}"; there are ${generatedPipelines.join(', ')}`);
  const chosen = variant ?? Object.keys(generator.variants)[0] ?? '';
  if (!Object.hasOwn(generator.variants, chosen)) {
    const known = Object.entries(generator.variants).map(([name, sentence]) => `  ${name}: ${sentence}`);
    throw new Failure('BAD_INPUT', `there is no variant "${chosen}"; there are\n${known.join('\n')}`);
  }
  return writeGenerated(generator, { rows: rows ?? generator.defaultRows, seed, variant: chosen }, { folder, overwrite });
}

function writeGenerated(
  generator: DataGenerator,
  options: GenerateOptions,
  { folder, overwrite }: { readonly folder: string; readonly overwrite: boolean },
): GeneratedFiles {
  const paths = {
    data: join(folder, `${generator.dataset}.csv`),
    planted: join(folder, `${generator.dataset}.planted.csv`),
    manifest: join(folder, `${generator.dataset}.manifest.json`),
  };
  const target: Target = { replaces: overwrite ? 'files' : 'own outputs' };
  for (const path of Object.values(paths)) assertTarget(path, target);
  const data = createFileWriter(paths.data, target);
  const planted = createFileWriter(paths.planted, target);
  try {
    const rules: Record<string, number> = {};
    const kinds: Record<string, number> = {};
    data.write(`${generator.columns.join(',')}\n`);
    planted.write('row,kind,rule\n');
    for (const row of generator.rows(options)) {
      data.write(`${row.cells.map((cell) => writeCell(cell, comma, false)).join(',')}\n`);
      for (const kind of new Set(row.planted.map((planted) => planted.kind))) kinds[kind] = (kinds[kind] ?? 0) + 1;
      for (const { row: at, kind, rule } of row.planted) {
        planted.write(`${at},${kind},${rule ?? ''}\n`);
        if (rule !== null) rules[rule] = (rules[rule] ?? 0) + 1;
      }
    }
    const { sha256 } = data.finish();
    const files = { [basename(paths.data)]: sha256, [basename(paths.planted)]: planted.finish().sha256 };
    const manifest = createFileWriter(paths.manifest, target);
    manifest.write(
      `${JSON.stringify({ winnow: appVersion, pipeline: generator.pipeline, ...options, data: basename(paths.data), sha256, planted: basename(paths.planted), files, rules, kinds }, null, 2)}\n`,
    );
    manifest.finish();
    return { ...paths, rows: options.rows, rules };
  } catch (error) {
    data.abandon();
    planted.abandon();
    throw error;
  }
}
