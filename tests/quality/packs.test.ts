import { describe, expect, it } from 'vitest';
import { rulePack } from '#core/contract/rule-packs.ts';
import { packRules } from '#core/quality/mining/packs.ts';
import { ruleOfSentence } from '#core/quality/rule-sentence.ts';

const columns = {
  order_id: { type: 'text' },
  customer_email: { type: 'text' },
  quantity: { type: 'integer' },
  equity: { type: 'integer' },
  unit_price: { type: 'decimal' },
  price_note: { type: 'text' },
  order_date: { type: 'date' },
  birth_date: { type: 'date' },
  age: { type: 'integer' },
  first_name: { type: 'text' },
  iban: { type: 'text' },
  currency: { type: 'text' },
  debit: { type: 'decimal' },
} as const;

describe.each(rulePack.options)('the pack %s', (pack) => {
  it('has rules that are said in sentences which mean the same', () => {
    const rules = packRules(pack, columns);
    expect(rules.length).toBeGreaterThan(3);
    for (const { rule, sentence } of rules) {
      const read = ruleOfSentence(sentence);
      expect(read, sentence).toMatchObject({ stated: rule });
    }
  });

  it('is about columns by their names and types, and no others', () => {
    const about = packRules(pack, columns).map(({ rule }) => rule['column']);
    expect(about).not.toContain('equity');
    expect(about).not.toContain('price_note');
    expect(packRules(pack, { nothing: { type: 'text' } })).toEqual([]);
  });
});

it('knows what is usual for a trade', () => {
  const said = (pack: (typeof rulePack.options)[number]) => packRules(pack, columns).map(({ sentence }) => sentence);
  expect(said('commerce')).toEqual(
    expect.arrayContaining(['order_id is present', 'quantity is at least 1', 'unit_price is at least 0']),
  );
  expect(said('people')).toEqual(expect.arrayContaining(['age is between 0 and 120', 'first_name is present']));
  expect(said('finance')).toEqual(expect.arrayContaining(['debit is at least 0', 'currency is present']));
});
