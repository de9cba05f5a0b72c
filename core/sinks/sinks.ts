import type { ExportFormat } from '#core/contract/export-format.ts';
import { csv, tsv } from './delimited.ts';
import { json, ndjson } from './json.ts';
import { parquet } from './parquet.ts';
import type { Sink } from './sink.ts';
import { sqlite } from './sqlite.ts';
import { xlsx } from './xlsx.ts';

/** Every format in which rows are written. */
export const sinks: readonly Sink[] = [csv, tsv, json, ndjson, xlsx, parquet, sqlite];

/** The sink of a format. */
export function sinkOf(format: ExportFormat): Sink {
  const found = sinks.find(({ name }) => name === format);
  if (!found) throw new RangeError(`no sink writes ${format}`);
  return found;
}
