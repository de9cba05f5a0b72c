import { z } from 'zod';
import { ruleForm } from '#core/contract/rules.ts';
import type { CatalogEntry } from '#core/definition/catalog.ts';
import { type Completions, complete } from '#core/definition/complete.ts';
import { mermaidOf } from '#core/definition/er-diagram.ts';
import { pipelineJsonSchema } from '#core/definition/json-schema.ts';
import { modelKinds } from '#core/definition/models/model-kinds.ts';
import { catalog } from '#core/quality/catalog.ts';
import { functions } from '#core/quality/expression/functions.ts';
import { loadPipeline } from './load-pipeline.ts';

/** A kind of rule or step as a reference shows it. */
export interface KindReference {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of the options. */
  readonly options: unknown;
  readonly form: z.output<typeof ruleForm> | null;
}

/** Every kind of rule, cleaning step and model, and the functions of expressions. */
export function kindsReference(): Readonly<Record<'rules' | 'steps' | 'models' | 'modelRules', KindReference[]>> & {
  readonly functions: { name: string; summary: string }[];
} {
  const shown = ({ name, summary, options, form }: CatalogEntry): KindReference => ({
    name,
    summary,
    options: z.toJSONSchema(options, { io: 'input' }),
    form: form ? ruleForm.parse(form) : null,
  });
  return {
    rules: catalog.rules.map(shown),
    steps: catalog.steps.map(shown),
    models: Object.entries(modelKinds).map(([name, kind]) => shown({ name, summary: kind.summary, options: kind.options })),
    modelRules: catalog.modelRules.map(shown),
    functions: Object.entries(functions).map(([name, { summary }]) => ({ name, summary })),
  };
}

/** The JSON Schema of pipeline.yaml. */
export function definitionSchema(): unknown {
  return pipelineJsonSchema(catalog);
}

let schema: unknown;

/** What may be written at a place of a pipeline.yaml. */
export function completionsAt(yaml: string, offset: number): Completions {
  schema ??= definitionSchema();
  return complete(schema, yaml, offset);
}

/** How the datasets of a pipeline refer to each other, in Mermaid's notation. Throws a Failure where there is no such pipeline. */
export function diagramOf(nameOrPath: string): string {
  return mermaidOf(loadPipeline(nameOrPath).pipeline, catalog);
}
