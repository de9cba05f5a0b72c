import { type ElectronApplication, _electron as electron } from '@playwright/test';
import { root } from '../winnow.ts';

/** What the program is started with; as root it must do without its own sandbox. */
export function argumentsFor(files: readonly string[]): string[] {
  return [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...files];
}

/** Starts the app; Playwright now and then misses the moment at which a main process made of modules is ready, so it may try again. */
export async function startDesktop(program: string, files: readonly string[], home: string): Promise<ElectronApplication> {
  const env = { ...process.env, WINNOW_HOME: home } as Record<string, string>;
  for (let attempt = 1; ; attempt++) {
    try {
      return await electron.launch({ executablePath: program, args: argumentsFor(files), env, timeout: 10_000 });
    } catch (error) {
      if (attempt === 6) throw error;
    }
  }
}
