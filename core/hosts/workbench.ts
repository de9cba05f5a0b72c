import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env, Hono } from 'hono';

const pageFolder = fileURLToPath(new URL('../../out/renderer/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves the page of the workbench where it was built. Its few files are known by name and read once, so that no path that is asked for
 * ever reaches the disk, and the archive of the packaged app is a folder like any other.
 */
export function serveWorkbench<Own extends Env>(app: Hono<Own>): void {
  if (!existsSync(join(pageFolder, 'index.html'))) return;
  const serve = (path: string, file: string, cache: string): void => {
    const bytes = new Uint8Array(readFileSync(join(pageFolder, file)));
    const headers = { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': cache };
    app.get(path, (c) => c.body(bytes, 200, headers));
  };
  serve('/', 'index.html', 'no-cache');
  // Their names change with their content.
  for (const name of readdirSync(join(pageFolder, 'assets')))
    serve(`/assets/${name}`, `assets/${name}`, 'private, max-age=31536000, immutable');
}
