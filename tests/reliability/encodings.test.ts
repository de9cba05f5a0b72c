import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import type { Encoding } from '#core/contract/source.ts';
import { createEngine } from '#core/engine/engine.ts';
import { findEncoding } from '#core/sources/file/encoding.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder } from '../winnow.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const western = ['número,produit,ville', '1,café crème,Besançon', '2,Müsli,Zürich', '3,jalapeño,A Coruña', '4,« fine »,Malmö'];
const japanese = ['注文番号,商品,地域', '1,りんご,東京', '2,みかん,大阪', '3,ノートパソコン,北海道', '4,"表,ソ",横浜'];
/** Bytes that an encoding has no character for; CP437 and KOI8-R have one for each. */
const holes: Readonly<Partial<Record<Encoding, readonly number[]>>> = {
  'utf-8': [0xff],
  'windows-1252': [0x81],
  'windows-1250': [0x81],
  'windows-1251': [0x98],
  'windows-1253': [0xd2],
  shift_jis: [0xff],
  'euc-jp': [0xff],
  'euc-kr': [0xff],
  big5: [0xff],
  gb18030: [0xff],
};
/** Texts as people write them in these encodings. */
const cases: readonly (readonly [Encoding, readonly string[]])[] = [
  ['utf-8', western],
  ['utf-8', japanese],
  ['utf-16le', japanese],
  ['utf-16be', western],
  ['windows-1252', western],
  ['windows-1252', ['id,price,note', '1,€ 5,“so”', '2,€ 6,plain', '3,7,it’s', '4,8,x']],
  ['windows-1250', ['číslo,zboží,město', '1,švestka,Plzeň', '2,řepa,Český Krumlov', '3,žito,Třebíč', '4,mléko,Brno']],
  ['windows-1251', ['номер,товар,город', '1,яблоко,Москва', '2,банан,Санкт-Петербург', '3,ноутбук,Казань', '4,"чай, кофе",Тула']],
  ['koi8-r', ['номер,товар,город', '1,яблоко,Москва', '2,банан,Санкт-Петербург', '3,ноутбук,Казань', '4,чай,Тула']],
  ['windows-1253', ['αριθμός,προϊόν,πόλη', '1,μήλο,Αθήνα', '2,μπανάνα,Θεσσαλονίκη', '3,ψωμί,Πάτρα', '4,τυρί,Βόλος']],
  ['cp437', western],
  ['shift_jis', japanese],
  ['euc-jp', japanese],
  ['euc-kr', ['주문번호,상품,지역', '1,사과,서울', '2,배,부산', '3,노트북 컴퓨터,제주도', '4,"차,커피",인천']],
  ['big5', ['訂單編號,產品,地區', '1,蘋果,台北', '2,香蕉,高雄', '3,筆記型電腦,新北市', '4,"功,許",台中']],
  ['gb18030', ['订单编号,产品,地区', '1,苹果,北京', '2,香蕉,上海', '3,笔记本电脑,广州市', '4,茶,深圳']],
];

/** Latin letters in other bytes than Windows-1252 has for them: nothing but words tells them apart. */
const mustBeSaid: ReadonlySet<Encoding> = new Set(['windows-1250', 'cp437']);

const cellsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

interface Source {
  readonly bytes: Buffer;
  readonly encoding?: Encoding;
}

/** Runs one pipeline over files, each a dataset `file_<place>` of three columns; every raw export must be the file byte for byte. */
async function readThrough(sources: readonly Source[]) {
  const folder = newFolder();
  folders.push(folder);
  const workspace = join(folder, 'w.winnow');
  const engine = createEngine(workspace);
  const ask = createRouterClient(engine.router);
  const names = sources.map((_, place) => `file_${place}`);
  try {
    const datasets = names.map((name, place) => {
      const path = join(folder, `${name}.csv`);
      const { bytes, encoding } = sources[place] ?? { bytes: Buffer.alloc(0) };
      writeFileSync(path, bytes);
      const columns = Object.fromEntries(['a', 'b', 'c'].map((column, at) => [column, { header: `column_${at + 1}` }]));
      return [name, { source: { path, header: false, ...(encoding && { encoding }) }, columns }] as const;
    });
    // JSON is YAML too.
    writeFileSync(
      join(folder, 'pipeline.yaml'),
      JSON.stringify({ winnow: 1, name: 'encodings', datasets: Object.fromEntries(datasets) }),
    );
    const { ticket } = await ask.runs.start({ pipeline: join(folder, 'pipeline.yaml'), outFolder: null });
    for await (const event of await ask.runs.progress({ ticket })) if (event.kind === 'ended') expect(event.message).toBeNull();
    for (const [place, name] of names.entries()) {
      await ask.exports.create({ dataset: name, what: 'raw', path: join(folder, 'again.csv'), overwrite: true });
      expect(readFileSync(join(folder, 'again.csv')).equals(sources[place]?.bytes ?? Buffer.alloc(0)), name).toBe(true);
    }
    const { exceptions } = await ask.exceptions.list({ limit: 1000 });
    const found = rowsOf(
      workspace,
      "select dataset, json_extract(f.dialect, '$.encoding') from run_sources r join sources f on f.id = r.source_id",
    );
    return {
      cells: (name: string) => rowsOf(workspace, `select a, b, c from raw_${name} order by id`).map((row) => row.map(String)),
      encoding: (name: string) => found.find(([dataset]) => dataset === name)?.[1],
      broken: (name: string) => exceptions.filter(({ dataset, isStructural }) => dataset === name && isStructural),
      read: (name: string) => rowsOf(workspace, `select read from run_ledger where dataset = '${name}'`)[0]?.[0],
    };
  } finally {
    await engine.close();
  }
}

