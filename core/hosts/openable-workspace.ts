import { copyToOpen, sizeOfReadOnly } from '#core/engine/read-only.ts';

/** The workspace to work with: where it is on a medium that may not be written to, a private copy, which goes with the program. */
export function openableWorkspace(path: string): string {
  const size = sizeOfReadOnly(path);
  if (size === undefined) return path;
  const megabytes = Math.max(1, Math.round(size / 1e6)).toLocaleString('en');
  process.stderr.write(
    `${path} is read-only. Winnow opened a private temporary copy (${megabytes} MB); changes to it are discarded.\n`,
  );
  return copyToOpen(path);
}
