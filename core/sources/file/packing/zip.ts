import { Failure } from '#core/contract/failure.ts';
import type { Packing } from './packing.ts';
import { type ZipEntry, zipEntries } from './zip-directory.ts';

/** Whether a file begins as a zip archive does. */
export function isZip(beginning: Buffer): boolean {
  return ['PK\x03\x04', 'PK\x05\x06'].includes(beginning.toString('latin1', 0, 4));
}

/** A zip archive that holds one file of text. */
export const zip: Packing = {
  name: 'zip',
  isPacked: isZip,
  isSequential: false,
  open: async (file) => {
    const entries = zipEntries(file);
    const { chunks, size } = theOnly(file.path, entries);
    return { chunks, size: () => size };
  },
};

function theOnly(path: string, entries: readonly ZipEntry[]): ZipEntry {
  const names = new Set(entries.map(({ name }) => name));
  const is = (name: string): boolean => names.has(name);
  if (is('xl/workbook.bin'))
    throw new Failure('BAD_INPUT', `${path} is a binary workbook (.xlsb); save it as .xlsx or CSV first`);
  if (is('mimetype') && is('content.xml'))
    throw new Failure('BAD_INPUT', `${path} is an OpenDocument file; save it as .xlsx or CSV first`);
  if (is('[Content_Types].xml')) throw new Failure('BAD_INPUT', `${path} is an Office document, but no workbook`);
  // Folders, hidden files and the files that macOS adds are not data.
  const files = entries.filter(({ name }) => !name.endsWith('/') && !/(^|\/)__MACOSX\/|(^|\/)\.[^/]*$/.test(name));
  const [only] = files;
  if (only && files.length === 1) return only;
  const listed = files
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');
  throw new Failure(
    'BAD_INPUT',
    only
      ? `${path} holds ${files.length} files (${listed}${files.length > 5 ? ', …' : ''}); unpack it and open one of them`
      : `${path} is an empty archive; choose another file`,
  );
}
