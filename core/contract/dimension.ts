import { z } from 'zod';

/** The six data-quality dimensions of the DAMA body of knowledge. */
export const dimension = z.enum(['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness', 'accuracy']);

export type Dimension = z.infer<typeof dimension>;
