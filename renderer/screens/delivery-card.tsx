import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeliveryFit } from '#core/contract/sources.ts';
import { ask } from '../client.ts';
import { useShown } from '../shown.ts';

/** What is to be run: the file as a dataset, and which of its columns bear other names than before. */
interface Delivery {
  readonly dataset: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The share of the columns that must fit before a file is taken for the next delivery. */
const enough = 0.5;

/** The file looks like the next delivery of the workspace that is open: it can run with its rules, renamed columns recognised. */
export function DeliveryCard({
  path,
  isBusy,
  onRun,
}: {
  readonly path: string;
  readonly isBusy: boolean;
  readonly onRun: (workspace: string, delivery: Delivery) => void;
}) {
  const { info, run, pipeline } = useShown();
  const fit = useQuery({ ...ask.sources.fit.queryOptions({ input: { path } }), enabled: run !== undefined, staleTime: 0 });
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const found = fit.data;
  if (!info || !pipeline || !found || found.matched < enough * found.columns) return null;
  const headers = { ...proposed(found), ...chosen };
  const used = Object.fromEntries(Object.entries(headers).filter(([, header]) => header !== ''));
  return (
    <section className="existing" aria-label="The next delivery">
      <span className="list-text">
        <b>
          This looks like the next delivery of {found.dataset} in {pipeline.title}: {found.matched} of {found.columns} columns are
          there
        </b>
        <span className="muted small">
          It runs with the same rules and compares itself with the run before.
          {found.missing.length === 0 && ' No column is missing.'}
        </span>
        {found.missing.map(({ column, proposals }) => (
          <label key={column} className="row small">
            ▲ {column} is missing:
            <select
              className="input small"
              value={headers[column] ?? ''}
              onChange={({ currentTarget: { value } }) => setChosen((known) => ({ ...known, [column]: value }))}
            >
              <option value="">it is not in this file</option>
              {found.extra.map((header) => (
                <option key={header} value={header}>
                  it is called {header} now{likeOf(proposals, header)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </span>
      <button
        type="button"
        className="button primary"
        disabled={isBusy}
        onClick={() => onRun(info.workspace, { dataset: found.dataset, headers: used })}
      >
        Run it with these rules
      </button>
    </section>
  );
}

/** The likeliest header of each missing column, each header once. */
function proposed({ missing }: DeliveryFit): Readonly<Record<string, string>> {
  const pairs = missing
    .flatMap(({ column, proposals }) => proposals.map((proposal) => ({ column, ...proposal })))
    .sort((a, b) => b.confidence - a.confidence);
  const headers: Record<string, string> = {};
  for (const { column, header } of pairs)
    if (headers[column] === undefined && !Object.values(headers).includes(header)) headers[column] = header;
  return headers;
}

function likeOf(proposals: DeliveryFit['missing'][number]['proposals'], header: string): string {
  const found = proposals.find((proposal) => proposal.header === header);
  return found ? ` (${Math.round(100 * found.confidence)} % alike)` : '';
}
