import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Failure } from '#core/contract/failure.ts';
import { createEngine } from '#core/engine/engine.ts';
import { openableWorkspace } from '../openable-workspace.ts';
import { createApp } from './app.ts';
import { randomToken } from './token-file.ts';

/** A running loopback server. */
export interface Server {
  readonly origin: string;
  /** Every call must bear it; new at every start, unless one was given. */
  readonly token: string;
  /** The address that lets a browser in, once. */
  readonly link: string;
  readonly close: () => Promise<void>;
}

/**
 * Where the workbench is served unless somebody says otherwise: a browser keeps what a person set (keys, filters, columns) for an address, so
 * that it has to be the same every day.
 */
const usualPort = 47_610;

/** Serves the engine of a workspace on 127.0.0.1 or another address, on the usual port or a free one where none is named. Rejects with a Failure (CONFLICT) where the port is taken. */
export async function startServer({
  workspacePath,
  port,
  token = randomToken(),
  host = '127.0.0.1',
  allowedHosts = [],
}: {
  readonly workspacePath: string;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  /** The address to listen on; any but the loopback can be reached from other machines. */
  readonly host?: string | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
}): Promise<Server> {
  const engine = createEngine(openableWorkspace(workspacePath));
  const code = randomToken();
  const actual = { port: 0 };
  const app = createApp({ engine, loopback: { token, code, port: () => actual.port, allowedHosts } });
  const listen = (port: number): Promise<ServerType> =>
    new Promise((resolve, reject) => {
      const starting = serve(
        {
          fetch: app.fetch,
          port,
          hostname: host,
          serverOptions: { requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16_384 },
        },
        () => resolve(starting),
      );
      starting.on('error', reject);
    });
  const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const server = await listen(port ?? usualPort)
    .catch((error: unknown) => {
      if (port === undefined && isTaken(error)) return listen(0);
      throw error;
    })
    .catch(async (error: unknown) => {
      await engine.close();
      throw isTaken(error)
        ? new Failure('CONFLICT', `port ${port} is taken; choose another with --port, or 0 for a free one`)
        : error;
    });
  actual.port = addressOf(server).port;
  engine.warm();
  const name = allowedHosts[0] ?? host;
  const origin = `http://${name.includes(':') ? name : `${name}:${actual.port}`}`;
  return {
    origin,
    token,
    link: `${origin}/?code=${code}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await engine.close();
    },
  };
}

function addressOf(server: ServerType): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
