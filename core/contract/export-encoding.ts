import { z } from 'zod';

/** In which encoding an export is written, the same in a pipeline and where one is asked for. */
export const exportEncoding = z
  .enum(['source', 'utf-8'])
  .default('source')
  .describe('Of clean rows in CSV: that of their file, or UTF-8, which has every character. All else is UTF-8.');
