import { expect, it } from 'vitest';
import { createRecordHashes } from '#core/quality/profile/record-hashes.ts';

it('records that differ in any cell are not taken for the same, however many there are', () => {
  const hashes = createRecordHashes();
  for (let index = 0; index < 600_000; index++) hashes.see([`K${index}`, (index * 7) % 1000, index % 13]);
  expect(hashes.figures()).toEqual({ records: 0, among: 600_000 });
  for (let index = 0; index < 50; index++) hashes.see([`K${index * 11}`, (index * 77) % 1000, (index * 11) % 13]);
  expect(hashes.figures().records).toBe(50);
  hashes.see(['K0', 1, 0]);
  hashes.see(['K', '00', 0]);
  expect(hashes.figures().records).toBe(50);
});
