import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Times runs of a million records over the same file again, in turn: everything again, one rule changed, nothing changed. `npm run bench:rerun` */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const winnow = join(root, 'core/hosts/winnow.js');
const folder = join(root, '.bench/rerun');
const data = join(root, '.bench/1000000/transactions.csv');
const rounds = 3;
mkdirSync(folder, { recursive: true });
if (!existsSync(data))
  spawnSync(process.execPath, [
    winnow,
    'generate',
    'transactions',
    '--rows',
    '1000000',
    '--seed',
    '1',
    '--out',
    join(root, '.bench/1000000'),
  ]);
const whole = readFileSync(join(here, 'pipeline.yaml'), 'utf8');
/** The same rules over the same records, without what is built and written from them. */
const rulesOnly = whole.slice(0, whole.indexOf('models:'));

function run(yaml: string, workspace: string): number {
  const definition = join(folder, 'pipeline.yaml');
  writeFileSync(definition, yaml);
  const args = [
    winnow,
    'run',
    definition,
    '--input',
    `transactions=${data}`,
    '--workspace',
    workspace,
    '--out',
    join(folder, 'out'),
  ];
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - began) / 1000;
}
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

console.log('| 1,000,000 records again | everything again | one rule changed | nothing changed |\n|---|---|---|---|');
for (const [name, yaml] of [
  ['rules alone', rulesOnly],
  ['with a model and two exports', whole],
] as const) {
  const workspace = join(folder, 'w.winnow');
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  run(yaml, workspace);
  const times: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    // Another word for no value is read otherwise, so that nothing can be taken over.
    const anew = yaml.replace("['NULL']", `['NULL', 'none ${round}']`);
    times[0].push(run(anew, workspace));
    times[1].push(run(anew.replace('max: 10000', `max: ${20 + round}`), workspace));
    times[2].push(run(anew.replace('max: 10000', `max: ${20 + round}`), workspace));
  }
  const [all = 0, one = 0, none = 0] = times.map(median);
  const told = (seconds: number): string => `${seconds.toFixed(1)} s (${Math.round((100 * seconds) / all)} %)`;
  console.log(`| ${name} | ${all.toFixed(1)} s | ${told(one)} | ${told(none)} |`);
}
