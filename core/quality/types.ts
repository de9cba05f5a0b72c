import type { ColumnDefinition } from '#core/definition/column.ts';
import type { ColumnType } from './type.ts';
import { boolean } from './types/boolean.ts';
import { date } from './types/date.ts';
import { decimal } from './types/decimal.ts';
import { email } from './types/email.ts';
import { integer } from './types/integer.ts';
import { text } from './types/text.ts';
import { timestamp } from './types/timestamp.ts';

/** Every column type, by name. */
export const types: Readonly<Record<ColumnDefinition['type'], ColumnType>> = {
  text,
  integer,
  decimal,
  date,
  timestamp,
  boolean,
  email,
};
