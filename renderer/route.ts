import { useHashLocation } from 'wouter/use-hash-location';
import { z } from 'zod';
import { type AnomalyQuery, anomalyQuery } from '#core/contract/anomalies.ts';
import { type FiguresQuery, figuresQuery, type Measure } from '#core/contract/figures.ts';
import { type Breaks, type Condition, condition, pageQuery } from '#core/contract/records.ts';

/** Which rows a grid shows; everything of it stands in the address, so that a door can lead there and Back leads out. */
export interface RowQuery {
  readonly filter?: readonly Condition[];
  readonly breaks?: Breaks;
  readonly status?: 'open' | 'fixed' | 'waived' | 'rejected' | 'merged' | 'escalated' | 'auto' | 'any';
  readonly since?: readonly ('new' | 'persisting' | 'regressed')[];
  /** Only records of which a rule says this very sentence. */
  readonly problem?: { readonly rule: string; readonly reason: string };
  /** Of clean rows those that need no waiver; of exceptions those told apart into cells, or broken lines. */
  readonly only?: 'passed' | 'records' | 'lines';
  /** Exceptions by what is wrong, instead of one by one. */
  readonly view?: 'problems';
  readonly search?: string;
  /** Only these records, by their numbers. */
  readonly ids?: readonly number[];
  readonly sort?: readonly { readonly column: string; readonly direction: 'ascending' | 'descending' }[];
  /** A record to be shown in the panel. */
  readonly record?: number;
}

/** The three grids. */
export type RowKind = 'raw' | 'exceptions' | 'clean';

/** A text as a part of an address. A percent sign is written twice over, since the router reads the address once before its parts are read. */
export function addressOf(text: string): string {
  return encodeURIComponent(text.replaceAll('%', '%25'));
}

