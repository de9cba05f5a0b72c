import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/** OpenRefine without its page: reads the file into a project, counts the values of one column, and exports all rows. It checks no rule. */
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const program = spawn(
  'openrefine',
  [
    '-i',
    '127.0.0.1',
    '-p',
    String(port),
    '-d',
    join(process.cwd(), 'refine'),
    '-m',
    '6144M',
    '-v',
    'warn',
    '-x',
    'refine.headless=true',
  ],
  { stdio: 'ignore', detached: true },
);
try {
  while (
    !(await fetch(origin).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (program.exitCode !== null) throw new Error(`openrefine ended with ${program.exitCode}`);
    await wait(100);
  }
  const { token } = z.object({ token: z.string() }).parse(await (await fetch(`${origin}/command/core/get-csrf-token`)).json());
  const form = new FormData();
  form.set('project-name', 'transactions');
  form.set('format', 'text/line-based/*sv');
  form.set('project-file', await openAsBlob('transactions.csv'), 'transactions.csv');
  const options = { separator: ',', encoding: 'UTF-8', headerLines: 1, processQuotes: true, guessCellValueTypes: false };
  const made = await ask(
    `/command/core/create-project-from-upload?csrf_token=${token}&options=${encodeURIComponent(JSON.stringify(options))}`,
    form,
  );
  const project = new URL(made.url).searchParams.get('project') ?? '';
  const facet = { type: 'list', name: 'region', columnName: 'region', expression: 'value', omitBlank: false, selection: [] };
  const engine = JSON.stringify({
    facets: [{ ...facet, selectBlank: false, omitError: false, selectError: false, invert: false }],
    mode: 'row-based',
  });
  const facets = await ask(`/command/core/compute-facets?project=${project}`, new URLSearchParams({ engine }));
  const [counted] = z
    .object({ facets: z.array(z.object({ choices: z.array(z.object({ c: z.number() })) })) })
    .parse(await facets.json()).facets;
  console.error(`${counted?.choices.reduce((sum, { c }) => sum + c, 0)} rows in ${counted?.choices.length} values of region`);
  const out = await ask(
    '/command/core/export-rows/all.csv',
    new URLSearchParams({ project, format: 'csv', engine: JSON.stringify({ facets: [], mode: 'row-based' }) }),
  );
  const file = await open('all.csv', 'w');
  for await (const chunk of out.body ?? []) await file.write(chunk);
  await file.close();
} finally {
  if (program.exitCode === null && program.pid) {
    process.kill(-program.pid, 'SIGINT');
    await once(program, 'exit');
  }
}

async function ask(path: string, body: FormData | URLSearchParams): Promise<Response> {
  const response = await fetch(`${origin}${path}`, { method: 'POST', body });
  if (!response.ok) throw new Error(`OpenRefine answered ${response.status} to ${path.split('?')[0]}`);
  return response;
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
