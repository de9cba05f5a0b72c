import { expect, it } from 'vitest';
import { sql } from '#core/sql/sql.ts';
import { openInMemory, rowsOf } from '#core/workspace/open.ts';

it('asking the same thing many times in one turn takes no more memory', () => {
  const database = openInMemory();
  database.exec('create table words (id integer primary key, word text) strict');
  const ask = (times: number): void => {
    for (let id = 0; id < times; id++) rowsOf(database, sql`select word from words where id = ${id} order by word, id`);
  };
  ask(10_000);
  const before = process.memoryUsage().rss;
  ask(200_000);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
  database.close();
});
