import type { Random } from '../random.ts';
import type { Draft } from './draft.ts';

/** Everything that can be wrong with a row. */
export type Defect =
  | 'name_variant'
  | 'category_variant'
  | 'region_variant'
  | 'bad_category'
  | 'bad_region'
  | 'bad_quantity'
  | 'bad_discount'
  | 'bad_email'
  | 'bad_price'
  | 'bad_date'
  | 'dotted_date'
  | 'null_order_id'
  | 'duplicate'
  | 'empty_row'
  | 'extreme_revenue'
  | 'extreme_quantity'
  | 'extreme_discount'
  | 'suspicious_combination'
  | 'price_manipulation';

const found: Readonly<Partial<Record<Defect, readonly string[]>>> = {
  bad_category: ['category_enum'],
  bad_region: ['region_enum'],
  bad_quantity: ['quantity_positive'],
  bad_discount: ['discount_range'],
  bad_email: ['email_format'],
  bad_price: ['unit_price_positive'],
  bad_date: ['sale_date_range'],
  null_order_id: ['order_id_not_null'],
  empty_row: [
    'order_id_not_null',
    'product_name_not_null',
    'quantity_positive',
    'unit_price_positive',
    'discount_range',
    'sale_date_range',
    'revenue_calculation',
  ],
  extreme_revenue: ['revenue_calculation'],
};

/** The rules that find a defect; null for one that cleaning makes good or that only statistics could find. */
export function rulesOf(defect: Defect): readonly (string | null)[] {
  return found[defect] ?? [null];
}

/** Plants a defect in a sound row. */
export function plant(defect: Defect, draft: Draft, random: Random): void {
  switch (defect) {
    case 'name_variant':
      draft.product = random.pick(
        variantsOf(draft.product, [
          draft.product.toUpperCase(),
          draft.product.replaceAll(' ', '_'),
          draft.product.replace(/o/g, '0'),
          `${draft.product} (new)`,
        ]),
      );
      break;
    case 'category_variant':
      draft.category = random.pick(
        variantsOf(draft.category, [
          draft.category.toLowerCase(),
          draft.category.toUpperCase(),
          ` ${draft.category}`,
          draft.category.replace('&', 'and'),
        ]),
      );
      break;
    case 'region_variant':
      draft.region = random.pick([draft.region.toLowerCase(), draft.region.toUpperCase(), `${draft.region} `]);
      break;
    case 'bad_category':
      draft.category = random.pick(['Gadgets', 'Toys', 'Miscellaneous', '???']);
      break;
    case 'bad_region':
      draft.region = random.pick(['Atlantis', 'Middle', 'N/E', 'Overseas']);
      break;
    case 'bad_quantity':
      draft.quantity = random.pick([0, -1, 'invalid', '', 10_001]);
      break;
    case 'bad_discount':
      draft.discount = random.pick([150, 200, -10, 'half']);
      break;
    case 'bad_email':
      draft.email = random.pick(['not-an-email', 'user@', '@example.com', 'user@example', 'user name@example.com']);
      break;
    case 'bad_price':
      draft.price = random.pick([0, -500, 'free', '', 10_000_001]);
      break;
    case 'bad_date':
      draft.date = random.pick(['2023/13/01', '2023-02-30', '01-01-2023', '2019-12-31', '2031-01-01', '']);
      break;
    case 'dotted_date':
      draft.date = draft.date.replaceAll('-', '.');
      break;
    case 'null_order_id':
      draft.orderId = random.pick(['', 'NULL', 'null', ' ']);
      break;
    case 'extreme_revenue':
      draft.revenueFactor = random.integer(10, 50);
      break;
    case 'extreme_quantity':
      draft.quantity = random.integer(2000, 9000);
      break;
    case 'extreme_discount':
      draft.discount = random.integer(90, 99);
      break;
    case 'suspicious_combination':
      draft.quantity = random.integer(101, 300);
      draft.discount = random.integer(55, 80);
      break;
    case 'price_manipulation':
      draft.price = random.integer(1_000_001, 9_000_000);
      break;
    case 'duplicate':
    case 'empty_row':
      break;
  }
}

/** Only those that differ from the sound text. */
function variantsOf(sound: string, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text !== sound);
}
