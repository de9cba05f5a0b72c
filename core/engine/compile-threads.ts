import module from 'node:module';
import { threadUrl } from './thread-url.ts';

let done: Promise<void> | undefined;

/**
 * Lets Node compile the programs of the threads once, before they start: a thread that finds its program in the compile cache need not load the
 * compiler of TypeScript, which takes 100 MB in each of them.
 */
export function compileThreads(): Promise<void> {
  done ??= compile();
  return done;
}

async function compile(): Promise<void> {
  // Where all was bundled, and where nothing is cached, there is nothing to gain.
  if (!import.meta.url.endsWith('.ts') || module.getCompileCacheDir() === undefined) return;
  // Here they are no threads, and do nothing.
  for (const name of ['query-thread', 'review-thread', 'job-thread', 'reader-thread', 'definition-thread'] as const)
    await import(threadUrl(name).href);
  module.flushCompileCache();
}
