import { calendar } from './calendar.ts';
import { dimension } from './dimension.ts';
import { fact } from './fact.ts';
import { table } from './table.ts';

/** All kinds of models. */
export const modelKinds = { table, dimension, fact, calendar } as const;
