/** An exact decimal number: `digits × 10^-scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Reads plain decimal notation (`-12.50`, `.5`, `7.`); undefined for anything else, exponents included. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

/** The shortest plain notation of a decimal, with at least `minimumScale` places: `12.50` at 2, `12.5` at 0. */
export function formatDecimal(value: Decimal, minimumScale = 0): string {
  const negative = value.digits < 0n;
  const digits = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits
    .slice(digits.length - value.scale)
    .replace(/0+$/, '')
    .padEnd(minimumScale, '0');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same number at another scale; halves round away from zero, as SQL does, when places are lost. */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) {
    return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale };
  }
  return { digits: divideRounded(value.digits, 10n ** BigInt(value.scale - scale)), scale };
}

/** `a ÷ b` to the nearest integer, halves away from zero as SQL's round() does. The divisor must not be zero. */
export function divideRounded(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n;
  const numerator = a < 0n ? -a : a;
  const divisor = b < 0n ? -b : b;
  let quotient = numerator / divisor;
  const twice = (numerator % divisor) * 2n;
  if (twice >= divisor) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = rescale(a, scale).digits;
  const right = rescale(b, scale).digits;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The decimal of a number written in a definition: `0.1` is exactly one tenth, as its author meant. */
export function decimalOf(value: number | string): Decimal {
  const text = typeof value === 'number' ? plainNotation(value) : value;
  const decimal = parseDecimal(text);
  if (!decimal) throw new RangeError(`${text} is not a plain decimal number`);
  return decimal;
}

function plainNotation(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
