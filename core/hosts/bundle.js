import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What is made of the sources lies beside the other dependencies; deleting it costs a second. */
export const cacheFolder = join(root, 'node_modules/.cache/winnow');
/** Programs that started from an older bundle may still load parts of it. */
const keptFor = 7 * 24 * 3600_000;

/**
 * The folder of all programs as a few files of JavaScript, which load in a quarter of the time of their 300 sources; they are made again when a
 * source changed. Undefined where they cannot be made: in a read-only installation, or without the tools of development.
 */
export async function bundleFolder() {
  const folder = join(cacheFolder, `bundle-${stampOfSources()}`);
  if (existsSync(folder)) {
    stillUsed(folder);
    return folder;
  }
  if (!existsSync(join(root, 'node_modules/rolldown'))) return undefined;
  const unfinished = `${folder}-${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    await writeBundle(unfinished);
    renameSync(unfinished, folder);
    removeOldBundles();
    return folder;
  } catch {
    rmSync(unfinished, { recursive: true, force: true });
    // Another program may have been faster.
    return existsSync(folder) ? folder : undefined;
  }
}

/** Changes when a source or a dependency does, and with the place of the installation, which is written into the bundle. */
function stampOfSources() {
  const hash = createHash('sha256').update(root).update(process.version);
  const files = readdirSync(join(root, 'core'), { recursive: true, encoding: 'utf8' }).sort();
  for (const file of [...files.map((name) => join('core', name)), 'package.json', 'package-lock.json']) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    if (stats?.isFile()) hash.update(`${file} ${stats.size} ${stats.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Notes that a bundle is used, so that it is kept.
 * @param {string} folder
 */
function stillUsed(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Of somebody else, who keeps it.
  }
}

/** @param {string} folder */
async function writeBundle(folder) {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    platform: 'node',
    cwd: root,
    // What is native, and what only builds.
    external: ['better-sqlite3', 'vite'],
    input: {
      program: 'core/hosts/cli/program.ts',
      ...Object.fromEntries(
        ['job', 'reader', 'query', 'review', 'definition', 'profile'].map((name) => [
          `${name}-thread`,
          `core/engine/${name}-thread.ts`,
        ]),
      ),
    },
    plugins: [{ name: 'places', transform: placesOfSources }],
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await bundle.write({ dir: folder, entryFileNames: '[name].js', minify: false });
  await bundle.close();
}

/**
 * Files beside a source are found from where the source is; only the programs of threads are beside the bundle.
 * @param {string} code
 * @param {string} id
 */
function placesOfSources(code, id) {
  if (!code.includes('import.meta.url') || id.endsWith('thread-url.ts')) return null;
  return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
}

function removeOldBundles() {
  for (const name of readdirSync(cacheFolder)) {
    const path = join(cacheFolder, name);
    if (name.startsWith('bundle-') && statSync(path).mtimeMs < Date.now() - keptFor)
      rmSync(path, { recursive: true, force: true });
  }
}
