import { parentPort } from 'node:worker_threads';
import { definitionWorks } from './definition-works.ts';
import { serveWork } from './serve-work.ts';

if (parentPort) {
  const works: Readonly<Record<string, (input: never) => unknown>> = definitionWorks;
  serveWork(parentPort, {
    workspacePath: '',
    work: (name, input) => {
      const work = works[name];
      if (!work) throw new RangeError(`there is no work ${name}`);
      return work(input as never);
    },
    afterwards: { pause: 0, act: () => {} },
    close: () => {},
  });
}
