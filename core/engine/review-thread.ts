import { parentPort, workerData } from 'node:worker_threads';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import { type CurrentRun, createCurrentRun } from '#core/records/current-run.ts';
import { allowStopping } from '#core/store/records.ts';
import { openWorkspace, type Workspace } from '#core/workspace/workspace.ts';
import { nowMicroseconds } from './clock.ts';
import { personName } from './person-name.ts';
import { type ReviewSession, reviews } from './reviews.ts';
import { serveWork } from './serve-work.ts';

/** How long the workspace stays open for the next decision, in milliseconds. */
const patience = 1000;

if (parentPort) {
  // Handed over by review-desk.ts as exactly this.
  const { workspacePath } = workerData as { readonly workspacePath: string };
  const works: Readonly<Record<string, (session: ReviewSession, input: never) => unknown>> = reviews;

  let open: (Workspace & { readonly current: () => CurrentRun }) | undefined;
  const workspace = () => {
    if (open) return open;
    const opened = openWorkspace(workspacePath);
    allowStopping(opened.database, () => undefined);
    addSqlFunctions(opened.database);
    open = { ...opened, current: createCurrentRun(opened.database) };
    return open;
  };
  const letGo = (): void => {
    open?.close();
    open = undefined;
  };
  serveWork(parentPort, {
    workspacePath,
    work: (name, input, tell) => {
      const { database, current } = workspace();
      const one = works[name];
      if (!one) throw new RangeError(`there is no review ${name}`);
      return one({ database, run: current(), person: personName(), now: nowMicroseconds(), tell }, input as never);
    },
    // Others may want to write; whoever decides one record after the other need not wait for the file each time.
    afterwards: { pause: patience, act: letGo },
    close: letGo,
  });
}
