import { Failure } from '#core/contract/failure.ts';
import type { Ask } from './client.ts';

/** The dataset of a pipeline that has one. Throws a Failure (BAD_INPUT) where there are several. */
export async function onlyDataset(ask: Ask): Promise<string> {
  const names = (await ask.pipeline.get()).datasets.map(({ name }) => name);
  const [only, ...others] = names;
  if (only === undefined || others.length > 0)
    throw new Failure('BAD_INPUT', `say of which dataset, with --dataset: ${names.join(', ')}`);
  return only;
}
