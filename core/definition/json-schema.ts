import { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { pipelineDefinition } from './pipeline.ts';

/** The JSON Schema (draft 2020-12) of a pipeline definition as people write it. */
export function pipelineJsonSchema(catalog: Catalog): unknown {
  return { title: 'Winnow pipeline', ...z.toJSONSchema(pipelineDefinition(catalog), { io: 'input' }) };
}
