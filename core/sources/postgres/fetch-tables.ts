import { mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { withVariables } from '../path-of-source.ts';
import { connectPostgres } from './connect.ts';
import { fetchedSuffix, fetchTable } from './fetch-table.ts';

/** A new folder beside a workspace for the tables of servers that one run reads. */
export function fetchedFolder(workspacePath: string, runId: string): string {
  return join(`${workspacePath}-tables`, runId);
}

/** Removes the tables that were fetched for a run, and those of earlier runs. What cannot be removed takes space and does no harm. */
export function forgetFetched(folder: string): void {
  const all = dirname(folder);
  try {
    // The names of folders begin with the time; a later run may wait with its tables.
    for (const name of readdirSync(all)) if (name <= basename(folder)) rmSync(join(all, name), { recursive: true, force: true });
    rmdirSync(all);
  } catch {
    // A later run is there, or there never were any.
  }
}

/** Whether a dataset is read from a server. */
export function isOnServer({ format }: { readonly format?: string | undefined }): boolean {
  return format === 'postgres';
}

/**
 * Fetches the tables of servers that a pipeline reads into a folder, those of one server at one moment, and gives the file of each dataset.
 * A dataset with an input of its own is left out. Throws a Failure (BAD_INPUT); there is no folder then.
 */
export async function fetchTables(
  { datasets }: Pick<PipelineDefinition, 'datasets'>,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  tell: (dataset: string, bytes: number) => void = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const wanted = Object.entries(datasets)
    .filter(([name, { source }]) => isOnServer(source) && !inputs.has(name))
    .map(([name, { source }]) => ({
      name,
      source,
      path: join(folder, `${name}${fetchedSuffix}`),
      url: withVariables(source.path),
    }));
  try {
    for (const [url, tables] of Map.groupBy(wanted, (one) => one.url)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const client = await connectPostgres(url);
      try {
        await client.query('begin transaction isolation level repeatable read read only');
        for (const { name, source, path } of tables) await fetchTable(client, source, path, (bytes) => tell(name, bytes));
        await client.query('commit');
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  } catch (error) {
    forgetFetched(folder);
    if (error instanceof Failure) throw error;
    throw new Failure('BAD_INPUT', `PostgreSQL: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  return new Map(wanted.map(({ name, path }) => [name, path]));
}
