import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/contract/failure.ts';
import { createRandom } from '#core/generate/random.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';
import { newFolder } from '../winnow.ts';
import { makeWorkbook } from './make-workbook.ts';

const folder = newFolder();
const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

/** All that a file says: headers, rows with their lines, and how it is read. */
async function readAll(path: string, wishes: DialectWishes = {}) {
  const { file, dialect, records } = await openSource(path, wishes);
  try {
    const rows: { line: number; cells: readonly string[]; problem: string | undefined }[] = [];
    for await (const chunk of records.chunks())
      for (const { line, cells, problem, blankLines } of chunk.records)
        if (blankLines === 0) rows.push({ line, cells, problem: problem?.rule });
    file.assertUnchanged();
    return { headers: records.headers, dialect, rows };
  } finally {
    file.close();
  }
}

const inline = (place: string, text: string): string => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const header = `<row r="1">${['a', 'b', 'c'].map((name, index) => inline(`${'ABC'.charAt(index)}1`, name)).join('')}</row>`;

describe('a sheet of a workbook', () => {
  it('gives the texts of cells of every kind', async () => {
    const shared = [
      '<si><t>plain</t></si>',
      '<si><r><t>rich </t></r><r><rPr><b/></rPr><t xml:space="preserve">text </t></r></si>',
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>',
      '<si><t>a &amp; b &lt;c&gt; &#233; _x000D_|</t></si>',
      '<si/>',
    ].join('');
    const styles = `<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/><numFmt numFmtId="166" formatCode="&quot;day&quot; 0.00"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="21"/><xf numFmtId="166"/><xf numFmtId="4"/><xf numFmtId="46"/></cellXfs>`;
    const cell = (attributes: string, value: string): string => `<c ${attributes}><v>${value}</v></c>`;
    const cells = [
      cell('t="s"', '0'),
      cell('t="s"', '1'),
      cell('t="s"', '2'),
      cell('t="s"', '3'),
      cell('t="s"', '4'),
      cell('t="b"', '1'),
      cell('t="e"', '#N/A'),
      '<c t="str"><f>A1&amp;"x"</f><v>007</v></c>',
      cell('', '3.7000000000000002'),
      cell('', '1E-3'),
      cell('', '12345678901234'),
      cell('s="1"', '45351'),
      cell('s="2"', '45351.5'),
      cell('s="3"', '45351.4382291667'),
      cell('s="4"', '0.25'),
      cell('s="5"', '12.5'),
      cell('s="6"', '1200'),
      cell('', '0.30000000000000004'),
      cell('', '3.2000000000000002E-9'),
      cell('', '1.0000000000000001E+23'),
      cell('s="7"', '1.2534722222222223'),
      cell('s="4"', '45351.5'),
      cell('t="s"', ''),
      cell('s="1"', '1'),
      cell('s="1"', '61'),
      cell('t="d"', '2024-02-29'),
      '<c s="1"/>',
      '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>',
    ];
    const names = cells.map((_, index) => `<c t="str"><v>n${index}</v></c>`).join('');
    const path = put(
      'kinds.xlsx',
      makeWorkbook([{ name: 'S', data: `<row>${names}</row><row>${cells.join('')}</row>` }], { shared, styles }),
    );
    const { rows } = await readAll(path);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.cells).toEqual([
      'plain',
      'rich text ',
      '東京',
      'a & b <c> é \r|',
      '',
      'TRUE',
      '#N/A',
      '007',
      '3.7',
      '0.001',
      '12345678901234',
      '2024-02-29',
      '2024-02-29T12:00:00',
      '2024-02-29T10:31:03',
      '06:00:00',
      '12.5',
      '1200',
      '0.3',
      '0.0000000032',
      '100000000000000000000000',
      '30:05:00',
      '2024-02-29T12:00:00',
      '',
      '1900-01-01',
      '1900-03-01',
      '2024-02-29',
      '',
      'inline',
    ]);
  });

  it('counts days from 1904 where the workbook says so', async () => {
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
    const data = `${header}<row r="2"><c r="A2" s="1"><v>43889</v></c></row>`;
    const { rows } = await readAll(put('1904.xlsx', makeWorkbook([{ name: 'S', data }], { styles, date1904: true })));
    expect(rows[0]?.cells).toEqual(['2024-02-29', '', '']);
  });

  it('keeps the rows of the sheet as lines, finds the header behind a title, and flags what stands outside of the table', async () => {
    const data = `<row r="1">${inline('A1', 'Sales of March')}</row><row r="3">${inline('A3', 'a')}${inline('B3', 'b')}</row>
      <row r="4"><c r="A4"><v>1</v></c><c r="B4"><v>2</v></c></row>
      <row r="6" hidden="1"><c r="A6"><v>3</v></c></row>
      <row r="7"><c r="B7"><v>4</v></c><c r="D7"><v>9</v></c></row>
      <row r="9"><c r="A9" t="str"><v>two, &quot;quoted&quot;</v></c></row>
      <row r="1048576" spans="1:4"/>`;
    const path = put('places.xlsx', makeWorkbook([{ name: 'March', data }]));
    const { headers, rows, dialect } = await readAll(path);
    expect(headers).toEqual(['a', 'b']);
    expect(rows).toEqual([
      { line: 4, cells: ['1', '2'], problem: undefined },
      { line: 6, cells: ['3', ''], problem: undefined },
      { line: 7, cells: ['', '4', '', '9'], problem: 'ragged-record' },
      { line: 9, cells: ['two, "quoted"', ''], problem: undefined },
    ]);
    expect(dialect).toMatchObject({ compression: 'xlsx', sheet: 'March', skipLines: 2, format: 'csv', delimiter: ',' });
    expect(dialect.evidence.map(({ sentence }) => sentence).join()).toMatch(/1 of the first .* rows are hidden/);
    // The row of the header can be said.
    expect((await readAll(path, { header_row: 4 })).headers).toEqual(['1', '2']);
  });

  it('is the first that is not hidden, or the one that is named', async () => {
    const sheet = (value: number): string => `${header}<row r="2"><c r="A2"><v>${value}</v></c></row>`;
    const path = put(
      'sheets.xlsx',
      makeWorkbook([
        { name: 'Old', data: sheet(1), state: 'hidden' },
        { name: 'R&amp;D', data: sheet(2) },
        { name: 'Notes', data: sheet(3) },
      ]),
    );
    expect((await readAll(path)).rows[0]?.cells[0]).toBe('2');
    expect((await readAll(path)).dialect).toMatchObject({ sheet: 'R&D', sheets: ['Old', 'R&D', 'Notes'] });
    expect((await readAll(path, { sheet: 'Old' })).rows[0]?.cells[0]).toBe('1');
    await expect(readAll(path, { sheet: 'Nope' })).rejects.toThrow(/has no sheet "Nope"; it has "Old", "R&D", "Notes"/);
    await expect(readAll(path, { format: 'json' })).rejects.toThrow(/is a workbook, not JSON/);
  });

  it('with a cell or a tag without end is refused at once', async () => {
    const cell = `<row><c t="str"><v>${'A'.repeat(40 * 2 ** 20)}</v></c></row>`;
    await expect(readAll(put('cell.xlsx', makeWorkbook([{ name: 'S', data: cell }])))).rejects.toThrow(
      /a cell longer than 2 MiB/,
    );
    const tag = `<row><c t="str" ${'a'.repeat(40 * 2 ** 20)}`;
    await expect(readAll(put('tag.xlsx', makeWorkbook([{ name: 'S', data: tag }])))).rejects.toThrow(/damaged|empty/);
  });

  it('is refused in a sentence where it is empty, of another kind, or has a password', async () => {
    const office = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8('<w/>') });
    await expect(readAll(put('empty.xlsx', makeWorkbook([{ name: 'S', data: '' }])))).rejects.toThrow(/is empty/);
    await expect(readAll(put('letter.docx', office))).rejects.toThrow(/Office document, but no workbook/);
    await expect(readAll(put('old.xls', Buffer.from('d0cf11e0a1b11ae1'.padEnd(400, '0'), 'hex')))).rejects.toThrow(/password/);
    await expect(readAll(put('t.csv', Buffer.from('a,b\n1,2\n')), { format: 'xlsx' })).rejects.toThrow(/is not a workbook/);
  });

  it('that was cut off or changed anywhere is refused in a sentence, or read', { timeout: 120_000 }, async () => {
    const data = `${header}${Array.from({ length: 300 }, (_, index) => `<row r="${index + 2}"><c r="A${index + 2}"><v>${index}</v></c>${inline(`B${index + 2}`, `text ${index}`)}</row>`).join('')}`;
    const whole = makeWorkbook([{ name: 'S', data }], { shared: '<si><t>x</t></si>' });
    const random = createRandom(3);
    let read = 0;
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(whole);
      if (round % 3 === 0) bytes.fill(random.integer(0, 255), random.integer(0, bytes.length - 1)).subarray(0);
      else for (let change = 0; change < 3; change++) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      const cut = round % 5 === 0 ? bytes.subarray(0, random.integer(1, bytes.length)) : bytes;
      try {
        await readAll(put('mutated.xlsx', cut));
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }
    expect(read).toBeLessThan(300);
  });
});

describe('a zip archive', () => {
  it('with one file is read as that file', async () => {
    const path = put('one.zip', zipSync({ 'data/sales.csv': strToU8('a;b\n1;2\n3;4\n'), '__MACOSX/._sales.csv': strToU8('x') }));
    const { headers, rows, dialect } = await readAll(path);
    expect(headers).toEqual(['a', 'b']);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(dialect).toMatchObject({ compression: 'zip', delimiter: ';' });
  });

  it('with several files, none, or a bomb is refused in a sentence', async () => {
    const two = zipSync({ 'a.csv': strToU8('a\n1\n'), 'b.csv': strToU8('b\n2\n') });
    await expect(readAll(put('two.zip', two))).rejects.toThrow(/holds 2 files \(a.csv, b.csv\)/);
    await expect(readAll(put('none.zip', zipSync({ 'folder/': new Uint8Array(0) })))).rejects.toThrow(/empty archive/);
    const endless = Buffer.concat([Buffer.from('a\n'), Buffer.alloc(160 * 2 ** 20, 'x')]);
    const bomb = zipSync({ 'bomb.csv': endless }, { level: 9 });
    await expect(readAll(put('bomb.zip', bomb))).rejects.toThrow(/unpacks to more than 1000 times/);
  });
});
