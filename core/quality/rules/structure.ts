import { z } from 'zod';
import type { StructureRule } from '../rule.ts';

/** The rules about the shape of a file: the reader finds these while it splits records, they need no options. */
export const structureRules: readonly StructureRule[] = [
  structure('ragged-record', 'A record has as many cells as the header has columns.', [
    'every line has all its cells',
    'Lines with too few or too many cells',
  ]),
  structure('unterminated-quote', 'Every quote that opens also closes before the record limit or the end of the file.', [
    'every quote is closed',
    'Lines with a quote that does not close',
  ]),
  structure('stray-quote', 'After a closing quote comes a delimiter or the end of the record.', [
    'no text follows a closing quote',
    'Lines with text after a closing quote',
  ]),
  structure('undecodable-bytes', 'The bytes of a record are text in the encoding of the file.', [
    'every byte is text',
    'Lines with bytes that are not text',
  ]),
  structure('oversized-record', 'A record is at most 2 MiB long.', ['no record is too long', 'Lines that are too long']),
  structure('unreadable-json', 'A record of a JSON or NDJSON file is one object or one array of values.', [
    'every line is JSON',
    'Lines that hold no JSON object',
  ]),
  {
    ...structure('extra-column', 'The file has no columns that the definition does not declare.', [
      'no extra columns',
      'The file has extra columns',
    ]),
    code: () => 'EXTRA_COLUMNS',
    dimension: 'consistency',
  },
  {
    ...structure('missing-file', 'The file exists and is not empty; only where `missing: warn` lets a run go on without it.', [
      'the file is there',
      'The file is missing',
    ]),
    code: () => 'MISSING_FILE',
    dimension: 'completeness',
    category: 'MISSING_REQUIRED_FIELD',
  },
  {
    ...structure('missing-column', 'The file has every column that the definition declares.', [
      'no column is missing',
      'A column is missing',
    ]),
    code: () => 'MISSING_COLUMNS',
    dimension: 'completeness',
    category: 'MISSING_REQUIRED_FIELD',
  },
];

function structure(name: string, summary: string, [title, problem]: readonly [string, string]): StructureRule {
  return {
    name,
    summary,
    scope: 'structure',
    options: z.object({}),
    code: () => 'PARSE_ERROR',
    phrases: [title],
    dimension: 'validity',
    category: 'DATA_FORMAT_ERROR',
    controlType: 'schema',
    title: () => title,
    problem: () => problem,
  };
}
