/** Where something is kept: for this tab, which ends with it, or for this address in every window. */
type Place = 'tab' | 'browser';

/** Something that outlasts a reload. */
interface Kept<Value> {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly forget: () => void;
}

/** A text that is kept under a name; undefined where none is. */
export function keptText(name: string, place: Place = 'browser'): Kept<string | undefined> {
  const storage = place === 'tab' ? sessionStorage : localStorage;
  const key = `winnow.${name}`;
  return {
    get: () => storage.getItem(key) ?? undefined,
    set: (text) => (text === undefined ? storage.removeItem(key) : storage.setItem(key, text)),
    forget: () => storage.removeItem(key),
  };
}

/** A value that is kept under a name as JSON; `nothing` where none is, or what is there cannot be read. */
export function keptValue<Value>(name: string, nothing: Value, place: Place = 'browser'): Kept<Value> {
  const text = keptText(name, place);
  return {
    get: () => {
      const kept = text.get();
      if (kept === undefined) return nothing;
      try {
        // Written by `set` from this very type.
        return JSON.parse(kept) as Value;
      } catch {
        return nothing;
      }
    },
    set: (value) => text.set(JSON.stringify(value)),
    forget: text.forget,
  };
}
