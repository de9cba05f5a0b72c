import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';
import { dayOf, groupBy, sum } from './plain.ts';

const types = ['page_view', 'add_to_cart', 'purchase', 'remove_from_cart', 'wishlist_add'];
const [oldest, newest] = ['2025-05-31', '2025-06-30'];

interface Event {
  readonly event_id: string | null;
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly event_type: string | null;
  readonly event_timestamp: string | null;
  readonly product_id: string;
  readonly category: string;
  readonly price: number | null;
  readonly quantity: number;
}
interface Judged {
  readonly row: number;
  readonly event: Event | undefined;
  readonly broken: readonly string[];
  readonly isClean: boolean;
}

let judged: readonly Judged[];
let clean: readonly (Event & { readonly cents: number; readonly day: string })[];
let rows: (query: string) => unknown[];

beforeAll(async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'clickstream', '--workspace', 'c.winnow', '--out', 'out'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const database = new Database(join(folder, 'c.winnow'), { readonly: true });
  rows = (query) => database.prepare(query).raw().all();
  judged = judge(readFileSync(join(root, 'resources/pipelines/clickstream/events.ndjson'), 'utf8').trimEnd().split('\n'));
  clean = judged.flatMap(({ event, isClean }) => {
    if (!event || !isClean) return [];
    const isPurchase = event.event_type === 'purchase';
    const cents = isPurchase ? Math.round((event.price ?? 0) * 100) * event.quantity : 0;
    return [{ ...event, cents, day: event.event_timestamp?.slice(0, 10) ?? '' }];
  });
});

function parsed(line: string): Event | undefined {
  try {
    return JSON.parse(line) as Event;
  } catch {
    return undefined;
  }
}

function isInstant(text: string): boolean {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text) ?? [];
  return dayOf(year, month, day) !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function judge(lines: readonly string[]): readonly Judged[] {
  const events = lines.map(parsed);
  const known = events.filter((event) => event !== undefined);
  const ids = groupBy(known, ({ event_id }) => event_id ?? '');
  const users = groupBy(known, ({ user_id }) => user_id ?? '');
  return events.map((event, index) => {
    const row = index + 1;
    if (!event) return { row, event, broken: ['unreadable_json'], isClean: false };
    const { event_id: id, event_type: type, event_timestamp: at, user_id: user, price } = event;
    const day = at !== null && isInstant(at) ? at.slice(0, 10) : undefined;
    const errors = [
      id === null && 'event_id_required',
      id !== null && (ids.get(id)?.length ?? 0) > 1 && 'event_id_unique',
      type === null && 'event_type_required',
      type !== null && !types.includes(type) && 'event_type_values',
      at === null && 'event_timestamp_required',
      at !== null && day === undefined && 'event_timestamp_type',
      day !== undefined && (day < oldest || day > newest) && 'event_timestamp_window',
      type === 'purchase' && !(price !== null && price > 0) && 'purchase_price',
    ];
    const warnings = [
      user === null && 'user_id_required',
      price !== null && price > 10_000 && 'price_anomaly',
      user !== null && (users.get(user)?.length ?? 0) > 50 && 'user_burst',
    ];
    const broken = [...errors, ...warnings].filter((rule) => rule !== false);
    return { row, event, broken, isClean: errors.every((rule) => rule === false) };
  });
}

const inCents = (column: string): string => `cast(round(${column} * 100) as integer)`;
type Clean = (typeof clean)[number];
const groups = (key: (event: Clean) => string) => [...groupBy(clean, key)].sort(([a], [b]) => (a < b ? -1 : 1));
const of = (events: readonly Clean[], type: string): number => events.filter(({ event_type }) => event_type === type).length;
const cents = (events: readonly Clean[]): number => sum(events.map((event) => event.cents));
const users = (events: readonly Clean[]): number => new Set(events.flatMap(({ user_id }) => user_id ?? [])).size;
const rate = (part: number, all: number): number | null => (all === 0 ? null : Math.round((10_000 * part) / all) / 100);

it('every event breaks the rules that it breaks', () => {
  const found = rows('select record_id, rule_id from validation_results order by 1, 2');
  expect(new Set(judged.flatMap(({ broken }) => broken)).size).toBe(12);
  expect(found).toEqual(judged.flatMap(({ row, broken }) => [...broken].sort().map((rule) => [row, rule])));
  expect(rows('select count(*) from clean_events')).toEqual([[clean.length]]);
});

