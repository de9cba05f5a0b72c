import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { ruleOfSentence, sentenceOfRule } from '#core/quality/rule-sentence.ts';
import { rules } from '#core/quality/rules.ts';

const name = fc.constantFrom('qty', 'Unit_Price', 'order_date', 'is', 'at', 'and_more', '_x1');
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'North',
    'New York',
    'St.',
    'empty',
    'present',
    'or',
    'and',
    'when',
    '12',
    '-1.50',
    '2024-01-01',
    'a "b" \\',
    'x, y',
    '(warning)',
    ' when a',
  ),
);
const limit = fc.oneof(
  fc.integer(),
  // YAML has no number −0 that means another limit than 0.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  text,
);
const expression = fc.constantFrom(
  'total = qty * price',
  "case when a > 1 then 'x' else b end = 'y'",
  'a\n  = b',
  'sum(lines.total) >= 1',
);
const present = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Options of every kind of rule, as a definition may hold them. */
const options: Readonly<Record<string, fc.Arbitrary<Readonly<Record<string, unknown>>>>> = {
  required: fc.record({ column: name }),
  type: fc.record({ column: name }),
  range: fc
    .record({ column: name, min: present(limit), max: present(limit), strict: fc.boolean() })
    .filter(({ min, max }) => min !== undefined || max !== undefined),
  length: fc
    .record({ column: name, min: present(fc.nat(99)), max: present(fc.nat(99)) })
    .filter(({ min, max }) => min !== undefined || max !== undefined),
  values: fc.record({ column: name, values: fc.array(text, { minLength: 1, maxLength: 4 }) }),
  pattern: fc.record({ column: name, pattern: text }),
  unique: fc.record({ columns: names }),
  'group-size': fc.record({ columns: names, max: fc.integer({ min: 1, max: 1e6 }) }),
  reference: fc.record({ columns: names, dataset: name, to: present(fc.constant(undefined)) }),
  'functional-dependency': fc.record({ determinant: names, column: name }),
  formula: fc.record({ expression, tolerance: fc.oneof(fc.constant(0), fc.constantFrom(0.01, 1, '0.5')) }),
  'date-window': fc
    .record({
      column: name,
      min: present(fc.constantFrom('2000-01-01', 'today', 'today - 30d', 'today-2w')),
      max: present(fc.constantFrom('2030-12-31', 'today', 'today + 1d')),
    })
    .filter(({ min, max }) => min !== undefined || max !== undefined),
  'z-score': fc.record({ column: name, limit: fc.constantFrom(3, 2.5, 4), leave_one_out: fc.boolean() }),
};

const shared = fc.record({
  severity: fc.constantFrom('info', 'warning', 'error', 'critical'),
  enabled: fc.boolean(),
  when: present(
    fc.constantFrom(
      "region = 'North'",
      "region <> 'Far East'",
      'qty >= 5',
      'case when a then b else c end',
      "note = 'x when y'",
      "name = 'a and b'",
      "name = 'empty'",
      'is_empty(phone)',
      'not is_empty(phone)',
      'qty > 1 and not is_empty(b)',
    ),
  ),
  allow: present(fc.constantFrom('20 rows', '0.5%', '1 row', { warning: '5 rows', error: '2 %' })),
});

const nowhere = ({ id: _, description: __, ...rule }: Partial<RuleDefinition>): unknown => {
  const kind = kindOfRule(rule as RuleDefinition);
  const { rule: kindName, severity, enabled, when, allow, ...own } = rule;
  return { ...(kind?.options.parse(own) as object), rule: kindName, severity, enabled, when, allow };
};

const understood = (read: ReturnType<typeof ruleOfSentence>): Partial<RuleDefinition> => ('stated' in read ? read.stated : {});

