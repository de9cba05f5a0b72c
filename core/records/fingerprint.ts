import { hash } from 'node:crypto';
import { withoutLineEnd } from '#core/sources/file/encode.ts';

/** What tells a record from others: its cells, or the bytes of a line that could not even be told apart into some. */
export function contentOf(cells: readonly string[], form: Uint8Array | undefined): readonly string[] {
  if (cells.length > 0 || !form) return cells;
  return [withoutLineEnd(Buffer.from(form).toString('latin1'))];
}

/** A stable name of a record across runs: its dataset and key, or its dataset and content, asked for where it has no whole key. */
export function fingerprintOf(
  dataset: string,
  key: readonly (string | number | null)[],
  content: () => readonly string[],
): string {
  const hasKey = key.length > 0 && key.every((part) => part !== null && part !== '');
  const identity = hasKey ? ['key', dataset, ...key.map(String)] : ['content', dataset, ...content()];
  return hash('sha256', JSON.stringify(identity)).slice(0, 32);
}
