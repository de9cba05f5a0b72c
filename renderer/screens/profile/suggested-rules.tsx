import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { adjustRule } from '../../adding-rule.ts';
import { ask, sentenceOf } from '../../client.ts';
import { count } from '../../format.ts';
import { rowsPath } from '../../route.ts';

/** Rules that the values of a column suggest, with the rows that break them. Every record is looked at, so only when somebody asks. */
export function SuggestedRules({ dataset, column }: { readonly dataset: string; readonly column: string }) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching } = useQuery({ ...ask.profiles.rules.queryOptions({ input: { dataset } }), enabled: isAsked });
  if (!isAsked)
    return (
      <button type="button" className="button" onClick={() => setAsked(true)}>
        Which rules do the values suggest?
      </button>
    );
  const own = (data ?? []).filter(({ columns }) => columns.includes(column));
  return (
    <section aria-label="Rules that the values suggest">
      <h3>Rules that the values suggest</h3>
      {error && <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>}
      {isFetching && !data && <p className="muted">Looking at every record of {dataset} …</p>}
      {data && own.length === 0 && <p className="muted">No new suggestions.</p>}
      <ul className="profile-findings">
        {own.map((rule) => (
          <li key={rule.id}>
            <b className="wrap">{rule.sentence}</b>
            <span className="row">
              {rule.failed === 0 ? (
                <span className="muted">no record breaks it</span>
              ) : (
                <Link href={rowsPath(dataset, 'raw', { ids: rule.failing })}>
                  {count(rule.failed)} {rule.failed === 1 ? 'row breaks' : 'rows break'} it
                </Link>
              )}
              <button type="button" className="link" onClick={() => adjustRule(dataset, rule)}>
                Add rule …
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