const encoded = (lines: readonly string[], encoding: Encoding): Buffer =>
  Buffer.from(iconv.encode(lines.map((line) => `${line}\n`).join(''), encoding));

describe('encodings', () => {
  it('are found or said; every cell is as it was written', async () => {
    const files = await readThrough(
      cases.map(([encoding, lines]) => ({
        bytes: encoded(lines, encoding),
        ...(mustBeSaid.has(encoding) && { encoding }),
      })),
    );
    for (const [place, [encoding, lines]] of cases.entries()) {
      expect(files.encoding(`file_${place}`), String(place)).toBe(encoding);
      expect(files.cells(`file_${place}`)).toEqual(lines.map(cellsOf));
    }
  });

  it('bytes that are no text are a broken line with its place, and its neighbours are kept', async () => {
    const chosen = cases.filter(([encoding]) => holes[encoding]);
    const parts = chosen.map(([encoding, lines]) => ({
      encoding,
      before: encoded(lines.slice(0, 3), encoding),
      broken: Buffer.concat([Buffer.from('9,x'), Buffer.from(holes[encoding] ?? []), Buffer.from(',y\n')]),
      after: encoded(lines.slice(3), encoding),
    }));
    const files = await readThrough(
      parts.map(({ encoding, before, broken, after }) => ({ bytes: Buffer.concat([before, broken, after]), encoding })),
    );
    for (const [place, { before, broken }] of parts.entries()) {
      const name = `file_${place}`;
      expect(files.read(name)).toBe(6);
      const [only, ...others] = files.broken(name);
      expect(others).toEqual([]);
      expect(only?.rawData).toMatch(/^9,x.+,y$/);
      const at = Number(/near byte (\d+) the bytes/.exec(only?.details ?? '')?.[1]);
      expect(at).toBeGreaterThanOrEqual(before.length);
      expect(at).toBeLessThan(before.length + broken.length);
    }
  });

  it.each(['utf-16le', 'utf-16be'] as const)('%s that ends in the midst of a character keeps its last byte', async (encoding) => {
    const files = await readThrough([{ bytes: Buffer.concat([encoded(western, encoding), Buffer.from([0x5a])]), encoding }]);
    expect(files.broken('file_0').map(({ details }) => details)).toEqual([expect.stringContaining('the bytes 5a are not text')]);
  });

  it('ASCII with zeros in it is no UTF-16', () => {
    expect(findEncoding(Buffer.from('00000,a000\0\n'.repeat(500))).encoding).toBe('utf-8');
    for (const encoding of ['utf-16le', 'utf-16be'] as const)
      expect(findEncoding(iconv.encode(japanese.join('\n'), encoding)).encoding).toBe(encoding);
  });

  it('a file that changes its encoding in the middle keeps every line: those that cannot be read are broken lines', async () => {
    const first = encoded([...western, ...western.slice(1)], 'utf-8');
    const files = await readThrough([{ bytes: Buffer.concat([first, encoded(['9,ça,Nîmes'], 'windows-1252')]) }]);
    expect(files.read('file_0')).toBe(10);
    expect(files.broken('file_0')).toHaveLength(1);
  });

  it.each([
    'NOMBRE,CIUDAD\nMUÑOZ,MÁLAGA\nPEÑA,CÓRDOBA\nNÚÑEZ,CÁDIZ\n',
    'NAME,ORT\nMÜLLER,MÜNCHEN\nJÄGER,KÖLN\nSCHRÖDER,WÜRZBURG\n',
    'nom,prénom\nMÉNARD,HÉLÈNE\nDUPRÉ,RENÉ\nLEFÈVRE,ANDRÉ\n',
    'NOME,CIDADE\nJOÃO,SÃO PAULO\nCONCEIÇÃO,BRASÍLIA\nLEITÃO,MARANHÃO\n',
    't,v\n1,20°C\n2,21°C\n3,22°C\n4,23°C\n5,25°C\n6,26°C\n7,30°C\n',
    'Größe;Maß\n10;groß\n20;groß\n30;groß\n40;groß\n',
    'n,a\n1,Nº 5\n2,Nº 6\n3,Nº 7\n4,Nº 8\n5,Nº 9\n',
    'n,v\n1,1\u00a0234\n2,2\u00a0345\n3,3\u00a0456\n4,4\u00a0567\n',
    'code;val\nX;ÄÖ\nY;ÜÄ\nZ;ÖÄ\nQ;ÄÜ\n',
    'a,b\n“one”,it’s\n“two”,€ 5 – €6\n“three”,…\n',
  ])('Western files stay Windows-1252, few or many lines: %j', (text) => {
    for (const times of [1, 5, 60]) {
      const [header = '', ...lines] = text.trimEnd().split('\n');
      const many = [header, ...Array.from({ length: times }, () => lines).flat(), ''].join('\n');
      expect(findEncoding(iconv.encode(many, 'windows-1252')).encoding).toBe('windows-1252');
    }
  });

  it('another script is found behind any number of lines in ASCII', () => {
    const ascii = `${'1,plain,text\n'.repeat(4000)}`;
    for (const [encoding, lines] of cases.filter(
      ([name]) => !name.startsWith('utf') && !mustBeSaid.has(name) && name !== 'windows-1252',
    ))
      expect(findEncoding(iconv.encode(`a,b,c\n${ascii}${lines.join('\n')}\n`, encoding)).encoding).toBe(encoding);
  });
});
