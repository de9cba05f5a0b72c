import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const belowRecords = ['contract', 'sql', 'definition', 'quality', 'workspace', 'sources', 'sinks', 'store'];

/** The architecture: each room, the rooms it may import, and the packages it may import; `node:` stands for Node's own. */
const rooms: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  contract: { rooms: [], packages: ['zod', '@orpc/contract'] },
  sql: { rooms: [], packages: ['zod'] },
  definition: { rooms: ['contract', 'sql'], packages: ['zod', 'yaml', 'diff'] },
  quality: { rooms: ['contract', 'sql', 'definition'], packages: ['zod', 'yaml', 're2js'] },
  generate: { rooms: ['contract', 'definition'], packages: [] },
  workspace: { rooms: ['contract', 'sql'], packages: ['node:', 'better-sqlite3'] },
  sources: {
    rooms: ['contract', 'definition', 'workspace'],
    packages: [
      'node:',
      'csv-parse',
      'iconv-lite',
      'jschardet',
      'zod',
      'hyparquet',
      'hyparquet-compressors',
      'tinyglobby',
      'pg',
      'pg-copy-streams',
    ],
  },
  sinks: {
    rooms: ['contract', 'sql', 'definition', 'workspace', 'sources'],
    packages: ['node:', 'fflate', 'zod', 'hyparquet', 'hyparquet-writer', 'pg-copy-streams'],
  },
  store: { rooms: ['contract', 'sql', 'workspace'], packages: ['node:'] },
  records: { rooms: [...belowRecords], packages: ['node:'] },
  models: { rooms: [...belowRecords, 'records'], packages: ['zod'] },
  exports: { rooms: [...belowRecords, 'records', 'models'], packages: ['node:'] },
  reports: { rooms: ['contract'], packages: [] },
  review: { rooms: [...belowRecords, 'records', 'models', 'exports'], packages: ['node:'] },
  run: { rooms: [...belowRecords, 'records', 'models', 'exports', 'review'], packages: ['node:'] },
  engine: {
    rooms: [...belowRecords, 'generate', 'records', 'models', 'exports', 'reports', 'review', 'run'],
    // Where its version is written.
    packages: ['node:', 'zod', '@orpc/server', '../../package.json'],
  },
  hosts: {
    rooms: ['contract', 'engine'],
    packages: [
      'node:',
      'zod',
      'commander',
      'hono',
      '@hono/node-server',
      '@orpc/client',
      '@orpc/server',
      '@orpc/openapi',
      '@orpc/zod',
      'vite',
    ],
  },
};

