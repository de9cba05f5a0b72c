import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';

/** How many records of `orders.csv` have which defect; no record has two. */
export const defects = {
  regions: 1204,
  formulas: 96,
  duplicates: 41,
  groups: 20,
  orphans: 12,
  missing: 1732,
  broken: 3,
} as const;
const read = 50_000;
/** Spellings of regions, and how often each is found. */
const spellings: readonly (readonly [string, number])[] = [
  ['nort', 300],
  ['NORTH ', 60],
  ['n.', 28],
  ['Sout', 316],
  ['SOUTH', 100],
  ['Eastt', 300],
  ['Wset', 100],
];
const regions = ['North', 'South', 'East', 'West'];
const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Writes a month of orders and their users, with a pipeline, and what the next month brings. */
export function writeSession(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline);
  writeFileSync(
    join(folder, 'users.csv'),
    ['user_id', ...Array.from({ length: 500 }, (_, index) => `U${pad(index + 1, 4)}`), ''].join('\n'),
  );
  writeFileSync(join(folder, 'orders.csv'), iconv.encode(`${[header, ...month()].join('\r\n')}\r\n`, 'windows-1252'));
  writeFileSync(join(folder, 'next.csv'), iconv.encode(`${[header, ...nextMonth()].join('\r\n')}\r\n`, 'windows-1252'));
}

const header = 'order_id;order_date;region;product;quantity;price;revenue;user_id';

interface Order {
  id: string;
  date: string;
  region: string;
  quantity: number;
  price: string;
  revenue: string;
  user: string;
}

function orderOf(number: number): Order {
  const quantity = 1 + (number % 9);
  const cents = 100 + ((number * 37) % 5000);
  return {
    id: `00${pad(number, 6)}`,
    date: `${1 + (number % 12)}/${1 + (number % 7)}/2024`,
    region: regions[number % 4] ?? '',
    quantity,
    price: (cents / 100).toFixed(2),
    revenue: ((cents * quantity) / 100).toFixed(2),
    user: `U${pad(1 + (number % 500), 4)}`,
  };
}

const line = ({ id, date, region, quantity, price, revenue, user }: Order): string =>
  [id, date, region, 'Café crème', quantity, price, revenue, user].join(';');

function month(): string[] {
  const orders = Array.from({ length: read - defects.broken }, (_, index) => orderOf(index + 1));
  let at = 10;
  const take = (count: number): Order[] => {
    const taken = orders.slice(at, at + count);
    at += count + 5;
    return taken;
  };
  for (const [spelling, count] of spellings) for (const order of take(count)) order.region = spelling;
  // Ninety of one kind, and six that differ.
  for (const [index, order] of take(defects.formulas).entries())
    Object.assign(
      order,
      index < 90
        ? { quantity: 2, price: '9.00', revenue: '25.00' }
        : { quantity: 3, price: '10.00', revenue: `${20 + index}.00` },
    );
  // Nineteen pairs and one of three.
  const duplicates = take(defects.duplicates);
  for (const [index, order] of duplicates.entries())
    order.id = duplicates[index - (index === 40 ? 2 : index % 2)]?.id ?? order.id;
  for (const [index, order] of take(defects.orphans).entries()) order.user = index < 5 ? 'U9001' : index < 9 ? 'U9002' : 'U9003';
  for (const order of take(defects.missing)) order.date = '';
  const lines = orders.map(line);
  for (let index = 0; index < defects.broken; index++) lines.splice(49_000 + index * 100, 0, `00999${index};only;three`);
  return lines;
}

/** The six orders whose revenue was decided about one by one last month, mappings to be used again, and 212 new defects. */
function nextMonth(): string[] {
  const waived = month().filter((text) => /;3;10\.00;1[01]\d\.00;/.test(text));
  const fresh = Array.from({ length: 500 }, (_, index) => orderOf(100_000 + index));
  for (const [index, order] of fresh.entries()) {
    if (index < 212) order.region = `Nowhere ${index % 7}`;
    else if (index < 220) order.region = 'nort';
  }
  return [...waived, ...fresh.map(line)];
}

const pipeline = `winnow: 1
name: march_orders
title: March orders
currency: INR
datasets:
  users:
    source: { path: users.csv }
    key: [user_id]
    columns:
      user_id: { type: text, required: true, unique: true }
  orders:
    source: { path: orders.csv }
    key: [order_id]
    columns:
      order_id: { type: text, required: true, unique: true }
      order_date: { type: date, required: true, formats: [d/M/yyyy] }
      region: { type: text, values: [North, South, East, West] }
      product: { type: text }
      quantity: { type: integer, min: 1 }
      price: { type: decimal, scale: 2, min: 0 }
      revenue: { type: decimal, scale: 2 }
      user_id: { type: text, required: true }
    references:
      - { columns: [user_id], dataset: users }
    rules:
      - { id: revenue_adds_up, rule: formula, expression: revenue = quantity * price }
`;
