import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, startWinnow } from '../winnow.ts';

const folder = newFolder();
const piped = async (args: readonly string[], input: string) => {
  const { process: child, ended } = startWinnow(args, folder);
  child.stdin?.end(input);
  return ended;
};
const csv = `code,price\n${Array.from({ length: 500 }, (_, index) => `c${index},${index % 50 === 9 ? 'dear' : index}`).join('\n')}\n`;

it('standard input is a file like any other', async () => {
  const { stdout: yaml, code } = await piped(['infer', '-'], csv);
  expect(code).toBe(0);
  expect(yaml).toContain('path: "-"');
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  const ran = await piped(['run', 'pipeline.yaml', '--workspace', 'w.winnow', '--json'], csv);
  expect(ran.code, ran.stderr).toBe(0);
  expect(Object.values(JSON.parse(ran.stdout).datasets)[0]).toMatchObject({ read: 500, clean: 490, exceptions: 10 });
  const [name] = Object.keys(JSON.parse(ran.stdout).datasets);
  const again = await piped(['run', 'pipeline.yaml', '--input', `${name}=-`, '--workspace', 'w.winnow', '--json'], csv);
  expect(again.code, again.stderr).toBe(0);
  const checked = await piped(['check', '-', '--json'], csv);
  expect(JSON.parse(checked.stdout).totalViolations).toBe(10);
  const none = await piped(['check', '-'], '');
  expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/is empty/) });
});
