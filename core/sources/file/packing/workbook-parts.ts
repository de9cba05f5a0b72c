import { Failure } from '#core/contract/failure.ts';
import { kindOfFormat, type NumberKind } from './cell-text.ts';
import type { PackedFile } from './packing.ts';
import { attributeOf, xmlTokens } from './xml-tokens.ts';
import type { ZipEntry } from './zip-directory.ts';

/** What the cells of a workbook depend on. */
export interface WorkbookParts {
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean; readonly entry: ZipEntry }[];
  readonly isFrom1904: boolean;
  /** What numbers stand for, by the style of a cell. */
  readonly kindByStyle: readonly NumberKind[];
  readonly sharedTexts: readonly string[];
}

/** What a text costs in memory beside its characters. */
const textCost = 16;
/** Characters of shared texts that are held in memory at the most. */
const mostShared = 64 * 2 ** 20;

/** Reads everything but the sheets. Throws a Failure (BAD_INPUT) where a part is damaged or missing. */
export async function readParts(file: PackedFile, entries: readonly ZipEntry[]): Promise<WorkbookParts> {
  const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  const part = (name: string): ZipEntry | undefined => byName.get(name.toLowerCase());
  const targets = new Map<string, string>();
  for await (const { name, attributes } of openTags(part('xl/_rels/workbook.xml.rels')))
    if (name === 'Relationship') targets.set(attributeOf(attributes, 'Id') ?? '', attributeOf(attributes, 'Target') ?? '');
  const sheets: WorkbookParts['sheets'][number][] = [];
  let isFrom1904 = false;
  for await (const { name, attributes } of openTags(part('xl/workbook.xml'))) {
    if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributeOf(attributes, 'date1904') ?? '');
    if (name !== 'sheet') continue;
    const entry = part(pathOf(targets.get(attributeOf(attributes, 'id') ?? '') ?? ''));
    const isHidden = (attributeOf(attributes, 'state') ?? 'visible') !== 'visible';
    // Charts and macros have sheets of their own, without cells.
    if (entry?.name.toLowerCase().includes('worksheets/'))
      sheets.push({ name: attributeOf(attributes, 'name') ?? '', isHidden, entry });
  }
  if (sheets.length === 0) throw new Failure('BAD_INPUT', `${file.path} is a workbook without a sheet of cells`);
  return {
    sheets,
    isFrom1904,
    kindByStyle: await readStyles(part('xl/styles.xml')),
    sharedTexts: await readSharedTexts(file, part('xl/sharedStrings.xml')),
  };
}

function pathOf(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

async function readStyles(entry: ZipEntry | undefined): Promise<readonly NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isInside = false;
  if (!entry) return kinds;
  for await (const tokens of xmlTokens(entry.chunks()))
    for (const token of tokens) {
      if (token.kind === 'text') continue;
      if (token.name === 'cellXfs') isInside = token.kind === 'open';
      if (token.kind === 'close') continue;
      if (token.name === 'numFmt')
        codes.set(Number(attributeOf(token.attributes, 'numFmtId')), attributeOf(token.attributes, 'formatCode') ?? '');
      if (token.name === 'xf' && isInside) {
        const id = Number(attributeOf(token.attributes, 'numFmtId') ?? 0);
        kinds.push(kindOfFormat(id, codes.get(id)));
      }
    }
  return kinds;
}

async function readSharedTexts(file: PackedFile, entry: ZipEntry | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  if (!entry) return texts;
  let text = '';
  let held = 0;
  let isText = false;
  let isPhonetic = false;
  for await (const tokens of xmlTokens(entry.chunks()))
    for (const token of tokens) {
      if (token.kind === 'text') {
        if (isText && !isPhonetic) text += token.text;
        if (text.length > mostShared) throw tooMuch(file);
        continue;
      }
      const isOpen = token.kind === 'open' && !token.isEmpty;
      if (token.name === 't') isText = isOpen;
      else if (token.name === 'rPh') isPhonetic = isOpen;
      else if (token.name === 'si') {
        if (token.kind === 'open' && !token.isEmpty) text = '';
        else {
          texts.push(withoutEscapes(token.kind === 'open' ? '' : text));
          held += text.length + textCost;
          text = '';
        }
        if (held > mostShared) throw tooMuch(file);
      }
    }
  return texts;
}

function tooMuch({ path }: PackedFile): Failure {
  return new Failure('BAD_INPUT', `${path} holds more text than memory should; save the sheet as CSV`);
}

/** Characters that XML cannot hold are written as `_x000D_` (ECMA-376, part 1, section 22.9.2.19). */
export function withoutEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

async function* openTags(entry: ZipEntry | undefined) {
  if (!entry) return;
  for await (const tokens of xmlTokens(entry.chunks())) for (const token of tokens) if (token.kind === 'open') yield token;
}
