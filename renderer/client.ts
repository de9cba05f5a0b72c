import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { contract } from '#core/contract/contract.ts';
import { type Remedy, remedies } from '#core/contract/failure.ts';
import { sessionHeaders } from './session.ts';

/** Everything that can be asked of the engine. */
export const engine: JsonifiedClient<ContractRouterClient<typeof contract>> = createORPCClient(
  new OpenAPILink(contract, { url: new URL('/api', location.href).href, headers: sessionHeaders }),
);

/** The same as queries that are kept until something changes. */
export const ask = createTanstackQueryUtils(engine);

/** Answers stay until the engine is told to do something: then everything is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
});

/** Asks again what a decision changes: rows, exceptions, figures and the audit log, and the list of runs where it is looked at next. */
export async function afterDecision(): Promise<void> {
  const changed = [
    ask.records.key(),
    ask.data.key(),
    ask.profiles.key(),
    ask.anomalies.key(),
    ask.figures.key(),
    ask.exceptions.key(),
    ask.rules.key(),
    ask.charts.key(),
    ask.audit.key(),
  ];
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ask.runs.shown.key() }),
    queryClient.invalidateQueries({ queryKey: ask.runs.list.key(), refetchType: 'none' }),
    ...changed.map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  ]);
}

/** What a door may offer besides the sentence of an error. */
export function remedyOf(error: unknown): Remedy | undefined {
  const data: unknown = error instanceof ORPCError ? error.data : undefined;
  const remedy = typeof data === 'object' && data !== null && 'remedy' in data ? data.remedy : undefined;
  return remedies.find((known) => known === remedy);
}

/** The sentence of an error, for people. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // What fetch rejects with where nobody answers.
  if (error instanceof TypeError) return 'Winnow’s engine does not respond. Start Winnow again; nothing was lost';
  return text === '' ? 'Something went wrong in Winnow itself; nothing was lost' : `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** Hands a file that was dropped or picked in a browser to the engine; returns its path there. */
export async function upload(file: File): Promise<string> {
  const response = await fetch(`/files/${encodeURIComponent(file.name)}`, {
    method: 'PUT',
    body: file,
    headers: sessionHeaders(),
  });
  const answer = (await response.json()) as { readonly path?: string; readonly message?: string };
  if (!response.ok || answer.path === undefined) throw new Error(answer.message ?? `${file.name} could not be read`);
  return answer.path;
}
