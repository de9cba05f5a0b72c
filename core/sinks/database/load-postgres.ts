import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { addressOf, connectPostgres, type PostgresClient, reasonOf } from '#core/sources/postgres/connect.ts';
import {
  checksOf,
  columnLines,
  constraintName,
  type DatabaseDialect,
  nameList,
  ownMark,
  quotedName,
  quotedTable,
} from './ddl.ts';
import { type LoadResult, type TableLoad, textOfCell, type WaitingLoad } from './table-load.ts';

/**
 * Writes tables into a PostgreSQL database in one transaction, to be kept or given up together. Throws a Failure (RUN_FAILED) that says why not.
 */
export async function loadPostgres(url: string, loads: readonly TableLoad[]): Promise<WaitingLoad> {
  const client = await connectPostgres(url, 'RUN_FAILED');
  const explained = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error instanceof Failure) throw error;
      throw new Failure('RUN_FAILED', `${addressOf(url)}: ${reasonOf(error)}; nothing was written there`, { cause: error });
    }
  };
  const results = await explained(() => loadAll(client, loads));
  return {
    results,
    commit: () =>
      explained(async () => {
        await client.query('commit');
        await client.end();
      }),
    // What is not committed is rolled back.
    abandon: () => client.end().catch(() => undefined),
  };
}

async function loadAll(client: PostgresClient, loads: readonly TableLoad[]): Promise<readonly LoadResult[]> {
  await client.query('begin');
  for (const load of loads) if (await exists(client, load.table)) await dropReferences(client, load);
  const results: LoadResult[] = [];
  for (const load of loads) results.push(await loadTable(client, load));
  const referred: LoadResult[] = [];
  for (const [place, load] of loads.entries()) {
    const result = results[place];
    if (result) referred.push({ ...result, leftOut: [...result.leftOut, ...(await refer(client, load))] });
  }
  return referred;
}

