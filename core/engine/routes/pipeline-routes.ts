import { dirname } from 'node:path';
import type { DefinitionDesk } from '../definition-desk.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import { pipelineDetail } from '../pipeline-detail.ts';
import { planChanges } from '../plan-changes.ts';
import { completionsAt } from '../reference.ts';
import { testPipeline } from '../test-pipeline.ts';
import { tryRule } from '../try-rule.ts';
import { wantedRun } from '../wanted-run.ts';

/** Answers what the definition of the run that is shown says, and what another would do. */
export function pipelineRoutes(os: Implementer, definitions: DefinitionDesk) {
  return {
    get: os.pipeline.get.handler(({ context: { session } }) => session.reader.read(pipelineDetail)),
    change: os.pipeline.change.handler(({ input, context: { session } }) =>
      definitions.ask('change', { ...input, folder: dirname(session.path) }),
    ),
    trial: os.pipeline.trial.handler(({ input, context: { session } }) => tryRule(definitions, session, input)),
    steps: os.pipeline.steps.handler(({ input, signal, context: { session } }) => session.asking.ask('steps', input, { signal })),
    computed: os.pipeline.computed.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('computed', input, { signal }),
    ),
    plan: os.pipeline.plan.handler(({ input: { yaml }, signal, context: { session } }) =>
      followed(
        async (asking) => planChanges(session, await wantedRun(session, definitions, { again: true, definition: yaml }), asking),
        signal,
      ),
    ),
    model: os.pipeline.model.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('tryModel', input, { signal }),
    ),
    problems: os.pipeline.problems.handler(({ input: { yaml }, context: { session } }) =>
      definitions.ask('problems', { text: yaml, folder: dirname(session.path) }),
    ),
    complete: os.pipeline.complete.handler(({ input: { yaml, offset } }) => {
      const { from, options } = completionsAt(yaml, offset);
      return { from, options: [...options] };
    }),
    test: os.pipeline.test.handler(({ input: { yaml }, signal, context: { session } }) =>
      followed(async (following) => {
        const text = yaml ?? session.reader.read(pipelineDetail).yaml;
        return testPipeline(await definitions.ask('read', { text, folder: dirname(session.path) }), following);
      }, signal),
    ),
    preview: os.pipeline.preview.handler(({ input, context: { session } }) => session.asking.ask('previewRule', input)),
  };
}
