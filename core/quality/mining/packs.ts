import type { RulePack } from '#core/contract/rule-packs.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { sentenceOfRule } from '../rule-sentence.ts';
import type { Candidate } from './candidate.ts';

type Type = ColumnDefinition['type'];

/** A rule of a pack: for which columns it is, and what it asks of one. */
interface PackRule {
  /** What a column is called that it is about. */
  readonly named: RegExp;
  readonly types: readonly Type[];
  readonly about: string;
  readonly rule: (column: string) => Candidate['rule'];
}

const numbers: readonly Type[] = ['integer', 'decimal'];
const texts: readonly Type[] = ['text', 'email'];
const dates: readonly Type[] = ['date'];
const all: readonly Type[] = [...numbers, ...texts, ...dates, 'timestamp'];

/** A word of a name, between its ends and underscores. */
const word = (words: string): RegExp => new RegExp(`(^|_)(${words})(_|$)`, 'i');

const required = (named: RegExp, types = all): PackRule => ({
  ...{ named, types, about: 'required' },
  rule: (column) => ({ rule: 'required', column }),
});
const range = (named: RegExp, limits: { readonly min?: number; readonly max?: number }, types = numbers): PackRule => ({
  ...{ named, types, about: 'range' },
  rule: (column) => ({ rule: 'range', column, ...limits }),
});
const form = (named: RegExp, pattern: string): PackRule => ({
  ...{ named, types: texts, about: 'form' },
  rule: (column) => ({ rule: 'pattern', column, pattern }),
});
const past = (named: RegExp, min?: string): PackRule => ({
  ...{ named, types: dates, about: 'period' },
  rule: (column) => ({ rule: 'date-window', column, ...(min !== undefined && { min }), max: 'today' }),
});

const mail = form(word('e_?mail|mail'), '[^@\\s]+@[^@\\s]+\\.[^@\\s]+');
/** Country codes of two or three letters (ISO 3166-1), and codes of currencies (ISO 4217). */
const country = form(word('country_code'), '[A-Z]{2,3}');
const currency = form(word('currency|currency_code'), '[A-Z]{3}');

/** The packs as data: a rule a line. */
const packs: Readonly<Record<RulePack, readonly PackRule[]>> = {
  commerce: [
    required(/^(order|invoice|product|item|customer|sku)(_?(id|no|number|code))?$/i),
    range(word('quantity|qty|units'), { min: 1 }),
    range(word('price|unit_price|amount|total|revenue|shipping|cost'), { min: 0 }),
    range(word('discount_rate|discount_share|discount_percent|discount_pct'), { min: 0, max: 100 }),
    range(word('rating|stars'), { min: 1, max: 5 }),
    past(word('order_date|sale_date|purchase_date|invoice_date|ordered')),
    required(word('order_date|sale_date|purchase_date|invoice_date'), [...dates, 'timestamp']),
    ...[mail, country, currency],
  ],
  people: [
    required(word('name|first_name|last_name|surname|full_name'), texts),
    range(/(^|_)age$/i, { min: 0, max: 120 }),
    past(word('birth_date|date_of_birth|birthday|dob|born'), '1900-01-01'),
    past(word('hire_date|signup_date|join_date|joined|registered')),
    form(word('phone|mobile|telephone'), '\\+?[0-9 ()/.-]{6,20}'),
    form(word('zip|zip_code|postcode|postal_code'), '[A-Za-z0-9 -]{3,10}'),
    range(word('salary|wage|income'), { min: 0 }),
    ...[mail, country],
  ],
  finance: [
    required(/^(account|transaction|iban|invoice|payment)(_?(id|no|number|code))?$/i),
    required(word('amount|value|balance'), numbers),
    range(word('debit|credit|fee|tax|principal'), { min: 0 }),
    range(word('interest_rate|tax_rate|rate_percent'), { min: 0, max: 100 }),
    // Two letters, two digits, and up to thirty more (ISO 13616).
    form(word('iban'), '[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}'),
    form(word('bic|swift'), '[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?'),
    past(word('booking_date|transaction_date|payment_date|posted|posting_date')),
    required(word('currency|currency_code'), texts),
    ...[currency, country],
  ],
};

/** The rules of a pack that fit columns of a dataset, in the order of the pack. */
export function packRules(
  pack: RulePack,
  columns: Readonly<Record<string, Pick<ColumnDefinition, 'type'>>>,
): readonly Candidate[] {
  return packs[pack].flatMap(({ named, types, about, rule }) =>
    Object.entries(columns)
      .filter(([name, { type }]) => named.test(name) && types.includes(type))
      .map(([name]) => {
        const made = rule(name);
        const asked: RuleDefinition = { id: '', severity: 'error', enabled: true, ...made };
        return { rule: made, about: `${name}_${about}`, sentence: sentenceOfRule(asked) ?? `${name}: ${made.rule}`, worth: 0 };
      }),
  );
}
