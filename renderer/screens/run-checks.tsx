import type { RunDetail } from '#core/contract/runs.ts';

const signs = { passed: '✓', failed: '▲', 'not applicable': '○' } as const;

/** What was found of a dataset as a whole, failures first. */
export function RunChecks({ checks }: { readonly checks: RunDetail['checks'] }) {
  if (checks.length === 0) return null;
  const inOrder = checks.toSorted((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'));
  return (
    <ul className="checks" aria-label="Checks of the whole dataset">
      {inOrder.map(({ id, status, severity, sentence, action }) => (
        <li key={id} className={status === 'failed' ? undefined : 'muted'}>
          <span className={status === 'failed' ? 'wrong-ink' : undefined}>{signs[status]}</span> {sentence}.
          {status === 'failed' && (
            <>
              {' '}
              <span className="muted">
                {action} <span className="small">({severity})</span>
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
