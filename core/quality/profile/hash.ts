/** The two halves of the last hash: an object of their own would be made for every cell. */
export const hashed = { high: 0, low: 0 };

/** Hashes a text to 64 bits, left in `hashed`: cyrb53 (bryc, public domain) with all bits kept; two seeds carry all bits of a hash before. */
export function hashText(text: string, seed = 0, otherSeed = seed): void {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ otherSeed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  hashed.high = mixed(a, b);
  hashed.low = mixed(b, a);
}

/** A number from 0 up to but not including 1 for each whole number: the same for the same. */
export function shareOf(index: number, seed = 0): number {
  return (mixed(index ^ 0x9e3779b9, seed) >>> 0) / 4294967296;
}

/** The finalizer of MurmurHash3 (Appleby) over one half, folded with the other. */
function mixed(one: number, other: number): number {
  let bits = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  bits = Math.imul(bits ^ (bits >>> 16), 2246822507);
  bits = Math.imul(bits ^ (bits >>> 13), 3266489909);
  return (bits ^ (bits >>> 16)) >>> 0;
}
