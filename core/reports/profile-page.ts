import { counted } from '#core/contract/counted.ts';
import type { ColumnFigures, DatasetProfile } from '#core/contract/profile.ts';
import { chart, meter, plain, share, whole } from './figures.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';

/** What a report says besides the figures. */
export interface ReportOptions {
  readonly title: string;
  /** Where the data came from and when it was looked at. */
  readonly origin: string;
  /** Whether values of columns that seem to hold personal data are shown. */
  readonly showsPersonal: boolean;
}

/** A report on profiles: one page that needs no other file, with personal data masked unless it is wanted. */
export function profilePage(profiles: readonly DatasetProfile[], { title, origin, showsPersonal }: ReportOptions): string {
  const hidden = profiles.flatMap((profile) => profile.columns).filter((column) => column.isPersonal && !showsPersonal).length;
  return page(
    title,
    html`<h1>${title}</h1>
<p class="soft">${origin}</p>
${hidden > 0 ? html`<p class="soft">Values of ${counted(hidden, 'column')} that seem to hold personal data are masked.</p>` : undefined}
${profiles.map((profile) => datasetSection(profile, showsPersonal))}`,
  );
}

/** One dataset: its account, what stands out, and its columns. */
export function datasetSection(profile: DatasetProfile, showsPersonal: boolean): Html {
  const { dataset, records, broken, columns, duplicates, isWhole } = profile;
  const masks = new Map(columns.map((column) => [column.name, column.isPersonal && !showsPersonal]));
  const isMasked = (names: readonly string[]): boolean => names.some((name) => masks.get(name));
  return html`<section><h2>${dataset}</h2>
<p>${counted(records, 'record')}${isWhole ? '' : ' (a sample)'}, ${counted(columns.length, 'column')}${broken > 0 ? `, ${counted(broken, 'broken line')}` : ''}, ${
    duplicates.records === 0 ? 'no record twice' : `${counted(duplicates.records, 'record')} twice`
  }</p>
${
  profile.findings.length > 0
    ? html`<div class="card"><h3>What stands out</h3><ol class="found">${profile.findings.map(
        ({ sentence, detail, columns: about, kind }) =>
          html`<li><b>${sentence}</b><br><span class="soft">${isMasked(about) && showsValues.has(kind) ? 'values are masked' : detail}</span></li>`,
      )}</ol></div>`
    : undefined
}
<div class="columns">${columns.map((column) => columnCard(column, records, masks.get(column.name) ?? false))}</div>
${profile.correlations.pairs.length > 0 ? correlationsCard(profile) : undefined}</section>`;
}

/** The kinds of findings whose details quote values. */
const showsValues: ReadonlySet<string> = new Set(['unread', 'nearly unique', 'spellings', 'pattern', 'constant']);

function columnCard(column: ColumnFigures, records: number, isMasked: boolean): Html {
  const { header, name, type, missing, unread, distinct, isExact } = column;
  const shown = (value: string): string => (isMasked ? masked(value) : value);
  return html`<article class="card"><div class="head"><h3 title="${name}">${header}</h3><span class="soft small">${type}${isMasked ? ', masked' : ''}</span></div>
${picture(column, shown)}
<table>
<tr><td>different</td><td class="n">${isExact ? '' : '≈ '}${whole(distinct)}</td></tr>
<tr><td>missing</td><td class="n">${whole(missing)}</td><td class="n soft">${share(missing, records)}</td></tr>
${unread > 0 ? html`<tr class="wrong"><td>no ${type}</td><td class="n">${whole(unread)}</td><td class="n">${share(unread, records)}</td></tr>` : undefined}
</table>
${details(column, shown)}</article>`;
}

/** A picture of a column that fits its type: bars of its numbers or months, or its most frequent values. */
function picture(column: ColumnFigures, shown: (value: string) => string): Html | undefined {
  const { numbers, days, top, filled, lowest, highest } = column;
  if (filled === 0) return undefined;
  const ends = [shown(lowest ?? ''), shown(highest ?? '')] as const;
  if (numbers) {
    const { bins, scale } = numbers.histogram;
    return chart(
      bins.map(({ count }) => count),
      [ends[0], scale === 'logarithmic' ? `${ends[1]}, log scale` : ends[1]],
    );
  }
  if (days)
    return chart(
      days.bins.map(({ count }) => count),
      ends,
    );
  const most = top[0]?.count ?? 0;
  return html`<table>${top
    .slice(0, 3)
    .map(
      ({ value, count }) =>
        html`<tr><td>${shortened(shown(value))}</td><td>${meter(count, most)}</td><td class="n">${whole(count)}</td></tr>`,
    )}</table>`;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function details(column: ColumnFigures, shown: (value: string) => string): Html {
  const { numbers, days, top, rare, patterns, lengths, unreadTop, scale } = column;
  const row = ([label, value]: readonly [string, string]): Html => html`<tr><td>${label}</td><td class="n">${value}</td></tr>`;
  const values = (title: string, list: readonly { readonly value: string; readonly count: number }[]): Html | undefined =>
    list.length === 0
      ? undefined
      : html`<table><tr><th>${title}</th><th class="n">records</th></tr>${list.map(
          ({ value, count }) => html`<tr><td>${shortened(shown(value))}</td><td class="n">${whole(count)}</td></tr>`,
        )}</table>`;
  const about = numbers?.rankError ? '≈ ' : '';
  const figures: readonly (readonly [string, string])[] = numbers
    ? [
        ['mean', plain(numbers.mean)],
        ['standard deviation', numbers.deviation === null ? '–' : plain(numbers.deviation)],
        ['sum', plain(numbers.sum, scale)],
        ['zero', whole(numbers.zeros)],
        ['negative', whole(numbers.negatives)],
        ...numbers.quantiles.map(({ share: part, value }) => [`${plain(part * 100)} %`, `${about}${plain(value)}`] as const),
      ]
    : lengths
      ? [
          ['shortest', counted(lengths.shortest, 'character')],
          ['longest', counted(lengths.longest, 'character')],
          ['mean length', plain(lengths.mean)],
        ]
      : (days?.weekdays.map((count, day) => [weekdays[day] ?? '', whole(count)] as const) ?? []);
  return html`<details><summary>More</summary>
<table>${figures.map(row)}</table>
${numbers ? html`<table><tr><th>from</th><th>to below</th><th class="n">records</th></tr>${numbers.histogram.bins.map(({ from, to, count }) => html`<tr><td>${from === null ? '' : plain(from)}</td><td>${to === null ? '' : plain(to)}</td><td class="n">${whole(count)}</td></tr>`)}</table>` : undefined}
${patterns.length > 0 ? html`<table><tr><th>built as</th><th class="n">records</th></tr>${patterns.map(({ pattern, count }) => html`<tr><td><code>${pattern}</code></td><td class="n">${whole(count)}</td></tr>`)}</table>` : undefined}
${values('most frequent', top)}${values('least frequent', rare)}${values('do not fit', unreadTop)}</details>`;
}

function correlationsCard({ correlations: { records, pairs } }: DatasetProfile): Html {
  return html`<div class="card"><h3>Columns that go together</h3><p class="soft small">Pearson correlation in a sample of ${counted(records, 'record')}</p>
<table>${pairs.map(({ a, b, r }) => html`<tr><td>${a}</td><td>${b}</td><td class="n">${r.toFixed(2)}</td></tr>`)}</table></div>`;
}

/** A text of which nothing can be read but its length and its signs. */
export function masked(text: string): string {
  return text.replace(/[\p{L}\p{N}]/gu, '•');
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
