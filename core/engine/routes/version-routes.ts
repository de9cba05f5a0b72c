import { dirname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { Version } from '#core/contract/versions.ts';
import { compareDefinitions } from '#core/quality/compare-definitions.ts';
import { allVersions, nameVersion, textOfVersion } from '#core/store/versions.ts';
import { nowMicroseconds } from '../clock.ts';
import type { DefinitionDesk } from '../definition-desk.ts';
import type { Implementer } from '../implementer.ts';
import { personName } from '../person-name.ts';

/** Answers which definitions ran in a workspace, what they are called, and how they differ. */
export function versionRoutes(os: Implementer, definitions: DefinitionDesk) {
  return {
    list: os.versions.list.handler(({ context: { session } }) =>
      session.reader.exists() ? [...session.reader.read(allVersions)] : [],
    ),
    name: os.versions.name.handler(({ input: { version, name, author = personName() }, context: { session } }) =>
      session.write(({ database }) => {
        nameVersion(database, { version, name, author, at: nowMicroseconds() });
        return versionOf(allVersions(database), version);
      }),
    ),
    compare: os.versions.compare.handler(async ({ input, context: { session } }) => {
      const textOf = (version: number | undefined): string => session.reader.read((database) => textOfVersion(database, version));
      const before = textOf(input.before);
      const after = typeof input.after === 'string' ? input.after : textOf(input.after);
      const folder = dirname(session.path);
      const [old, fresh] = await Promise.all([before, after].map((text) => definitions.ask('read', { text, folder })));
      const changes = old && fresh ? compareDefinitions(old.pipeline, fresh.pipeline) : [];
      return { changes: [...changes], before, after };
    }),
  };
}

function versionOf(all: readonly Version[], number: number): Version {
  const found = all.find(({ version }) => version === number);
  if (!found) throw new Failure('NOT_FOUND', `there is no version ${number}`);
  return found;
}
