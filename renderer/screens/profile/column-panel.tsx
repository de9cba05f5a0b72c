import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ColumnFigures, DatasetProfile, ProfileFinding } from '#core/contract/profile.ts';
import { askForRule } from '../../adding-rule.ts';
import { ask } from '../../client.ts';
import { count, percent, short } from '../../format.ts';
import { Door } from '../../pieces/door.tsx';
import { VisibleText } from '../../pieces/visible-text.tsx';
import { ColumnPicture, Values } from './column-picture.tsx';
import { atMostDoor, missingDoor, type ProfiledRows, patternDoor, rangeDoor, unreadDoor, valueDoor } from './doors.ts';
import { Findings } from './findings.tsx';
import { SuggestedRules } from './suggested-rules.tsx';

/** Everything that is known of one column; the arrows lead through the others. */
export function ColumnPanel({
  profile,
  name,
  rows,
  onOpen,
}: {
  readonly profile: DatasetProfile;
  readonly name: string;
  readonly rows: ProfiledRows | undefined;
  /** Opens another column, or none. */
  readonly onOpen: (name: string | undefined) => void;
}) {
  const place = profile.columns.findIndex((column) => column.name === name);
  const column = profile.columns[place];
  if (!column) return null;
  const beside = (step: number): string | undefined => profile.columns[place + step]?.name;
  return (
    <Drawer
      opened
      onClose={() => onOpen(undefined)}
      position="right"
      size="lg"
      title={column.header}
      onKeyDown={(event) => {
        const next = event.key === 'ArrowRight' ? beside(1) : event.key === 'ArrowLeft' ? beside(-1) : undefined;
        if (next !== undefined) onOpen(next);
      }}
    >
      <div className="row">
        <span className="badge">{column.type}</span>
        {column.header !== column.name && <span className="mono muted">{column.name}</span>}
        {column.isPersonal && <span className="muted small">seems to be personal: reports mask it</span>}
        <span style={{ flex: 1 }} />
        {([-1, 1] as const).map((step) => (
          <button
            key={step}
            type="button"
            className="button small"
            aria-label={step < 0 ? 'The column before' : 'The next column'}
            disabled={beside(step) === undefined}
            onClick={() => onOpen(beside(step))}
          >
            {step < 0 ? <ChevronLeft size={14} /> : <ChevronRight size={14} />}
          </button>
        ))}
      </div>
      <ColumnPicture column={column} rows={rows} values={0} />
      <ColumnFindings profile={profile} name={name} rows={rows} />
      <Numbers key={name} column={column} records={profile.records} rows={rows} />
      <Lists column={column} rows={rows} />
      {rows && (
        <div className="stack">
          <SuggestedRules key={name} dataset={rows.dataset} column={name} />
          <button type="button" className="button" onClick={() => askForRule({ dataset: rows.dataset, column: name })}>
            Add a rule …
          </button>
        </div>
      )}
    </Drawer>
  );
}

function ColumnFindings({
  profile,
  name,
  rows,
}: {
  readonly profile: DatasetProfile;
  readonly name: string;
  readonly rows: ProfiledRows | undefined;
}) {
  const own: readonly ProfileFinding[] = profile.findings.filter(
    ({ columns }) => columns.length < profile.columns.length && columns.includes(name),
  );
  return own.length === 0 ? null : <Findings findings={own} rows={rows} />;
}

