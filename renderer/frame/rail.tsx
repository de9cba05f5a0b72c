import {
  CalendarDays,
  ChartColumn,
  ChartLine,
  ChartScatter,
  CircleCheck,
  Clock,
  ListChecks,
  type LucideIcon,
  ScanText,
  Share2,
  Shield,
  Table2,
  TriangleAlert,
  WandSparkles,
  Workflow,
} from 'lucide-react';
import { Link } from 'wouter';
import { count, score } from '../format.ts';
import { useRoute } from '../route.ts';
import { useRuns, useShown } from '../shown.ts';

interface Entry {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly path: string;
  readonly number?: string;
}

/** Where one can go, in the order of an analyst's questions. */
export function Rail() {
  const { run, pipeline } = useShown();
  const runs = useRuns();
  const [path] = useRoute();
  const datasets = Object.entries(run?.datasets ?? {});
  const groups: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
    ...datasets.map(([name, ledger]) => ({
      title: `Data · ${name}`,
      entries: [
        { icon: Table2, name: 'Raw', path: `/data/${name}/raw`, number: count(ledger.read - ledger.blank) },
        {
          icon: TriangleAlert,
          name: 'Exceptions',
          path: `/data/${name}/exceptions`,
          number: count(ledger.exceptions + ledger.structural),
        },
        { icon: CircleCheck, name: 'Clean', path: `/data/${name}/clean`, number: count(ledger.clean + ledger.waived) },
      ],
    })),
    {
      title: 'Insight',
      entries: [
        { icon: ChartColumn, name: 'Quality', path: '/quality', ...(run?.score == null ? {} : { number: score(run.score) }) },
        {
          icon: ChartLine,
          name: pipeline?.dashboard ?? 'Dashboard',
          path: '/dashboard',
          ...(pipeline && { number: count(pipeline.charts) }),
        },
        { icon: ScanText, name: 'Profile', path: '/profile' },
        { icon: ChartScatter, name: 'Anomalies', path: '/anomalies' },
        { icon: CalendarDays, name: 'Over time', path: '/over-time' },
      ],
    },
    {
      title: 'Pipeline',
      entries: [
        ...(datasets.length > 1 ? [{ icon: Share2, name: 'Relations', path: '/relations' }] : []),
        { icon: ListChecks, name: 'Rules', path: '/rules', ...(pipeline && { number: count(pipeline.rules.length) }) },
        { icon: WandSparkles, name: 'Cleaning steps', path: '/steps', ...(pipeline && { number: count(pipeline.steps.length) }) },
        { icon: Workflow, name: 'Models', path: '/models', ...(pipeline && { number: count(pipeline.models.length) }) },
      ],
    },
    {
      title: 'Proof',
      entries: [
        { icon: Clock, name: 'Runs', path: '/runs', number: count(runs.length) },
        { icon: Shield, name: 'Audit', path: '/audit' },
      ],
    },
  ];
  return (
    <nav className="rail" aria-label="Screens">
      {groups.map(({ title, entries }) => (
        <section key={title}>
          <h2>{title}</h2>
          {entries.map(({ icon: Icon, name, path: to, number }) => (
            <Link key={to} href={to} title={name} aria-current={path === to || path.startsWith(`${to}/`) ? 'page' : undefined}>
              <Icon size={15} aria-hidden />
              <span className="name">{name}</span>
              {number && <span className="number">{number}</span>}
            </Link>
          ))}
        </section>
      ))}
    </nav>
  );
}
