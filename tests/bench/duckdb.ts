import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// DuckDB is fetched for the benchmark alone and has no types here: only what is called is described.
const connection = z.object({ run: z.function({ input: [z.string()], output: z.promise(z.unknown()) }) });
const load = createRequire(fileURLToPath(new URL('../../.bench/package.json', import.meta.url)));
const { DuckDBInstance } = load('@duckdb/node-api');
const instance = await DuckDBInstance.create('t.duckdb');
const database: z.infer<typeof connection> = await instance.connect();
for (const statement of readFileSync(new URL('./duckdb.sql', import.meta.url), 'utf8').split(/;\s*\n/)) {
  if (statement.trim() !== '') await database.run(statement);
}
