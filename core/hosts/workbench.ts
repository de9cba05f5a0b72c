import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';

/** Where the page of the workbench is built. */
export const pageFolder = fileURLToPath(new URL('../../out/renderer/', import.meta.url));

/** Serves the page of the workbench; where it was not built, the docs page says so in its place. */
export function serveWorkbench(app: Hono): void {
  if (!existsSync(pageFolder)) return;
  const root = relative(process.cwd(), pageFolder) || '.';
  app.get('/', serveStatic({ root, path: 'index.html' }));
  app.get(
    '/assets/*',
    serveStatic({ root, onFound: (_, c) => c.header('cache-control', 'private, max-age=31536000, immutable') }),
  );
}
