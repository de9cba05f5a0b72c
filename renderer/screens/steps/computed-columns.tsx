import { Pencil, Trash2 } from 'lucide-react';
import type { ComputedDetail } from '#core/contract/pipeline.ts';
import { Tool } from '../../pieces/tool.tsx';

/** Columns that are computed from others after the steps; rules, models and exports use them like any other. */
export function ComputedColumns({
  columns,
  onAdd,
  onReshape,
  onRewrite,
  onRemove,
}: {
  readonly columns: readonly ComputedDetail[];
  readonly onAdd: () => void;
  readonly onReshape: (way: 'split' | 'combine') => void;
  readonly onRewrite: (column: ComputedDetail) => void;
  readonly onRemove: (name: string) => void;
}) {
  return (
    <section aria-label="Computed columns">
      <div className="row recipe-head">
        <h2>Computed columns</h2>
        <button type="button" className="button small" onClick={onAdd}>
          Add computed column
        </button>
        <button type="button" className="button small" onClick={() => onReshape('split')}>
          Split a column
        </button>
        <button type="button" className="button small" onClick={() => onReshape('combine')}>
          Combine columns
        </button>
      </div>
      {columns.length === 0 ? (
        <p className="muted small">
          A computed column comes from others, such as <code>quantity * price</code>. It is computed after the cleaning steps and
          can be used in rules, models and charts.
        </p>
      ) : (
        <ul className="recipe">
          {columns.map((column) => (
            <li key={column.name}>
              <button type="button" className="recipe-step" onClick={() => onRewrite(column)}>
                <span className="recipe-sentence">
                  {column.name}
                  <code className="muted small">{column.expression}</code>
                </span>
              </button>
              <span className="recipe-tools">
                <Tool label={`Edit ${column.name}`} onClick={() => onRewrite(column)}>
                  <Pencil size={14} />
                </Tool>
                <Tool label={`Remove ${column.name}`} onClick={() => onRemove(column.name)}>
                  <Trash2 size={14} />
                </Tool>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
