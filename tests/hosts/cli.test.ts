import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, startWinnow, winnow } from '../winnow.ts';

const definition = (path: string, rest = ''): string =>
  `winnow: 1\nname: p\ndatasets:\n  d:\n    source: { path: ${JSON.stringify(path)} }\n    columns:\n      a: { type: integer }\n      b: { type: text }\n${rest}`;

/** Runs a pipeline over content that should be refused; returns what was said and what is left in the folder. */
async function refused(content: Buffer | string | null, text?: string) {
  const folder = newFolder();
  if (content !== null) writeFileSync(join(folder, 'in.csv'), content);
  writeFileSync(join(folder, 'pipeline.yaml'), text ?? definition('in.csv'));
  const before = readdirSync(folder);
  const ended = await winnow(['run', 'pipeline.yaml'], folder);
  expect(readdirSync(folder)).toEqual(before);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
}

describe('bad input gets one sentence, exit 2, and leaves nothing behind', () => {
  it.each([
    ['a missing file', null, /there is no file .*in\.csv/],
    ['an empty file', '', /in\.csv is empty/],
    ['a damaged workbook', Buffer.from('PK\x03\x04....'), /damaged zip archive or workbook/],
    ['a binary', Buffer.alloc(3000, 7), /not a text file/],
    ['a damaged gzip', gzipSync('a,b\n1,2\n').subarray(0, 20), /damaged gzip/],
    ['another table', 'x,y\n1,2\n', /none of the columns of d/],
    [
      'too many columns',
      `${Array.from({ length: 2001 }, (_, index) => `c${index}`).join(',')}\n`,
      /2,001 columns; Winnow takes at most 2,000/,
    ],
  ])('%s', async (_, content, sentence) => {
    const { code, stderr, stdout } = await refused(content);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
    expect(stderr).toMatch(sentence);
  });

  it('a folder', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'in.csv'));
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv'));
    const { code, stderr } = await winnow(['run', 'pipeline.yaml'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/is a folder; name a file in it/) });
  });

  it.each([
    ['broken YAML', 'winnow: 1\nname: [p\n', /pipeline\.yaml:3:1: this is not indented as YAML needs it/],
    ['no pipeline', 'just text', /this is not a pipeline/],
    ['a misspelled option', definition('in.csv', '    exclude: true\n'), /pipeline\.yaml:9:5: there is no option "exclude"/],
    [
      'an unknown type',
      definition('in.csv').replace('integer', 'number'),
      /pipeline\.yaml:7:18: "type" must be one of text, integer/,
    ],
    ['an unknown column', definition('in.csv', '    key: [c]\n'), /there is no column "c"; there are a, b/],
    ['an unknown kind of rule', definition('in.csv', '    rules: [{ id: x, rule: nonsense }]\n'), /there is no such rule/],
    ['a dangerous pattern', definition('in.csv').replace('type: text', "type: text, pattern: '(?=a)b'"), /cannot be run safely/],
    [
      'a formula with a column that is not there',
      definition('in.csv', '    rules: [{ id: x, rule: formula, expression: a = c }]\n'),
      /there is no column c/,
    ],
    [
      'a formula that says nothing',
      definition('in.csv', '    rules: [{ id: x, rule: formula, expression: a + 1 }]\n'),
      /the result of the expression is a number; it must be true or false/,
    ],
    [
      'SQL that changes something',
      `${definition('in.csv')}models: [{ name: m, sql: "delete from clean_d" }]\n`,
      /the model m cannot be built: it must be one select/,
    ],
    [
      'SQL that is open at its end',
      `${definition('in.csv')}models: [{ name: m, sql: "select 1 as one /*" }]\n`,
      /the model m cannot be built: .+; correct its sql/,
    ],
    [
      'SQL that asks the database for more than rows',
      `${definition('in.csv')}models: [{ name: m, sql: "select * from pragma_journal_mode('delete')" }]\n`,
      /the model m cannot be built: it must be one select/,
    ],
    ['a name that objects have', definition('in.csv').replace('a: {', '__proto__: {'), /"__proto__" cannot be used as a name/],
    [
      'a misspelled kind of rule',
      definition('in.csv', '    rules: [{ id: x, rule: formulla }]\n'),
      /no such rule as "formulla"; did you mean formula\?/,
    ],
    [
      'a derived column of another type',
      definition('in.csv', '    derive: { c: { type: decimal, scale: 2, expression: a > 1 } }\n'),
      /the expression of c cannot be computed as decimal/,
    ],
    [
      'a model under the name of a view',
      `${definition('in.csv')}models: [{ name: Exceptions, sql: "select a from clean_d" }]\n`,
      /"Exceptions" is the name of another table/,
    ],
    [
      'a model with a column of Winnow',
      `${definition('in.csv')}models: [{ name: m, sql: "select id from clean_d" }]\n`,
      /returns a column id, which Winnow adds itself/,
    ],
    [
      'two exports to one file',
      `${definition('in.csv')}exports: [{ dataset: d }, { dataset: d, spreadsheet_safe: true }]\n`,
      /two exports would be written to d-clean\.csv/,
    ],
    ['a reserved column', definition('in.csv').replace('a: {', 'run_id: {'), /is a name that Winnow uses itself/],
    [
      'an alias bomb',
      `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: &f [*e,*e]\ng: [*f,*f]\n`,
      /alias/i,
    ],
  ])('%s', async (_, text, sentence) => {
    const { code, stderr } = await refused('a,b\n1,x\n', text);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  it('wrong usage', async () => {
    const folder = newFolder();
    for (const args of [
      ['nonsense'],
      ['run'],
      ['run', 'sales', '--fail-on', 'sometimes'],
      ['run', 'sales', '--input', 'x'],
      ['export', '--dataset', 'd', '--out', 'f', '--format', 'docx'],
    ]) {
      expect((await winnow(args, folder)).code).toBe(2);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('commands', () => {
  const data = 'a,b\n1,x\nbad,y\n3,z\n';

  it('run, gate, history, exceptions, export, audit', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv'));
    const ended = await winnow(['run', 'pipeline.yaml', '--json'], folder);
    const printed = JSON.parse(ended.stdout);
    expect(printed).toMatchObject({
      status: 'succeeded',
      datasets: { d: { read: 3, clean: 2, exceptions: 1, violations: { a_type: 1 } } },
      outputs: [],
    });
    expect(ended.code).toBe(0);
    expect((await winnow(['run', 'pipeline.yaml', '--fail-on', 'error'], folder)).code).toBe(1);
    expect((await winnow(['run', 'pipeline.yaml', '--fail-on', 'critical'], folder)).code).toBe(0);
    expect(JSON.parse((await winnow(['runs', 'list', '--json'], folder)).stdout)).toHaveLength(3);
    const list = JSON.parse((await winnow(['exceptions', 'list', '--json'], folder)).stdout);
    expect(list).toMatchObject({
      total: 1,
      exceptions: [{ line: 3, details: 'a is "bad": not a whole number', rawData: '{"a":"bad","b":"y"}' }],
    });
    expect((await winnow(['exceptions', 'show', String(list.exceptions[0].id)], folder)).stdout).toMatch(/▲ error a_type/);
    expect((await winnow(['export', '--dataset', 'd', '--what', 'raw', '--out', 'raw.csv'], folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'raw.csv'), 'utf8')).toBe(data);
    expect((await winnow(['export', '--dataset', 'd', '--out', 'raw.csv'], folder)).code).toBe(2);
    expect((await winnow(['audit', 'verify'], folder)).code).toBe(0);
    expect((await winnow(['status'], folder)).stdout).toMatch(/3 read = 2 clean \+ 1 exceptions/);
    const logs = readdirSync(join(folder, 'p.winnow-logs'));
    expect(logs).toHaveLength(3);
    expect(readFileSync(join(folder, 'p.winnow-logs', logs[0] ?? ''), 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \| run \| INFO \| → p: run /,
    );
  });

  it('keeps one file once however often it is run, and only the newest run in full', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv'));
    for (let time = 0; time < 3; time++) expect((await winnow(['run', 'pipeline.yaml'], folder)).code).toBe(0);
    const workspace = join(folder, 'p.winnow');
    expect(rowsOf(workspace, 'select count(*) from raw_blocks')).toEqual([[1]]);
    expect(
      rowsOf(workspace, 'select (select count(*) from raw_d), (select count(*) from clean_d), (select count(*) from exceptions)'),
    ).toEqual([[3, 2, 1]]);
    expect(rowsOf(workspace, 'select count(*) from run_ledger')).toEqual([[3]]);
  });

  it('check, infer, generate, rules, schema, doctor, status without anything', async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'in.csv'),
      `${data}${Array.from({ length: 30 }, (_, index) => `${index + 4},w${index}\n`).join('')}`,
    );
    const checked = await winnow(['check', 'in.csv'], folder);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toBe('2\terror\ta_type\ta is "bad": not a whole number\n');
    expect((await winnow(['infer', 'in.csv'], folder)).stdout).toMatch(
      /32 of 33 values are whole numbers; others such as "bad"\n {6}a: \{ type: integer/,
    );
    expect(JSON.parse((await winnow(['schema'], folder)).stdout)).toMatchObject({ title: 'Winnow pipeline', type: 'object' });
    expect((await winnow(['rules'], folder)).stdout).toMatch(/z-score/);
    expect((await winnow(['doctor'], folder)).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['in.csv']);
    const empty = newFolder();
    expect((await winnow(['status'], empty)).code).toBe(0);
    expect((await winnow(['exceptions', 'list'], empty)).code).toBe(2);
    expect((await winnow(['generate', 'sales', '--variant', 'nope', '--out', 'g'], empty)).code).toBe(2);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('takes YAML as it is written: 007, 1.10 and True are texts in lists of values', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), 'a,b\n1,007\n2,1.10\n3,True\n4,12345678901234567890\n5,other\n');
    const values = '    clean: [{ step: map, column: b, values: { other: 1.10 } }]\n';
    writeFileSync(
      join(folder, 'pipeline.yaml'),
      definition('in.csv', values).replace(
        'b: { type: text }',
        'b: { type: text, values: [007, 1.10, True, 12345678901234567890] }',
      ),
    );
    const { stdout } = await winnow(['run', 'pipeline.yaml', '--json'], folder);
    expect(JSON.parse(stdout).datasets.d).toMatchObject({ read: 5, clean: 5 });
  });

  it('writes derived texts so that they can be read again', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), 'a,b\n 1,"x,y"\n2,"x,y"\n');
    const more =
      '    clean: [{ step: trim }]\n    derive:\n      c: { type: text, expression: b }\n      big: { type: boolean, expression: a > 1 }\nexports: [{ dataset: d }]\n';
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv', more));
    expect((await winnow(['run', 'pipeline.yaml', '--out', 'out'], folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'out', 'd-clean.csv'), 'utf8')).toBe('a,b,c,big\n1,"x,y","x,y",false\n2,"x,y","x,y",true\n');
  });

  it('proposes a pipeline that can be run for headers of any kind', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), '"k\nk",__proto__,"a: b",id,"x"" y",yes,\n1,a,b,c,d,e,f\n2,b,c,d,e,f,g\n');
    const { stdout } = await winnow(['infer', 'in.csv'], folder);
    writeFileSync(join(folder, 'pipeline.yaml'), stdout);
    const ended = await winnow(['run', 'pipeline.yaml', '--json', '--out', 'out'], folder);
    expect(ended.stderr).toBe('');
    expect(Object.values(JSON.parse(ended.stdout).datasets)).toMatchObject([{ read: 2, clean: 2 }]);
  });

  it('leaves a foreign SQLite file as it is', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv'));
    const foreign = new Database(join(folder, 'f.db'));
    foreign.exec('create table theirs (x)');
    foreign.close();
    const [before, names] = [readFileSync(join(folder, 'f.db')), readdirSync(folder)];
    expect((await winnow(['run', 'pipeline.yaml', '--workspace', 'f.db'], folder)).code).toBe(2);
    expect(readFileSync(join(folder, 'f.db')).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('reads two thousand columns', async () => {
    const folder = newFolder();
    const header = Array.from({ length: 2000 }, (_, index) => `column${index}`).join(',');
    const rows = Array.from({ length: 60 }, (_, row) => Array.from({ length: 2000 }, (_, column) => row * column).join(','));
    writeFileSync(join(folder, 'wide.csv'), `${header}\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'pipeline.yaml'), (await winnow(['infer', 'wide.csv'], folder)).stdout);
    const ended = await winnow(['run', 'pipeline.yaml', '--json', '--out', 'out'], folder);
    expect(ended.stderr).toBe('');
    expect(Object.values(JSON.parse(ended.stdout).datasets)).toMatchObject([{ read: 60, clean: 60 }]);
    expect(readFileSync(join(folder, 'out', 'wide-clean.csv'), 'utf8')).toBe(readFileSync(join(folder, 'wide.csv'), 'utf8'));
    expect(rowsOf(join(folder, 'wide.winnow'), 'select column1989 from clean_wide where id = 60')).toEqual([[59 * 1989]]);
  });

  it('reads wide records of several kilobytes', async () => {
    const folder = newFolder();
    const header = Array.from({ length: 150 }, (_, index) => `column${index}`).join(',');
    const row = Array.from({ length: 150 }, () => 'x'.repeat(30)).join(',');
    writeFileSync(join(folder, 'in.csv'), `${header}\n${`${row}\n`.repeat(12_000)}`);
    const { stdout } = await winnow(['infer', 'in.csv'], folder);
    writeFileSync(join(folder, 'pipeline.yaml'), stdout);
    const ended = await winnow(['run', 'pipeline.yaml', '--json', '--out', 'out'], folder);
    expect(ended.stderr).toBe('');
    expect(Object.values(JSON.parse(ended.stdout).datasets)).toMatchObject([{ read: 12_000, clean: 12_000 }]);
  });

  it('never writes an export over its own input', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'd-clean.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), `${definition('d-clean.csv')}exports: [{ dataset: d }]\n`);
    const ended = await winnow(['run', 'pipeline.yaml', '--out', '.'], folder);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/d-clean\.csv is the file that was read/),
    });
    expect(readFileSync(join(folder, 'd-clean.csv'), 'utf8')).toBe(data);
  });

  it('says which part of wrong input is wrong', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv'));
    await winnow(['run', 'pipeline.yaml'], folder);
    const ended = await winnow(['exceptions', 'list', '--limit', 'abc'], folder);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/--limit abc: write a whole number/),
    });
  });

  it('shows the pipeline that ran last, and nothing of one before', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'one.yaml'), definition('in.csv'));
    writeFileSync(join(folder, 'two.yaml'), definition('in.csv').replace('  d:', '  e:'));
    for (const name of ['one.yaml', 'two.yaml'])
      expect((await winnow(['run', name, '--workspace', 'w.winnow'], folder)).code).toBe(0);
    const views = rowsOf(
      join(folder, 'w.winnow'),
      "select name from sqlite_schema where type = 'view' and name glob '*_[de]' order by 1",
    );
    expect(views).toEqual([['clean_e'], ['raw_e']]);
  });

  it('reads gzip and tells a workspace that is none or newer', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv.gz'), gzipSync(data));
    writeFileSync(join(folder, 'pipeline.yaml'), definition('in.csv.gz'));
    expect((await winnow(['run', 'pipeline.yaml'], folder)).code).toBe(0);
    writeFileSync(join(folder, 'other.winnow'), 'this is no database, only some text that is long enough to look at');
    const ended = await winnow(['run', 'pipeline.yaml', '--workspace', 'other.winnow'], folder);
    expect(ended.stderr).toMatch(/is not a Winnow workspace/);
    expect(readFileSync(join(folder, 'other.winnow'), 'utf8')).toMatch(/^this is no database/);
  });

  it('reads the separator that a file names for Excel, and SQL with a semicolon behind it', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'shop.csv'), 'sep=;\na;b\n1;x, y\n2;z\n');
    const infer = await winnow(['infer', 'shop.csv'], folder);
    expect(infer.stdout).toMatch(/delimiter: ";", skip_lines: 1/);
    writeFileSync(
      join(folder, 'pipeline.yaml'),
      `${infer.stdout}models: [{ name: m, sql: "select count(*) as n from clean_shop ; " }]\n`,
    );
    const { code, stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', 'w.winnow', '--out', 'out'], folder);
    expect(code, stderr).toBe(0);
    expect(rowsOf(join(folder, 'w.winnow'), 'select n from m')).toEqual([[2]]);
    expect(readFileSync(join(folder, 'out/shop-clean.csv'), 'utf8')).toBe('a;b\n1;x, y\n2;z\n');
  });

  it('writes what the encoding of a file lacks as UTF-8 where that is asked for', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), Buffer.from('a,b\n1,Köln\n2,Café\n', 'latin1'));
    const text = definition('in.csv', '    clean: [{ step: map, column: b, values: { Köln: Łódź } }]\n');
    writeFileSync(join(folder, 'p.yaml'), `${text}exports: [{ dataset: d }]\n`);
    const refused = await winnow(['run', 'p.yaml', '--workspace', 'w.winnow'], folder);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/hold characters that Windows-1252 .+ does not have; export them with `encoding: utf-8`/);
    writeFileSync(join(folder, 'p.yaml'), `${text}exports: [{ dataset: d, encoding: utf-8 }]\n`);
    const { code, stderr } = await winnow(['run', 'p.yaml', '--workspace', 'w.winnow', '--out', 'out'], folder);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(folder, 'out/d-clean.csv'), 'utf8')).toBe('a,b\n1,Łódź\n2,Café\n');
    const again = ['export', '--dataset', 'd', '--out', 'again.csv', '--workspace', 'w.winnow', '--encoding', 'utf-8'];
    expect((await winnow(again, folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'again.csv'), 'utf8')).toBe('a,b\n1,Łódź\n2,Café\n');
  });

  it('ends although SQL goes on that nothing can interrupt, and the run is offered again', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), 'a,b\n1,x\n');
    const endless = 'with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) as n from t';
    writeFileSync(join(folder, 'pipeline.yaml'), `${definition('in.csv')}models: [{ name: m, sql: "${endless}" }]\n`);
    const run = startWinnow(['run', 'pipeline.yaml'], folder);
    await new Promise<void>((resolve) =>
      run.process.stderr?.on('data', (text: Buffer) => text.toString().includes('balances') && resolve()),
    );
    await setTimeout(1000);
    const asked = performance.now();
    run.process.kill('SIGTERM');
    const { stderr } = await run.ended;
    // Within a second, and as much again for a machine that is busy.
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(stderr).toMatch(/the SQL that is running cannot be stopped/);
    expect((await winnow(['status'], folder)).stdout).toMatch(/--resume/);
  });

  it('tells that an export folder cannot be written, and goes on from there', async () => {
    if (process.getuid?.() === 0) {
      // Root may write anywhere; a file in place of the folder is refused to everyone.
      const folder = newFolder();
      writeFileSync(join(folder, 'in.csv'), data);
      writeFileSync(join(folder, 'pipeline.yaml'), `${definition('in.csv')}exports: [{ dataset: d }]\n`);
      writeFileSync(join(folder, 'out'), '');
      const ended = await winnow(['run', 'pipeline.yaml', '--out', 'out'], folder);
      expect(ended.code).toBe(3);
      expect(ended.stderr).toMatch(/part of its path is a file/);
      return;
    }
    const folder = newFolder();
    mkdirSync(join(folder, 'out'));
    chmodSync(join(folder, 'out'), 0o555);
    writeFileSync(join(folder, 'in.csv'), data);
    writeFileSync(join(folder, 'pipeline.yaml'), `${definition('in.csv')}exports: [{ dataset: d }]\n`);
    expect((await winnow(['run', 'pipeline.yaml', '--out', 'out'], folder)).code).toBe(3);
    chmodSync(join(folder, 'out'), 0o755);
    expect((await winnow(['run', 'pipeline.yaml', '--out', 'out', '--resume'], folder)).code).toBe(0);
    expect(existsSync(join(folder, 'out', 'd-clean.csv'))).toBe(true);
  });
});

it('lets other machines in only with a token file and the names under which they call', async () => {
  const refused = await winnow(['serve', '--host', '0.0.0.0'], newFolder());
  expect(refused.stderr).toContain('say with --token-file which file holds the access token');
  expect(refused.code).toBe(2);
});
