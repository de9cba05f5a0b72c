import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { previewSource } from '#core/engine/preview-source.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const look = (name: string, text: string, encoding: BufferEncoding = 'utf8') => {
  const path = join(folder, name);
  writeFileSync(path, text, encoding);
  return previewSource({ path, rows: 200, records: 10_000, wishes: { types: {}, nullWords: [] } });
};

it('every cell that is counted as no number can be seen, wherever in the sample it stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 2999 }), { minLength: 1, maxLength: 60 }), async (bad) => {
      const wrong = new Set(bad);
      const lines = Array.from({ length: 3000 }, (_, place) => `${place},${wrong.has(place) ? `x${place}` : place * 2}`);
      const seen = await look('numbers.csv', ['code,amount', ...lines, ''].join('\n'));
      const amount = seen.columns[1];
      expect(amount).toMatchObject({ type: 'integer', misfits: wrong.size, filled: 3000 });
      const shown = [...seen.rows.map((cells, place) => ({ place, cells })), ...seen.misfitRows].filter(({ place }) =>
        amount?.misfitRows.includes(place),
      );
      expect(shown).toEqual([...wrong].sort((a, b) => a - b).map((place) => ({ place, cells: [String(place), `x${place}`] })));
    }),
    { numRuns: 8 },
  );
});

it('says how sure it is of what it found out', async () => {
  const certain = await look('a.csv', 'a;b\n1;ü\n2;é\n3;c\n');
  expect(certain.dialect.certainty).toEqual({ encoding: 'certain', delimiter: 'certain' });
  const western = await look('b.csv', 'name,town\nJörg,Köln\nAnn,Bad Ems\nEve,Ulm\n', 'latin1');
  expect(western.dialect).toMatchObject({ encoding: 'windows-1252', certainty: { encoding: 'guess', delimiter: 'certain' } });
  const torn = await look('c.csv', 'a,b;c\n1,2;3\n4,5;6\n7,8;9\n');
  expect(torn.dialect.certainty?.delimiter).toBe('guess');
  const said = await previewSource({
    path: join(folder, 'c.csv'),
    rows: 9,
    records: 9,
    wishes: { types: {}, nullWords: [], delimiter: ';' },
  });
  expect(said.dialect.certainty?.delimiter).toBe('said');
});
