/** The formats in which rows can be written. */
export const exportFormats = ['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet', 'sqlite'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** The formats that are text, which gzip makes much smaller; the others are compressed already, or are opened where they lie. */
export const textFormats: readonly ExportFormat[] = ['csv', 'tsv', 'json', 'ndjson'];

/** Whether the name of a file says that it is packed by gzip. */
export function isGzipName(path: string): boolean {
  return /\.gz$/i.test(path);
}
