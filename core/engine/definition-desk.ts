import { statSync } from 'node:fs';
import { definitionWorks } from './definition-works.ts';
import { startWorkThread, type WorkThread } from './work-thread.ts';

type Works = typeof definitionWorks;

/** A definition up to so many characters is read at once: it takes some milliseconds, and a thread takes longer to start. */
const maxAtOnce = 32 * 1024;

const patience = 1000;

/** Reads definitions, large ones on a thread of its own, so that nothing else waits for them. */
export interface DefinitionDesk {
  readonly ask: <Name extends keyof Works>(name: Name, input: Parameters<Works[Name]>[0]) => Promise<ReturnType<Works[Name]>>;
  readonly close: () => Promise<void>;
}

/** Makes a desk; its thread starts with the first large definition. */
export function createDefinitionDesk(): DefinitionDesk {
  let thread: WorkThread | undefined;
  const begin = (): WorkThread => {
    const started: WorkThread = startWorkThread('definition-thread', {
      workerData: null,
      memoryMb: 512,
      onEnd: () => {
        if (thread === started) thread = undefined;
      },
    });
    return started;
  };
  return {
    ask: async (name, input) => {
      const work: (input: never) => unknown = definitionWorks[name];
      // The works on the other side have these very types.
      if (sizeOf(input) <= maxAtOnce) return work(input as never) as never;
      thread ??= begin();
      return (await thread.ask(name, input)) as never;
    },
    close: async () => {
      const open = thread;
      thread = undefined;
      await open?.close(patience);
    },
  };
}

function sizeOf(input: Parameters<Works[keyof Works]>[0]): number {
  if ('nameOrPath' in input) return statSync(input.nameOrPath, { throwIfNoEntry: false })?.size ?? 0;
  return 'text' in input ? input.text.length : input.yaml.length;
}
