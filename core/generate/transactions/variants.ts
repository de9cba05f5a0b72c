import type { Defect } from './defects.ts';

/** The variants that can be generated, the default first. */
export const variants = {
  mixed: '70 % sound, 25 % dirty, 5 % anomalous rows',
  clean: 'no defects',
  dirty: '30 % dirty rows',
  'dirty-50': '50 % dirty rows',
  anomaly: '5 % anomalous rows',
  'anomaly-10': '10 % anomalous rows',
  null_order_ids: '20 % of rows without an order id',
  duplicate_order_ids: '15 % of rows with the order id of another',
  invalid_categories: '30 % of rows with an unknown category',
  invalid_quantities: '25 % of rows with an impossible quantity',
  invalid_emails: '22 % of rows with a malformed e-mail address',
} as const;

const dirt: readonly (readonly [Defect, number])[] = [
  ['name_variant', 0.16],
  ['category_variant', 0.14],
  ['region_variant', 0.12],
  ['bad_category', 0.05],
  ['bad_region', 0.05],
  ['bad_quantity', 0.1],
  ['bad_discount', 0.08],
  ['bad_email', 0.08],
  ['bad_price', 0.06],
  ['bad_date', 0.07],
  ['dotted_date', 0.02],
  ['null_order_id', 0.03],
  ['duplicate', 0.04],
];

const anomalies: readonly (readonly [Defect, number])[] = [
  ['extreme_revenue', 0.2],
  ['extreme_quantity', 0.2],
  ['extreme_discount', 0.2],
  ['suspicious_combination', 0.2],
  ['price_manipulation', 0.2],
];

const shares: Readonly<Record<keyof typeof variants, readonly (readonly [Defect, number])[]>> = {
  mixed: [...part(dirt, 0.23), ['empty_row', 0.02], ...part(anomalies, 0.05)],
  clean: [],
  dirty: [...part(dirt, 0.28), ['empty_row', 0.02]],
  'dirty-50': [...part(dirt, 0.48), ['empty_row', 0.02]],
  anomaly: part(anomalies, 0.05),
  'anomaly-10': part(anomalies, 0.1),
  null_order_ids: [['null_order_id', 0.2]],
  duplicate_order_ids: [['duplicate', 0.15]],
  invalid_categories: [['bad_category', 0.3]],
  invalid_quantities: [['bad_quantity', 0.25]],
  invalid_emails: [['bad_email', 0.22]],
};

/** The share of rows that each defect gets in a variant. */
export function sharesOf(variant: string): readonly (readonly [Defect, number])[] {
  return isVariant(variant) ? shares[variant] : shares.mixed;
}

function isVariant(name: string): name is keyof typeof variants {
  return Object.hasOwn(variants, name);
}

function part(kinds: readonly (readonly [Defect, number])[], whole: number): readonly (readonly [Defect, number])[] {
  return kinds.map(([kind, share]) => [kind, share * whole] as const);
}
