import { type EventDraft, soundEvent, toLine } from './clickstream/event-draft.ts';
import type { DataGenerator, Planted } from './data-generator.ts';
import { addDays } from './day.ts';
import { createLottery } from './lottery.ts';
import { createPool } from './pool.ts';
import { createRandom, type Random } from './random.ts';

/** The events are those of so many days, the last of which is the day of the run. */
const days = 14;
const secondsOfDay = 86_400;

/** The last session ends before the last day does. */
const longestSession = 3600;

/** More events of one user in a batch than this are a burst; sound users stay well below. */
const burstSize = 55;
const mostOfUser = 40;

type Defect =
  | 'missing_id'
  | 'duplicate_id'
  | 'missing_type'
  | 'unknown_type'
  | 'missing_timestamp'
  | 'malformed_timestamp'
  | 'stale_timestamp'
  | 'future_timestamp'
  | 'missing_user'
  | 'free_purchase'
  | 'price_anomaly'
  | 'broken_json';

const defects: Readonly<Record<Defect, { readonly share: number; readonly rule: string }>> = {
  missing_id: { share: 0.004, rule: 'event_id_required' },
  duplicate_id: { share: 0.006, rule: 'event_id_unique' },
  missing_type: { share: 0.004, rule: 'event_type_required' },
  unknown_type: { share: 0.006, rule: 'event_type_values' },
  missing_timestamp: { share: 0.004, rule: 'event_timestamp_required' },
  malformed_timestamp: { share: 0.005, rule: 'event_timestamp_type' },
  stale_timestamp: { share: 0.005, rule: 'event_timestamp_window' },
  future_timestamp: { share: 0.003, rule: 'event_timestamp_window' },
  missing_user: { share: 0.01, rule: 'user_id_required' },
  free_purchase: { share: 0.006, rule: 'purchase_price' },
  price_anomaly: { share: 0.003, rule: 'price_anomaly' },
  broken_json: { share: 0.004, rule: 'unreadable_json' },
};

/** Clicks of a shop's visitors, session by session, as lines of JSON. */
export const clickstream: DataGenerator = {
  pipeline: 'clickstream',
  datasets: [{ name: 'events', extension: 'ndjson' }],
  variants: {
    dirty: 'defects in about 1 of 17 events, and a burst from one user per 2,000 events',
    clean: 'no defects',
  },
  defaultRows: 10_000,
  isDated: true,
  rows: function* ({ rows, seed, variant, runDate }) {
    const random = createRandom(seed);
    const isClean = variant === 'clean';
    const lottery = createLottery(
      random,
      rows,
      isClean ? [] : Object.entries(defects).map(([kind, { share }]) => [kind as Defect, share]),
    );
    const pool = createPool<{ readonly row: number; readonly id: string }>(random);
    let row = 0;
    for (const { event, isBurst } of events(random, { rows, runDate, isClean })) {
      row++;
      const planted: Planted[] = isBurst ? [{ row, kind: 'burst', rule: 'user_burst' }] : [];
      // Who sends a burst sends whole events, so that all of them count.
      const defect = lottery.draw((kind) => !isBurst && (kind !== 'duplicate_id' || !pool.isEmpty()));
      if (defect) planted.push({ row, kind: defect, rule: defects[defect].rule });
      else pool.add({ row, id: String(event.event_id) });
      if (defect === 'duplicate_id') {
        const original = pool.take();
        if (original) {
          event.event_id = original.id;
          planted.push({ row: original.row, kind: defect, rule: defects[defect].rule });
        }
      } else if (defect) spoil(event, defect, { random, runDate });
      const line = toLine(event);
      yield { cells: defect === 'broken_json' ? line.slice(0, random.integer(20, line.length - 2)) : line, planted };
    }
  },
};

/** Sessions of users, one after the other in time, and now and then a burst of one who is no person. */
function* events(
  random: Random,
  { rows, runDate, isClean }: { readonly rows: number; readonly runDate: string; readonly isClean: boolean },
): Generator<{ readonly event: EventDraft; readonly isBurst: boolean }> {
  const users = Math.max(3, Math.ceil(rows / 8));
  const sent = new Map<number, number>();
  const bursts = isClean ? 0 : Math.floor(rows / 2000);
  const burstsAt = new Set(Array.from({ length: bursts }, (_, index) => Math.floor(((index + 0.5) * rows) / bursts)));
  let made = 0;
  let session = 0;
  while (made < rows) {
    session++;
    const isBurst = [...burstsAt].some((at) => at <= made && burstsAt.delete(at)) && made + burstSize <= rows;
    let user = random.integer(1, users);
    while ((sent.get(user) ?? 0) >= mostOfUser) user = (user % (users * 2)) + 1;
    const size = Math.min(rows - made, isBurst ? burstSize : Math.min(random.integer(1, 12), mostOfUser - (sent.get(user) ?? 0)));
    let second = Math.floor((made * (days * secondsOfDay - longestSession)) / rows);
    for (let index = 0; index < size; index++) {
      made++;
      second += random.integer(1, isBurst ? 2 : 240);
      const day = addDays(runDate, Math.floor(second / secondsOfDay) - days + 1);
      const userId = isBurst ? `bot-${session}` : `user-${user}`;
      yield { event: soundEvent(random, { number: made, userId, session, day, second: second % secondsOfDay }), isBurst };
    }
    if (!isBurst) sent.set(user, (sent.get(user) ?? 0) + size);
  }
}

function spoil(
  event: EventDraft,
  defect: Defect,
  { random, runDate }: { readonly random: Random; readonly runDate: string },
): void {
  if (defect === 'missing_id') event.event_id = null;
  else if (defect === 'missing_type') event.event_type = null;
  else if (defect === 'unknown_type') event.event_type = random.pick(['scroll', 'PURCHASE', 'page-view']);
  else if (defect === 'missing_timestamp') event.event_timestamp = null;
  else if (defect === 'malformed_timestamp')
    event.event_timestamp = random.pick(['now', '30/06/2025 10:15', '2025-06-31T10:00:00Z']);
  else if (defect === 'stale_timestamp') event.event_timestamp = `${addDays(runDate, -random.integer(31, 400))}T12:00:00Z`;
  else if (defect === 'future_timestamp') event.event_timestamp = `${addDays(runDate, random.integer(2, 400))}T12:00:00Z`;
  else if (defect === 'missing_user') event.user_id = null;
  else if (defect === 'free_purchase') Object.assign(event, { event_type: 'purchase', price: random.pick([0, null, -9.99]) });
  else if (defect === 'price_anomaly') event.price = random.integer(1_000_001, 9_000_000) / 100;
}
