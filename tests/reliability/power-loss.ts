import { basename } from 'node:path';
import type { Random } from '#core/generate/random.ts';

/** One call that changed a file, or made what was changed durable. */
type Operation =
  | { readonly kind: 'write'; readonly file: string; readonly bytes: Buffer; readonly at: number }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'remove'; readonly file: string };

/** A disk on which a run wrote, replayed call by call. */
export interface Disk {
  readonly operations: number;
  /** The files as they would be if power failed behind an operation: what was synced, and of the rest what chance leaves. */
  readonly imageAt: (operation: number, random: Random | undefined) => ReadonlyMap<string, Buffer>;
}

const sector = 512;

/** Reads a log of strace (`-f -y -xx`) as writes to the files of a workspace; its index in shared memory is no file on a disk. */
export function readDisk(log: string, workspace: string): Disk {
  const operations = log.split('\n').flatMap((line) => operationOf(line, workspace));
  return {
    operations: operations.length,
    imageAt: (operation, random) => {
      const synced = new Map<string, Buffer>();
      const waiting = new Map<string, Operation[]>();
      for (const next of operations.slice(0, operation)) {
        if (next.kind === 'remove') {
          synced.delete(next.file);
          waiting.delete(next.file);
        } else if (next.kind === 'sync') {
          for (const change of waiting.get(next.file) ?? []) apply(synced, change);
          waiting.delete(next.file);
        } else waiting.set(next.file, [...(waiting.get(next.file) ?? []), next]);
      }
      if (random) for (const changes of waiting.values()) for (const change of changes) lose(synced, change, random);
      return synced;
    },
  };
}

/** A write that was not synced is there, is not, is half there, or only some of its sectors are. */
function lose(files: Map<string, Buffer>, change: Operation, random: Random): void {
  if (change.kind !== 'write') {
    if (random.next() < 0.5) apply(files, change);
    return;
  }
  const fate = random.pick(['all', 'none', 'half', 'torn'] as const);
  if (fate === 'none') return;
  if (fate === 'all') apply(files, change);
  else if (fate === 'half') apply(files, { ...change, bytes: change.bytes.subarray(0, change.bytes.length >> 1) });
  else
    for (let at = 0; at < change.bytes.length; at += sector)
      if (random.next() < 0.5) apply(files, { ...change, bytes: change.bytes.subarray(at, at + sector), at: change.at + at });
}

function apply(files: Map<string, Buffer>, change: Operation): void {
  const before = files.get(change.file) ?? Buffer.alloc(0);
  if (change.kind === 'truncate') {
    const after = Buffer.alloc(change.length);
    before.copy(after);
    files.set(change.file, after);
  } else if (change.kind === 'write') {
    const after = Buffer.alloc(Math.max(before.length, change.at + change.bytes.length));
    before.copy(after);
    change.bytes.copy(after, change.at);
    files.set(change.file, after);
  }
}

function operationOf(line: string, workspace: string): readonly Operation[] {
  const call = /^\d+ +(pwrite64|fsync|ftruncate|unlink)\((?:\d+<([^>]*)>|"([^"]*)")(.*)$/.exec(line);
  if (!call || !/= \d+$/.test(line)) return [];
  const [, name, opened, named, rest = ''] = call;
  const path = unescaped(opened ?? named ?? '').toString();
  if (!['', '-wal', '-journal'].some((suffix) => path === workspace + suffix)) return [];
  const file = basename(path);
  if (name === 'fsync') return [{ kind: 'sync', file }];
  if (name === 'unlink') return [{ kind: 'remove', file }];
  if (name === 'ftruncate') return [{ kind: 'truncate', file, length: Number(/^, (\d+)/.exec(rest)?.[1]) }];
  const [, text = '', at] = /^, "([^"]*)", \d+, (\d+)\)/.exec(rest) ?? [];
  return at === undefined ? [] : [{ kind: 'write', file, bytes: unescaped(text), at: Number(at) }];
}

function unescaped(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
