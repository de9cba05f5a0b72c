import type { Difference } from '#core/contract/diff-runs.ts';
import { count, score } from '../format.ts';

/** Figures that are not the same before and after. */
export function DifferencesTable({ differences }: { readonly differences: readonly Difference[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>What</th>
          <th className="right">Before</th>
          <th className="right">After</th>
          <th className="right">Difference</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ what, before: from, after: to, note }) => (
          <tr key={what}>
            <td>{what}</td>
            <td className="right">{from === null ? '–' : figureOf(what, from)}</td>
            <td className="right">{to === null ? '–' : figureOf(what, to)}</td>
            <td className="right">
              {from === null || to === null ? (
                <span className="muted">{note ?? '–'}</span>
              ) : (
                `${to > from ? '+' : '−'}${figureOf(what, Math.abs(to - from))}`
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figureOf(what: string, value: number): string {
  return what === 'score' ? score(value) : count(value);
}
