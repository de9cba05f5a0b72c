import { textFormats } from '#core/contract/export-format.ts';
import type { LoadedPipeline } from './load-pipeline.ts';

/** A pipeline whose exports in text formats are packed in one way, or as it says itself. */
export function packedAs(loaded: LoadedPipeline, compression: 'none' | 'gzip' | undefined): LoadedPipeline {
  if (compression === undefined) return loaded;
  const exports = loaded.pipeline.exports.map((exported) =>
    textFormats.includes(exported.format) ? { ...exported, compression } : exported,
  );
  return { ...loaded, pipeline: { ...loaded.pipeline, exports } };
}
