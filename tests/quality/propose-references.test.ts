import { expect, it } from 'vitest';
import { createObserver } from '#core/quality/infer/observe.ts';
import { referenceCandidates, type SeenColumns } from '#core/quality/infer/propose-references.ts';

/** A dataset as it is seen: its columns, of which the first names its records. */
function seen(dataset: string, ...headers: readonly string[]): SeenColumns {
  return {
    dataset,
    headers,
    observations: headers.map((_, place) => {
      const observer = createObserver();
      for (let row = 0; row < 50; row++) observer.see(place === 0 ? `k${row}` : `k${row % 7}`);
      return observer.observation(true);
    }),
  };
}

const found = (...datasets: readonly SeenColumns[]): readonly string[] =>
  referenceCandidates(datasets).map(
    ({ dataset, column, parent, parentColumn }) => `${dataset}.${column} -> ${parent}.${parentColumn}`,
  );

it('finds columns that are called like the key of another dataset', () => {
  expect(found(seen('customers', 'customer_id', 'name'), seen('orders', 'order_id', 'customer_id'))).toEqual([
    'orders.customer_id -> customers.customer_id',
  ]);
  expect(found(seen('Customers', 'Id', 'name'), seen('orders', 'order_id', 'CustomerID', 'note'))).toEqual([
    'orders.customer_id -> Customers.id_value',
  ]);
  expect(found(seen('categories', 'code', 'title'), seen('products', 'product_id', 'category', 'title'))).toEqual([
    'products.category -> categories.code',
  ]);
  expect(found(seen('order_items', 'order_item_id'), seen('returns', 'return_id', 'order_item_id'))).toEqual([
    'returns.order_item_id -> order_items.order_item_id',
  ]);
});

it('takes a key with a duplicate for a key, whatever Winnow calls the column', () => {
  const customers = seen('customers', 'id', 'name');
  const observer = createObserver();
  for (let row = 0; row < 50; row++) observer.see(`k${Math.max(1, row)}`);
  const withDuplicate = { ...customers, observations: [observer.observation(true), ...customers.observations.slice(1)] };
  expect(found(withDuplicate, seen('orders', 'order_id', 'customer_id'))).toEqual(['orders.customer_id -> customers.id_value']);
});

it('proposes nothing where names say nothing, or say the same of both', () => {
  expect(found(seen('a', 'id', 'x'), seen('b', 'id', 'y'))).toEqual([]);
  expect(found(seen('customers', 'customer_id', 'name'), seen('customer_details', 'customer_id', 'phone'))).toEqual([]);
  expect(found(seen('orders', 'order_id', 'total'))).toEqual([]);
});
