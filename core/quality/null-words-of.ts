import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { defaultNullWords } from './values/null-words.ts';

/** The null words of a dataset: its own, else the pipeline's, else Winnow's. */
export function nullWordsOf(pipeline: PipelineDefinition, dataset: DatasetDefinition): readonly string[] {
  return dataset.null_words ?? pipeline.null_words ?? defaultNullWords;
}
