import { z } from 'zod';

/** Who did something, on one line: without characters that move the cursor or turn the direction of a text. */
export const authorName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text')
  .regex(/\S/, 'must not be blank');
