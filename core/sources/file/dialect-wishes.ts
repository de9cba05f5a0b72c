import type { Encoding } from '#core/contract/source.ts';

/** What a pipeline says of a source; everything left out is found out. */
export interface DialectWishes {
  readonly format?: 'csv' | 'json' | 'ndjson' | 'xlsx' | 'parquet' | 'sqlite' | undefined;
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly header?: boolean | undefined;
  readonly skip_lines?: number | undefined;
  readonly records?: string | undefined;
  readonly sheet?: string | undefined;
  readonly table?: string | undefined;
  readonly query?: string | undefined;
  readonly header_row?: number | undefined;
}

/** The same of a source that may also be a table of a server, whose rows are fetched into a file. */
export interface SourceWishes extends Omit<DialectWishes, 'format'> {
  readonly format?: DialectWishes['format'] | 'postgres';
}
