import { ORPCError } from '@orpc/server';
import { createCurrentRun } from '#core/records/current-run.ts';
import { etagOf, type RecordWrite, type WriteOutcome } from '#core/review/write-record.ts';
import type { Implementer } from '../implementer.ts';
import type { WorkspaceSession } from '../workspace-session.ts';

/** A write as it comes over REST. */
interface WriteRequest {
  readonly params: { readonly name: string; readonly key: string };
  readonly headers: { readonly 'if-match'?: string | undefined; readonly 'idempotency-key'?: string | undefined };
  readonly query: { readonly author?: string | undefined; readonly reason?: string | undefined };
  readonly body?: RecordWrite['cells'];
}

/** Answers everything about tables: the clean rows of datasets, and models; and changes single records. */
export function dataRoutes(os: Implementer) {
  return {
    tables: os.data.tables.handler(({ signal, context: { session } }) => session.asking.ask('tables', {}, { signal })),
    page: os.data.page.handler(({ input, signal, context: { session } }) => session.asking.ask('tableRows', input, { signal })),
    row: os.data.row.handler(async ({ input, signal, context: { session } }) => {
      const body = await session.asking.ask('tableRow', input, { signal });
      return { headers: { etag: etagOf(body) }, body };
    }),
    update: os.data.update.handler(({ input, context }) => written(context, 'update', input)),
    replace: os.data.replace.handler(({ input, context }) => written(context, 'replace', input)),
    remove: os.data.remove.handler(({ input, context }) => written(context, 'remove', input)),
    paths: os.data.paths.handler(({ context: { session } }) =>
      session.reader.read((database) => ({ ...createCurrentRun(database)().pipeline.api.paths })),
    ),
    behind: os.data.behind.handler(({ input, signal, context: { session } }) => session.asking.ask('behind', input, { signal })),
  };
}

async function written(
  { session, keyName }: { readonly session: WorkspaceSession; readonly keyName?: string | undefined },
  kind: RecordWrite['kind'],
  { params, headers, query, body = {} }: WriteRequest,
) {
  const outcome: WriteOutcome = await session.review('writeRecord', {
    ...{ kind, ...params, reason: query.reason, author: authorOf(query.author, keyName), cells: body },
    ifMatch: headers['if-match'],
    requestKey: ownKey(headers['idempotency-key'], keyName),
  });
  switch (outcome.kind) {
    case 'written':
      return { headers: outcome.etag === null ? {} : { etag: outcome.etag }, body: outcome.written };
    case 'forbidden':
      throw new ORPCError('FORBIDDEN', { status: 403, message: outcome.sentence });
    case 'changed':
      throw new ORPCError('CHANGED', { status: 412, message: outcome.sentence });
    case 'refused':
      throw new ORPCError('REFUSED', { status: 422, message: outcome.sentence, data: { problems: outcome.problems } });
  }
}

/** Who is to be named in the audit log: a program cannot pass for a person. */
function authorOf(author: string | undefined, keyName: string | undefined): string | undefined {
  if (keyName === undefined) return author;
  return author === undefined ? `API key ${keyName}` : `${author} (API key ${keyName})`;
}

/** The key of a request as it is kept: those of one program mean nothing to another. */
function ownKey(requestKey: string | undefined, keyName: string | undefined): string | undefined {
  return requestKey === undefined || keyName === undefined ? requestKey : `${keyName}\n${requestKey}`;
}
