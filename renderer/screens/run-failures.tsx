import { counted } from '#core/contract/counted.ts';
import type { RunDetail } from '#core/contract/runs.ts';

const words = {
  model: 'Model',
  rule: 'Rule of a model',
  reconciliation: 'Reconciliation',
  export: 'Export',
  table: 'Table',
} as const;

/** What a run could not do and went on without. */
export function RunFailures({ failures }: { readonly failures: RunDetail['failures'] }) {
  if (failures.length === 0) return null;
  return (
    <section className="card" aria-label="What failed" style={{ marginBottom: 12 }}>
      <div className="card-head">
        <h2>{counted(failures.length, 'part')} of this run failed</h2>
      </div>
      <p className="muted">The run continued without them. Failed models are empty, and nothing was exported from them.</p>
      <ul className="checks">
        {failures.map(({ part, name, reason }) => (
          <li key={`${part} ${name}`}>
            <span className="wrong-ink">✗</span> {words[part]} <b className="mono">{name}</b>: {reason}.
          </li>
        ))}
      </ul>
    </section>
  );
}
