/** Bytes of the longest variable-length integer that is written here; the format knows a ninth for numbers beyond 2^53, which no key is. */
const maxLength = 8;

/** How many bytes a whole number from 0 below 2^53 takes as a variable-length integer (https://www.sqlite.org/fileformat2.html#varint). */
export function varintLength(value: number): number {
  if (value < 128) return 1;
  let length = 2;
  for (let rest = value / 16_384; rest >= 1; rest /= 128) length++;
  return Math.min(length, maxLength);
}

/** Writes a whole number from 0 below 2^53 as a variable-length integer; returns where it ends. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value < 128) {
    bytes[at] = value;
    return at + 1;
  }
  if (value < 16_384) {
    bytes[at] = 128 | (value >> 7);
    bytes[at + 1] = value & 127;
    return at + 2;
  }
  const end = at + varintLength(value);
  let rest = value;
  for (let place = end - 1; place >= at; place--) {
    bytes[place] = (rest % 128) | (place === end - 1 ? 0 : 128);
    rest = Math.floor(rest / 128);
  }
  return end;
}
