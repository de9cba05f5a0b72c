import { counted } from '#core/contract/counted.ts';
import type { RunDetail } from '#core/contract/runs.ts';

const signs = { passed: '✓', failed: '▲', 'not applicable': '○' } as const;

/** Checks of a run that are listed without being asked for, though nothing failed. */
const fewChecks = 6;

/** What was found of datasets and models as a whole: failures first, and the others on demand where they are many. */
export function RunChecks({ checks }: { readonly checks: RunDetail['checks'] }) {
  if (checks.length === 0) return null;
  const failed = checks.filter(({ status }) => status === 'failed');
  const others = checks.filter(({ status }) => status !== 'failed');
  const passed = others.filter(({ status }) => status === 'passed').length;
  const hasSeveral = new Set(checks.map(({ dataset }) => dataset)).size > 1;
  const list = (shown: RunDetail['checks'], label: string) => (
    <ul className="checks" aria-label={label}>
      {shown.map((check) => (
        <Check key={`${check.dataset} ${check.id}`} check={check} isNamed={hasSeveral} />
      ))}
    </ul>
  );
  if (others.length <= fewChecks) return list([...failed, ...others], 'Checks of whole tables');
  return (
    <>
      {failed.length > 0 && list(failed, 'Checks of whole tables that failed')}
      <details className="checks">
        <summary>
          ✓ {counted(passed, failed.length > 0 ? 'other check' : 'check')} of whole tables passed
          {passed < others.length && `, ○ ${others.length - passed} had nothing to check`}
        </summary>
        {list(others, 'Other checks of whole tables')}
      </details>
    </>
  );
}

function Check({ check, isNamed }: { readonly check: RunDetail['checks'][number]; readonly isNamed: boolean }) {
  const { dataset, status, severity, sentence, action } = check;
  return (
    <li className={status === 'failed' ? undefined : 'muted'}>
      <span className={status === 'failed' ? 'wrong-ink' : undefined}>{signs[status]}</span>{' '}
      {isNamed && <span className="mono">{dataset}: </span>}
      {sentence}.
      {status === 'failed' && (
        <>
          {' '}
          <span className="muted">
            {action} <span className="small">({severity})</span>
          </span>
        </>
      )}
    </li>
  );
}
