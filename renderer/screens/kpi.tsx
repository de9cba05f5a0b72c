import { Link } from 'wouter';
import { figure, money } from '../format.ts';
import { rowsPath } from '../route.ts';
import { useShown } from '../shown.ts';
import { type ChartProps, useFigures } from './declared-chart.tsx';

/** A single number of the dashboard, with its change since the run before. */
export function Kpi({ chart, currency, filter }: ChartProps) {
  const { run } = useShown();
  const [first] = Object.keys(run?.datasets ?? {});
  const dataset = chart.dataset ?? first;
  const figures = useFigures({ chart, filter });
  const value = Number(figures.data?.rows[0]?.[Math.max(0, figures.data.columns.indexOf(chart.y ?? ''))] ?? Number.NaN);
  const text = (isShort: boolean): string => (chart.isMoney ? money(value, currency, isShort) : figure(value, null));
  return (
    <section className="card kpi" aria-label={chart.title}>
      <span className="what">{chart.title}</span>
      <span className="big" title={Number.isNaN(value) ? undefined : text(false)}>
        {Number.isNaN(value) ? '–' : text(value >= 10_000_000)}
      </span>
      {figures.data?.before != null && <Change before={figures.data.before} now={value} shown={text(false)} />}
      <span className="note">
        {dataset === undefined ? (
          'of all clean records'
        ) : (
          <Link
            href={rowsPath(dataset, 'clean', {
              filter: filter.filter((one) => one.dataset === dataset).map(({ dataset: _, ...condition }) => condition),
            })}
          >
            {filter.length === 0 ? 'of all clean records' : 'of the filtered records'}
          </Link>
        )}
      </span>
    </section>
  );
}

/** By how much a figure differs from that of the run before, in words and without a colour that judges it. */
function Change({ before, now, shown }: { readonly before: number; readonly now: number; readonly shown: string }) {
  const share = before === 0 ? undefined : (100 * (now - before)) / Math.abs(before);
  if (Number.isNaN(now) || share === undefined) return null;
  const isSame = Math.abs(share) < 0.05;
  return (
    <span className="note" title={`${figure(before, null)} in the run before, ${shown} now`}>
      {isSame
        ? 'as in the run before'
        : `${share > 0 ? '▲ +' : '▼ −'}${figure(Math.abs(Number(share.toFixed(1))), null)} % since the run before`}
    </span>
  );
}
