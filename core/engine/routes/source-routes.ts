import { dirname, resolve } from 'node:path';
import { createCurrentRun } from '#core/records/current-run.ts';
import { fitDelivery } from '#core/run/fit-delivery.ts';
import type { DefinitionDesk } from '../definition-desk.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import { infer, relate } from '../infer.ts';
import { previewSource } from '../preview-source.ts';
import { proposeRules } from '../propose-rules.ts';

/** Answers what files hold before a run reads them, and which pipeline would read them. */
export function sourceRoutes(os: Implementer, definitions: DefinitionDesk) {
  return {
    preview: os.sources.preview.handler(({ input }) => previewSource(input)),
    infer: os.sources.infer.handler(async ({ input: { path, wishes, others, references } }) => ({
      yaml: await infer([{ path, wishes }, ...others], references),
    })),
    propose: os.sources.propose.handler(({ input: { path, wishes, others, references }, signal }) =>
      followed(async (following) => {
        const text = await infer([{ path, wishes }, ...others], references);
        return proposeRules(await definitions.ask('read', { text, folder: dirname(resolve(path)) }), following);
      }, signal),
    ),
    fit: os.sources.fit.handler(({ input, context: { session } }) =>
      fitDelivery(
        session.reader.read((database) => createCurrentRun(database)()),
        resolve(input.path),
        session.reader.read,
      ),
    ),
    relate: os.sources.relate.handler(({ input }) => relate(input.files)),
  };
}
