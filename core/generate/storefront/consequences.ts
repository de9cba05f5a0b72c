import { toCents } from '../money.ts';
import type { LineDraft, OrderDraft, PaymentDraft } from './order-draft.ts';

/** The rules across datasets that an order breaks as it is written, whatever was planted. */
export function orderBreaks({ id, customer, date, total, lines, payments }: OrderDraft): readonly string[] {
  const own = lines.filter(({ orderId }) => orderId === id);
  const cents = own.map((line) => toCents(line.total));
  const stated = toCents(total);
  const signup = dateOf(customer?.signupDate);
  const isWrong =
    stated !== undefined &&
    cents.every((one) => one !== undefined) &&
    differs(
      stated,
      cents.reduce((sum, one) => sum + one, 0),
    );
  const isEarly = dateOf(date) !== undefined && signup !== undefined && date < signup;
  return [
    ...(isWrong ? ['orders_total'] : []),
    ...(own.length === 0 ? ['orders_has_lines'] : []),
    ...(isEarly ? ['orders_after_signup'] : []),
    ...(payments.some(({ orderId }) => orderId === id) ? [] : ['orders_paid']),
  ];
}

/** Those that a line breaks. */
export function lineBreaks({ product, quantity, total }: LineDraft): readonly string[] {
  const price = product && toCents(product.priceText);
  const stated = toCents(total);
  if (price === undefined || stated === undefined || !/^\d+$/.test(quantity)) return [];
  return differs(stated, Number(quantity) * price) ? ['order_items_line_total'] : [];
}

/** Those that a payment of an order breaks. */
export function paymentBreaks({ orderId, amount, date }: PaymentDraft, order: OrderDraft): readonly string[] {
  if (orderId !== order.id) return [];
  const [paid, total] = [toCents(amount), toCents(order.total)];
  const isEarly = dateOf(order.date) !== undefined && date < order.date;
  return [
    ...(paid !== undefined && total !== undefined && differs(paid, total) ? ['payments_amount'] : []),
    ...(isEarly ? ['payments_after_order'] : []),
  ];
}

/** The rules allow for a cent. */
function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > 1;
}

/** A text, where it is a day that there is. */
function dateOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : text;
}
