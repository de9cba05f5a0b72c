import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { DataTable } from '#core/contract/data.ts';
import type { ModelSpec } from '#core/contract/model-builder.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask } from '../../client.ts';
import { counted } from '../../format.ts';
import { Tool } from '../../pieces/tool.tsx';
import { Columns } from './model-fields.tsx';

/** The table that a model is made from, and those to which it refers. */
export function TableFields({
  pipeline,
  tables,
  spec,
  setSpec,
}: {
  readonly pipeline: PipelineDetail;
  readonly tables: readonly DataTable[];
  readonly spec: ModelSpec;
  readonly setSpec: (spec: ModelSpec) => void;
}) {
  const { table, joins } = spec;
  const joinable = parentsOf(pipeline, [table, ...joins]);
  const relations = useQuery(ask.relations.list.queryOptions());
  const repeated = relations.data?.filter(
    (relation) => relation.repeated > 0 && joins.includes(relation.parent) && [table, ...joins].includes(relation.dataset),
  );
  return (
    <>
      <label className="choice">
        <span>From</span>
        <select
          className="input"
          value={table}
          onChange={(event) =>
            setSpec({ table: event.currentTarget.value, joins: [], by: [], measures: [{ of: 'rows' }], where: [] })
          }
        >
          {tables.map(({ name, kind }) => (
            <option key={name} value={name}>
              {kind === 'dataset' ? `clean rows of ${name}` : name}
            </option>
          ))}
        </select>
      </label>
      {(joins.length > 0 || joinable.length > 0) && (
        <fieldset className="builder-list">
          <legend>Joined with</legend>
          {joins.map((joined) => (
            <div key={joined} className="builder-line">
              <span>{joined}</span>
              <Tool label={`Leave ${joined} out`} onClick={() => setSpec(without(spec, pipeline, joined))}>
                <X size={14} />
              </Tool>
            </div>
          ))}
          {repeated?.map(({ dataset, parent, repeated: values }) => (
            <p key={`${dataset} ${parent}`} className="small wrong-ink wrap">
              ▲ {counted(values, 'value')} {values === 1 ? 'occurs' : 'occur'} in more than one record of {parent}, so rows of{' '}
              {dataset} are counted more than once.
            </p>
          ))}
          {joinable.length > 0 && (
            <Columns
              label="Add a dataset that it refers to"
              offers={joinable.map((name) => ({ name }))}
              value=""
              onChange={(joined) => joined !== '' && setSpec({ ...spec, joins: [...joins, joined] })}
            />
          )}
        </fieldset>
      )}
    </>
  );
}

/** The datasets to which some refer and that are not among them. */
function parentsOf({ rules }: PipelineDetail, from: readonly string[]): readonly string[] {
  const parents = rules.flatMap(({ dataset, parent }) => (parent && from.includes(dataset) ? [parent.dataset] : []));
  return [...new Set(parents)].filter((name) => !from.includes(name));
}

/** The description without a joined dataset, what is reached through it, and their columns. */
function without(spec: ModelSpec, pipeline: PipelineDetail, left: string): ModelSpec {
  const wanted = spec.joins.filter((name) => name !== left);
  const joins: string[] = [];
  for (const name of wanted) if (parentsOf(pipeline, [spec.table, ...joins]).includes(name)) joins.push(name);
  const isThere = (column: string): boolean => !column.includes('.') || joins.includes(column.slice(0, column.indexOf('.')));
  return {
    ...spec,
    joins,
    by: spec.by.filter(({ column }) => isThere(column)),
    measures: spec.measures.filter(({ column = '' }) => isThere(column)),
    where: spec.where.filter(({ column }) => isThere(column)),
  };
}