/** The text of a part of an address; what was written by hand may be no such part, and is taken as it stands. */
export function textOf(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address at which files are looked at before their first run: one, or several that belong together. */
export function openPathOf(paths: readonly string[]): string {
  const [only] = paths;
  if (only === undefined) return '/';
  return paths.length === 1 ? `/open/${addressOf(only)}` : `/together/${addressOf(JSON.stringify(paths))}`;
}

/** The paths of an address of several files. */
export function pathsOf(part: string): readonly string[] {
  try {
    const paths: unknown = JSON.parse(textOf(part));
    return Array.isArray(paths) ? paths.map(String) : [];
  } catch {
    return [];
  }
}

/** The address of the rows that a number counts. */
export function rowsPath(dataset: string, what: RowKind, query: RowQuery = {}): string {
  const text = JSON.stringify(query);
  return `/data/${addressOf(dataset)}/${what}${text === '{}' ? '' : `/${addressOf(text)}`}`;
}

/** The address of a profile, or of one column in it. */
export function profilePath(dataset: string, what: RowKind, column?: string): string {
  return `/profile/${addressOf(dataset)}/${what}${column === undefined ? '' : `/${addressOf(column)}`}`;
}

/** How anomalies are looked for, where a person said so. */
export type AnomalySearch = Omit<AnomalyQuery, 'dataset' | 'limit'>;

/** Which figure is followed over time, and which month is compared with the one before. */
export interface FigureSearch {
  readonly date?: string | undefined;
  readonly measure?: Measure | undefined;
  readonly sensitivity?: FiguresQuery['sensitivity'] | undefined;
  readonly month?: string | undefined;
}

/** The address of the anomalies of a dataset. */
export function anomaliesPath(dataset: string, search: AnomalySearch = {}): string {
  return searchPath('anomalies', dataset, search);
}

/** The address of the figures of a dataset over time. */
export function overTimePath(dataset: string, search: FigureSearch = {}): string {
  return searchPath('over-time', dataset, search);
}

/** The address of the cleaning steps of a dataset. */
export function stepsPath(dataset: string): string {
  return `/steps/${addressOf(dataset)}`;
}

/** Which rows of a model are shown, and how. */
export interface ModelSearch {
  readonly filter?: readonly Condition[] | undefined;
  /** Only rows that break this rule. */
  readonly breaks?: string | undefined;
  readonly search?: string | undefined;
  readonly view?: 'sql' | undefined;
}

/** The address of a model, and of some of its rows. */
export function modelPath(model: string, search: ModelSearch = {}): string {
  return searchPath('models', model, search);
}

function searchPath(screen: string, dataset: string, search: AnomalySearch | FigureSearch | ModelSearch): string {
  const text = JSON.stringify(search);
  return `/${screen}/${addressOf(dataset)}${text === '{}' ? '' : `/${addressOf(text)}`}`;
}

const anomalySearch = anomalyQuery.omit({ dataset: true, limit: true });
const figureSearch = figuresQuery.omit({ dataset: true }).partial().extend({ month: z.string().optional() });

/** Reads the last part of the address of anomalies; what cannot be read says nothing. */
export function parseAnomalySearch(address: string | undefined): AnomalySearch {
  return parsed(anomalySearch, address) ?? {};
}

/** Reads the last part of the address of figures over time; what cannot be read says nothing. */
export function parseFigureSearch(address: string | undefined): FigureSearch {
  return parsed(figureSearch, address) ?? {};
}

const modelSearch = z
  .object({ filter: z.array(condition), breaks: z.string(), search: z.string(), view: z.literal('sql') })
  .partial();

/** Reads the last part of the address of a model; what cannot be read says nothing. */
export function parseModelSearch(address: string | undefined): ModelSearch {
  return parsed(modelSearch, address) ?? {};
}

function parsed<Search>(schema: z.ZodType<Search>, address: string | undefined): Search | undefined {
  try {
    return schema.safeParse(JSON.parse(textOf(address ?? ''))).data;
  } catch {
    return undefined;
  }
}

/** Clean records that break a rule which only warns. */
export const flagged = { breaks: { severities: ['info', 'warning'] } } satisfies RowQuery;

/** Leaves out what says nothing, so that addresses stay short. */
export function cleaned(query: RowQuery): RowQuery {
  const breaks = Object.entries(query.breaks ?? {}).filter(([, list]) => list && list.length > 0);
  return {
    ...(query.filter && query.filter.length > 0 && { filter: query.filter }),
    ...(breaks.length > 0 && { breaks: Object.fromEntries(breaks) }),
    ...(query.status && query.status !== 'open' && { status: query.status }),
    ...(query.since && query.since.length > 0 && { since: query.since }),
    ...(query.problem && { problem: query.problem }),
    ...(query.only && { only: query.only }),
    ...(query.view && { view: query.view }),
    ...(query.record !== undefined && { record: query.record }),
    ...(query.search && { search: query.search }),
    ...(query.ids && { ids: query.ids }),
    ...(query.sort && query.sort.length > 0 && { sort: query.sort }),
  };
}

/** Whether a query leaves some rows out. */
export function isNarrowing({ sort: _, view: __, record: ___, ...meant }: RowQuery): boolean {
  return Object.keys(cleaned(meant)).length > 0;
}

const rowQuery = pageQuery
  .omit({ dataset: true, what: true, offset: true, limit: true })
  .extend({ view: z.literal('problems'), record: z.int() })
  .partial();

/** Reads the last part of an address; what cannot be read, or is no such query, is nothing. */
export function parseRowQuery(address: string | undefined): RowQuery {
  if (!address) return {};
  try {
    const query: unknown = JSON.parse(textOf(address));
    // It is kept as it was written, without what is understood where nothing is said.
    return rowQuery.safeParse(query).success ? (query as RowQuery) : {};
  } catch {
    return {};
  }
}

/** The address and a function that goes elsewhere. */
export function useRoute(): readonly [string, (path: string, options?: { readonly replace?: boolean }) => void] {
  return useHashLocation();
}

/** Whether a file is looked at before its run: the workspace that is open is another one's then. */
export function useIsOpening(): boolean {
  const [path] = useRoute();
  return isOpening(path);
}

/** Whether an address is that of files before their first run. */
export function isOpening(path: string): boolean {
  return path.startsWith('/open/') || path.startsWith('/together/');
}
