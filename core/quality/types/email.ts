import type { ColumnType } from '../type.ts';

// The reference pattern ^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$ has no nested repetition, so it runs in
// time quadratic at worst; the length limit (RFC 5321: 254) keeps that small.
const pattern = /^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/;

/** An e-mail address as people write it, ASCII only. */
export const email: ColumnType = {
  name: 'email',
  summary: 'An e-mail address such as `name@example.com`, at most 254 characters.',
  scaleOf: () => undefined,
  createReader: () => ({
    read: (value) => (value.length <= 254 && pattern.test(value) ? value : undefined),
    explain: () => 'not an e-mail address such as name@example.com',
  }),
};