/** The tables among some that stand in a PostgreSQL database and were not written by Winnow. Throws a Failure (BAD_INPUT) where nobody answers. */
export async function foreignTablesOfPostgres(url: string, tables: readonly string[]): Promise<readonly string[]> {
  const client = await connectPostgres(url);
  try {
    const { rows } = await client.query<{ name: string }>(
      `select name from unnest($1::text[], $2::text[]) as t (name, quoted)
       where to_regclass(quoted) is not null and obj_description(to_regclass(quoted)) is distinct from '${ownMark}'`,
      [tables, tables.map(quotedTable)],
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const staged = 'winnow_staged';
/** The column of the staged rows that says in which order they came. */
const place = 'winnow_place';

async function exists(client: PostgresClient, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('select to_regclass($1) as found', [quotedTable(table)]);
  return rows[0]?.found !== null;
}

async function loadTable(client: PostgresClient, load: TableLoad): Promise<LoadResult> {
  const table = quotedTable(load.table);
  const lines = [...columnLines(load, dialect), `${place} bigint generated always as identity`];
  await client.query(`create temporary table ${staged} (${lines.join(', ')}) on commit drop`);
  const rows = await copyRows(client, load);
  const doubled = load.mode === 'upsert' ? await dropDoubled(client, load) : [];
  const isMade = load.mode === 'replace' || !(await exists(client, load.table));
  if (isMade) {
    // What else refers to it, such as a view of somebody, is not taken along: then it says so.
    await client.query(`drop table if exists ${table}`);
    await createTable(client, load);
  }
  const leftOut = isMade ? await addPromises(client, load) : [];
  const counts = await insertRows(client, load, isMade);
  if (isMade) await addChecks(client, load);
  await client.query(`drop table ${staged}`);
  return { rows, ...counts, leftOut: [...doubled, ...leftOut] };
}

async function createTable(client: PostgresClient, load: TableLoad): Promise<void> {
  const table = quotedTable(load.table);
  await client.query(`create table ${table} (${columnLines(load, dialect).join(', ')})`);
  await client.query(`comment on table ${table} is '${ownMark}'`);
  for (const columns of load.indexes)
    await client.query(
      `create index ${quotedName(constraintName(load.table, columns, 'idx'))} on ${table} (${nameList(columns)})`,
    );
}

/** Of rows with one key the last counts; tells how many others there were. */
async function dropDoubled(client: PostgresClient, load: TableLoad): Promise<readonly string[]> {
  const same = load.key.map((name) => `a.${quotedName(name)} = b.${quotedName(name)}`).join(' and ');
  const { rowCount } = await client.query(`delete from ${staged} a using ${staged} b where ${same} and a.${place} < b.${place}`);
  return rowCount ? [`${counted(rowCount, 'row')} whose key a later row has`] : [];
}

/** Adds the conditions of a new table. Rows that a person waived stay: of them nothing is promised, of all that come later it is. */
async function addChecks(client: PostgresClient, load: TableLoad): Promise<void> {
  for (const { name, condition } of checksOf(load.columns, true))
    await client.query(
      `alter table ${quotedTable(load.table)} add constraint ${quotedName(constraintName(load.table, [name], 'check'))} check (${condition}) not valid`,
    );
}

/** Promises of a new table what holds for the rows that wait to be written; gives what does not. */
async function addPromises(client: PostgresClient, load: TableLoad): Promise<readonly string[]> {
  const table = quotedTable(load.table);
  const leftOut: string[] = [];
  const holds = async (what: string, broken: string): Promise<boolean> => {
    const isHeld = (await client.query(`${broken} limit 1`)).rowCount === 0;
    if (!isHeld) leftOut.push(what);
    return isHeld;
  };
  const required = load.columns.filter(({ name, isRequired }) => isRequired || load.key.includes(name)).map(({ name }) => name);
  for (const name of required)
    if (await holds(`${name} not null`, `select 1 from ${staged} where ${quotedName(name)} is null`))
      await client.query(`alter table ${table} alter column ${quotedName(name)} set not null`);
  const keys = [
    ...(load.key.length > 0 ? [{ what: 'primary key', columns: load.key }] : []),
    ...load.uniques.map((columns) => ({ what: 'unique', columns })),
  ];
  for (const { what, columns } of keys) {
    const empty = columns.map((name) => `${quotedName(name)} is null`).join(' or ');
    const twice = `select 1 from ${staged} group by ${nameList(columns)} having count(*) > 1`;
    const broken =
      what === 'primary key' ? `select 1 from ${staged} where ${empty} union all (${twice})` : `${twice} and not (${empty})`;
    if (await holds(`${what} (${columns.join(', ')})`, broken))
      await client.query(`alter table ${table} add ${what} (${nameList(columns)})`);
  }
  return leftOut;
}

async function insertRows(
  client: PostgresClient,
  load: TableLoad,
  isMade: boolean,
): Promise<Omit<LoadResult, 'rows' | 'leftOut'>> {
  const table = quotedTable(load.table);
  const names = load.columns.map(({ name }) => name);
  const others = names.filter((name) => !load.key.includes(name));
  const insert = `insert into ${table} as t (${nameList(names)}) select ${nameList(names)} from ${staged}`;
  if (load.mode !== 'upsert' || isMade) {
    const { rowCount } = await client.query(insert);
    return { inserted: rowCount ?? 0, changed: 0, unchanged: 0 };
  }
  const row = (source: string): string => `(${others.map((name) => `${source}.${quotedName(name)}`).join(', ')})`;
  const set = others.map((name) => `${quotedName(name)} = excluded.${quotedName(name)}`).join(', ');
  const action = others.length === 0 ? 'nothing' : `update set ${set} where ${row('t')} is distinct from ${row('excluded')}`;
  const { rows } = await client.query<{ isNew: boolean; count: string }>(
    `with written as (${insert} on conflict (${nameList(load.key)}) do ${action} returning (xmax = 0) as "isNew")
     select "isNew", count(*) from written group by 1`,
  );
  const countOf = (isNew: boolean): number => Number(rows.find((one) => one.isNew === isNew)?.count ?? 0);
  const all = Number((await client.query<{ count: string }>(`select count(*) from ${staged}`)).rows[0]?.count ?? 0);
  return { inserted: countOf(true), changed: countOf(false), unchanged: all - countOf(true) - countOf(false) };
}

/**
 * Adds the foreign keys of a table, which are checked for later rows only where some of these have no parent: its record waits for review. Gives
 * those for which that is so, and those whose parent has no key.
 */
async function refer(client: PostgresClient, load: TableLoad): Promise<readonly string[]> {
  const table = quotedTable(load.table);
  const leftOut: string[] = [];
  for (const { columns, table: parent, to } of load.references) {
    const what = `foreign key (${columns.join(', ')})`;
    if (!(await isKey(client, parent, to))) {
      leftOut.push(what);
      continue;
    }
    const name = quotedName(constraintName(load.table, columns, 'fkey'));
    await client.query(
      `alter table ${table} add constraint ${name} foreign key (${nameList(columns)}) references ${quotedTable(parent)} (${nameList(to)}) not valid`,
    );
    const same = columns.map((column, place) => `p.${quotedName(to[place] ?? '')} = t.${quotedName(column)}`).join(' and ');
    const filled = columns.map((column) => `t.${quotedName(column)} is not null`).join(' and ');
    const orphans = await client.query(
      `select 1 from ${table} t where ${filled} and not exists (select 1 from ${quotedTable(parent)} p where ${same}) limit 1`,
    );
    if (orphans.rowCount === 0) await client.query(`alter table ${table} validate constraint ${name}`);
    else leftOut.push(`${what} for rows whose parents are not clean`);
  }
  return leftOut;
}

/** Drops the foreign keys that an earlier load gave a table, also those that the definition no longer states. */
async function dropReferences(client: PostgresClient, load: TableLoad): Promise<void> {
  const table = quotedTable(load.table);
  const { rows } = await client.query<{ conname: string }>(
    "select conname from pg_constraint where conrelid = to_regclass($1) and contype = 'f' and conname like '%\\_fkey'",
    [table],
  );
  for (const { conname } of rows) await client.query(`alter table ${table} drop constraint ${quotedName(conname)}`);
}

/** Whether some columns of a table are its key or unique, so that a foreign key may lead to them. */
async function isKey(client: PostgresClient, table: string, columns: readonly string[]): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_index i
     where i.indrelid = to_regclass($1) and i.indisunique and i.indpred is null
       and (select array_agg(a.attname::text order by a.attname) from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any(i.indkey))
         = (select array_agg(c order by c) from unnest($2::text[]) c)`,
    [quotedTable(table), columns],
  );
  return rowCount !== 0;
}

async function copyRows(client: PostgresClient, load: TableLoad): Promise<number> {
  const { from } = await import('pg-copy-streams');
  let rows = 0;
  const lines = function* (): Generator<string> {
    let chunk = '';
    for (const cells of load.rows()) {
      chunk += `${load.columns.map(({ name }, place) => copyText(textOfCell(cells[place]), name)).join('\t')}\n`;
      if (++rows % 5000 === 0) load.report(rows);
      if (chunk.length < chunkSize) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  };
  await pipeline(
    Readable.from(lines()),
    client.query(
      from(`copy ${staged} (${nameList(load.columns.map(({ name }) => name))}) from stdin with (format text, encoding 'UTF8')`),
    ),
  );
  return rows;
}

const chunkSize = 1 << 16;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A cell in the text format of COPY (https://www.postgresql.org/docs/15/sql-copy.html). Throws a Failure (RUN_FAILED) for a NUL character. */
function copyText(text: string | null, column: string): string {
  if (text === null) return '\\N';
  if (text.includes('\0'))
    throw new Failure(
      'RUN_FAILED',
      `${column} holds a NUL character, which PostgreSQL cannot store; remove it with a replace step, or correct the record`,
    );
  return text.replace(/[\\\t\n\r]/g, (letter) => escapes[letter] ?? letter);
}

const dialect: DatabaseDialect = {
  typeOf: ({ kind, isExactNumber = false }) => {
    if (isExactNumber) return 'numeric';
    if (kind.kind === 'decimal') return `numeric(38, ${kind.scale})`;
    return { integer: 'bigint', real: 'double precision', date: 'date', boolean: 'boolean', text: 'text' }[kind.kind];
  },
};
