import { copyToOpen, sizeOfReadOnly } from '#core/engine/read-only.ts';

/** The workspace to work with: where it is on a medium that may not be written to, a private copy, which goes with the program. */
export function openableWorkspace(path: string): string {
  const size = sizeOfReadOnly(path);
  if (size === undefined) return path;
  const megabytes = Math.max(1, Math.round(size / 1e6)).toLocaleString('en');
  process.stderr.write(
    `${path} may not be written to here, so a private temporary copy of ${megabytes} MB is opened; what is changed in it is not kept\n`,
  );
  return copyToOpen(path);
}
