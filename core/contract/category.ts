import { z } from 'zod';

/** Error categories of an exception; an exception takes the category of its first quarantining rule. */
export const category = z.enum(['MISSING_REQUIRED_FIELD', 'BUSINESS_RULE_VIOLATION', 'DATA_FORMAT_ERROR', 'DATA_QUALITY_ISSUE']);

export type Category = z.infer<typeof category>;