it('days, categories and the summary sum the clean events', () => {
  expect(
    rows(
      `select day, total_events, unique_users, sessions, page_views, carts, purchases, ${inCents('revenue')} from daily_aggregations order by day`,
    ),
  ).toEqual(
    groups(({ day }) => day).map(([day, own]) => [
      day,
      own.length,
      users(own),
      new Set(own.map(({ session_id }) => session_id)).size,
      of(own, 'page_view'),
      of(own, 'add_to_cart'),
      of(own, 'purchase'),
      cents(own),
    ]),
  );
  expect(
    rows(`select day || ' ' || category, total_events, purchases, ${inCents('revenue')} from category_aggregations order by 1`),
  ).toEqual(
    groups(({ day, category }) => `${day} ${category}`).map(([name, own]) => [name, own.length, of(own, 'purchase'), cents(own)]),
  );
  expect(rows(`select day, conversion_rate, ${inCents('average_purchase')} from daily_summary order by 1`)).toEqual(
    groups(({ day }) => day).map(([day, own]) => [
      day,
      rate(of(own, 'purchase'), of(own, 'page_view')),
      of(own, 'purchase') === 0 ? null : Math.round(cents(own) / of(own, 'purchase')),
    ]),
  );
});

it('sessions and products are made of their events', () => {
  const times = (own: readonly Clean[]): readonly string[] => own.map(({ event_timestamp }) => event_timestamp ?? '').sort();
  expect(
    rows(
      `select session_id, user_id, started, ended, seconds, events, purchases, ${inCents('revenue')} from user_sessions order by 1`,
    ),
  ).toEqual(
    groups(({ session_id }) => session_id ?? '').map(([id, own]) => {
      const [started = '', ended = ''] = [times(own)[0], times(own).at(-1)];
      const user = own.flatMap(({ user_id }) => user_id ?? []).sort()[0] ?? null;
      return [
        id,
        user,
        started,
        ended,
        (Date.parse(ended) - Date.parse(started)) / 1000,
        own.length,
        of(own, 'purchase'),
        cents(own),
      ];
    }),
  );
  expect(
    rows(
      `select product_id, category, views, carts, purchases, ${inCents('revenue')}, conversion_rate from product_analytics order by 1`,
    ),
  ).toEqual(
    groups(({ product_id }) => product_id).map(([id, own]) => [
      id,
      own[0]?.category,
      of(own, 'page_view'),
      of(own, 'add_to_cart'),
      of(own, 'purchase'),
      cents(own),
      rate(of(own, 'purchase'), of(own, 'page_view')),
    ]),
  );
});

it('the last hour, the quality scores and the logs agree with the events', () => {
  const until =
    clean
      .map(({ event_timestamp }) => event_timestamp ?? '')
      .sort()
      .at(-1) ?? '';
  const last = clean.filter(({ event_timestamp }) => Date.parse(event_timestamp ?? '') > Date.parse(until) - 3_600_000);
  expect(rows(`select until, events, unique_users, ${inCents('revenue')}, conversion_rate from realtime_metrics`)).toEqual([
    [until, last.length, users(last), cents(last), rate(of(last, 'purchase'), of(last, 'page_view'))],
  ]);
  const score = ({ user_id, price }: Clean): number => 100 - (user_id === null ? 10 : 0) - ((price ?? 0) > 10_000 ? 30 : 0);
  expect(rows(`select ${inCents('quality_score')} from processed_events order by id`)).toEqual(
    clean.map((event) => [score(event)]),
  );
  const byType = [
    ...groupBy(
      judged.filter(({ event }) => event),
      ({ event }) => event?.event_type ?? '',
    ),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(
    rows(
      "select event_type, events_read, events_clean, events_waiting, success_rate from data_quality_logs where event_type <> '' order by 1",
    ),
  ).toEqual(
    byType
      .filter(([type]) => type !== '')
      .map(([type, own]) => {
        const passed = own.filter(({ isClean }) => isClean).length;
        return [type, own.length, passed, own.length - passed, rate(passed, own.length)];
      }),
  );
  expect(rows(`select events_read, events_processed, last_event, ${inCents('revenue')} from pipeline_execution_logs`)).toEqual([
    [judged.length, clean.length, until, cents(clean)],
  ]);
});
