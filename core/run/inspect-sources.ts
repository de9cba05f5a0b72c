import { realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { Dialect, SourcePart } from '#core/contract/source.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { assertFilePath } from '#core/sources/assert-file-path.ts';
import { filesOf, matchingFiles } from '#core/sources/files-of.ts';
import { pathOfSource } from '#core/sources/path-of-source.ts';
import type { RecordProblem } from '#core/sources/record.ts';
import { openSource } from '#core/sources/sources.ts';

/** A source looked at before a run: how it is to be read and which cells are which columns. */
export interface InspectedSource {
  readonly dataset: string;
  /** The file, or the pattern of several. */
  readonly path: string;
  readonly parts: readonly SourcePart[] | undefined;
  readonly name: string;
  readonly size: number;
  /** The files that are read must be those that were looked at. */
  readonly identity: string;
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly headerProblem: RecordProblem | undefined;
  readonly head: Uint8Array;
  readonly sources: readonly number[];
  readonly missing: readonly string[];
  readonly extras: readonly string[];
  /** Whether there is no such file, or nothing in it, and the run goes on without its records. */
  readonly isAbsent?: boolean;
}

/**
 * Opens the source of every dataset and matches its columns; nothing is written. `inputs` overrides paths, other paths are
 * taken from `folder`. Throws a Failure (BAD_INPUT) for the first that cannot be read or does not fit its dataset.
 */
export async function inspectSources(
  pipeline: PipelineDefinition,
  folder: string,
  inputs: ReadonlyMap<string, string>,
): Promise<readonly InspectedSource[]> {
  for (const name of inputs.keys()) {
    if (!Object.hasOwn(pipeline.datasets, name)) {
      throw new Failure(
        'BAD_INPUT',
        `the pipeline ${pipeline.name} has no dataset "${name}"; it has ${Object.keys(pipeline.datasets).join(', ')}`,
      );
    }
  }
  const inspected: InspectedSource[] = [];
  for (const [name, dataset] of Object.entries(pipeline.datasets)) {
    assertFilePath(inputs.get(name) ?? dataset.source.path);
    const path = inputs.get(name) ?? pathOfSource(dataset.source.path, folder);
    if (dataset.missing === 'warn' && isAbsent(path)) {
      inspected.push(absentSource(name, path, Object.keys(dataset.columns)));
      continue;
    }
    const { file, dialect, records } = await openSource(path, dataset.source);
    file.close();
    const { sources, extras } = matchColumns(dataset.columns, records.headers);
    const missing = Object.keys(dataset.columns).filter((_, index) => (sources[index] ?? -1) < 0);
    const extraNames = extras.map((index) => records.headers[index] ?? '');
    if (missing.length === sources.length) {
      throw new Failure(
        'BAD_INPUT',
        `${path} has none of the columns of ${name} (${missing.slice(0, 8).join(', ')}); is it the right file? Its header says ${records.headers.slice(0, 8).join(', ').slice(0, 200)}`,
      );
    }
    if (dataset.extra_columns === 'reject' && extraNames.length > 0) {
      throw new Failure(
        'BAD_INPUT',
        `${path} has columns that ${name} does not allow: ${extraNames.slice(0, 8).join(', ')}; declare them or set extra_columns to flag or ignore`,
      );
    }
    inspected.push({
      dataset: name,
      path: file.parts ? path : realpathSync(filesOf(path)[0] ?? path),
      parts: file.parts,
      name: file.name,
      size: file.size,
      identity: file.identity,
      dialect,
      headers: records.headers,
      headerProblem: records.headerProblem,
      head: records.head,
      sources,
      missing,
      extras: extraNames,
    });
  }
  return inspected;
}

/** Whether a path leads to no file, or only to empty ones. */
function isAbsent(path: string): boolean {
  return matchingFiles(path).every((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined || (stats.isFile() && stats.size === 0);
  });
}

/** In the place of a file that is not there: one with the declared columns and without records. */
function absentSource(dataset: string, path: string, columns: readonly string[]): InspectedSource {
  return {
    dataset,
    path,
    parts: undefined,
    name: basename(path),
    size: 0,
    identity: 'absent',
    dialect: {
      format: 'csv',
      encoding: 'utf-8',
      bomLength: 0,
      delimiter: ',',
      quote: '"',
      hasHeader: true,
      skipLines: 0,
      newline: '\n',
      quotesAll: false,
      compression: 'none',
      evidence: [],
    },
    headers: columns,
    headerProblem: undefined,
    head: new Uint8Array(),
    sources: columns.map((_, index) => index),
    missing: [],
    extras: [],
    isAbsent: true,
  };
}
