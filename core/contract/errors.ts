import { z } from 'zod';
import { remedies } from './failure.ts';

/** What a door may offer besides the sentence. */
const data = z.object({ remedy: z.enum(remedies) }).optional();

/** The expected errors of every procedure; the message is a sentence for people. */
export const errors = {
  BAD_INPUT: { status: 400, message: 'Something that was given cannot be used.', data },
  BAD_DEFINITION: { status: 422, message: 'The pipeline definition cannot be used.' },
  NOT_FOUND: { status: 404, message: 'Not found.' },
  CONFLICT: { status: 409, message: 'It conflicts with something that exists.', data },
  RUN_FAILED: { status: 500, message: 'The work failed.', data },
  CANCELLED: { status: 499, message: 'The work was stopped.' },
} as const;
