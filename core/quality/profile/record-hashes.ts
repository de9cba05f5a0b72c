import { hashed, hashText } from './hash.ts';

/** Tells which records repeat an earlier one in every cell. */
export interface RecordHashes {
  readonly see: (cells: readonly (string | number | null)[]) => void;
  readonly figures: () => { readonly records: number; readonly among: number };
}

const firstRoom = 2 ** 12;
/** Hashes that are kept, in a table twice as large: 64 MB. */
const mostKept = 2 ** 22;

/** Keeps 53 bits of a hash of each record, which two different ones of four million share once in two thousand files. */
export function createRecordHashes(): RecordHashes {
  let table = new Float64Array(firstRoom);
  let kept = 0;
  let among = 0;
  let repeated = 0;
  const isKnown = (hash: number): boolean => {
    let place = hash % table.length;
    for (; table[place] !== 0; place = (place + 1) % table.length) if (table[place] === hash) return true;
    table[place] = hash;
    return false;
  };
  const grow = (): void => {
    const old = table;
    table = new Float64Array(old.length * 2);
    for (const hash of old) if (hash !== 0) isKnown(hash);
  };
  return {
    see: (cells) => {
      if (kept >= mostKept) return;
      among++;
      let [low, high] = [0, 0];
      for (const cell of cells) {
        hashText(cell === null ? '\u0000' : String(cell), low, high);
        ({ low, high } = hashed);
      }
      const hash = (high % 2 ** 21) * 2 ** 32 + low + 1;
      if (isKnown(hash)) repeated++;
      else if (++kept * 2 > table.length) grow();
    },
    figures: () => ({ records: repeated, among }),
  };
}
