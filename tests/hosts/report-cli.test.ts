import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

it('a report tells the account, what waits and why, who decided, and how it is proved; personal data are masked', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.csv'), 'code,email,paid\na,ann@example.org,12\nb,bob at example,x\nc,carl@example.org,<y>\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
title: People & money
datasets:
  p:
    source: { path: p.csv }
    key: [code]
    columns: { code: { type: text }, email: { type: email }, paid: { type: integer } }
charts:
  - { id: by_mail, title: By address, kind: bar, sql: "select email, paid from clean_p", x: email, y: paid }
`,
  );
  expect((await winnow(['run', 'p.yaml', '--workspace', 'w.winnow'], folder)).code).toBe(0);
  const waived = await winnow(['exceptions', 'waive', '2', '--reason', 'seen by Bo'], folder);
  expect(waived.code, waived.stderr).toBe(0);
  const { code, stderr } = await winnow(['report', '--profile'], folder);
  expect(code, stderr).toBe(0);
  const report = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(report).toContain('Quality of People &amp; money');
  expect(report).toContain('&lt;y&gt;');
  expect(report).not.toContain('<y>');
  expect(report).not.toContain('example');
  expect(report).toMatch(/all \d+ entries of the audit log are intact/i);
  expect(report).toMatch(/<code>[0-9a-f]{64}<\/code>/);
  expect((await winnow(['report'], folder)).stderr).toContain('exists already');
  const shown = await winnow(['report', '--force', '--show-personal', '--out', 'shown.html'], folder);
  expect(shown.code, shown.stderr).toBe(0);
  expect(readFileSync(join(folder, 'shown.html'), 'utf8')).toContain('bob at example');
});
