import { gzip } from './gzip.ts';
import type { Packing } from './packing.ts';
import { parquet } from './parquet.ts';
import { sqlite } from './sqlite.ts';
import { xlsx } from './xlsx.ts';
import { zip } from './zip.ts';

/** Every way in which files are packed; the first that knows a file reads it. A workbook is a zip archive too. */
export const packings: readonly Packing[] = [gzip, xlsx, zip, parquet, sqlite];
