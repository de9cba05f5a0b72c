import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import page from './vite.config.ts';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** The desktop app: the main process with its threads, the preload script, and the page that the browser shows as well. */
export default defineConfig({
  main: {
    plugins: [
      {
        name: 'migrations',
        // The engine reads them from beside itself.
        closeBundle: () => cpSync(at('core/workspace/migrations'), at('out/main/migrations'), { recursive: true }),
      },
    ],
    build: {
      outDir: at('out/main'),
      rollupOptions: {
        input: {
          main: at('electron/main.ts'),
          'job-thread': at('core/engine/job-thread.ts'),
          'reader-thread': at('core/engine/reader-thread.ts'),
          'query-thread': at('core/engine/query-thread.ts'),
          'review-thread': at('core/engine/review-thread.ts'),
          'definition-thread': at('core/engine/definition-thread.ts'),
          'profile-thread': at('core/engine/profile-thread.ts'),
        },
        // All in one folder: what stands beside the engine in its sources stands beside it here.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      // A sandboxed preload script must be one CommonJS file.
      rollupOptions: {
        input: { preload: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: page,
});
