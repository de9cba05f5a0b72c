import { z } from 'zod';

/** The path of a file or folder, or the name of something; the system takes no NUL in it. */
export const filePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), { error: 'must not contain a NUL character' });
