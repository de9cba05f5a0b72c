import type { Link } from '#core/definition/relations.ts';
import { linkTo } from '#core/definition/relations.ts';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { leavesOf, nameOfLeaf } from './expression/leaves.ts';
import { type ColumnSql, expressionToSql, usesDoubles, withoutZone } from './expression/to-sql.ts';
import { isInstant, type Leaf, scaleOf, type Typed } from './expression/typecheck.ts';
import { inScaleOf } from './in-scale-of.ts';
import type { SqlContext } from './rule.ts';

type Related = (Leaf & { readonly kind: 'column'; readonly dataset: string }) | (Leaf & { readonly kind: 'aggregate' });
type OwnValue = (column: string) => Sql;

/** Where the values of an expression over several datasets are found: the joins it needs, and the SQL of each value. */
export interface RelatedSql {
  /** Tables of figures about the other datasets, for a `with` clause; nothing where there are none. */
  readonly tables: readonly Sql[];
  /** The joins of these tables to the records, which are called `own`. */
  readonly joins: readonly Sql[];
  readonly column: ColumnSql;
}

/** For all records at once: every other dataset is read and grouped once, and joined. */
export function joinedSql(expression: Typed, context: SqlContext): RelatedSql {
  const own: OwnValue = (column) => sql`own.${context.value(column)}`;
  const groups = new Map<string, { readonly link: Link; readonly isParent: boolean; readonly leaves: Related[] }>();
  for (const leaf of leavesOf(expression)) {
    if (!isRelated(leaf)) continue;
    const isParent = leaf.kind === 'column';
    const name = `${isParent} ${leaf.dataset}`;
    const group = groups.get(name) ?? { link: linkOf(leaf, context), isParent, leaves: [] };
    groups.set(name, group);
    group.leaves.push(leaf);
  }
  const tables: Sql[] = [];
  const joins: Sql[] = [];
  const values = new Map<string, Sql>();
  for (const [index, { link, isParent, leaves }] of [...groups.values()].entries()) {
    const table = literal(`t${index}`);
    const keys = link.other.map((column) => sql`other.${context.value(column, link.dataset)}`);
    const figures = leaves.map((leaf, place) => sql`${figureOf(leaf, context, false)} as ${literal(`v${place}`)}`);
    const filled = keys.map((key) => sql`${key} is not null`);
    tables.push(sql`
      ${table} as materialized (
        select ${join([...keys.map((key, place) => sql`${key} as ${literal(`k${place}`)}`), sql`count(*) as members`, ...figures])}
        from ${context.table(link.dataset)} other
        where ${join([...filled, context.counts('other')], ' and ')}
        group by ${join(keys)}
      )`);
    const same = matched(link, own, context).map((value, place) => sql`${table}.${literal(`k${place}`)} = ${value}`);
    joins.push(sql`left join ${table} on ${join(same, ' and ')}`);
    const isLinked = join(
      link.own.map((column) => sql`${own(column)} is not null`),
      ' and ',
    );
    for (const [place, leaf] of leaves.entries()) {
      const value = sql`${table}.${literal(`v${place}`)}`;
      values.set(
        nameOfLeaf(leaf),
        isParent || !isZeroOfNone(leaf)
          ? value
          : sql`(case when ${isLinked} then case when ${table}.members is null then 0 else ${value} end end)`,
      );
    }
  }
  return { tables, joins, column: columnSql(context, own, (leaf) => values.get(nameOfLeaf(leaf)) ?? sql`null`) };
}

/** For single records, whose values may be given: each value is a query of its own, which finds the few records concerned by an index. */
export function correlatedSql(context: SqlContext, own: OwnValue): ColumnSql {
  return columnSql(context, own, (leaf) => {
    const link = linkOf(leaf, context);
    const same = matched(link, own, context).map(
      (value, place) => sql`other.${context.value(link.other[place] ?? '', link.dataset)} = ${value}`,
    );
    const isLinked = join(
      link.own.map((column) => sql`${own(column)} is not null`),
      ' and ',
    );
    const found = sql`(
      select ${figureOf(leaf, context, true)}
      from ${context.table(link.dataset)} other
      where ${join([...same, context.counts('other')], ' and ')})`;
    return isZeroOfNone(leaf) ? sql`(case when ${isLinked} then ${found} end)` : found;
  });
}

function isRelated(leaf: Leaf): leaf is Related {
  return leaf.kind === 'aggregate' || leaf.dataset !== undefined;
}

/** Whether a figure of no records is 0, as sums and counts are. */
function isZeroOfNone(leaf: Related): boolean {
  return leaf.kind === 'aggregate' && (leaf.name === 'sum' || leaf.name === 'count');
}

function linkOf(leaf: Related, { relations }: SqlContext): Link {
  return linkTo(relations, leaf.kind === 'column' ? 'parents' : 'children', leaf.dataset);
}

/** The values that records of the other dataset must have to belong to a record. */
function matched(link: Link, own: OwnValue, context: SqlContext): readonly Sql[] {
  return link.own.map((column, place) => inScaleOf(link.dataset, link.other[place] ?? '', own(column), column, context));
}

/**
 * A figure over the records that belong together: none where one of them has no value that can be read, or where what should be one record
 * is several that differ.
 */
function figureOf(leaf: Related, context: SqlContext, isAlone: boolean): Sql {
  const inner: ColumnSql = (column) =>
    column.kind === 'column'
      ? { value: sql`other.${context.value(column.name, leaf.dataset)}`, scale: context.scaleOf(column.name, leaf.dataset) }
      : { value: sql`null`, scale: undefined };
  if (leaf.kind === 'column') {
    const { value } = inner(leaf);
    return sql`case when count(*) = count(${value}) and min(${value}) = max(${value}) then max(${value}) end`;
  }
  if (!leaf.of) return sql`count(*)`;
  const plain = expressionToSql(leaf.of, inner);
  if (leaf.name === 'count' && leaf.of.type.kind === 'boolean')
    return sql`case when count(*) = count(${plain}) then coalesce(sum(${plain}), 0) end`;
  if (leaf.name === 'count') return sql`count(${plain})`;
  const value = isInstant(leaf.of) ? withoutZone(plain) : plain;
  const figure = leaf.name === 'sum' && isAlone ? sql`coalesce(sum(${value}), 0)` : sql`${literal(leaf.name)}(${value})`;
  return sql`case when count(*) = count(${value}) then ${figure} end`;
}

function columnSql(context: SqlContext, own: OwnValue, related: (leaf: Related) => Sql): ColumnSql {
  return (leaf) => {
    if (!isRelated(leaf)) return { value: own(leaf.name), scale: context.scaleOf(leaf.name) };
    return { value: related(leaf), scale: scaleOfLeaf(leaf, context) };
  };
}

/** The places of the minor units in which SQL gives a figure; none where it is a double or a text. */
export function scaleOfLeaf(leaf: Leaf, context: SqlContext): number | undefined {
  if (leaf.kind === 'column') return context.scaleOf(leaf.name, leaf.dataset);
  if (!leaf.of || leaf.name === 'count') return 0;
  const scale = (column: Leaf) => ({
    value: sql`null`,
    scale: column.kind === 'column' ? context.scaleOf(column.name, leaf.dataset) : undefined,
  });
  return usesDoubles(leaf.of, scale) ? undefined : scaleOf(leaf.of);
}
