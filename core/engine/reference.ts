import { z } from 'zod';
import { ruleForm } from '#core/contract/rules.ts';
import { mermaidOf } from '#core/definition/er-diagram.ts';
import { pipelineJsonSchema } from '#core/definition/json-schema.ts';
import { catalog } from '#core/quality/catalog.ts';
import { loadPipeline } from './load-pipeline.ts';

/** A kind of rule or step as a reference shows it. */
export interface KindReference {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of the options. */
  readonly options: unknown;
  readonly form: z.output<typeof ruleForm> | null;
}

/** Every kind of rule and cleaning step. */
export function kindsReference(): { readonly rules: KindReference[]; readonly steps: KindReference[] } {
  const shown = ({ name, summary, options, form }: (typeof catalog.rules)[number]): KindReference => ({
    name,
    summary,
    options: z.toJSONSchema(options, { io: 'input' }),
    form: form ? ruleForm.parse(form) : null,
  });
  return { rules: catalog.rules.map(shown), steps: catalog.steps.map(shown) };
}

/** The JSON Schema of pipeline.yaml. */
export function definitionSchema(): unknown {
  return pipelineJsonSchema(catalog);
}

/** How the datasets of a pipeline refer to each other, in Mermaid's notation. Throws a Failure where there is no such pipeline. */
export function diagramOf(nameOrPath: string): string {
  return mermaidOf(loadPipeline(nameOrPath).pipeline, catalog);
}
