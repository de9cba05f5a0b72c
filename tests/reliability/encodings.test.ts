import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import type { Encoding } from '#core/contract/source.ts';
import { createEngine } from '#core/engine/engine.ts';
import { findEncoding } from '#core/io/encoding.ts';
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

/** Proposes a pipeline for a file, in an encoding if one is said, and runs it. */
async function readThrough(bytes: Buffer, encoding?: Encoding) {
  const folder = newFolder();
  folders.push(folder);
  const path = join(folder, 'orders.csv');
  const workspace = join(folder, 'w.winnow');
  writeFileSync(path, bytes);
  const engine = createEngine(workspace);
  const ask = createRouterClient(engine.router);
  try {
    const { yaml } = await ask.sources.infer({ path, wishes: encoding ? { encoding } : {} });
    writeFileSync(join(folder, 'pipeline.yaml'), yaml);
    const { ticket } = await ask.runs.start({ pipeline: join(folder, 'pipeline.yaml'), outFolder: null });
    for await (const event of await ask.runs.progress({ ticket })) if (event.kind === 'ended') expect(event.message).toBeNull();
    await ask.exports.create({ dataset: 'orders', what: 'raw', path: join(folder, 'again.csv') });
    expect(readFileSync(join(folder, 'again.csv')).equals(bytes)).toBe(true);
    return { yaml, workspace };
  } finally {
    await engine.close();
  }
}

describe('encodings', () => {
  it.each(cases)('%s: found or said, every cell as it was written, the raw export byte for byte', async (encoding, lines) => {
    const bytes = Buffer.from(iconv.encode(`${lines.join('\n')}\n`, encoding));
    const { yaml, workspace } = await readThrough(bytes, mustBeSaid.has(encoding) ? encoding : undefined);
    expect(/encoding: "?([\w-]+)/.exec(yaml)?.[1]).toBe(encoding);
    const shown = rowsOf(workspace, 'select * from raw_orders').map((row) => row.map(String));
    for (const line of lines.slice(1))
      expect(shown.filter((row) => cellsOf(line).every((cell) => row.includes(cell)))).toHaveLength(1);
  });

  it.each(cases.filter(([encoding]) => holes[encoding]))(
    '%s: bytes that are no text in it are a broken line with its place; the neighbours are kept',
    async (encoding, lines) => {
      const before = lines.slice(0, 3).map((line) => Buffer.from(iconv.encode(`${line}\n`, encoding)));
      const after = lines.slice(3).map((line) => Buffer.from(iconv.encode(`${line}\n`, encoding)));
      const broken = Buffer.concat([Buffer.from('9,x'), Buffer.from(holes[encoding] ?? []), Buffer.from(',y\n')]);
      const { workspace } = await readThrough(Buffer.concat([...before, broken, ...after]), encoding);
      expect(rowsOf(workspace, 'select read, structural from run_ledger')).toEqual([[5, 1]]);
      const [reason] = rowsOf(workspace, 'select error_details from exceptions where is_structural = 1')[0] ?? [];
      const listed = await (async () => {
        const engine = createEngine(workspace);
        const { exceptions } = await createRouterClient(engine.router).exceptions.list({});
        await engine.close();
        return exceptions.find(({ isStructural }) => isStructural)?.rawData;
      })();
      expect(listed).toMatch(/^9,x.+,y$/);
      const place = Number(/near byte (\d+) the bytes/.exec(String(reason))?.[1]);
      const at = Buffer.concat(before).length;
      expect(place).toBeGreaterThanOrEqual(at);
      expect(place).toBeLessThan(at + broken.length);
    },
  );

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

  it('a file that changes its encoding in the middle keeps every line: those that cannot be read are broken lines', async () => {
    const first = western.join('\n');
    const { workspace } = await readThrough(
      Buffer.concat([
        Buffer.from(`${first}\n${first.split('\n').slice(1).join('\n')}\n`),
        iconv.encode('9,ça,Nîmes\n', 'windows-1252'),
      ]),
    );
    expect(rowsOf(workspace, 'select read, structural from run_ledger')).toEqual([[9, 1]]);
  });
});
