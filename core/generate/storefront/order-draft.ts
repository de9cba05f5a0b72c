import { addDays } from '../day.ts';
import { poisson } from '../distributions.ts';
import { toMoney } from '../money.ts';
import type { Random } from '../random.ts';
import type { Customer } from './customers.ts';
import type { Product } from './products.ts';

/** An order with its lines and payments as texts, before and after defects are planted in it. */
export interface OrderDraft {
  readonly id: string;
  customerId: string;
  /** The customer, where the file has it. */
  customer: Customer | undefined;
  date: string;
  total: string;
  /** How many rows say the same of the order. */
  copies: number;
  lines: LineDraft[];
  payments: PaymentDraft[];
}

export interface LineDraft {
  orderId: string;
  productId: string;
  /** The product, where the file has it. */
  product: Product | undefined;
  quantity: string;
  total: string;
}

export interface PaymentDraft {
  orderId: string;
  method: string;
  amount: string;
  date: string;
}

/** An order without defects. */
export function soundOrder(
  random: Random,
  { id, day, customer, products }: { id: string; day: string; customer: Customer; products: readonly Product[] },
): OrderDraft {
  let sum = 0;
  const lines = Array.from({ length: 1 + poisson(random, 1.5) }, (): LineDraft => {
    const product = random.pick(products);
    const quantity = 1 + poisson(random, 0.8);
    sum += quantity * product.price;
    return {
      orderId: id,
      productId: product.id,
      product,
      quantity: String(quantity),
      total: toMoney(quantity * product.price),
    };
  });
  const method = random.weighted([
    ['card', 60],
    ['paypal', 25],
    ['bank', 15],
  ]);
  const payment = { orderId: id, method, amount: toMoney(sum), date: addDays(day, random.integer(0, 2)) };
  return { id, customerId: customer.id, customer, date: day, total: toMoney(sum), copies: 1, lines, payments: [payment] };
}
