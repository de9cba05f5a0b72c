import { z } from 'zod';
import type { DatasetDefinition } from '../dataset.ts';
import type { RuleDefinition } from '../rule-definition.ts';
import { inferring } from './fact.ts';
import type { CompiledModel, Model } from './model.ts';
import type { ModelContext, ModelKind, ModelProblem } from './model-kind.ts';
import { modelKinds } from './model-kinds.ts';
import { type ColumnConstraints, rulesOfModel } from './rules-of-model.ts';

/** The schema of a model as people write it, given the schema of the rules that models have. */
export function modelDefinition(rule: z.ZodType<RuleDefinition>) {
  const rules = z.array(rule).default([]).describe('What must hold for its rows.');
  return z.discriminatedUnion('kind', [
    modelKinds.table.options.extend({ rules }),
    modelKinds.dimension.options.extend({ rules }),
    modelKinds.fact.options.extend({ rules }),
    modelKinds.calendar.options.extend({ rules }),
  ]);
}

/** A model as people write it. */
export type ModelDefinition = z.infer<ReturnType<typeof modelDefinition>>;

/** What models are made from. */
interface Pipeline {
  readonly datasets: Readonly<Record<string, DatasetDefinition>>;
  readonly holidays?: readonly string[] | undefined;
  readonly models: readonly ModelDefinition[];
}

/** Makes plain SQL of every model that has no problem; those that read a model with one are looked at when it is put right. */
export function compileModels({ datasets, holidays = [], models }: Pipeline): {
  readonly models: readonly Model[];
  readonly problems: readonly ModelProblem[];
} {
  const before = new Map<string, Model>();
  const broken = new Set<string>();
  const inferred = models.flatMap((model) => (model.kind === 'fact' ? inferring(model) : []));
  const problems = models.flatMap((model, index): readonly ModelProblem[] => {
    if (tablesOf(model).some((table) => broken.has(table))) {
      broken.add(model.name);
      return [];
    }
    const context = {
      ...{ datasets, holidays, before },
      inferredFrom: (name: string) => inferred.flatMap((one) => (one.dimension === name ? [naming(model, one)] : [])),
    };
    const found = made(model, context);
    if (Array.isArray(found)) {
      broken.add(model.name);
      return found.map(({ path, message }) => ({ path: ['models', index, ...path], message }));
    }
    const twice = model.rules.findIndex(({ id }, place) => model.rules.findIndex((rule) => rule.id === id) < place);
    if (twice >= 0) {
      broken.add(model.name);
      return [
        {
          path: ['models', index, 'rules', twice],
          message: `the rule id ${model.rules[twice]?.id} is used twice; give this rule another`,
        },
      ];
    }
    before.set(model.name, { ...found, tests: model.tests, rules: rulesOfModel(found, constraintsOf(model), model.rules) });
    return [];
  });
  return { models: [...before.values()], problems };
}

/** The tables that a model names besides its dataset. */
function tablesOf(model: ModelDefinition): readonly string[] {
  if (model.kind !== 'dimension' && model.kind !== 'fact') return [];
  const joined = model.join.map(({ table }) => table);
  return model.kind === 'fact' ? [...joined, ...model.dimensions.map(({ dimension }) => dimension)] : joined;
}

function made(model: ModelDefinition, context: ModelContext): CompiledModel | ModelProblem[] {
  switch (model.kind) {
    case 'table':
      return makeOne(modelKinds.table, model, context);
    case 'dimension':
      return makeOne(modelKinds.dimension, model, context);
    case 'fact':
      return makeOne(modelKinds.fact, model, context);
    case 'calendar':
      return makeOne(modelKinds.calendar, model, context);
  }
}

function makeOne<Options extends z.ZodObject>(
  kind: ModelKind<Options>,
  options: z.infer<Options>,
  context: ModelContext,
): CompiledModel | ModelProblem[] {
  const problems = [...kind.problems(options, context)];
  return problems.length > 0 ? problems : kind.compile(options, context);
}

/** The columns of a fact's dataset that name members of a dimension, in the order of its key. */
function naming(model: ModelDefinition, { dataset, on }: ReturnType<typeof inferring>[number]) {
  const key = model.kind === 'dimension' ? model.key : [];
  return { dataset, columns: key.map((column) => Object.entries(on).find(([, to]) => to === column)?.[0] ?? '') };
}

function constraintsOf(model: ModelDefinition): ColumnConstraints {
  if (model.kind === 'calendar') return {};
  return model.kind === 'fact' ? { ...model.measures, ...model.columns } : model.columns;
}
