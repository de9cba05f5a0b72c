import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Times a governed run beside other tools doing the same work on the same file, in turn, each in a process of its own.
 * `npm run bench -- --rows 1000000 --rounds 3`
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const rows = option('rows', 1_000_000);
const rounds = option('rounds', 3);
const folder = join(root, '.bench', String(rows));
const data = join(folder, 'transactions.csv');
const winnow = join(root, 'core/hosts/winnow.js');

interface Contender {
  readonly name: string;
  readonly isThere: () => boolean;
  readonly command: (work: string) => readonly [string, readonly string[], string?];
  readonly result?: string;
}

const has = (program: string, args: readonly string[] = ['--version']): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

const contenders: readonly Contender[] = [
  {
    name: 'Winnow, governed run',
    isThere: () => true,
    command: (work) => [
      process.execPath,
      [
        winnow,
        'run',
        join(here, 'pipeline.yaml'),
        '--input',
        `transactions=${data}`,
        '--workspace',
        join(work, 'w.winnow'),
        '--out',
        work,
        '--json',
      ],
    ],
    result: 'w.winnow',
  },
  {
    name: "sqlite3's .import and hand-written SQL",
    isThere: () => has('sqlite3'),
    command: () => ['sqlite3', ['t.db'], readFileSync(join(here, 'sqlite.sql'), 'utf8')],
    result: 't.db',
  },
  {
    name: 'DuckDB, hand-written SQL',
    isThere: installDuckDb,
    command: () => [process.execPath, [join(here, 'duckdb.ts')]],
    result: 't.duckdb',
  },
  {
    name: 'pandas with to_sql, a statement for each row',
    isThere: hasPandas,
    command: () => ['/usr/bin/python3', [join(here, 'pandas_run.py')]],
    result: 't.db',
  },
  {
    name: 'pandas with to_sql, many rows a statement',
    isThere: hasPandas,
    command: () => ['/usr/bin/python3', [join(here, 'pandas_run.py'), '--many-rows']],
    result: 't.db',
  },
  {
    name: 'OpenRefine, import, one facet and export, no rule',
    isThere: () => existsSync('/usr/bin/openrefine'),
    command: () => [process.execPath, [join(here, 'openrefine.ts')]],
  },
  {
    name: 'csv-parse and plain inserts, raw rows only, no rule',
    isThere: () => true,
    command: () => [process.execPath, [join(here, 'naive.ts')]],
    result: 't.db',
  },
];

function hasPandas(): boolean {
  return has('/usr/bin/python3', ['-c', 'import pandas']);
}

/** DuckDB is no dependency of Winnow: it is fetched for the benchmark alone, from the npm registry. */
function installDuckDb(): boolean {
  const target = join(root, '.bench');
  if (existsSync(join(target, 'node_modules/@duckdb/node-api'))) return true;
  writeFileSync(join(target, 'package.json'), '{ "private": true }');
  return (
    spawnSync(
      'npm',
      ['install', '--prefix', target, '--no-audit', '--no-fund', '--ignore-scripts', '@duckdb/node-api@1.5.6-r.1'],
      { stdio: 'ignore' },
    ).status === 0 ||
    spawnSync('npm', ['install', '--prefix', target, '--no-audit', '--no-fund', '--ignore-scripts', '@duckdb/node-api'], {
      stdio: 'ignore',
    }).status === 0
  );
}

interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly size: number;
}

function measure({ command, result }: Contender): Measured {
  const work = join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  copyFileSync(data, join(work, 'transactions.csv'));
  const [program, args, input] = command(work);
  const ended = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', join(work, 'time.txt'), program, ...args], {
    cwd: work,
    input,
    maxBuffer: 1 << 28,
  });
  if (ended.status !== 0) throw new Error(`${program} failed: ${ended.stderr}`);
  const [wall = 0, user = 0, system = 0, peak = 0] =
    readFileSync(join(work, 'time.txt'), 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return {
    wall,
    cpu: user + system,
    peak: peak / 1024,
    size: result && existsSync(join(work, result)) ? statSync(join(work, result)).size / 1024 / 1024 : 0,
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

if (!has('/usr/bin/time', ['--version'])) throw new Error('the benchmark needs GNU time (Debian package time)');
mkdirSync(folder, { recursive: true });
if (!existsSync(data))
  spawnSync(process.execPath, [winnow, 'generate', 'transactions', '--rows', String(rows), '--seed', '1', '--out', folder], {
    stdio: 'inherit',
  });
const there = contenders.filter(({ name, isThere }) => {
  const found = isThere();
  if (!found) console.error(`${name}: not on this machine, left out`);
  return found;
});
const measured = new Map<string, Measured[]>(there.map(({ name }) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  for (const contender of there) {
    const result = measure(contender);
    measured.get(contender.name)?.push(result);
    console.error(`round ${round}: ${contender.name}: ${result.wall.toFixed(1)} s`);
  }
}
const of = (name: string, pick: (result: Measured) => number): number => median((measured.get(name) ?? []).map(pick));
const own = of(there[0]?.name ?? '', ({ wall }) => wall);
const csv = statSync(data).size / 1024 / 1024;
console.log(
  `${rows.toLocaleString('en')} rows × 10 columns, ${csv.toFixed(0)} MiB; medians of ${rounds} rounds in turn; ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);
console.log('| | wall s | CPU s | peak MiB | file ÷ CSV | time ÷ Winnow |');
console.log('|---|---|---|---|---|---|');
for (const { name } of there) {
  const wall = of(name, (result) => result.wall);
  console.log(
    `| ${name} | ${wall.toFixed(1)} | ${of(name, ({ cpu }) => cpu).toFixed(1)} | ${of(name, ({ peak }) => peak).toFixed(0)} | ${(of(name, ({ size }) => size) / csv).toFixed(1)} | ${(wall / own).toFixed(2)} |`,
  );
}
