import { parentPort } from 'node:worker_threads';
import { type FileToProfile, profileFile } from './profile-file.ts';
import { serveWork } from './serve-work.ts';

if (parentPort) {
  serveWork(parentPort, {
    workspacePath: '',
    // Asked by profile-on-thread.ts for exactly this.
    work: (_, input, tell) => profileFile(input as FileToProfile, tell),
    afterwards: { pause: 0, act: () => {} },
    close: () => {},
  });
}
