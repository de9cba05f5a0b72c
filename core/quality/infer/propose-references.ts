import { safeNames } from '../safe-names.ts';
import type { Observation } from './observe.ts';
import { propose } from './propose.ts';

/** A dataset by what was seen of its columns. */
export interface SeenColumns {
  readonly dataset: string;
  readonly headers: readonly string[];
  readonly observations: readonly Observation[];
}

/** A column that may refer to the key of another dataset, judged by their names alone; places are those in the file. */
export interface ReferenceCandidate {
  readonly dataset: string;
  readonly column: string;
  readonly place: number;
  readonly parent: string;
  readonly parentColumn: string;
  readonly parentPlace: number;
}

/** Finds columns that are called like the key of another dataset: `customer_id` or `customer` like `customers.customer_id` or `customers.id`. */
export function referenceCandidates(datasets: readonly SeenColumns[]): readonly ReferenceCandidate[] {
  const keys = datasets.flatMap((dataset) => keyOf(dataset) ?? []);
  return datasets.flatMap(({ dataset, headers }) => {
    const own = keys.find((key) => key.dataset === dataset);
    const names = safeNames(headers);
    return headers.flatMap((header, place): readonly ReferenceCandidate[] => {
      const column = names[place] ?? '';
      const parent = keys.find((key) => key.dataset !== dataset && namesKey(header, key));
      // Two files with the same key say more of the same things; neither refers to the other.
      if (!parent || (own?.column === column && plain(header) === plain(parent.header))) return [];
      return [{ dataset, column, place, parent: parent.dataset, parentColumn: parent.column, parentPlace: parent.place }];
    });
  });
}

interface Key {
  readonly dataset: string;
  readonly header: string;
  readonly column: string;
  readonly place: number;
}

/** The first column that names its records: filled everywhere, with another value in each, or in nearly each. */
function keyOf({ dataset, headers, observations }: SeenColumns): Key | undefined {
  const names = safeNames(headers);
  const place = observations.findIndex((seen, index) => {
    const header = headers[index] ?? '';
    return propose(seen, header).isUnique || (isKeyName(header, dataset) && seen.distinct >= seen.filled * nearlyAll);
  });
  return place < 0 ? undefined : { dataset, header: headers[place] ?? '', column: names[place] ?? '', place };
}

/** Duplicates are what Winnow is there to find, so that a key with some is a key. */
const nearlyAll = 0.9;

function isKeyName(header: string, dataset: string): boolean {
  return [
    'id',
    'code',
    'key',
    ...namesOf(dataset).flatMap((name) => [`${name}id`, `${name}code`, `${name}key`, `${name}no`]),
  ].includes(plain(header));
}

/** Whether a column is called like the key of another dataset: by its own name, or by what one of its records is called. */
export function namesKey(header: string, key: Pick<Key, 'dataset' | 'header'>): boolean {
  const name = plain(header);
  if (name === plain(key.header) && !['id', 'code', 'key'].includes(name)) return true;
  return namesOf(key.dataset).some((parent) =>
    [parent, `${parent}id`, `${parent}code`, `${parent}key`, `${parent}no`].includes(name),
  );
}

/** What one record of a dataset is called: `order_items` is `orderitem`, `categories` is `category`. */
function namesOf(dataset: string): readonly string[] {
  const name = plain(dataset);
  if (name.endsWith('ies')) return [`${name.slice(0, -3)}y`, name];
  if (/(s|x|ch|sh)es$/.test(name)) return [name.slice(0, -2), name.slice(0, -1), name];
  return name.endsWith('s') ? [name.slice(0, -1), name] : [name];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
