import { Link } from 'wouter';
import type { DataTable } from '#core/contract/data.ts';
import { counted } from '../../format.ts';
import { modelPath } from '../../route.ts';

/** What must hold for the rows of a model: failures with their rows, the others on demand. */
export function ModelChecks({ table: { name, checks } }: { readonly table: DataTable }) {
  const failed = checks.filter(({ status }) => status === 'failed');
  const others = checks.filter(({ status }) => status !== 'failed');
  const passed = others.filter(({ status }) => status === 'passed').length;
  if (checks.length === 0) return null;
  return (
    <div className="model-checks">
      {failed.map(({ id, sentence, severity, listsRows }) => (
        <p key={id}>
          <span className="wrong-ink">▲</span> {sentence} <span className="muted small">({severity})</span>{' '}
          {listsRows && <Link href={modelPath(name, { breaks: id })}>Show the rows</Link>}
        </p>
      ))}
      {others.length > 0 && (
        <details>
          <summary className="muted">
            ✓ {counted(passed, 'check')} passed
            {passed < others.length && `, ○ ${others.length - passed} had nothing to check`}
          </summary>
          <ul className="mono small">
            {others.map(({ id, status }) => (
              <li key={id}>
                {status === 'passed' ? '✓' : '○'} {id}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
