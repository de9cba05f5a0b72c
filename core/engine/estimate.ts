import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { RunEstimate } from '#core/contract/runs.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { InspectedSource } from '#core/run/inspect-sources.ts';
import type { SourceWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';

/** Bytes of a source that are looked at. */
const sampleSize = 1 << 20;

/** Measured: a workspace takes 2.5 times its sources, the two exports together 1.3 times, plus the write-ahead log. */
const workspacePerByte = 2.6;
const exportsPerByte = 1.4;
const writeAheadLog = 96 * 1024 * 1024;

/** Rows of ten columns per second on a small machine; wider rows take longer, so that bytes are what counts. */
const bytesPerSecond = 8 * 1024 * 1024;

/** Estimates a run from a sample of each of its sources; nothing is written. */
export async function estimateRun(
  pipeline: PipelineDefinition,
  sources: readonly InspectedSource[],
  workspacePath: string,
  outFolder: string | null,
): Promise<RunEstimate> {
  let rows = 0;
  let bytes = 0;
  for (const source of sources.filter(({ isAbsent }) => !isAbsent)) {
    const sample = await sampleOf(source, pipeline.datasets[source.dataset]?.source ?? {});
    rows += sample.rows;
    bytes += sample.bytes;
  }
  const isExporting = outFolder !== null && pipeline.exports.length > 0;
  const log = Math.min(writeAheadLog, bytes * 2);
  const workspaceBytes = Math.ceil(bytes * workspacePerByte + log);
  const exportBytes = isExporting ? Math.ceil(bytes * exportsPerByte) : 0;
  const there = freeAt(dirname(workspacePath));
  const out = isExporting ? freeAt(outFolder) : there;
  // Two places on one disk share what is free.
  const isOneDisk = there.disk === out.disk;
  const isEnough = isOneDisk
    ? workspaceBytes + exportBytes <= there.free
    : workspaceBytes <= there.free && exportBytes <= out.free;
  const neededBytes = workspaceBytes + exportBytes;
  const milliseconds = Math.ceil((bytes / bytesPerSecond) * 1000);
  const about = `about ${counted(rows, 'row')}, ${mebibytes(neededBytes)} of disk and ${seconds(milliseconds)}`;
  return {
    rows,
    neededBytes,
    freeBytes: there.free,
    milliseconds,
    isEnough,
    message: isEnough
      ? `${about}; ${mebibytes(there.free)} are free`
      : `the run needs ${about}, but only ${mebibytes(isOneDisk || workspaceBytes > there.free ? there.free : out.free)} are free in ${isOneDisk || workspaceBytes > there.free ? dirname(workspacePath) : outFolder}; free some space, or put the workspace on another disk with --workspace`,
  };
}

/** Throws a Failure (BAD_INPUT) where a run would not fit on the disk. */
export async function assertFits(...asked: Parameters<typeof estimateRun>): Promise<void> {
  const { isEnough, message } = await estimateRun(...asked);
  if (!isEnough) throw new Failure('BAD_INPUT', message);
}

/** Rows and unpacked bytes of a source, projected from its beginning. */
async function sampleOf(
  { path, dialect }: InspectedSource,
  wishes: SourceWishes,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const { file, records } = await openSource(path, wishes, dialect);
  try {
    let rows = 0;
    let last = 0;
    for await (const chunk of records.chunks()) {
      for (const { blankLines } of chunk.records) if (blankLines === 0) rows++;
      last = file.textBefore(chunk.next);
      if (last >= sampleSize) break;
    }
    const bytes = await file.textSize();
    return { rows: last === 0 ? rows : Math.round((rows * Math.max(bytes, last)) / last), bytes };
  } finally {
    file.close();
  }
}

function freeAt(folder: string): { readonly free: number; readonly disk: number } {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return { free: bavail * bsize, disk: statSync(there).dev };
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024).toLocaleString('en')} MiB`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 120_000 ? `${Math.ceil(milliseconds / 1000)} s` : `${Math.ceil(milliseconds / 60_000)} min`;
}
