import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { withVariables } from '../path-of-source.ts';
import { connectPostgres } from './connect.ts';
import { fetchedSuffix, fetchTable } from './fetch-table.ts';

/** The folder beside a workspace that holds tables of servers while a run reads them. */
export function fetchedFolder(workspacePath: string): string {
  return `${workspacePath}-tables`;
}

/** Removes the tables that were fetched for a run: their rows are in the workspace. What cannot be removed is fetched anew next time. */
export function forgetFetched(workspacePath: string): void {
  rmSync(fetchedFolder(workspacePath), { recursive: true, force: true });
}

/** Whether a dataset is read from a server. */
export function isOnServer({ format }: { readonly format?: string | undefined }): boolean {
  return format === 'postgres';
}

/**
 * Fetches the tables of servers that a pipeline reads into a folder, those of one server at one moment, and gives the file of each dataset.
 * A dataset with an input of its own is left out, and with `keeps` a file that is there already. Throws a Failure (BAD_INPUT).
 */
export async function fetchTables(
  { datasets }: Pick<PipelineDefinition, 'datasets'>,
  inputs: ReadonlyMap<string, string>,
  folder: string,
  { keeps, tell }: { readonly keeps: boolean; readonly tell: (dataset: string, bytes: number) => void },
): Promise<ReadonlyMap<string, string>> {
  const wanted = Object.entries(datasets)
    .filter(([name, { source }]) => isOnServer(source) && !inputs.has(name))
    .map(([name, { source }]) => ({
      name,
      source,
      path: join(folder, `${name}${fetchedSuffix}`),
      url: withVariables(source.path),
    }));
  const missing = wanted.filter(({ path }) => !keeps || !existsSync(path));
  for (const [url, tables] of Map.groupBy(missing, (one) => one.url)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const client = await connectPostgres(url);
    try {
      await client.query('begin transaction isolation level repeatable read read only');
      for (const { name, source, path } of tables) await fetchTable(client, source, path, (bytes) => tell(name, bytes));
      await client.query('commit');
    } catch (error) {
      for (const { path } of tables) rmSync(path, { force: true });
      if (error instanceof Failure) throw error;
      throw new Failure('BAD_INPUT', `PostgreSQL: ${error instanceof Error ? error.message : error}`, { cause: error });
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return new Map(wanted.map(({ name, path }) => [name, path]));
}
