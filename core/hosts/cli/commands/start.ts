import { resolve } from 'node:path';
import { buildPage } from '../../build-page.ts';
import { buildDesktop, findElectron, startDesktop } from '../../desktop.ts';
import { openBrowser } from '../../http/open-browser.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { untilStopped } from '../until-stopped.ts';

interface Options {
  readonly browser?: boolean;
  readonly open: boolean;
}

/** The workbench: the desktop app, or the same page in the browser where Electron cannot be had. */
export const start: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('start')
      .description('open the workbench: the desktop app, or the browser if there is no Electron')
      .argument('[file]', 'a file or workspace to open')
      .option('--browser', 'use the browser')
      .option('--no-open', 'print the address only')
      .action(
        action(async (file: string | undefined, { browser, open }: Options) => {
          const path = file === undefined ? undefined : resolve(file);
          const electron = browser ? undefined : findElectron();
          if (electron !== undefined) {
            buildDesktop();
            return (await startDesktop(electron, path === undefined ? [] : [path])) === 0 ? exitCodes.done : exitCodes.failed;
          }
          if (!browser)
            terminal.say(
              'Electron is not installed and could not be downloaded, so the workbench opens in the browser; `npx install-electron` fetches it.',
            );
          await buildPage();
          const { startServer } = await import('../../http/server.ts');
          const isWorkspace = path?.endsWith('.winnow') ?? false;
          const { newFolderFor } = await import('#core/engine/recent.ts');
          const server = await startServer({
            workspacePath: isWorkspace && path !== undefined ? path : resolve(newFolderFor('workspaces'), 'new.winnow'),
          });
          const place = path !== undefined && !isWorkspace ? `#/open/${encodeURIComponent(path)}` : '';
          const address = `${server.link}${place}`;
          terminal.say('Winnow answers on this machine only; stop it with Ctrl-C.');
          terminal.result(address);
          if (open) openBrowser(address);
          await untilStopped();
          terminal.say('stopping …');
          await server.close();
          return exitCodes.done;
        }),
      );
  },
};
