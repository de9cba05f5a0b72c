import type { ColumnType } from '../type.ts';

// Letters of every alphabet, as RFC 6531 allows them before and behind the @, and domains as they are encoded (xn--). No repetition stands within
// another over the same characters, so it runs in time quadratic at worst; the length limit (RFC 5321: 254) keeps that small.
const pattern = /^[\p{L}\p{M}\p{N}._%+'-]+@[\p{L}\p{M}\p{N}.-]+\.(?:[\p{L}\p{M}]{2,}|xn--[a-z0-9-]+)$/iu;

/** An e-mail address as people write it, in any alphabet. */
export const email: ColumnType = {
  name: 'email',
  summary: 'An e-mail address such as `name@example.com`, at most 254 characters.',
  scaleOf: () => undefined,
  createReader: () => ({
    read: (value) => (value.length <= 254 && pattern.test(value) ? value : undefined),
    explain: () => 'not an e-mail address such as name@example.com',
  }),
};
