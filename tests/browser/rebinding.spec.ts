import { chromium, expect } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './chromium.ts';
import { test } from './workbench.ts';

test('a page of another name that leads here is given nothing', async ({ page, workbench }) => {
  const { port } = new URL(workbench.server.origin);
  const names = ['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test'];
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: [...chromiumArgs, `--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(',')}`],
  });
  const evil = await browser.newPage();
  // Nobody is let in by a cookie, which the browser would send to every other program on this machine too.
  expect(await page.context().cookies()).toEqual([]);
  for (const name of names) {
    for (const path of ['/', '/api/system', '/openapi.json', workbench.server.link.slice(workbench.server.origin.length)]) {
      const response = await evil.goto(`http://${name}:${port}${path}`);
      expect([name, path, response?.status()]).toEqual([name, path, 403]);
    }
  }
  // A page of another origin can neither read nor make it do anything.
  await evil.goto('data:text/html,<title>other</title>');
  const outcomes = await evil.evaluate(async (origin) => {
    const attempt = async (path: string, init: RequestInit): Promise<string> => {
      try {
        const { type, status } = await fetch(origin + path, init);
        return `${type} ${status}`;
      } catch {
        return 'refused';
      }
    };
    return [
      await attempt('/api/system', { credentials: 'include' }),
      await attempt('/api/runs', { method: 'POST', mode: 'no-cors', body: '{"again":true}' }),
    ];
  }, workbench.server.origin);
  expect(outcomes[0]).toBe('refused');
  expect(['refused', 'opaque 0']).toContain(outcomes[1]);
  await browser.close();
  const runs = await fetch(`${workbench.server.origin}/api/system`, {
    headers: { authorization: `Bearer ${workbench.server.token}` },
  });
  expect(((await runs.json()) as { hasWorkspace: boolean }).hasWorkspace).toBe(false);
});
