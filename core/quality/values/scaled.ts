/**
 * The largest magnitude of a typed number in its minor units. Whole numbers are exact in a double up to 2^53; with decimal
 * places fifteen digits are, so that the value in units, too, is the double nearest to it and reads back the same.
 */
export function largestScaled(scale: number): number {
  return scale === 0 ? Number.MAX_SAFE_INTEGER : 999_999_999_999_999;
}

/** Why a text has no value at a given scale. */
export type ScaledProblem = 'not a number' | 'too many places' | 'too large';

/**
 * Reads plain decimal notation straight into minor units (`12.5` at scale 2 is 1250) without making a BigInt;
 * trailing zeros beyond the scale are allowed, other digits there are not.
 */
export function parseScaled(text: string, scale: number): number | ScaledProblem {
  const length = text.length;
  const first = text.charCodeAt(0);
  let position = first === 45 || first === 43 ? 1 : 0;
  let value = 0;
  let digits = 0;
  let places = -1;
  for (; position < length; position++) {
    const code = text.charCodeAt(position);
    if (code === 46) {
      if (places >= 0) return 'not a number';
      places = 0;
      continue;
    }
    if (code < 48 || code > 57) return 'not a number';
    digits++;
    if (places < 0) {
      value = value * 10 + (code - 48);
    } else if (places < scale) {
      places++;
      value = value * 10 + (code - 48);
    } else if (code !== 48) {
      return digitsOnly(text, position) ? 'too many places' : 'not a number';
    }
  }
  if (digits === 0) return 'not a number';
  for (let place = Math.max(places, 0); place < scale; place++) value *= 10;
  if (value > largestScaled(scale)) return 'too large';
  return first === 45 && value !== 0 ? -value : value;
}

/** Minor units as plain decimal notation with all places of the scale: 1250 at scale 2 is `12.50`. */
export function formatScaled(value: number, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function digitsOnly(text: string, from: number): boolean {
  return /^\d*$/.test(text.slice(from));
}
