import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type Server, startServer } from '#core/hosts/http/server.ts';
import { root } from '../winnow.ts';
import { chromiumPath } from './chromium.ts';

/** A folder with the sales sample, a server on it, and a page that was let in and is watched for anything that goes wrong. */
interface Workbench {
  readonly folder: string;
  readonly server: Server;
  /** What the console and the content policy complained of. */
  readonly complaints: string[];
}

export const test = base.extend<{ readonly workbench: Workbench }>({
  workbench: async ({ page }, use) => {
    test.skip(chromiumPath === undefined, 'there is no Chromium');
    const folder = mkdtempSync(join(tmpdir(), 'winnow-browser-'));
    process.env['WINNOW_HOME'] = join(folder, 'home');
    cpSync(join(root, 'resources/pipelines/sales'), folder, { recursive: true });
    const server = await startServer({ workspacePath: join(folder, 'march.winnow'), port: 0 });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(server.link);
    await use({ folder, server, complaints });
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Runs a pipeline through the API and waits for its end. */
export async function runThrough(server: Server, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const started = await fetch(`${server.origin}/api/runs`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { ticket } = (await started.json()) as { ticket: string };
  await (await fetch(`${server.origin}/api/runs/progress/${ticket}`, { headers })).text();
}
