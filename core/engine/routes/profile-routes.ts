import { dirname, resolve } from 'node:path';
import { profiledRuns } from '#core/store/profiles.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import { comparedProfiles, profiled } from '../kept-profiles.ts';
import { profileOnThread } from '../profile-on-thread.ts';
import { profileReport, shownSources, writeReport } from '../write-report.ts';

/** Answers what columns hold. */
export function profileRoutes(os: Implementer) {
  return {
    file: os.profiles.file.handler(({ input, signal }) => followed((asking) => profileOnThread(input, asking), signal)),
    rows: os.profiles.rows.handler(({ input, signal, context: { session } }) =>
      followed((asking) => profiled(session, input, asking), signal),
    ),
    distinct: os.profiles.distinct.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('distinct', input, { signal }),
    ),
    kept: os.profiles.kept.handler(({ input, context: { session } }) => [
      ...session.reader.read((database) => profiledRuns(database, input)),
    ]),
    compare: os.profiles.compare.handler(async ({ input, signal, context: { session } }) => {
      const { before, after, drift } = await comparedProfiles(session, input, { signal });
      return { before: { records: before.records }, after: { records: after.records }, drift };
    }),
    rules: os.profiles.rules.handler(({ input, signal, context: { session } }) => session.asking.ask('mine', input, { signal })),
    report: os.profiles.report.handler(async ({ input, signal, context: { session } }) => {
      const found = await session.asking.ask('profile', input.rows, { signal });
      return writeReport(profileReport([found], session.path, input.showPersonal), {
        sources: session.reader.read(shownSources),
        path: resolve(dirname(session.path), input.path),
        overwrite: input.overwrite,
      });
    }),
  };
}