describe('a rule as a sentence', () => {
  it.each(rules.map((kind) => kind.name))('%s: what is said is what is understood', (kind) => {
    const given = options[kind] ?? fc.record({});
    fc.assert(
      fc.property(given, shared, (own, base) => {
        const rule = { id: 'x', rule: kind, ...base, ...own } as unknown as RuleDefinition;
        const sentence = sentenceOfRule(rule);
        expect(sentence, JSON.stringify(rule)).toBeDefined();
        const read = ruleOfSentence(sentence ?? '');
        expect(read, sentence).not.toHaveProperty('problem');
        expect(nowhere(understood(read)), sentence).toEqual(nowhere(rule));
      }),
      { numRuns: 300 },
    );
  });

  it.each(shippedPipelines())('every rule of %s can be said and understood', (pipeline) => {
    for (const dataset of Object.values(loadPipeline(pipeline).pipeline.datasets))
      for (const rule of rulesOfDataset(dataset)) {
        const sentence = sentenceOfRule(rule);
        expect(nowhere(understood(ruleOfSentence(sentence ?? ''))), sentence).toEqual(nowhere(rule));
      }
  });

  it.each([
    ['quantity is at least 1 when region is North', { rule: 'range', min: 1, when: "region = 'North'" }],
    ['quantity is present when kind is not gift and price is at least 5', { when: "kind <> 'gift' and price >= 5" }],
    ['quantity is present when region is one of North or "Far East"', { when: "(region = 'North' or region = 'Far East')" }],
    ['email is present when phone is empty', { when: 'is_empty(phone)' }],
    [
      'email is present when phone is not empty and region is "North and South"',
      { when: "not is_empty(phone) and region = 'North and South'" },
    ],
    ['email is required when phone is present', { when: 'not is_empty(phone)' }],
    ['quantity is at least 1 when region looks odd', undefined],
    ['code matches "\\bfoo\\b ""x"""', { rule: 'pattern', pattern: '\\bfoo\\b "x"' }],
    ['quantity must be at least 1 when day is today (Warning)', { min: 1, when: 'day = today', severity: 'warning' }],
    ['price is present when paid is true and price is at least 1.50', { when: 'paid = true and price >= 1.50' }],
    ['region is one of North, South and East', { values: ['North', 'South', 'East'] }],
    ['a and b are unique, 20 records may fail', { columns: ['a', 'b'], allow: '20 rows' }],
    ['day is between 2020-01-01 and today', { rule: 'date-window', min: '2020-01-01', max: 'today' }],
    ['total = quantity * price, give or take 0.01', { rule: 'formula', tolerance: 0.01 }],
    ['region is nonsense blah holds', undefined],
    ['quantity is between 1 and 100', { rule: 'range', column: 'quantity', min: 1, max: 100 }],
    [
      "quantity is at least 1 when region = 'North' (warning)",
      { rule: 'range', min: 1, when: "region = 'North'", severity: 'warning' },
    ],
    ['region is one of North, South or "Far East".', { rule: 'values', values: ['North', 'South', 'Far East'] }],
    [
      'order_id and line are unique together, 20 rows may fail',
      { rule: 'unique', columns: ['order_id', 'line'], allow: '20 rows' },
    ],
    ['customer_id exists in customers', { rule: 'reference', columns: ['customer_id'], dataset: 'customers' }],
    [
      'total = quantity * price holds, give or take 0.01',
      { rule: 'formula', expression: 'total = quantity * price', tolerance: 0.01 },
    ],
    ['price is more than 5', { rule: 'formula', expression: 'price > 5' }],
    ['price must be less than -1.50 when paid is true', { expression: 'price < -1.50', when: 'paid = true' }],
    ['due_date is greater than order_date (warning)', { expression: 'due_date > order_date', severity: 'warning' }],
    ['total = quantity * price', { rule: 'formula', expression: 'total = quantity * price' }],
    ['ended is at least started', { rule: 'formula', expression: 'ended >= started' }],
    ['price is at least 1.50', { rule: 'range', min: '1.50' }],
    ['price is more than 0 when ended is more than started', { expression: 'price > 0', when: 'ended > started' }],
    ['price is present when region is North', { when: "region = 'North'" }],
    ['day > 2024-01-01', undefined],
    ['price = 5 or more', undefined],
    ['price > ', undefined],
    ['price is positive', undefined],
    ['email is required', { rule: 'required', column: 'email' }],
    ['order_date is not after today', { rule: 'date-window', max: 'today' }],
  ])('“%s”', (sentence, expected) => {
    const read = ruleOfSentence(sentence);
    if (expected) expect(read).toMatchObject({ stated: expected });
    else expect(read).toHaveProperty('problem');
  });

  it('says how a rule may begin where it understands none', () => {
    expect(ruleOfSentence('price should be nice')).toMatchObject({ problem: expect.stringContaining('price is at least 1') });
  });
});
