import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '#core/contract/failure.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { checkSql } from '#core/models/check-sql.ts';
import { catalog } from '#core/quality/catalog.ts';
import { assertFilePath } from '#core/sources/assert-file-path.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';

/** A pipeline and where it was found. */
export interface LoadedPipeline {
  readonly pipeline: PipelineDefinition;
  readonly text: string;
  readonly file: string;
  readonly folder: string;
}

// In the packaged app they stand beside the archive that holds the program.
const shippedFolder = fileURLToPath(new URL('../../resources/pipelines', import.meta.url)).replace(
  /app\.asar(?=[\\/])/,
  'app.asar.unpacked',
);

/** The names of the shipped pipelines. */
export function shippedPipelines(): readonly string[] {
  return readdirSync(shippedFolder).filter((name) => existsSync(join(shippedFolder, name, 'pipeline.yaml')));
}

let catalogue: { name: string; title: string; description: string }[] | undefined;

/** What the shipped pipelines are called and do; they are read once. */
export function shippedCatalogue(): { name: string; title: string; description: string }[] {
  catalogue ??= shippedPipelines().map((name) => {
    const { title = name, description = '' } = loadPipeline(name).pipeline;
    return { name, title, description };
  });
  return catalogue;
}

/** Loads a shipped pipeline by name, or a `pipeline.yaml` by path (a folder stands for the one in it). Throws a Failure with what is wrong. */
export function loadPipeline(nameOrPath: string): LoadedPipeline {
  const file = fileOf(nameOrPath);
  assertNoWorkspace(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('BAD_DEFINITION', `${file} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  const pipeline = readPipeline(text, file, catalog);
  checkSql(pipeline);
  return { pipeline, text, file, folder: dirname(resolve(file)) };
}

/** Loads a pipeline from its text; paths in it begin in `folder`. Throws a Failure with what is wrong. */
export function loadDefinition(text: string, folder: string): LoadedPipeline {
  const file = 'pipeline.yaml';
  const pipeline = readPipeline(text, file, catalog);
  checkSql(pipeline);
  return { pipeline, text, file, folder };
}

function fileOf(nameOrPath: string): string {
  assertFilePath(nameOrPath);
  if (shippedPipelines().includes(nameOrPath)) return join(shippedFolder, nameOrPath, 'pipeline.yaml');
  const stats = statSync(nameOrPath, { throwIfNoEntry: false });
  if (!stats) {
    throw new Failure(
      'BAD_DEFINITION',
      `there is no pipeline "${nameOrPath}": it is neither a file nor one of the shipped pipelines ${shippedPipelines().join(', ')}`,
    );
  }
  if (stats.isFile()) return nameOrPath;
  if (!stats.isDirectory()) throw new Failure('BAD_DEFINITION', `${nameOrPath} is not a file; name a pipeline.yaml`);
  const inside = join(nameOrPath, 'pipeline.yaml');
  if (!existsSync(inside)) throw new Failure('BAD_DEFINITION', `the folder ${nameOrPath} holds no pipeline.yaml`);
  return inside;
}
