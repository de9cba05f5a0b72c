import { Link } from 'wouter';
import { count, counted, percent } from '../format.ts';

/** How many checks pass, as a line of a list of bars; the number that fail opens them. */
export function RuleBar({
  name,
  passed,
  checked,
  failed,
  path,
}: {
  readonly name: string;
  readonly passed: number;
  readonly checked: number;
  readonly failed: number;
  readonly path: string;
}) {
  return (
    <>
      <span className="name" title={name}>
        {name}
      </span>
      <div className="track">
        <div className="fill" style={{ width: checked === 0 ? 0 : `${(100 * passed) / checked}%` }} />
      </div>
      <span className="right">{percent(passed, checked)}</span>
      <span className="right" style={{ minWidth: 50 }}>
        {failed > 0 ? (
          <Link href={path} aria-label={`${counted(failed, 'record')} fail ${name}: show them`}>
            {count(failed)}
          </Link>
        ) : (
          <span className="muted">0</span>
        )}
      </span>
    </>
  );
}
