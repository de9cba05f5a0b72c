import { z } from 'zod';

/** Encodings that Winnow reads. */
export const encoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);

export type Encoding = z.infer<typeof encoding>;

/** How the text of a file becomes records and cells, and what speaks for it. */
export const dialect = z.object({
  format: z.enum(['csv', 'json', 'ndjson']),
  encoding,
  /** Bytes of a byte order mark at the start: 0, 2 or 3. */
  bomLength: z.int(),
  delimiter: z.string(),
  quote: z.string(),
  hasHeader: z.boolean(),
  /** Lines before the header that are not data. */
  skipLines: z.int(),
  newline: z.string(),
  /** Whether every cell is quoted. */
  quotesAll: z.boolean(),
  compression: z.enum(['none', 'gzip']),
  /** One sentence for each thing found out. */
  evidence: z.array(z.string()),
});

export type Dialect = z.infer<typeof dialect>;
