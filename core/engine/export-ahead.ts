import type { Tell } from '#core/contract/progress.ts';
import { type SealedExport, sealExport } from '#core/exports/write-export.ts';
import type { AheadJob } from '#core/run/exports-ahead.ts';
import { discardSealed } from '#core/sinks/write-file.ts';
import type { Database } from '#core/workspace/open.ts';
import { nowMicroseconds } from './clock.ts';

/**
 * Writes those exports of a run that nobody else has claimed, the last first, as whole files without their names; `owner` is the thread that
 * finishes them. Those of models are left, for they may not be built yet. All or none: what fails takes the others along.
 */
export function exportAhead(
  database: Database,
  { exports, claims, owner }: AheadJob & { readonly owner: number },
  tell: Tell,
): readonly (readonly [number, SealedExport])[] {
  const claimed = new Int32Array(claims);
  const written: [number, SealedExport][] = [];
  try {
    for (const [place, exported] of [...exports.entries()].reverse()) {
      if ('model' in exported.subject || Atomics.compareExchange(claimed, place, 0, 1) !== 0) continue;
      const request = { ...exported, database, now: nowMicroseconds, report: (rows: number) => tell(rows, 0) };
      written.push([place, sealExport(request, owner)]);
    }
  } catch (error) {
    for (const [, sealed] of written) discardSealed(sealed);
    throw error;
  }
  return written;
}
