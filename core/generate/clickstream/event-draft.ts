import { logNormal } from '../distributions.ts';
import type { Random } from '../random.ts';

/** An event as it is written; null for what it does not say. */
export interface EventDraft {
  event_id: string | null;
  user_id: string | null;
  session_id: string;
  event_type: string | null;
  event_timestamp: string | null;
  product_id: string;
  category: string;
  price: number | null;
  quantity: number;
  page_url: string;
  user_agent: string;
  ip_address: string;
}

const types: readonly (readonly [string, number])[] = [
  ['page_view', 60],
  ['add_to_cart', 20],
  ['purchase', 10],
  ['remove_from_cart', 5],
  ['wishlist_add', 5],
];

/** Categories and the median of their prices, with their share of the events in per cent. */
const categories: readonly (readonly [readonly [name: string, median: number], number])[] = [
  [['Electronics', 180], 30],
  [['Clothing', 45], 25],
  [['Books', 18], 20],
  [['Home', 60], 15],
  [['Sports', 70], 10],
];

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)',
  'Mozilla/5.0 (Linux; Android 15)',
] as const;

const mostExpensive = 5000;

/** An event without defects. */
export function soundEvent(
  random: Random,
  { number, userId, session, day, second }: { number: number; userId: string; session: number; day: string; second: number },
): EventDraft {
  const [category, median] = random.weighted(categories);
  const product = `P-${category.slice(0, 2).toUpperCase()}${random.integer(1, 120)}`;
  const price = Math.min(mostExpensive, Math.max(0.99, logNormal(random, median, 0.6)));
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return {
    event_id: `evt-${String(number).padStart(9, '0')}`,
    user_id: userId,
    session_id: `session-${session}`,
    event_type: random.weighted(types),
    event_timestamp: `${day}T${time}Z`,
    product_id: product,
    category,
    price: Math.round(price * 100) / 100,
    quantity: random.weighted([
      [1, 80],
      [2, 15],
      [3, 5],
    ]) as number,
    page_url: `/products/${product.toLowerCase()}`,
    user_agent: random.pick(agents),
    ip_address: `10.${random.integer(0, 255)}.${random.integer(0, 255)}.${random.integer(1, 254)}`,
  };
}

/** An event as one line of JSON, with what its sender said of it kept as text. */
export function toLine(event: EventDraft): string {
  return JSON.stringify({ ...event, raw_data: JSON.stringify({ type: event.event_type, product: event.product_id }) });
}
