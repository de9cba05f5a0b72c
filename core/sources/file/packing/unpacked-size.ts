import { constants, gunzipSync } from 'node:zlib';
import type { PackedFile } from './packing.ts';

/** Packed bytes at the beginning that are unpacked to find the ratio. */
const prefixSize = 64 * 1024;

/** The last four bytes of a gzip file are the size of its last member, modulo this (RFC 1952, section 2.3.1). */
const modulus = 2 ** 32;

/** How far the size that the end names may be from the one that the beginning makes likely: beyond it the file has several members. */
const maxDifference = 0.3;

/**
 * Estimates to how many bytes a gzip file unpacks, without unpacking it: the beginning gives the ratio, and the size at its end is taken where it
 * agrees, which makes the estimate exact for a file of one member.
 */
export function unpackedSize({ size, read }: PackedFile): number {
  const prefix = read(0, Math.min(size, prefixSize));
  const beginning = unpackedLength(prefix);
  if (prefix.length === size) return beginning;
  const likely = (beginning / prefix.length) * size;
  const end = read(size - 4, 4);
  const named = end.readUInt32LE();
  const exact = named + Math.round((likely - named) / modulus) * modulus;
  return Math.abs(exact - likely) <= likely * maxDifference ? exact : Math.round(likely);
}

function unpackedLength(packed: Buffer): number {
  try {
    // What is cut off is unpacked as far as it goes.
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch {
    // Damaged: whoever reads it says so.
    return packed.length;
  }
}
