import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { buildPage } from '../../build-page.ts';
import { tokenOfFile } from '../../http/token-file.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { untilStopped } from '../until-stopped.ts';

interface Options {
  readonly port?: string;
  readonly workspace?: string;
  readonly tokenFile?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
}

/** The loopback door. */
export const serve: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('serve')
      .description('serve the workbench, and the REST API with its docs page, on this machine only unless --host says otherwise')
      .option(
        '--port <N>',
        'port; 0 takes a free one (default: the usual one, so that a browser keeps what was set, or a free one)',
      )
      .option(...workspaceOption)
      .option('--token-file <FILE>', 'for programs: the file that holds the access token of every call; it is created if missing')
      .option(
        '--host <ADDRESS>',
        'listen on this address instead of 127.0.0.1, as containers need it; with --token-file and --allow-host',
      )
      .option('--allow-host <NAME...>', 'names under which other machines may call it, with a port where it is another')
      .option(...jsonOption)
      .action(
        action(async ({ port, workspace, tokenFile, host, allowHost, json }: Options) => {
          const number = port === undefined ? undefined : Number(port);
          if (number !== undefined && (!Number.isInteger(number) || number < 0 || number > 65_535))
            throw new Failure('BAD_INPUT', `--port ${port}: give a number from 0 to 65535`);
          if (host !== undefined && (tokenFile === undefined || allowHost === undefined))
            throw new Failure(
              'BAD_INPUT',
              `--host ${host} lets other machines in: say with --token-file which file holds the access token, and with --allow-host under which name they call`,
            );
          const { startServer } = await import('../../http/server.ts');
          await buildPage();
          const server = await startServer({
            workspacePath: workspaceToServe(workspace),
            port: number,
            token: tokenFile === undefined ? undefined : tokenOfFile(tokenFile),
            host,
            allowedHosts: allowHost,
          });
          const reach = host === undefined ? 'on this machine only' : `on ${host}, to whoever has the token`;
          terminal.say(`Winnow answers ${reach}; stop it with Ctrl-C.`);
          if (json) terminal.json({ origin: server.origin, link: server.link });
          else terminal.result(server.link);
          await untilStopped();
          terminal.say('stopping …');
          await server.close();
          return exitCodes.done;
        }),
      );
  },
};

/** The workspace named, the only one here, or one that the first run will make. */
function workspaceToServe(named: string | undefined): string {
  const isNone = named === undefined && !readdirSync('.').some((name) => name.endsWith('.winnow'));
  return isNone ? resolve('workspace.winnow') : findWorkspace(named);
}
