import { X } from 'lucide-react';
import { useState } from 'react';
import { useGrid } from '../grid/grid-context.ts';
import { keptValue } from '../kept.ts';
import type { RowQuery } from '../route.ts';

type Saved = Readonly<Record<string, RowQuery>>;

/** Filters that a person gave a name; they are kept with this computer, for each dataset. */
export function SavedFilters() {
  const { dataset, query, change } = useGrid();
  const place = keptValue<Saved>(`filters.${dataset}`, {});
  const [saved, setSaved] = useState<Saved>(place.get);
  const [name, setName] = useState<string>();
  const { record: _, ...kept } = query;
  const { view: __, ...narrowing } = kept;
  const isNarrowed = Object.keys(narrowing).length > 0;
  const keep = (next: Saved): void => {
    place.set(next);
    setSaved(next);
  };
  if (!isNarrowed && Object.keys(saved).length === 0) return null;
  return (
    <>
      <h2>Saved filters</h2>
      {Object.entries(saved).map(([title, filter]) => (
        <div key={title} className="row value">
          <button type="button" className="link" style={{ flex: 1 }} onClick={() => change(filter)}>
            {title}
          </button>
          <button
            type="button"
            className="button small quiet"
            aria-label={`Forget the filter ${title}`}
            onClick={() => keep(Object.fromEntries(Object.entries(saved).filter(([other]) => other !== title)))}
          >
            <X size={12} />
          </button>
        </div>
      ))}
      {isNarrowed &&
        (name === undefined ? (
          <button type="button" className="link small" onClick={() => setName('')}>
            Save this filter …
          </button>
        ) : (
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() !== '') keep({ ...saved, [name.trim()]: kept });
              setName(undefined);
            }}
          >
            <input
              className="input small"
              style={{ flex: 1, minWidth: 0 }}
              // biome-ignore lint/a11y/noAutofocus: it appears because the person asked for it
              autoFocus
              aria-label="Name of the filter"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <button type="submit" className="button small">
              Save
            </button>
          </form>
        ))}
    </>
  );
}
