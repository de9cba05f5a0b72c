import { z } from 'zod';

/** The path of a file or folder, or the name of something; the system takes no NUL in it. */
export const filePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), { error: 'must not contain a NUL character' })
  .refine((path) => !/^[a-z][a-z0-9+.-]+:\/\//i.test(path), {
    error: 'is the address of a server, and Winnow works with files on this machine',
  });
