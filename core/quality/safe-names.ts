import { reservedColumns } from '#core/definition/dataset.ts';

const keywords = new Set(
  (
    'abort action add after all alter and any as asc attach before begin between by case cast check collate column commit conflict constraint ' +
    'create cross current database default delete desc distinct do drop each else end escape except exclude exists explain filter first for ' +
    'foreign from full generated group having if ignore immediate in index inner insert intersect into is isnull join key last left like limit ' +
    'match natural no not notnull null of offset on or order outer over partition plan pragma primary query raise range recursive references ' +
    'regexp release rename replace restrict returning right rollback row rows savepoint select set table temp then to transaction trigger ' +
    'union unique update using vacuum values view virtual when where window with without'
  ).split(' '),
);

const longest = 60;

/**
 * Plain, unique column names for the headers of a file, in their order: `Transaction ID` becomes `transaction_id`, an empty
 * header `column_3`, a second `name` `name_2`; names that SQL or Winnow uses get `_value` behind them.
 */
export function safeNames(headers: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const base = safeName(header) || `column_${index + 1}`;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base.slice(0, longest - 5)}_${number}`;
    taken.add(name);
    return name;
  });
}

function safeName(header: string): string {
  const plain = header
    .slice(0, 400)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longest)
    .replace(/_+$/, '');
  const name = /^\d/.test(plain) ? `column_${plain}`.slice(0, longest).replace(/_+$/, '') : plain;
  return keywords.has(name) || reservedColumns.includes(name) ? `${name}_value` : name;
}