/** The figures of a column in two columns of their own. */
function Numbers({
  column,
  records,
  rows,
}: {
  readonly column: ColumnFigures;
  readonly records: number;
  readonly rows: ProfiledRows | undefined;
}) {
  const { missing, unread, filled, distinct, isExact, once, numbers, lengths, days } = column;
  const [isCounting, setCounting] = useState(false);
  const counted = useQuery({
    ...ask.profiles.distinct.queryOptions({ input: { dataset: '', ...rows, column: column.name } }),
    enabled: rows !== undefined && isCounting,
  });
  const exact = counted.data?.distinct;
  const at = (share: number): number => numbers?.quantiles.find((one) => one.share === share)?.value ?? 0;
  const about = numbers?.rankError ? '≈ ' : '';
  const quantile = (share: number): Line => [
    `${short(100 * share)} %`,
    `${about}${short(at(share))}`,
    atMostDoor(rows, column, at(share)),
  ];
  const lines: readonly Line[] = [
    ['missing', `${count(missing)} (${percent(missing, records)})`, missing > 0 ? missingDoor(rows, column) : undefined],
    ['do not fit', `${count(unread)} (${percent(unread, records)})`, unread > 0 ? unreadDoor(rows, column) : undefined],
    ['fit', count(filled)],
    ['different', exact === undefined ? `${isExact ? '' : '≈ '}${count(distinct)}` : count(exact)],
    ...(once === null ? [] : [['only once', count(once)] as const]),
    ...(numbers
      ? ([
          ['mean', short(numbers.mean)],
          ['standard deviation', numbers.deviation === null ? '–' : short(numbers.deviation)],
          ['sum', short(numbers.sum)],
          ['zero', count(numbers.zeros), numbers.zeros > 0 ? valueDoor(rows, column, ['0']) : undefined],
          ['negative', count(numbers.negatives), numbers.negatives > 0 ? rangeDoor(rows, column, null, 0) : undefined],
          ...[0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map(quantile),
        ] as const)
      : []),
    ...(lengths
      ? ([
          ['shortest', `${lengths.shortest} characters`],
          ['longest', `${lengths.longest} characters`],
        ] as const)
      : []),
    ...(days?.weekdays.map((records_, day): Line => [weekdays[day] ?? '', count(records_)]) ?? []),
  ];
  return (
    <>
      <dl className="profile-figures">
        {lines.map(([label, value, path]) => (
          <div key={label} className="figure-line">
            <dt>{label}</dt>
            <dd>
              <Door href={path}>{value}</Door>
            </dd>
          </div>
        ))}
      </dl>
      {rows && !isExact && exact === undefined && (
        <button type="button" className="link" onClick={() => setCounting(true)}>
          {isCounting ? 'Counting …' : 'Count the different values exactly'}
        </button>
      )}
    </>
  );
}

type Line = readonly [label: string, value: string, path?: string | undefined];

const weekdays = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

function Lists({ column, rows }: { readonly column: ColumnFigures; readonly rows: ProfiledRows | undefined }) {
  const { distinct, filled, patterns, unreadTop, variants, rare } = column;
  return (
    <>
      {patterns.length > 1 && (
        <section>
          <h3>How texts are built</h3>
          <CountTable
            lines={patterns.map(({ pattern, count: records, example }) => ({
              name: pattern,
              cell: pattern === 'others' ? pattern : <Door href={patternDoor(rows, column, pattern)}>{pattern}</Door>,
              example,
              records,
            }))}
          />
        </section>
      )}
      {unreadTop.length > 0 && (
        <section>
          <h3>Do not fit</h3>
          <CountTable
            lines={unreadTop.map(({ value, count: records }) => ({ name: value, cell: <VisibleText text={value} />, records }))}
          />
        </section>
      )}
      {variants.length > 0 && (
        <section>
          <h3>Spelled in several ways</h3>
          <ul className="plain-list">
            {variants.slice(0, 20).map(({ values }) => (
              <li key={values[0]?.value}>
                <Door
                  href={valueDoor(
                    rows,
                    column,
                    values.map(({ value }) => value),
                  )}
                >
                  {values.map(({ value, count: records }) => `${value} (${count(records)})`).join(' · ')}
                </Door>
              </li>
            ))}
          </ul>
        </section>
      )}
      {distinct < filled && (
        <section>
          <h3>Most frequent</h3>
          <Values column={column} rows={rows} values={20} />
        </section>
      )}
      {rare.length > 0 && (
        <section>
          <h3>Least frequent</h3>
          <Values column={{ ...column, top: rare }} rows={rows} values={5} />
        </section>
      )}
    </>
  );
}

function CountTable({
  lines,
}: {
  readonly lines: readonly {
    readonly name: string;
    readonly cell: ReactNode;
    readonly example?: string;
    readonly records: number;
  }[];
}) {
  return (
    <table className="table">
      <tbody>
        {lines.map(({ name, cell, example, records }) => (
          <tr key={name}>
            <td className={example === undefined ? 'wrap' : 'mono'}>{cell}</td>
            {example !== undefined && (
              <td className="muted wrap">
                <VisibleText text={example} />
              </td>
            )}
            <td className="right">{count(records)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
