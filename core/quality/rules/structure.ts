import { z } from 'zod';
import type { StructureRule } from '../rule.ts';

/** The rules about the shape of a file: the reader finds these while it splits records, they need no options. */
export const structureRules: readonly StructureRule[] = [
  structure('ragged-record', 'A record has as many cells as the header has columns.'),
  structure('unterminated-quote', 'Every quote that opens also closes before the record limit or the end of the file.'),
  structure('stray-quote', 'After a closing quote comes a delimiter or the end of the record.'),
  structure('undecodable-bytes', 'The bytes of a record are text in the encoding of the file.'),
  structure('oversized-record', 'A record is at most 2 MiB long.'),
  structure('unreadable-json', 'A record of a JSON or NDJSON file is one object or one array of values.'),
  { ...structure('extra-column', 'The file has no columns that the definition does not declare.'), dimension: 'consistency' },
  {
    ...structure('missing-column', 'The file has every column that the definition declares.'),
    dimension: 'completeness',
    category: 'MISSING_REQUIRED_FIELD',
  },
];

function structure(name: string, summary: string): StructureRule {
  return {
    name,
    summary,
    scope: 'structure',
    options: z.object({}),
    dimension: 'validity',
    category: 'DATA_FORMAT_ERROR',
    controlType: 'schema',
  };
}
