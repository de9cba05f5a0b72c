import { useQuery } from '@tanstack/react-query';
import { afterDecision, ask, engine } from '../client.ts';

/** Texts that are rewritten in every run because a decision said so; of one dataset or all. */
export function LearnedMappings({ dataset }: { readonly dataset?: string }) {
  const mappings = useQuery(ask.exceptions.mappings.queryOptions());
  const shown = (mappings.data ?? []).filter((mapping) => dataset === undefined || mapping.dataset === dataset);
  if (shown.length === 0) return null;
  return (
    <>
      <h2 style={{ margin: '20px 0 8px' }}>Learned mappings</h2>
      <ul className="plain-list">
        {shown.map(({ id, dataset: of, column, from, to, author }) => (
          <li key={id} className="list-row">
            <span className="list-text">
              <span className="wrap">
                {column}: “{from}” → “{to}”
              </span>
              <span className="muted small">
                {of} · {author}
              </span>
            </span>
            <button
              type="button"
              className="button small"
              onClick={() => void engine.exceptions.forget({ id }).then(() => afterDecision())}
            >
              Forget
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