/** Heavy libraries have one door. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['core/workspace/open.ts'],
  'csv-parse': ['core/sources/file/csv.ts'],
  fflate: ['core/sinks/xlsx.ts'],
  'hyparquet-writer': ['core/sinks/parquet.ts'],
  pg: ['core/sources/postgres/connect.ts'],
  hyparquet: ['core/sources/file/packing/parquet-table.ts', 'core/sources/file/packing/parquet-text.ts'],
};
const pageDoors: Readonly<Record<string, string>> = {
  'ag-grid-react': 'renderer/grid/grid.tsx',
  '@dagrejs/dagre': 'renderer/chart/er-diagram.tsx',
  'plotly.js-cartesian-dist-min': 'renderer/chart/chart.tsx',
};

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
const files = filesOf('core');
const pageFiles = filesOf('renderer').filter((file) => !file.endsWith('.d.ts'));

const importsOf = (file: string): readonly string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /(?:^import |^\} from |^(?:import|export) .* from |import\()'([^'\n]+)'/gm,
    ),
  ].map((match) => match[1] ?? '');
const roomOf = (file: string): string => file.split('/')[1] ?? '';

describe('architecture', () => {
  it.each(Object.keys(rooms))('core/%s imports only what its room may', (room) => {
    const wrong = files
      .filter((file) => roomOf(file) === room)
      .flatMap((file) => importsOf(file).map((specifier) => ({ file, specifier })))
      .filter(({ file, specifier }) => !isAllowed(room, file, specifier));
    expect(wrong).toEqual([]);
  });

  it('has no other rooms', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(rooms).sort());
  });

  it.each(Object.entries(doors))('%s is imported only in %s', (library, allowed) => {
    const importers = files.filter((file) =>
      importsOf(file).some((specifier) => specifier === library || specifier.startsWith(`${library}/`)),
    );
    expect([...importers].sort()).toEqual(allowed);
  });

  it('the page imports the contract of the core alone, and nothing of Node or Electron', () => {
    const wrong = pageFiles.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => /^(#core\/(?!contract\/)|node:|electron|#electron|#resources)/.test(specifier))
        .map((specifier) => ({ file, specifier })),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(pageDoors))('%s draws only in %s', (library, door) => {
    const importers = pageFiles.filter((file) =>
      [
        ...readFileSync(join(root, file), 'utf8').matchAll(
          /^import (?!type ).*from '([^']+)'|\} from '([^']+)'|import\('([^']+)'\)/gm,
        ),
      ].some(([statement, ...names]) => !statement.startsWith('import type') && names.includes(library)),
    );
    expect(importers.filter((file) => !isTypeOnly(file, library))).toEqual([door]);
  });

  it('keeps SQL out of the engine and the hosts', () => {
    const wrong = files.filter(
      (file) =>
        ['engine', 'hosts'].includes(roomOf(file)) && /\bsql`|\.prepare\(|rowsOf\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(rooms))('has no rings between the folders of core/%s', (room) => {
    const folderOf = (file: string): string => dirname(file).split('/').slice(2).join('/');
    const edges = new Map<string, Set<string>>();
    for (const file of files.filter((one) => roomOf(one) === room && folderOf(one) !== ''))
      for (const specifier of importsOf(file).filter((one) => one.startsWith('.'))) {
        const target = folderOf(relative('.', normalize(join(dirname(file), specifier))));
        // A list names what is in its folder, which takes from beside the list: that is no ring.
        const isNested = `${folderOf(file)}/`.startsWith(`${target}/`) || `${target}/`.startsWith(`${folderOf(file)}/`);
        if (target !== '' && !isNested) edges.set(folderOf(file), (edges.get(folderOf(file)) ?? new Set()).add(target));
      }
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      [...(edges.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
    expect([...edges.keys()].filter((folder) => reaches(folder, folder))).toEqual([]);
  });

  it('keeps what a browser keeps in one place', () => {
    const wrong = pageFiles.filter((file) => /\b(local|session)Storage\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(wrong).toEqual(['renderer/kept.ts']);
  });

  it('asks a rule about itself instead of comparing its name', () => {
    const wrong = [...files, ...pageFiles].filter(
      (file) =>
        !file.startsWith('core/quality/rules/') && /\brule\??(\.rule)? (===|!==) '/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files short', () => {
    const long = [...files, ...pageFiles].filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });

  it('has no index files, default exports or re-exports', () => {
    const wrong = [...files, ...pageFiles].filter(
      (file) => file.endsWith('/index.ts') || /^export (default|\*|\{[^}]*\} from)/m.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('never opens workspace files with fs while SQLite has them open', () => {
    const wrong = files.filter(
      (file) =>
        ['workspace', 'store'].includes(roomOf(file)) &&
        /\b(readFileSync|openSync|copyFileSync|createReadStream)\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([
      'core/workspace/closed-files.ts',
      'core/workspace/migrations.ts',
      // Batches, which are no workspace: the lock on one protects from nobody.
      'core/workspace/pages/batch-file.ts',
    ]);
  });
});

function isTypeOnly(file: string, library: string): boolean {
  return new RegExp(`^import type [^;]*from '${library}'`, 'm').test(readFileSync(join(root, file), 'utf8'));
}

function isAllowed(room: string, file: string, specifier: string): boolean {
  const rule = rooms[room];
  if (!rule) return false;
  if (specifier.startsWith('#core/')) return rule.rooms.includes(specifier.split('/')[1] ?? '');
  if (specifier.startsWith('.') && !rule.packages.includes(specifier)) {
    const target = relative('.', normalize(join(dirname(file), specifier)));
    return roomOf(target) === room && specifier.endsWith('.ts');
  }
  return rule.packages.some((name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`));
}
