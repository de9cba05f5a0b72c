import type { DatasetProfile } from '#core/contract/profile.ts';
import type { FileToProfile } from './profile-file.ts';
import { type Asking, startWorkThread } from './work-thread.ts';

/** Memory for what is followed of a file, whatever its size, in MB. */
const memoryMb = 384;

/** Profiles a file on a thread of its own. Throws a Failure where it cannot be read, or nobody wants it any more. */
export async function profileOnThread(file: FileToProfile, asking: Asking): Promise<DatasetProfile> {
  const thread = startWorkThread('profile-thread', { workerData: null, memoryMb, onEnd: () => {} });
  try {
    // What the thread gives is what profileFile gives.
    return (await thread.ask('profile', file, asking)) as DatasetProfile;
  } finally {
    void thread.close(0);
  }
}
