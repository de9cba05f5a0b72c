import type { TypeEdit } from '#core/contract/pipeline.ts';
import { columnTypes } from '../../pieces/column-types.ts';

/** The type of a column, and its decimal places where it has some. */
export function TypeFields({
  type,
  scale,
  onType,
  onScale,
}: {
  readonly type: TypeEdit['type'];
  readonly scale: string;
  readonly onType: (type: TypeEdit['type']) => void;
  readonly onScale: (scale: string) => void;
}) {
  return (
    <>
      <label className="choice" style={{ flex: 1 }}>
        <span>Type</span>
        <select
          className="input"
          value={type}
          onChange={(event) => {
            const [chosen] = columnTypes.find(([one]) => one === event.currentTarget.value) ?? [];
            if (chosen) onType(chosen);
          }}
        >
          {columnTypes.map(([one, title]) => (
            <option key={one} value={one}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {type === 'decimal' && (
        <label className="choice">
          <span>Decimal places</span>
          <input
            className="input"
            type="number"
            min={0}
            max={12}
            placeholder="any"
            value={scale}
            onChange={(event) => onScale(event.currentTarget.value)}
          />
        </label>
      )}
    </>
  );
}
