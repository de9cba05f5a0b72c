import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { onError } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { contract } from '#core/contract/contract.ts';
import { Failure } from '#core/contract/failure.ts';
import { appVersion } from '#core/engine/app-version.ts';
import type { createEngine } from '#core/engine/engine.ts';
import { explainInput } from '#core/engine/input-error.ts';
import { keepUpload } from '#core/engine/keep-upload.ts';
import { serveWorkbench } from '../workbench.ts';
import { docsPage, docsScript, docsStyle } from './docs-page.ts';
import { createPathFinder } from './further-paths.ts';
import { exchange, type GuardOptions, guard } from './guard.ts';
import { type Caller, isOfTables, namedWorkspace } from './key-access.ts';
import { namedSchemas } from './named-schemas.ts';

/** What the loopback app answers with. */
export interface AppOptions {
  readonly engine: Pick<ReturnType<typeof createEngine>, 'router' | 'holderOf'>;
  /** How callers on the network prove who they are; undefined where only Winnow's own window can reach the app. */
  readonly loopback?: GuardOptions;
}

const mostBody = 1024 * 1024;

/** The loopback app: REST under /api, its description, and a page to try it; every call is guarded. */
export function createApp({ engine: { router, holderOf }, loopback }: AppOptions): Hono<Caller> {
  const app = new Hono<Caller>();
  const furtherPath = createPathFinder(router);
  const handler = new OpenAPIHandler(router, {
    clientInterceptors: [explainInput],
    interceptors: [
      onError((error) => {
        const isExpected =
          error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code !== 'INTERNAL_SERVER_ERROR');
        if (!isExpected) console.error(error);
      }),
    ],
  });
  app.use(safeHeaders(loopback !== undefined));
  if (loopback) app.use(guard(loopback, { holderOf, furtherPath }));
  app.put('/files/:name', async (c) => {
    const { body } = c.req.raw;
    if (!body) return c.json({ code: 'BAD_INPUT', message: 'the file is empty' }, 400);
    return c.json({ path: await keepUpload(c.req.param('name'), body) });
  });
  app.use(
    bodyLimit({
      maxSize: mostBody,
      onError: (c) => c.json({ code: 'TOO_LARGE', message: 'the request is larger than 1 MiB' }, 413),
    }),
  );
  if (loopback) app.post('/session', exchange(loopback));
  app.get('/health', (c) => c.json({ isWell: true }));
  app.get('/openapi.json', async (c) => c.json(await describe(loopback?.port() ?? 0)));
  serveWorkbench(app);
  app.get('/docs', (c) => c.html(docsPage));
  app.get('/', (c) => c.redirect('/docs'));
  app.get('/docs.js', (c) => c.body(docsScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/docs.css', (c) => c.body(docsStyle, 200, { 'content-type': 'text/css; charset=utf-8' }));
  const answer = async (c: Context<Caller>, request: Request): Promise<Response> => {
    // To the holder of a key, a path of the pipeline always means its table, even where a route of Winnow has that name.
    if (c.get('holder') && !isOfTables(request.url)) return answerFurther(c);
    const isBodied = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    const [type = ''] = (c.req.header('content-type') ?? '').split(';');
    if (isBodied && type !== '' && type.trim().toLowerCase() !== 'application/json')
      return c.json({ code: 'BAD_INPUT', message: 'send JSON: content-type application/json' }, 415);
    const holder = c.get('holder');
    const workspace = holder?.workspace ?? namedWorkspace(c);
    if (workspace === null) return c.json({ code: 'BAD_INPUT', message: 'Winnow-Workspace is not percent-encoded' }, 400);
    const { matched, response } = await handler.handle(withPlainType(request, type), {
      prefix: '/api',
      context: { workspace, keyName: holder?.name },
    });
    if (matched && response.status === 400) {
      const told = await response.text();
      // What the library says of a body that it cannot read.
      if (!told.includes('Malformed request')) return c.newResponse(told, response);
      return c.json({ code: 'BAD_INPUT', message: 'the body of the request is not JSON that can be read' }, 400);
    }
    if (matched) return c.newResponse(response.body, response);
    const further = request === c.req.raw ? await furtherPath(c.req.raw, workspace) : undefined;
    if (further) return answer(c, further);
    const methods = methodsOf(c.req.path.slice('/api'.length));
    if (methods.length === 0)
      return c.json({ code: 'NOT_FOUND', message: 'there is no such call; /openapi.json lists them' }, 404);
    const message = `${c.req.path} takes ${methods.join(' or ')}, not ${c.req.method}`;
    return c.json({ code: 'METHOD_NOT_ALLOWED', message }, 405, { allow: methods.join(', ') });
  };
  const answerFurther = async (c: Context<Caller>): Promise<Response> => {
    const further = await furtherPath(c.req.raw, c.get('holder')?.workspace ?? namedWorkspace(c) ?? undefined);
    return further ? answer(c, further) : c.json({ code: 'NOT_FOUND', message: 'there is nothing here' }, 404);
  };
  app.all('/api/*', (c) => answer(c, c.req.raw));
  app.onError((error, c) => {
    if (error instanceof Failure) return c.json({ code: error.code, message: error.message }, 500);
    console.error(error);
    return c.json({ code: 'RUN_FAILED', message: 'something went wrong in Winnow itself; nothing was lost' }, 500);
  });
  app.notFound(answerFurther);
  return app;
}

/** Headers that let a page load only what is Winnow's own, and nobody frame it. */
function safeHeaders(isLoopback: boolean): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // The grid and the charts set styles on their elements; no style can come from data.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // There is no https here to insist on; and on a scheme of its own Chromium ends at the second.
    strictTransportSecurity: false,
    originAgentCluster: isLoopback,
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    crossOriginResourcePolicy: 'same-origin',
  });
}

/** The request with its media type in small letters, as the router expects it; RFC 9110 lets it be written in any. */
function withPlainType(request: Request, type: string): Request {
  if (type === type.toLowerCase()) return request;
  const headers = new Headers(request.headers);
  headers.set('content-type', type.toLowerCase());
  return new Request(request, { headers });
}

/** The methods with which something may be asked at a path of the API. */
function methodsOf(path: string): readonly string[] {
  const routes = Object.values({ ...contract }).flatMap((subject) =>
    Object.values(subject).map((procedure) => procedure['~orpc'].route),
  );
  const fitting = routes.filter((route) => new RegExp(`^${(route.path ?? '').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path));
  return [...new Set(fitting.map(({ method }) => method ?? 'POST'))];
}

function describe(port: number): Promise<unknown> {
  return new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: {
      title: 'Winnow',
      version: appVersion,
      description:
        'Every call carries the token of this server, `Authorization: Bearer …`; for tables, an API key will do. Calls are about the workspace that was opened last, or the one whose percent-encoded path the header `Winnow-Workspace` names.',
    },
    servers: [{ url: `http://127.0.0.1:${port}/api` }],
    security: [{ token: [] }],
    commonSchemas: namedSchemas,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}
