import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const electron = join(root, 'node_modules/electron');

/** The program of Electron, fetched once where it is not there yet; undefined where it cannot be had. */
export function findElectron(): string | undefined {
  const found = locateElectron();
  if (found !== undefined || !existsSync(join(electron, 'install.js'))) return found;
  spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: ['ignore', 'ignore', 'ignore'], timeout: 120_000 });
  return locateElectron();
}

/** The program of Electron where it is there already. */
export function locateElectron(): string | undefined {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Readonly<Record<string, string>>;
  const name = names[process.platform] ?? 'electron';
  const own = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (own) return existsSync(join(own, name)) ? join(own, name) : undefined;
  const note = join(electron, 'path.txt');
  const path = join(electron, 'dist', existsSync(note) ? readFileSync(note, 'utf8').trim() : name);
  return existsSync(path) ? path : undefined;
}

/** Builds the desktop app where it is not there or older than its sources. */
export function buildDesktop(): void {
  const tool = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status, stderr } = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'error'], {
    cwd: root,
    encoding: 'utf8',
    // It is asked only for what is built, not for the program, which need not be there.
    env: { ...process.env, ELECTRON_EXEC_PATH: process.execPath },
  });
  if (status !== 0) throw new Error(`the desktop app could not be built: ${stderr}`);
}

/** Starts the desktop app with files to open; resolves when it has ended. */
export function startDesktop(program: string, files: readonly string[]): Promise<number> {
  // Without a sandbox of the system Chromium refuses to run as root.
  const args = [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...files];
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 0));
  });
}
