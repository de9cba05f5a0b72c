import { basename, join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DataGenerator, GeneratedDataset, GenerateOptions, Planted } from '#core/generate/data-generator.ts';
import { generators } from '#core/generate/generators.ts';
import { assertTarget, type Target } from '#core/sinks/assert-target.ts';
import { createFileWriter, type FileWriter } from '#core/sinks/write-file.ts';
import { writeCell } from '#core/sources/file/csv.ts';
import { appVersion } from './app-version.ts';

const comma = { delimiter: ',', quote: '"' };

/** The files of one dataset, and how many defects of each rule were planted in it. */
export interface GeneratedDatasetFiles {
  readonly data: string;
  readonly planted: string;
  readonly rows: number;
  readonly rules: Readonly<Record<string, number>>;
}

/** Everything that was generated; of a pipeline with one dataset its files stand on top as well. */
export interface GeneratedFiles extends Partial<GeneratedDatasetFiles> {
  readonly manifest: string;
  readonly datasets: Readonly<Record<string, GeneratedDatasetFiles>>;
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
  /** The day with which data about the last days ends; default: today. */
  readonly runDate?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** Writes a file of generated rows for each dataset, a list of planted defects beside each, and one manifest. Throws a Failure (BAD_INPUT) for what there is not. */
export function generateData({
  pipeline,
  variant,
  rows,
  seed,
  folder,
  runDate,
  overwrite = false,
}: GenerateRequest): GeneratedFiles {
  const generator = generators.find((candidate) => candidate.pipeline === pipeline);
  if (!generator)
    throw new Failure('BAD_INPUT', `there is no generator "${pipeline}"; there are ${generatedPipelines.join(', ')}`);
  const chosen = variant ?? Object.keys(generator.variants)[0] ?? '';
  if (!Object.hasOwn(generator.variants, chosen)) {
    const known = Object.entries(generator.variants).map(([name, sentence]) => `  ${name}: ${sentence}`);
    throw new Failure('BAD_INPUT', `there is no variant "${chosen}"; there are\n${known.join('\n')}`);
  }
  const target: Target = { replaces: overwrite ? 'files' : 'own outputs' };
  return writeGenerated(
    generator,
    { rows: rows ?? generator.defaultRows, seed, variant: chosen, runDate: runDate ?? todayUtc() },
    { folder, target },
  );
}

/** Writes named sets of a generator, each in a folder of its own: all of them, or one. Throws a Failure (BAD_INPUT) for what there is not. */
export function generateSets(request: Omit<GenerateRequest, 'variant' | 'rows'>, wanted: string): readonly GeneratedFiles[] {
  const { sets = [] } = generators.find(({ pipeline }) => pipeline === request.pipeline) ?? {};
  const chosen = wanted === 'all' ? sets : sets.filter(({ name }) => name === wanted);
  if (chosen.length === 0)
    throw new Failure(
      'BAD_INPUT',
      sets.length === 0
        ? `there are no sets of ${request.pipeline}; leave --set out`
        : `there is no set "${wanted}"; there are all, ${sets.map(({ name }) => name).join(', ')}`,
    );
  return chosen.map(({ name, folder, variant, rows }) =>
    generateData({ ...request, variant, rows, folder: join(request.folder, folder, name) }),
  );
}

function todayUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

function writeGenerated(
  generator: DataGenerator,
  options: GenerateOptions,
  { folder, target }: { readonly folder: string; readonly target: Target },
): GeneratedFiles {
  const manifestPath = join(folder, `${generator.pipeline}.manifest.json`);
  assertTarget(manifestPath, target);
  for (const { name, extension } of generator.datasets)
    for (const path of Object.values(pathsOf(folder, name, extension))) assertTarget(path, target);
  const writers = new Map(generator.datasets.map((dataset) => [dataset.name, createDatasetWriter(dataset, folder, target)]));
  const [first] = writers.keys();
  const writerOf = (name = first): DatasetWriter => {
    const writer = writers.get(name ?? '');
    if (!writer) throw new RangeError(`the generator has no dataset ${name}`);
    return writer;
  };
  try {
    const kinds: Record<string, number> = {};
    for (const { dataset, cells, planted } of generator.rows(options)) {
      writerOf(dataset).write(cells);
      for (const defect of planted) writerOf(defect.dataset ?? dataset).plant(defect);
      for (const kind of new Set(planted.map((defect) => defect.kind))) kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    const written = [...writers].map(([name, writer]) => ({ name, ...writer.finish() }));
    const hashes = Object.assign({}, ...written.map(({ hashes }) => hashes)) as Readonly<Record<string, string>>;
    const datasets = Object.fromEntries(written.map(({ name, files }) => [name, files]));
    const [only] = written.length === 1 ? written : [];
    const manifest = createFileWriter(manifestPath, target);
    manifest.write(
      `${JSON.stringify(
        {
          winnow: appVersion,
          pipeline: generator.pipeline,
          rows: options.rows,
          seed: options.seed,
          variant: options.variant,
          ...(generator.isDated && { runDate: options.runDate }),
          ...(only
            ? {
                data: basename(only.files.data),
                sha256: hashes[basename(only.files.data)],
                planted: basename(only.files.planted),
                rules: only.files.rules,
              }
            : { datasets: Object.fromEntries(written.map(({ name, files: { rows, rules } }) => [name, { rows, rules }])) }),
          files: hashes,
          kinds,
        },
        null,
        2,
      )}\n`,
    );
    manifest.finish();
    return { ...only?.files, manifest: manifestPath, datasets };
  } catch (error) {
    for (const writer of writers.values()) writer.abandon();
    throw error;
  }
}

function pathsOf(folder: string, name: string, extension: string) {
  return { data: join(folder, `${name}.${extension}`), planted: join(folder, `${name}.planted.csv`) };
}

/** Writes the rows and the planted defects of one dataset. */
interface DatasetWriter {
  readonly write: (cells: readonly string[] | string) => void;
  readonly plant: (defect: Planted) => void;
  readonly finish: () => { readonly files: GeneratedDatasetFiles; readonly hashes: Readonly<Record<string, string>> };
  readonly abandon: () => void;
}

function createDatasetWriter({ name, columns, extension }: GeneratedDataset, folder: string, target: Target): DatasetWriter {
  const paths = pathsOf(folder, name, extension);
  const data: FileWriter = createFileWriter(paths.data, target);
  const planted: FileWriter = createFileWriter(paths.planted, target);
  const rules: Record<string, number> = {};
  let rows = 0;
  if (columns) data.write(`${columns.join(',')}\n`);
  planted.write('row,kind,rule\n');
  return {
    write: (cells) => {
      rows++;
      data.write(typeof cells === 'string' ? `${cells}\n` : `${cells.map((cell) => writeCell(cell, comma, false)).join(',')}\n`);
    },
    plant: ({ row, kind, rule }) => {
      planted.write(`${row},${kind},${rule ?? ''}\n`);
      if (rule !== null) rules[rule] = (rules[rule] ?? 0) + 1;
    },
    finish: () => ({
      files: { ...paths, rows, rules },
      hashes: { [basename(paths.data)]: data.finish().sha256, [basename(paths.planted)]: planted.finish().sha256 },
    }),
    abandon: () => {
      data.abandon();
      planted.abandon();
    },
  };
}
